"""`oar glance` and `oar status`: what they print at every width, and how they fail in one line."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.clock import FrozenClock
from models.errors import Ambiguous, OarError, Refused, Unknown, Unreachable
from models.scorecard import glance_reads
from models.scorecard.verbs import AddMeasure, EnterReading, Retire, SetPlan
from models.sources.verbs import PullReadings
from models.store import driver, migrate
from models.store.store import Store
from models.verbs import Add, Edit
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, fill
from themes.width import cell_width
from tui import glance
from tui.arguments import Options

GOLDEN = Path(__file__).parent / "golden"
NO_COLOUR = {"NO_COLOR": "1"}
UTF8 = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "HOME": "/nowhere"}
ROWS = (
    ("Net revenue retention", "%", ">=108.5%", "1", "ana", "", (106, 107, 107.5, 108, 108.2)),
    ("Expansion pipeline coverage", "x", ">=3x", "0.3", "ana", "M1", (3.0, 2.9, None, 2.2, 2.1)),
    ("Tier-2 support response", "h", "<=4h", "1", "ben", "M1", (3.5, 4.2, 5.0, 6.0, 6.2)),
    ("Cash in bank", "EUR", ">=1.2M", "1e5", "cleo", "", (1.1e6, 1.2e6, 1.3e6, 1.35e6, 1.4e6)),
    ("Forgotten", "", "<=9", "1", "eve", "", (5, 5, 5, 5, None)),
)


class Terminal(io.StringIO):
    """A terminal that keeps what was written; COLUMNS says how wide it is."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a company with five measures, made once."""
    path = tmp_path_factory.mktemp("glance") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    for name, unit, plan, off_at, owner, drives, values in ROWS:
        fields = {"name": name, "unit": unit, "owner": owner, "team": "T1", "drives": drives}
        number = int(str(store.write(AddMeasure(fields=fields, plan=plan, off_at=off_at)).value))
        for week, value in enumerate(values, 28):
            if value is not None:
                store.write(EnterReading(measure=number, value=value, period=202600 + week))
    store.write(AddMeasure(fields={"name": "Never set", "team": "Sales", "private": "yes"}, plan=">=3"))
    store.close()
    return path


@pytest.fixture
def database(made: Path, tmp_path: Path) -> str:
    return str(shutil.copyfile(made, tmp_path / "oar.db"))


def call(
    database: str, *words: str, env: dict[str, str] | None = None, out: io.StringIO | None = None, **given: object
) -> str:
    out = io.StringIO() if out is None else out
    assert code(database, *words, env=env, out=out, **given) == 0
    return out.getvalue()


def code(
    database: str, *words: str, env: dict[str, str] | None = None, out: io.StringIO | None = None, **given: object
) -> int:
    options = Options()
    options.db, options.handle = database, "ana"
    for name, value in given.items():
        setattr(options, name, value)
    command = words[0] if words else "glance"
    out = io.StringIO() if out is None else out
    return glance.main(command, words[1:], options, env={**UTF8, **(env or {})}, stdout=out, now=NOW)


@pytest.mark.parametrize(
    ("name", "env", "tty"),
    [
        *[
            (f"{width}{name}", {"COLUMNS": width, **env}, True)
            for width in ("60", "80", "120", "200")
            for name, env in (("", NO_COLOUR), ("_colour", {}), ("_ascii", {**NO_COLOUR, "OAR_ASCII": "1"}))
        ],
        ("piped", {}, False),
        ("piped_ascii", {"OAR_ASCII": "1"}, False),
    ],
)
def test_glance_looks_as_it_did(database: str, name: str, env: dict[str, str], tty: bool) -> None:
    shown = call(database, env=env, out=Terminal() if tty else io.StringIO())
    path = GOLDEN / f"glance_{name}.txt"
    if not path.exists():
        path.write_text(shown, encoding="utf-8")
        pytest.fail(f"{path.name} was made: look at it, then run again")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [*range(20, 140, 7), 60, 80])
def test_no_line_is_wider_than_the_terminal(database: str, width: int) -> None:
    shown = call(database, "glance", env={"COLUMNS": str(width), "NO_COLOR": "1"}, out=Terminal())
    assert all(cell_width(line) <= max(width, 30) for line in shown.splitlines())


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_no_escape_without_a_colour_terminal(database: str, env: dict[str, str]) -> None:
    out = Terminal() if env else io.StringIO()
    assert "\x1b" not in call(database, env={"COLUMNS": "80", **env}, out=out)
    assert "\x1b" not in call(database, env={"COLUMNS": "80"}, out=Terminal(), plain=True)
    assert "\x1b[" in call(database, env={"COLUMNS": "80"}, out=Terminal())


def test_ascii_set_is_ascii(database: str) -> None:
    assert call(database, env={"LANG": "C", "COLUMNS": "100"}, out=Terminal(), plain=True).replace("€", "").isascii()


def test_status_is_one_line_for_prompts(database: str) -> None:
    sql = sqlite3.connect(database)
    hot = sql.execute("SELECT count(*) FROM hot_item WHERE state = 'open' AND archived_at IS NULL").fetchone()[0]
    sql.close()
    assert call(database, "status") == f"x2 !1 hot{hot} due0\n"
    assert call(database, "status", handle="eve").split()[3] == "due1"
    assert call(database, "status", handle="nobody") == f"x2 !1 hot{hot} due0\n"
    assert json.loads(call(database, "status", json=True)) == {
        "version": 1, "command": "status", "at": None, "off": 2, "risk": 1, "hot": hot, "due": 0,
    }  # fmt: skip


@pytest.mark.parametrize("handle", ["ana", "ben", "cleo", "eve", "nobody"])
def test_status_counts_what_the_glance_shows_whatever_teams_one_is_in(database: str, handle: str) -> None:
    store = Store(database, handle="ana", clock=FrozenClock(NOW))
    number = int(str(store.write(AddMeasure(fields={"name": "Open tickets", "team": "Support"}, plan="<=9")).value))
    store.write(EnterReading(measure=number, value=90, period=202632))
    store.close()
    status = json.loads(call(database, "status", handle=handle, json=True))
    words = [one["status"] for one in json.loads(call(database, handle=handle, json=True))["measures"]]
    assert (status["off"], status["risk"]) == (words.count("off"), words.count("risk")) == (3, 1)
    assert call(database, handle=handle).splitlines()[0].split("  ")[3].startswith("✗3 !1")


def test_json_has_numbers_as_numbers_and_gaps_as_null(database: str) -> None:
    document = json.loads(call(database, "glance", "--weeks", "5", json=True))
    assert (document["version"], document["command"], document["week"]) == (1, "glance", "2026-W32")
    worst = document["measures"][0]
    assert worst["ref"] == "M2"
    pipeline = next(one for one in document["measures"] if one["ref"] == "M2")
    assert pipeline["values"] == [3.0, 2.9, None, 2.2, 2.1]
    assert (pipeline["value"], pipeline["plan"], pipeline["status"], pipeline["hit"]) == (2.1, 3.0, "off", [1, 4])
    assert pipeline["periods"][-1] == "2026-W32"


def test_private_measure_shows_only_to_its_team(database: str) -> None:
    assert "Never set" not in call(database, handle="ana")
    assert "Never set" not in call(database, handle="nobody")
    assert "Never set" in call(database, handle="cleo")


def test_team_may_be_given_by_reference_or_part_of_its_name(database: str) -> None:
    for team in ("T2", "sales", "Sal", "ale"):
        assert "Never set" in call(database, "glance", "--team", team, handle="ben")
        assert "Cash" not in call(database, "glance", f"--team={team}", handle="ben")
    assert "No measures in Support" in call(database, "glance", "--team", "Support")
    with pytest.raises(Unknown):
        call(database, "glance", "--team", "Legal")
    with pytest.raises(Ambiguous):
        call(database, "glance", "--team", "S")


@pytest.mark.parametrize(
    "words",
    [("glance", "--weeks", "0"), ("glance", "--weeks", "x"), ("glance", "--weeks"), ("glance", "--weeks", "9" * 30),
     ("glance", "M7"), ("status", "--team", "T1"), ("glance", "--team"), ("glance", "--at", "soon"),
     ("glance", "--at", "2026-W33"), ("status", "--at", "2026-W60"), ("glance", "--fail-on", "ok"),
     ("status", "--fail-on"), ("glance", "--every", "0"), ("glance", "--watch", "--at", "W30"),
     ("glance", "--watch=5")],
)  # fmt: skip
def test_wrong_arguments_are_refused(database: str, words: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        call(database, *words)


def test_days_close_in_the_zone_of_the_organisation(database: str) -> None:
    sql = sqlite3.connect(database)
    sql.execute("INSERT INTO setting (created_at, name, value) VALUES ('', 'zone', '\"Pacific/Auckland\"')"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value")  # fmt: skip
    sql.commit()
    sql.close()
    options = Options()
    options.db = database
    out = io.StringIO()
    glance.main("glance", (), options, env=UTF8, stdout=out, now=datetime(2026, 8, 16, 13, tzinfo=UTC))
    assert "W33" in out.getvalue().splitlines()[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_show_as_text(database: str, text: str) -> None:
    store = Store(database, handle="ana", clock=FrozenClock(NOW))
    try:
        store.write(Add(kind="measure", fields={"name": text, "team": "T1", "unit": "%"}))
    except OarError:
        return
    finally:
        store.close()
    for width in ("60", "120"):
        shown = call(database, env={"COLUMNS": width, "NO_COLOR": "1"}, out=Terminal())
        assert not forbidden(shown)
        assert len(shown.splitlines()) == 8


def broken(kind: str, database: str, tmp_path: Path) -> str:
    if kind == "missing":
        return str(tmp_path / "none.db")
    if kind == "not one":
        path = tmp_path / "text.db"
        path.write_text("no database at all, and long enough to be looked at" * 40)
        return str(path)
    sql = sqlite3.connect(database)
    if kind == "newer":
        sql.execute("UPDATE alembic_version SET version_num = '9999'")
    elif kind == "foreign":
        sql.execute("DROP TABLE alembic_version")
    sql.commit()
    sql.close()
    return database


@pytest.mark.parametrize("kind", ["missing", "not one", "newer", "foreign"])
@pytest.mark.parametrize("command", ["glance", "status"])
def test_unusable_database_is_told_in_one_line(kind: str, command: str, database: str, tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as caught:
        call(broken(kind, database, tmp_path), command)
    assert caught.value.code == 5
    assert "\n" not in caught.value.line()


def test_locked_database_is_told_soon(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.store.driver.SHORT_BUSY_MS", 50)
    sql = driver.sqlite.connect(database, isolation_level=None)
    sql.execute("PRAGMA journal_mode=DELETE")
    sql.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(Unreachable, match="busy"):
            call(database)
    finally:
        sql.close()


def test_glance_of_nothing_says_how_to_begin(tmp_path: Path) -> None:
    path = str(tmp_path / "empty.db")
    migrate.create(path)
    fill(path)
    assert "oar add measure" in call(path)
    assert call(path, "status") == "x0 !0 hot0 due0\n"


# ---- --fail-on, --at


@pytest.mark.parametrize("command", ["glance", "status"])
def test_fail_on_ends_with_1_and_still_prints(database: str, command: str) -> None:
    for level in ("off", "risk", "late"):
        out = io.StringIO()
        assert code(database, command, "--fail-on", level, out=out) == 1
        assert out.getvalue()
    sql = driver.sqlite.connect(database)
    sql.execute("UPDATE measure SET retired_at = '2026-08-01T00:00:00.000Z' WHERE id IN (2, 3)")
    sql.commit()
    assert code(database, command, "--fail-on", "off") == 0
    assert code(database, command, "--fail-on=risk") == 1
    sql.execute("UPDATE measure SET retired_at = '2026-08-01T00:00:00.000Z' WHERE id = 1")
    sql.commit()
    sql.close()
    assert code(database, command, "--fail-on", "risk") == 0
    assert code(database, command, "--fail-on", "late") == 1


def values(database: str, week: str, *, at: bool = True) -> dict[str, list[float | None]]:
    words = ("glance", "--weeks", "3", *(("--at", week) if at else ()))
    document = json.loads(call(database, *words, json=True))
    return {one["ref"]: one["values"] for one in document["measures"]}


def test_at_shows_the_week_as_it_was_judged_then(database: str) -> None:
    document = json.loads(call(database, "glance", "--at", "W30", "--weeks", "3", json=True))
    assert (document["at"], document["week"]) == ("2026-W30", "2026-W30")
    # All was typed in W33, so nobody knew anything of W30 by the end of W31.
    assert {one["status"] for one in document["measures"]} <= {"late", "none"}
    sql = driver.sqlite.connect(database)
    sql.execute("UPDATE reading SET at = '2026-08-03T09:00:00.000Z' WHERE period <= 202631")
    sql.execute("UPDATE reading SET at = '2026-08-10T09:00:00.000Z' WHERE period = 202632")
    sql.commit()
    sql.close()
    assert values(database, "W31")["M1"] == [107, 107.5, 108]
    assert values(database, "W31")["M2"] == [2.9, None, 2.2]
    assert call(database, "status", "--at", "2026-W31") == "x2 !1 2026-W31\n"
    found = json.loads(call(database, "status", "--at", "2026-W31", json=True))
    assert (found["at"], found["hot"], found["due"]) == ("2026-W31", None, None)
    assert "as it was then" in call(database, "glance", "--at", "2026-W31")


def test_at_counts_neither_later_corrections_nor_what_a_source_only_said(database: str) -> None:
    sql = driver.sqlite.connect(database)
    sql.execute("UPDATE reading SET at = '2026-08-03T09:00:00.000Z'")
    sql.commit()
    sql.close()
    store = Store(database, handle="ana", clock=FrozenClock(NOW))
    store.write(EnterReading(measure=1, value=99.0, period=202631))
    store.write(PullReadings(measure=2, readings=((202631, 9.9),), source="billing", kind="command"))
    store.close()
    assert values(database, "", at=False)["M1"][1] == 99.0
    assert values(database, "W31")["M1"][-1] == 108.0
    assert values(database, "W31")["M2"][-1] == 2.2


def test_at_takes_an_imported_past_as_it_was_loaded(database: str) -> None:
    sql = driver.sqlite.connect(database)
    sql.execute("UPDATE reading SET source = 'import history.csv' WHERE measure_id = 1")
    sql.commit()
    sql.close()
    assert values(database, "W31")["M1"][-1] == 108.0


def test_at_keeps_the_goal_and_the_measures_of_then(database: str) -> None:
    store = Store(database, handle="ana", clock=FrozenClock(NOW))
    store.write(SetPlan(measure=4, plan=">=9M", off_at="1M"))
    store.write(Retire(measures=(4,), because="unused"))
    store.close()
    sql = driver.sqlite.connect(database)
    sql.execute("UPDATE reading SET at = '2026-08-03T09:00:00.000Z'")
    sql.commit()
    sql.close()
    assert "Cash in bank" not in call(database)
    document = json.loads(call(database, "glance", "--at", "W31", json=True))
    cash = next(one for one in document["measures"] if one["name"] == "Cash in bank")
    assert (cash["plan"], cash["status"]) == (1.2e6, "ok")


# ---- a large company


def test_large_company_shows_what_is_mine_and_what_is_on_top(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance_reads, "FEW", 3)
    shown = call(database, handle="eve")  # a member of Support, which has no measures
    assert "Forgotten" in shown
    assert "Cash" not in shown
    assert "--team" in shown.splitlines()[-1]
    assert json.loads(call(database, handle="eve", json=True))["all"] is False
    assert "None of the measures is yours" in call(database, handle="nobody")
    assert call(database, "status", handle="eve").endswith("due1\n")
    store = Store(database, handle="ana", clock=FrozenClock(NOW))
    store.write(Edit(ref="M4", fields={"on_top": "yes"}))
    store.close()
    assert "Cash" in call(database, handle="eve")
    assert "Cash" in call(database, "glance", "--team", "T1", handle="eve")
