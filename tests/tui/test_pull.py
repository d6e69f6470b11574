"""`oar pull` against a real web server, real databases and real commands: what comes in, what is told, what stays."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from models.clock import FrozenClock
from models.scorecard.verbs import AddMeasure, Retire
from models.sources import pull as fetching
from models.store import driver
from models.store.store import Store
from tests.models.conftest import NOW, cluster, copy_database  # noqa: F401 - a fixture for this folder too
from tests.tui.conftest import Oar, Ran
from tests.tui.sources_server import Server
from tui import config

Declare = Callable[..., None]
PYTHON = sys.executable


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.end()


@pytest.fixture
def nrr(company: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the company's database with M1 (in %), M2 (hours, by the month) and M3, which is retired."""
    monkeypatch.setattr(fetching, "BACKOFF", (0.01,) * 5)
    store = Store(company, handle="ana", clock=FrozenClock(NOW))
    store.write(AddMeasure(fields={"name": "Net revenue retention", "unit": "%", "team": "T1"}, plan=">=60%"))
    store.write(AddMeasure(fields={"name": "Support hours", "unit": "h", "cadence": "month", "team": "T1"}))
    store.write(AddMeasure(fields={"name": "Old one", "team": "T1"}))
    store.write(Retire(measures=(3,)))
    store.close()
    return company


@pytest.fixture
def declare(home: Path) -> Declare:
    """Return a function that writes sources into the config file."""

    def write(**sources: dict[str, Any]) -> None:
        path = Path(config.config_path(os.environ))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(tomli_w.dumps({"sources": sources}), encoding="utf-8")

    return write


def web(server: Server, page: str, **more: Any) -> dict[str, Any]:
    url = f"http://127.0.0.1:{server.port}{page}"
    return {"measure": "M1", "kind": "http", "url": url, "path": "data.value", "timeout": 1, "retries": 0, **more}


def command(code: str, **more: Any) -> dict[str, Any]:
    return {"measure": "M1", "kind": "command", "argv": [PYTHON, "-c", code], "timeout": 5, "retries": 0, **more}


def readings(path: str, measure: int = 1) -> dict[int, tuple[float, str]]:
    with closing(driver.sqlite.connect(path)) as database, database:
        rows = database.execute(
            "SELECT period, value, source FROM reading WHERE measure_id = ? AND archived_at IS NULL", (measure,)
        ).fetchall()
    return {period: (value, source) for period, value, source in rows}


def one(ran: Ran) -> dict[str, Any]:
    assert ran.json["version"] == 1
    (line,) = ran.json["sources"]
    return dict(line)


def test_pull_enters_the_number_of_a_web_address(oar: Oar, nrr: str, declare: Declare, server: Server) -> None:
    declare(billing=web(server, "/ok"))
    ran = oar("pull")
    assert ran.code == 0
    assert "billing" in ran.out
    assert "62.3% for W33" in ran.out
    assert readings(nrr) == {202633: (62.3, "billing")}


def test_dry_run_asks_and_changes_nothing(oar: Oar, nrr: str, declare: Declare, server: Server) -> None:
    declare(billing=web(server, "/ok"))
    line = one(oar("pull", "--dry-run", "--json"))
    assert line["readings"] == [{"period": "2026-W33", "value": 62.3, "before": None, "what": "new"}]
    assert (line["status"], line["measure"], line["kind"], line["tries"]) == ("ok", "M1", "http", 1)
    assert readings(nrr) == {}


BAD_ANSWERS = [
    ("/html", "web page"), ("/nan", "NaN"), ("/infinity", "Infinity"), ("/list", "list of 3"), ("/type", "object"),
    ("/text", "soon"), ("/null", "null"), ("/else", "no 'data'"), ("/latin", "UTF-8"), ("/binary", "UTF-8"),
    ("/empty", "empty"), ("/huge", "more than 1 MB"), ("/hang", "within 0.4 s"), ("/drip", "within 0.4 s"),
    ("/drop", "broke off"), ("/gone", "404"), ("/to/loop", "redirects more than 3"), ("/to/file", "redirects to file"),
    ("/to/other", "redirects to http://localhost"), ("/share", "95"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "said"), BAD_ANSWERS)
def test_bad_answer_is_one_line_and_the_rest_goes_on(
    oar: Oar, nrr: str, declare: Declare, server: Server, page: str, said: str
) -> None:
    declare(bad=web(server, page, timeout=0.4), good={**command("print(7)"), "measure": "Support"})
    ran = oar("pull", "--json")
    assert ran.code == 1
    lines = {line["source"]: line for line in ran.json["sources"]}
    assert lines["bad"]["status"] == "failed"
    assert said in lines["bad"]["message"]
    assert "\n" not in lines["bad"]["message"]
    assert lines["good"]["status"] == "ok"
    assert readings(nrr) == {}
    assert readings(nrr, 2) == {202608: (7.0, "good")}


def test_every_failure_is_one_line_on_the_screen_too(oar: Oar, nrr: str, declare: Declare, server: Server) -> None:
    declare(**{f"s{at}": web(server, path, timeout=0.3) for at, (path, _) in enumerate(BAD_ANSWERS)})
    ran = oar("pull")
    assert ran.code == 1
    assert len(ran.out.splitlines()) == len(BAD_ANSWERS)
    assert all("failed: " in line for line in ran.out.splitlines())


def test_good_weeks_of_a_source_are_taken_and_the_bad_one_is_told(
    oar: Oar, nrr: str, declare: Declare, server: Server
) -> None:
    fields = {"path": "rows", "period": "w", "value": "v"}
    declare(rows=web(server, "/rows", **fields))
    ran = oar("pull", "--json")
    assert ran.code == 1
    assert one(ran)["status"] == "part"
    assert "2026 has no week 60" in one(ran)["message"]
    assert readings(nrr) == {202631: (61.0, "rows"), 202632: (62.0, "rows")}
    declare(twice=web(server, "/twice", **fields))
    assert "2026-W31 came twice" in one(oar("pull", "--json"))["message"]
    declare(future=web(server, "/future", **fields))
    assert "2026-W50 is in the future" in one(oar("pull", "--json"))["message"]


def test_same_host_is_followed_and_a_busy_one_asked_again(oar: Oar, nrr: str, declare: Declare, server: Server) -> None:
    declare(moved=web(server, "/to/ok"), flaky=web(server, "/flaky", retries=2))
    ran = oar("pull", "--json")
    assert ran.code == 0
    assert {line["source"]: line["tries"] for line in ran.json["sources"]} == {"moved": 1, "flaky": 2}


def test_hanging_sources_wait_side_by_side(oar: Oar, nrr: str, declare: Declare, server: Server) -> None:
    declare(**{f"s{at}": web(server, "/hang", timeout=1) for at in range(4)}, good=command("print(61)"))
    began = time.monotonic()
    ran = oar("pull")
    assert ran.code == 1
    assert time.monotonic() - began < 3.5
    assert readings(nrr)[202633] == (61.0, "good")


def test_secret_comes_from_the_environment_and_is_shown_nowhere(
    oar: Oar, nrr: str, declare: Declare, server: Server, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    headers = {"Authorization": "Bearer ${BILLING_TOKEN}"}
    declare(billing=web(server, "/token?key=${BILLING_TOKEN}", headers=headers))
    assert "BILLING_TOKEN is not set" in oar("pull").out
    monkeypatch.setenv("BILLING_TOKEN", "hush-hush")
    shown = [oar("pull"), oar("pull", "--json")]
    assert shown[0].code == 0
    leak = "import sys; print('hush-hush', 'aHVzaC1odXNo', file=sys.stderr); sys.exit('bad hush%2Dhush hush-hush')"
    declare(
        leaky=command(leak + " # ${BILLING_TOKEN}"),
        odd=command("print('${BILLING_TOKEN}')"),
        wrong=web(server, "/gone/${BILLING_TOKEN}"),
        lost=web(server, "/ok", url="http://${BILLING_TOKEN}.invalid:1/"),
        base={
            "measure": "M1",
            "kind": "sql",
            "url": "postgresql://me:${BILLING_TOKEN}@127.0.0.1:1/x",
            "query": "SELECT 1",
            "retries": 0,
            "timeout": 2,
        },
        file={"measure": "M1", "kind": "csv", "path": "/nowhere/${BILLING_TOKEN}/*.csv", "retries": 0},
    )
    shown += [oar("pull"), oar("pull", "--json"), oar("log", "M1", "--json"), oar("doctor"), oar("show", "M1")]
    for ran in shown:
        assert "hush-hush" not in ran.out + ran.err
    for path in (*home.rglob("*"), Path(nrr)):
        assert not path.is_file() or path.name == "config.toml" or b"hush-hush" not in path.read_bytes()


def test_token_is_not_carried_to_another_host(
    oar: Oar, nrr: str, declare: Declare, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(billing=web(server, "/to/other", headers={"Authorization": "Bearer x"}))
    assert oar("pull").code == 1
    assert len(server.seen) == 1


# ---- what a person typed


def test_typed_value_stays_unless_forced_and_both_are_kept(
    oar: Oar, nrr: str, declare: Declare, server: Server
) -> None:
    declare(billing=web(server, "/ok"))
    assert oar("set", "M1", "64%", "--week", "W33").code == 0
    for _ in range(2):
        ran = oar("pull")
        assert ran.code == 0
        assert "keeps 64% typed by Ana Kern" in ran.out
    assert readings(nrr) == {202633: (64.0, "person")}
    with closing(driver.sqlite.connect(nrr)) as database, database:
        kept = database.execute("SELECT value, source FROM reading_history WHERE measure_id = 1").fetchall()
    assert kept == [(62.3, "billing")]
    assert "was 64%, typed by Ana Kern" in oar("pull", "--force").out
    assert readings(nrr) == {202633: (62.3, "billing")}
    with closing(driver.sqlite.connect(nrr)) as database, database:
        kept = database.execute("SELECT value, source FROM reading_history WHERE measure_id = 1").fetchall()
    assert kept == [(62.3, "billing"), (64.0, "person")]


def test_pulled_value_is_renewed_by_the_next_pull(oar: Oar, nrr: str, declare: Declare, server: Server) -> None:
    declare(billing=command("print('2026-W32 61')"))
    oar("pull")
    declare(billing=command("print('2026-W32 63')"))
    assert "63% for W32 (was 61%)" in oar("pull").out
    assert "as before" in oar("pull").out
    assert oar("undo").code == 0
    assert readings(nrr) == {202632: (61.0, "billing")}


def test_a_pull_is_one_undo(oar: Oar, nrr: str, declare: Declare) -> None:
    declare(one=command("print('2026-W32 61')"), two={**command("print(5)"), "measure": "M2"})
    assert oar("pull").code == 0
    assert readings(nrr) and readings(nrr, 2)
    assert oar("undo").code == 0
    assert not readings(nrr) and not readings(nrr, 2)


def test_measure_shows_its_source_and_who_answers_for_it(oar: Oar, nrr: str, declare: Declare) -> None:
    declare(billing=command("print(61)", quality="ben", every="every Monday"))
    oar("pull")
    shown = oar("show", "M1").out
    assert "billing" in shown
    assert "Ben Ito" in shown
    assert "every Monday" in shown


# ---- which sources


def test_one_measure_or_one_source_may_be_pulled_alone(oar: Oar, nrr: str, declare: Declare) -> None:
    declare(one=command("print(61)"), two={**command("print(5)"), "measure": "Support"})
    for word, names in (("M1", ["one"]), ("Net rev", ["one"]), ("two", ["two"]), ("M2", ["two"])):
        ran = oar("pull", word, "--dry-run", "--json")
        assert [line["source"] for line in ran.json["sources"]] == names
    assert oar("pull", "M3").code == 3
    assert oar("pull", "nothing like that").code == 3


def test_badly_declared_sources_fail_alone(oar: Oar, nrr: str, declare: Declare) -> None:
    good = command("print(61)")
    declare(good=good, retired={**good, "measure": "M3"}, lost={**good, "measure": "M99"}, odd={**good, "retires": 2},
            ftp={**good, "kind": "ftp"})  # fmt: skip
    ran = oar("pull", "--json")
    lines = {line["source"]: line for line in ran.json["sources"]}
    assert ran.code == 1
    assert lines["good"]["status"] == "ok"
    assert "is retired" in lines["retired"]["message"]
    assert "M99" in lines["lost"]["message"]
    assert "retires" in lines["odd"]["message"]
    assert "kind" in lines["ftp"]["message"]


def test_without_sources_it_says_where_to_declare_them(oar: Oar, nrr: str) -> None:
    ran = oar("pull")
    assert ran.code == 2
    assert "recipes" in ran.err


def test_person_without_the_right_gets_a_line(oar: Oar, nrr: str, declare: Declare) -> None:
    declare(billing=command("print(61)"))
    ran = oar("--as", "dan", "pull")
    assert ran.code == 1
    assert "You may" in ran.out
    assert readings(nrr) == {}


# ---- commands


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print('x' * 2_000_000)", "more than 1 MB"),
        ("import itertools\nfor _ in itertools.count(): print('x' * 99)", "more than 1 MB"),
        ("import time; time.sleep(60)", "within 0.5 s"),
        ("import sys; sys.exit('no such report')", "exit code 1: no such report"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')", "UTF-8"),
        ("print('NaN')", "NaN"),
        ("print('<html>')", "web page"),
        ("pass", "printed nothing"),
        ("import sys; sys.stderr.write('x' * 3_000_000); print('\\x1b]0;t\\x07')", "number"),
    ],
)
def test_command_that_misbehaves_is_one_line(oar: Oar, nrr: str, declare: Declare, code: str, said: str) -> None:
    declare(bad=command(code, timeout=0.5 if "sleep" in code else 5))
    line = one(oar("pull", "--json"))
    assert line["status"] == "failed"
    assert said in line["message"]


def test_command_that_is_not_there_is_one_line(oar: Oar, nrr: str, declare: Declare) -> None:
    declare(bad={"measure": "M1", "kind": "command", "argv": ["/nowhere/report"], "retries": 0})
    assert "cannot run report" in oar("pull").out


def test_what_a_command_started_is_ended_with_it(oar: Oar, nrr: str, declare: Declare, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    start = f"import subprocess, sys; p = subprocess.Popen(['sleep', '60']); open({str(mark)!r}, 'w').write(str(p.pid))"
    for code, status in ((start + "; print(61, flush=True)", "ok"), (start + "; p.wait()", "failed")):
        declare(child=command(code, timeout=3))
        assert one(oar("pull", "--json"))["status"] == status
        child = Path(f"/proc/{mark.read_text()}/stat")
        assert not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z"


# ---- databases and files


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with closing(driver.sqlite.connect(path)) as database, database:
        database.execute("CREATE TABLE kpi (week TEXT, value REAL)")
        database.executemany("INSERT INTO kpi VALUES (?, ?)", [("2026-W31", 61.0), ("2026-W32", 62.0)])
    return path


def sql(url: str, query: str, **more: Any) -> dict[str, Any]:
    return {"measure": "M1", "kind": "sql", "url": url, "query": query, "timeout": 2, "retries": 0, **more}


WRITING = (
    "DELETE FROM kpi RETURNING week, value",
    "UPDATE kpi SET value = 0",
    "DROP TABLE kpi",
    "ATTACH '/tmp/other.db' AS other",
    "PRAGMA query_only = OFF",
    "INSERT INTO kpi VALUES ('2026-W33', 5)",
    "SELECT 1; DELETE FROM kpi",
)


def test_sqlite_gives_rows_or_one_number(oar: Oar, nrr: str, declare: Declare, ledger: Path) -> None:
    declare(
        rows=sql(f"sqlite:///{ledger}", "SELECT week, value FROM kpi"),
        last=sql(f"sqlite:///{ledger}", "SELECT value FROM kpi ORDER BY week DESC LIMIT 1", **{"for": "closed"}),
        named=sql(f"sqlite:///{ledger}", "SELECT value AS v, 1, week AS w FROM kpi", period="w", value="v"),
    )
    ran = oar("pull", "--json")
    assert [line["status"] for line in ran.json["sources"]] == ["ok"] * 3, ran.out
    assert {period: value for period, (value, _) in readings(nrr).items()} == {202631: 61.0, 202632: 62.0}


@pytest.mark.parametrize("query", WRITING)
def test_sqlite_source_that_tries_to_write_is_refused(
    oar: Oar, nrr: str, declare: Declare, ledger: Path, query: str
) -> None:
    declare(bad=sql(f"sqlite:///{ledger}", query))
    line = one(oar("pull", "--json"))
    assert line["status"] == "failed"
    assert "write" in line["message"] or "one statement" in line["message"]
    with closing(driver.sqlite.connect(ledger)) as database, database:
        assert database.execute("SELECT sum(value), count(*) FROM kpi").fetchone() == (123.0, 2)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM none_such", "no such table"),
        ("SELEC", "syntax"),
        ("SELECT value FROM kpi", "2 rows"),
        ("SELECT 1 WHERE 0", "no row"),
        ("SELECT 1, 2, 3", "3 columns"),
        ("SELECT NULL", "null"),
        ("SELECT x'ff00'", "bytes"),
        ("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n", "within 0.5 s"),
        ("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, x FROM n", "more than 10000"),
    ],
)
def test_query_that_gives_no_number_is_one_line(
    oar: Oar, nrr: str, declare: Declare, ledger: Path, query: str, said: str
) -> None:
    declare(bad=sql(f"sqlite:///{ledger}", query, timeout=0.5))
    assert said in one(oar("pull", "--json"))["message"]


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///nowhere.db", "sqlite:////", "postgresql://127.0.0.1:1/x"])
def test_database_that_is_not_there_is_one_line(oar: Oar, nrr: str, declare: Declare, url: str) -> None:
    declare(bad=sql(url, "SELECT 1"))
    assert one(oar("pull", "--json"))["status"] == "failed"


@pytest.fixture
def warehouse(cluster: str) -> str:  # noqa: F811
    """Return the URL of a PostgreSQL database with the same table."""
    import psycopg

    url = copy_database(cluster)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kpi (week TEXT, value NUMERIC)")
        connection.execute("INSERT INTO kpi VALUES ('2026-W31', 61), ('2026-W32', 62)")
        connection.execute("CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM kpi; SELECT 1'")
    return url


def test_postgres_gives_rows(oar: Oar, nrr: str, declare: Declare, warehouse: str) -> None:
    declare(rows=sql(warehouse, "SELECT week, value FROM kpi WHERE week LIKE '2026%'"))
    ran = oar("pull", "--json")
    assert one(ran)["status"] == "ok", ran.out
    assert {period: value for period, (value, _) in readings(nrr).items()} == {202631: 61.0, 202632: 62.0}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DELETE FROM kpi RETURNING week, value", "tries to write"),
        ("SELECT wipe()", "tries to write"),
        ("SELECT 1; COMMIT; DELETE FROM kpi", "multiple commands"),
        ("COMMIT; DELETE FROM kpi", "multiple commands"),
        ("SET TRANSACTION READ WRITE", ""),
        ("SELECT pg_sleep(20)", "within 0.6 s"),
        ("SELECT 'NaN'::float", "nan"),
        ("SELECT 'Infinity'::numeric", "Infinity"),
        ("SELECT ARRAY[1, 2]", "list of 2"),
        ("SELECT * FROM nothing", "does not exist"),
    ],
)
def test_postgres_source_only_reads(
    oar: Oar, nrr: str, declare: Declare, warehouse: str, query: str, said: str
) -> None:
    import psycopg

    declare(bad=sql(warehouse, query, timeout=0.6))
    line = one(oar("pull", "--json"))
    assert line["status"] == "failed"
    assert said in line["message"]
    with psycopg.connect(warehouse) as connection:
        assert connection.execute("SELECT count(*) FROM kpi").fetchone() == (2,)


def test_csv_files_of_a_pattern_are_read_in_order(oar: Oar, nrr: str, declare: Declare, tmp_path: Path) -> None:
    (tmp_path / "nrr-1.csv").write_text("Week;Value\n2026-W30;60%\n2026-W31;61%\n", encoding="utf-8-sig")
    (tmp_path / "nrr-2.csv").write_text("week,value\n2026-W31,61.5\n2026-W32,\n", encoding="utf-8")
    declare(files={"measure": "M1", "kind": "csv", "path": str(tmp_path / "nrr-*.csv")})
    assert oar("pull").code == 0
    assert {period: value for period, (value, _) in readings(nrr).items()} == {202630: 60.0, 202631: 61.5}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("measure,week,value\nOther,2026-W31,9\nNet revenue retention,2026-W31,61\n", {}),
        ("measure,2026-W31,2026-W32\nM1,61,\n", {}),
        ("kpi,when,n\nchurn,2026-W31,9\nnrr,2026-W31,61\n", {"row": "nrr", "period": "when", "value": "n"}),
    ],
)
def test_csv_of_many_measures_gives_the_rows_of_one(
    oar: Oar, nrr: str, declare: Declare, tmp_path: Path, text: str, more: dict[str, str]
) -> None:
    path = tmp_path / "all.csv"
    path.write_text(text, encoding="utf-8")
    declare(file={"measure": "M1", "kind": "csv", "path": str(path), **more})
    assert oar("pull").code == 0
    assert {period: value for period, (value, _) in readings(nrr).items()} == {202631: 61.0}


def test_files_that_are_no_table_are_one_line(oar: Oar, nrr: str, declare: Declare, tmp_path: Path) -> None:
    (tmp_path / "page.csv").write_text("<html>Sign in</html>", encoding="utf-8")
    (tmp_path / "twice.csv").write_text("week,value\n2026-W31,61\n2026-W31,62\n", encoding="utf-8")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\0\0" * 50)
    (tmp_path / "latin.csv").write_bytes(b"week,value\n2026-W31,caf\xe9\n")
    os.mkfifo(tmp_path / "pipe.csv")
    declare(**{path.stem: {"measure": "M1", "kind": "csv", "path": str(path), "retries": 0}
               for path in [*tmp_path.glob("*.csv"), tmp_path / "none.csv", tmp_path]})  # fmt: skip
    ran = oar("pull", "--json")
    assert all(line["status"] == "failed" and "\n" not in line["message"] for line in ran.json["sources"]), ran.out
    assert readings(nrr) == {}
