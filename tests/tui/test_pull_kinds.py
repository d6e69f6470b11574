"""`oar pull` from real commands, a real SQLite and a real PostgreSQL database, and files: they only read, and end."""

from __future__ import annotations

import os
import resource
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from models.store import driver
from tests.models.conftest import cluster, copy_database  # noqa: F401 - a fixture for this folder too
from tests.tui.conftest import Oar
from tests.tui.pulling import Declare, command, declare, nrr, one, readings  # noqa: F401 - fixtures too

# ruff: noqa: F811 - a fixture is asked for by its name

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
    declare(bad=command(code, timeout=0.5 if "sleep" in code else 60))
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
        declare(child=command(code, timeout=30 if status == "ok" else 5))
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
    declare(bad=sql(f"sqlite:///{ledger}", query, timeout=0.5 if "0.5 s" in said else 60))
    assert said in one(oar("pull", "--json"))["message"]


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///nowhere.db", "sqlite:////", "postgresql://127.0.0.1:1/x"])
def test_database_that_is_not_there_is_one_line(oar: Oar, nrr: str, declare: Declare, url: str) -> None:
    declare(bad=sql(url, "SELECT 1"))
    assert one(oar("pull", "--json"))["status"] == "failed"


@pytest.fixture
def warehouse(cluster: str) -> str:
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

    declare(bad=sql(warehouse, query, timeout=0.6 if "0.6 s" in said else 60))
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


def test_large_answer_of_postgres_does_not_fill_the_memory(
    oar: Oar, nrr: str, declare: Declare, warehouse: str
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    declare(bad=sql(warehouse, "SELECT x, repeat('x', 200) FROM generate_series(1, 500000) x", timeout=60))
    assert "more than 10000 rows" in one(oar("pull", "--json"))["message"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kB; all of it would be 150 MB
