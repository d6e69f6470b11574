"""`oar pull` against a real web server: what comes in, what is told, what a person typed, what stays secret."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from models.store import driver
from tests.tui.conftest import Oar
from tests.tui.pulling import Declare, command, declare, nrr, one, readings, server, web  # noqa: F401 - fixtures too
from tests.tui.sources_server import Server

# ruff: noqa: F811 - a fixture is asked for by its name


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
    declare(
        bad=web(server, page, timeout=0.4 if "0.4 s" in said else 30),
        good={**command("print(7)"), "measure": "Support"},
    )
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
    declare(**{f"s{at}": web(server, "/hang", timeout=4) for at in range(4)}, good=command("print(61)"))
    began = time.monotonic()
    ran = oar("pull")
    assert ran.code == 1
    assert time.monotonic() - began < 4 * 4  # one behind the other
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


def test_what_one_source_asks_for_is_not_shown_by_another(
    oar: Oar, nrr: str, declare: Declare, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM", "hush-hush")
    declare(
        asks=web(server, "/ok?key=${CRM}"),
        tells=command("import os, sys; sys.exit('bad ' + os.environ['CRM'])"),
    )
    ran = oar("pull")
    assert "bad ${CRM}" in ran.out and "hush-hush" not in ran.out + ran.err


LONG = "sk-live-0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    "source",
    [
        command("print('${KEY}')"),
        command("print('2026-W31', '${KEY}')"),
        command("print('${KEY}-W31 5')"),
        command("import sys; sys.exit('x' * 180 + '${KEY}')"),
        command("import sys; sys.exit('${KEY}' * 200)"),
        command("import os, sys; sys.exit('x' * 180 + os.environ['CRM_TOKEN'])"),
        {"measure": "M1", "kind": "sql", "url": "sqlite:///{path}", "query": "SELECT 'a' || '${KEY}'"},
        {"measure": "M1", "kind": "sql", "url": "sqlite:///{path}", "query": "SELECT '${KEY}', 1, 2", "value": "v"},
        {"measure": "M1", "kind": "csv", "path": "/{KEY}/${KEY}/" + "x" * 150 + "${KEY}"},
    ],
)
def test_secret_is_not_shown_in_part_where_a_long_text_is_cut(
    oar: Oar, nrr: str, declare: Declare, monkeypatch: pytest.MonkeyPatch, source: dict[str, Any]
) -> None:
    monkeypatch.setenv("KEY", LONG)
    monkeypatch.setenv("CRM_TOKEN", LONG[::-1])
    url = {"url": str(source["url"]).format(path=nrr)} if "url" in source else {}
    declare(bad={**source, **url, "retries": 0})
    for ran in (oar("pull"), oar("pull", "--json")):
        assert ran.code == 1
        for length in range(6, len(LONG)):
            assert LONG[:length] not in ran.out and LONG[-length:] not in ran.out, ran.out
            assert LONG[::-1][:length] not in ran.out, ran.out


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
