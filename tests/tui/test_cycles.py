"""`oar cycle`: the whole life of a cycle from the command line, as JSON, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.clock import FrozenClock
from models.store import migrate
from models.store.store import Store
from tests.models.conftest import NOW, fill
from tests.models.cycles.year import plan, run
from tests.tui.conftest import Oar


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cycles") / "planned.db"
    migrate.create(str(path))
    fill(str(path))
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    plan(store)
    store.close()
    return path


@pytest.fixture
def database(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Path:
    path = tmp_path / "cycles.db"
    shutil.copyfile(planned, path)
    monkeypatch.setenv("OAR_DB", str(path))
    return path


@pytest.fixture
def running(database: Path) -> Path:
    """Return the database with the cycle under way."""
    path = Path(str(database)).with_name("running.db")
    migrate.create(str(path))
    fill(str(path))
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    run(store)
    store.close()
    shutil.copyfile(path, database)
    return path


def test_planning_from_the_checklist_to_the_start(oar: Oar, database: Path) -> None:
    assert "[ ]  1 Read what the last cycle taught" in oar("cycle", "plan").out
    assert oar("cycle", "plan", "1").out == "2026-Q3: read what the last cycle taught: done\n"
    assert "[x]  1" in oar("cycle", "plan", "Q1").out
    assert oar("cycle", "plan", "Q1", "draft").code == 0
    assert oar("cycle", "plan", "draft", "--open").out.endswith("open again\n")
    said = oar("cycle", "ask", stdin="y\nIt is the first choice\nn\nNobody asked for it\n")
    assert "O2 Default choice" in said.out
    shown = oar("cycle", "show", "--json").json
    assert shown["command"] == "cycle"
    assert shown["cycle"]["ticks"] == 1
    assert [one["supports"] for one in shown["planning"]["questions"]] == ["yes", "no"]
    assert shown["planning"]["missing"] == {"owner": [], "path": [], "key_results": [], "answer": []}
    assert oar("cycle", "start", stdin="\n").out == "Nothing was changed\n"
    assert oar("cycle", "start", "--yes").out == "2026-Q3 has begun\n"


def test_the_walk_goes_on_where_it_was_left_and_closing_asks_once(oar: Oar, running: Path) -> None:
    assert "6 scores to give" in oar("cycle", "close").out
    first = oar("cycle", "score", stdin="\nshort of legal\nlegal took weeks\n0.9\nall signed\n")
    assert "KR1 Share of bookings: 0.38" in first.out
    assert "KR2 Logos signed: 0.90" in first.out
    assert "Still 4 scores and 4 reasons are missing: KR3, KR4, O2, O3" in first.out
    early = oar("cycle", "close", "--yes")
    assert (early.code, early.out) == (2, "")
    assert "cannot close yet: 4 scores and 4 reasons are missing" in early.err
    rest = "\nbuilt\n" + "x\n\ngood enough\nearly deals\nlate legal\n" + "\none week\npager\n" + "\nso\npager\n\n\n"
    assert "can close it now" in oar("cycle", "score", stdin=rest).out
    assert oar("cycle", "close", stdin="no\n").out.endswith("Nothing was changed\n")
    done = oar("cycle", "close", stdin="y\n").out
    # stretch: (0.38 + 0.90 + 0.67) / 3 = 0.65; the committed one has 0.5
    assert done.endswith("2026-Q3 is closed: stretch 0.65, in the target band of 0.60 to 0.70; committed 0 of 1 kept\n")
    shown = oar("cycle", "show", "Q1", "--json").json
    assert shown["cycle"]["verdict"] == {
        "stretch": 0.65, "words": "target band", "committed": 1, "committed_kept": 0
    }  # fmt: skip
    scores = {one["ref"]: one for one in shown["scores"]}
    assert (scores["O2"]["worked"], scores["O2"]["did_not"]) == (["early deals"], ["late legal"])
    assert (scores["KR2"]["score"], scores["KR2"]["proposed"], scores["KR2"]["reason"]) == (0.9, 1.0, "all signed")
    again = oar("cycle", "close", "Q1")
    assert (again.code, again.err) == (2, "oar: 2026-Q3 is closed already. `oar cycle show Q1` reads it\n")


def test_closed_is_read_by_every_command_and_changed_by_none(oar: Oar, running: Path) -> None:
    oar("cycle", "close")
    for ref in ("KR1", "KR2", "KR3", "KR4", "O2", "O3"):
        assert oar("cycle", "score", ref, "0.5", "as", "it", "came", "--cause", "legal").code == 0
    oar("cycle", "close", "--yes")
    tree = oar("tree", "--cycle", "Q1", "--json").json["rows"]
    assert {"O2", "KR1", "KR4"} <= {row["ref"] for row in tree}
    assert "as it came" in oar("show", "KR1").out
    assert "legal" in oar("show", "O2").out
    for words in (("set", "KR1", "10"), ("edit", "O2", "why=x"), ("owner", "KR1", "ana"), ("archive", "O2")):
        ran = oar(*words)
        assert ran.code == 2
        assert "closed" in ran.err
    assert oar("cycle", "carry", "O2").out == "O2 goes on in 2026-Q4 as O4, with 2 key results\n"
    assert "goes on as O4" in oar("cycle", "show", "Q1").out
    assert [row["name"] for row in oar("cycle", "--json").json["cycles"]] == ["2026-Q4", "2026-Q3"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("cycle", "score", "KR1", "1.2", "so"), 2, "'1.2' is no score"),
        (("cycle", "score", "KR1", "nan"), 2, "'nan' is no score"),
        (("cycle", "score", "KR1", "0.7"), 2, "2026-Q3 is active: scores are given while it closes"),
        (("cycle", "score", "M1", "0.7"), 3, ""),
        (("cycle", "add", "X", "2026-12-31", "2026-10-01"), 2, "before it starts"),
        (("cycle", "add", "X", "2026-09-01", "2026-11-30"), 2, "--beside runs both on purpose"),
        (("cycle", "add", "X", "tomorrow", "2026-11-30"), 2, "'tomorrow' is no day"),
        (("cycle", "start", "Q1", "--yes"), 2, "2026-Q3 is active, not in planning"),
        (("cycle", "start"), 3, "No cycle is planning"),
        (("cycle", "show", "Q9"), 3, "no Q9"),
        (("cycle", "plan", "Q1", "13"), 2, "no line of the checklist"),
        (("cycle", "carry", "KR1"), 3, "KR1 is a key result"),
        (("cycle", "learn", "O2", " "), 2, "is empty"),
        (("cycle", "ask", "O2", "yes"), 2, "reason is empty"),
    ],
)
def test_bad_input_is_one_line_and_nothing_half_done(
    oar: Oar, running: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = oar("cycle", "--json").json
    ran = oar(*words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert oar("cycle", "--json").json == before


def test_two_cycles_run_only_on_purpose(oar: Oar, running: Path) -> None:
    assert oar("cycle", "add", "2026-Q4", "2026-10-01", "2026-12-31").code == 0
    refused = oar("cycle", "start", "Q2", "--yes")
    assert (refused.code, refused.out) == (2, "")
    assert "2026-Q3 is still running for the same teams" in refused.err
    assert oar("cycle", "start", "Q2", "--yes", "--beside").code == 0
