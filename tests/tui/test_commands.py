"""The core of the command line as people and scripts use it (interface.md 5)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from models.kinds import KINDS
from tests.hostile import COMMANDS as HOSTILE_COMMANDS
from tests.hostile import HOSTILE
from tests.tui.conftest import Oar
from tui.cli.dispatch import load
from tui.cli.table import COMMANDS

GUARDED = ("--reason", "market", "--case", "A rival left", "--evidence", "Their letter", "--agreed", "ben")


@pytest.fixture
def planning(oar: Oar, company: str) -> Oar:
    """Return `oar` on the small company with its cycle in planning, so that nothing is guarded."""
    assert oar("edit", "Q1", "state=planning").code == 0
    return oar


def test_every_command_of_the_design_is_there() -> None:
    wanted = (
        "open demo init add edit owner move archive due glance status today tree show set up hot issue todo decide win "
        "decision brief lint review import export log undo backup restore doctor people keys themes config"
    )
    assert not set(wanted.split()) - set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_arguments_and_its_help(name: str, oar: Oar) -> None:
    function = load(name)[1]
    assert callable(function)
    assert COMMANDS[name].help
    ran = oar(name, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: oar {name}")


def test_help_lists_every_command(oar: Oar) -> None:
    ran = oar("--help")
    assert ran.code == 0
    assert all(re.search(rf"^  {name}\b", ran.out, re.M) for name in COMMANDS)
    assert oar("help").out == ran.out


@pytest.mark.parametrize("words", [["--version"], ["version"], ["today", "--version"]])
def test_version_says_program_schema_and_library(oar: Oar, words: list[str]) -> None:
    ran = oar(*words)
    assert ran.code == 0
    assert re.match(r"oarlock \S+ \(schema \d{4}, SQLite 3\.", ran.out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shw", "KR1"], "oar show"),
        (["--db"], "--db needs a value"),
        (["--as", "", "today"], "--as needs a value"),
        (["today", "--nonsense"], "nrecognized arguments"),
        (["add", "team"], "needs a name"),
        (["add", "unicorn", "x"], "no kind"),
        (["add", "team", "Finance", "colour=red"], "no field"),
        (["add", "team", "Finance", "parent"], "FIELD=VALUE"),
        (["add", "team", "Finance", "parent=T1", "parent=T2"], "twice"),
        (["add", "team", ""], "needs a name"),
        (["add", "team", "x" * 201], "201 characters"),
        (["edit", "T2", "name="], "cannot be empty"),
        (["edit", "Q1", "start=31.12."], "takes a day"),
        (["config", "colour"], "no setting"),
        (["config", "hot_limit", "many"], "whole number"),
        (["config", "rolled_on", "2020-01-01"], "kept by Oarlock"),
        (["config", "theme", "light"], "personal"),
        (["log", "--limit", "0"], "from 1"),
        (["people", "access", "ben", "T2", "king"], "invalid choice"),
        (["people", "add", "ben", "Second Ben"], "taken"),
        (["people", "deactivate", "ana"], "admin"),
        (["--as", "dan", "undo"], "nothing of yours"),
        (["--as", "dan", "redo"], "nothing to redo"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(oar: Oar, company: str, words: list[str], said: str) -> None:
    ran = oar(*words)
    assert ran.code == 2, ran
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not ran.out


@pytest.mark.parametrize(
    "words",
    [["show", "KR999"], ["show", "zzzz qqqq"], ["edit", "T99", "name=x"], ["owner", "T2", "nobody"], ["archive", "I5"]],
)
def test_unknown_reference_is_code_3(oar: Oar, company: str, words: list[str]) -> None:
    ran = oar(*words)
    assert (ran.code, ran.out) == (3, "")


def test_the_fields_of_a_kind_are_listed_and_nothing_is_added(oar: Oar, company: str) -> None:
    ran = oar("add", "measure", "--fields")
    assert ran.code == 0 and "owner" in ran.out and "growth" in ran.out
    assert oar("add", "measure").code == 2
    assert "An objective has no field" in oar("add", "objective", "Hello", "zzz=1").err


def test_a_to_do_is_due_on_a_day_as_people_say_it(oar: Oar, company: str) -> None:
    assert oar("todo", "add", "Call the bank", "--due", "tomorrow").code == 0
    assert "Give fri, tomorrow" in oar("todo", "add", "Call the bank", "--due", "someday").err


def test_ambiguous_reference_prints_the_candidates_and_changes_nothing(planning: Oar) -> None:
    for title in ("Grow revenue", "Grow revenue faster"):
        planning("add", "objective", title, "intent=stretch")
    ran = planning("edit", "Grow", "title=Shrink")
    assert ran.code == 3
    assert re.findall(r"O\d+", ran.err) == ["O1", "O2"]
    assert planning("show", "O1").out.startswith("O1 Grow revenue\n")


def test_reading_takes_fuzzy_titles_and_writing_does_not(planning: Oar) -> None:
    planning("add", "objective", "Win the mid-market", "intent=stretch")
    assert planning("show", "mid market").out.startswith("O1 Win the mid-market")
    assert planning("edit", "mid market", "title=Lost").code == 3
    assert planning("edit", "Win the", "title=Won the mid-market").code == 0


def test_exact_title_wins_over_longer_ones(planning: Oar) -> None:
    for title in ("Grow", "Grow faster"):
        planning("add", "objective", title, "intent=stretch")
    assert planning("show", "grow").out.startswith("O1 Grow\n")


@pytest.mark.parametrize("who", ["mallory", "ANA'; DROP TABLE person;--", "x" * 5000, "\udcff"])
def test_stranger_is_told_so_and_sees_nothing(oar: Oar, company: str, who: str) -> None:
    for command in (["today"], ["people"], ["add", "team", "x"]):
        ran = oar("--as", who, *command)
        assert ran.code in (2, 3)
        assert not ran.out


def test_viewer_reads_and_is_told_who_can_write(oar: Oar, company: str) -> None:
    assert oar("--as", "dan", "people").code == 0
    ran = oar("--as", "dan", "add", "issue", "A thing", "team=T2")
    assert ran.code == 6
    assert "ana" in ran.err or "ben" in ran.err


@pytest.mark.parametrize(
    "words",
    [["people", "add", "fay", "Fay"], ["config", "hot_limit", "9"], ["restore", "copy.db"], ["backup", "mine.db"]],
)
def test_people_settings_restore_and_a_copy_elsewhere_are_for_admins(
    oar: Oar, company: str, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert oar("backup", "copy.db").code == 0
    assert oar("--as", "cleo", *words).code == 6
    assert not (tmp_path / "mine.db").exists()
    assert oar("--as", "ana", *words).code == 0
    assert oar("--as", "dan", "backup").code == 0  # as closed as the database it lies beside


def test_global_options_stand_before_and_after_the_command(oar: Oar, company: str) -> None:
    asked = [["--json", "--as", "ben", "today"], ["today", "--json", "--as=ben"], ["--as=ben", "today", "--json"]]
    assert {oar(*words).json["person"] for words in asked} == {"ben"}


def test_json_has_one_versioned_shape_per_command(planning: Oar) -> None:
    planning("add", "objective", "Win", "intent=stretch")
    several = ("today", "log", "people", "config", "lint", "doctor", "keys", "themes")
    for words in (["show", "O1"], *([word] for word in several)):
        document = planning("--json", *words).json
        assert (document["version"], document["command"]) == (1, words[0])
    done = planning("--json", "edit", "O1", "title=Won").json
    assert (done["refs"], done["command"]) == (["O1"], "edit")
    assert planning("--json", "version").json["schema"]


def test_add_edit_owner_move_archive_undo_and_redo(planning: Oar) -> None:
    assert planning("add", "objective", "Win the mid-market", "intent=stretch").out == "Added O1 Win the mid-market\n"
    assert planning("add", "objective", "Shorten approval", "intent=committed", "owner=ben").code == 0
    assert planning("add", "kr", "Share of bookings", "goal=O1", "start=4", "target=17", "unit=%").code == 0
    assert planning("owner", "KR1", "O1", "@cleo").code == 0
    assert planning("move", "O2", "O1").code == 0
    shown = planning("show", "O2").out
    assert re.search(r"Parent +O1 Win the mid-market", shown)
    assert re.search(r"Owner +@ben", shown)
    assert planning("--json", "show", "KR1").json["title"] == "Share of bookings"
    assert planning("archive", "O2").code == 0
    assert "(archived)" in planning("show", "O2").out
    assert planning("undo").out == "Undone: Archived O2 Shorten approval\n"
    assert "(archived)" not in planning("show", "O2").out
    assert planning("redo").code == 0
    assert "(archived)" in planning("show", "O2").out
    assert planning("move", "O2", "O1").code == 3


def test_named_action_is_undone_by_the_beginning_of_its_id(planning: Oar) -> None:
    planning("edit", "T2", "name=Market")
    planning("edit", "T3", "name=Care")
    first = planning("--json", "log").json["actions"][1]
    assert planning("undo", first["id"][:8]).code == 0
    assert planning("show", "T2").out.startswith("T2 Sales")
    assert planning("show", "T3").out.startswith("T3 Care")


def test_history_shows_before_and_after_by_name(planning: Oar) -> None:
    planning("add", "objective", "Win", "intent=stretch")
    planning("owner", "O1", "ben")
    planning("edit", "O1", "title=Won", "weight=2")
    history = planning("show", "O1").out.partition("History")[2]
    assert "owner: empty -> @ben" in history
    assert "title: Win -> Won" in history
    assert "weight: 1 -> 2" in history
    assert planning("log", "O1").out.count("title: Win -> Won") == 1


def test_conflict_shows_both_values_and_is_settled_either_way(planning: Oar) -> None:
    planning("add", "objective", "Win", "intent=stretch")
    planning("--as", "ben", "edit", "O1", "title=Theirs")
    planning("edit", "O1", "title=Theirs")
    ran = planning("edit", "O1", "title=Mine", "why=Because", "--was", "title=Win")
    assert ran.code == 4
    assert "'Theirs'" in ran.err and "'Mine'" in ran.err
    assert "Because" not in planning("show", "O1").out
    assert planning("edit", "O1", "title=Mine", "why=Because", "--was", "title=Win", "--theirs").code == 0
    assert planning("show", "O1").out.startswith("O1 Theirs")
    assert "Because" in planning("show", "O1").out
    assert planning("edit", "O1", "title=Mine", "--was", "title=Win", "--mine").code == 0
    assert planning("show", "O1").out.startswith("O1 Mine")


def test_guarded_change_needs_its_case(planning: Oar) -> None:
    planning("add", "objective", "Win", "intent=stretch")
    planning("add", "kr", "Share", "goal=O1", "start=4", "target=17")
    planning("edit", "Q1", "state=active")
    refused = planning("edit", "KR1", "target=12")
    assert refused.code == 2
    assert planning("edit", "KR1", "target=12", "--case", "x").code == 2
    assert planning("edit", "KR1", "target=12", "--reason", "harder", "--case", "x").code == 2
    assert re.search(r"Target +17\n", planning("show", "KR1").out)
    assert planning("edit", "KR1", "target=12", *GUARDED).code == 0
    assert re.search(r"Target +12\n", planning("show", "KR1").out)


def test_log_names_everybody_and_can_be_narrowed(oar: Oar, company: str) -> None:
    oar("--as", "ben", "add", "issue", "Slow queue", "team=T2")
    assert "@ben" in oar("log").out
    only = oar("--json", "log", "--by", "ben").json["actions"]
    assert {one["by"] for one in only} == {"ben"}
    assert len(oar("--json", "log", "--limit", "2").json["actions"]) == 2


def test_private_things_are_not_shown_to_others(oar: Oar, company: str) -> None:
    assert oar("--as", "cleo", "add", "issue", "Salary of Ben", "team=T2", "private=yes").code == 0
    for words in (["show", "I1"], ["show", "Salary"]):
        ran = oar("--as", "eve", *words)
        assert ran.code == 3
        assert "Salary of Ben" not in ran.err
    assert "Salary" not in oar("--as", "eve", "log").out
    assert "Salary" not in oar("--as", "eve", "--json", "log").out
    assert oar("--as", "cleo", "show", "I1").code == 0


def test_read_only_refuses_writes_and_reads(oar: Oar, company: str) -> None:
    before = Path(company).read_bytes()
    assert oar("--read-only", "people").code == 0
    ran = oar("--read-only", "edit", "T2", "name=Market")
    assert (ran.code, "read-only" in ran.err) == (5, True)
    assert Path(company).read_bytes() == before
    assert not os.path.exists(Path(company).parent / "backups")


def test_first_write_of_a_day_keeps_a_backup_and_reading_none(oar: Oar, company: str) -> None:
    backups = Path(company).parent / "backups"
    oar("people")
    oar("glance")
    assert not backups.exists()
    oar("edit", "T2", "name=Market")
    oar("edit", "T2", "name=Trade")
    assert len(list(backups.glob("*-daily.db"))) == 1


def test_backup_and_restore_keep_the_old_file_aside(oar: Oar, company: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert oar("backup", copy).code == 0
    assert oar("backup", copy).code == 2
    oar("edit", "T2", "name=Market")
    ran = oar("--json", "restore", copy)
    assert ran.code == 0
    assert oar("show", "T2").out.startswith("T2 Sales")
    assert oar("--db", ran.json["kept"], "show", "T2").out.startswith("T2 Market")
    assert oar("restore", company).code == 2
    assert oar("restore", str(tmp_path / "nothing.db")).code == 5


def test_restore_puts_a_whole_file_where_a_ruined_one_is(oar: Oar, company: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    oar("backup", copy)
    for name in (f"{company}-wal", f"{company}-shm"):
        Path(name).unlink(missing_ok=True)
    Path(company).write_bytes(b"ruined" * 1000)
    ran = oar("--json", "restore", copy)
    assert ran.code == 0, ran.err
    assert Path(ran.json["kept"]).read_bytes() == b"ruined" * 1000
    assert oar("show", "T2").out.startswith("T2 Sales")


def test_doctor_finds_and_fixes_what_is_safe(oar: Oar, company: str) -> None:
    assert oar("edit", "T2", "name=Market").code == 0
    os.chmod(company, 0o644)
    found = oar("--json", "doctor")
    assert found.code == 1
    assert [one["what"] for one in found.json["checks"] if one["state"] == "finding"] == ["permissions"]
    assert oar("doctor", "--fix").code == 0
    assert oar("doctor").code == 0
    assert os.stat(company).st_mode & 0o777 == 0o600


def test_doctor_compares_derived_numbers_with_a_recomputation(planning: Oar, company: str) -> None:
    from contextlib import closing

    from models.store.driver import connect

    planning("add", "objective", "Win", "intent=stretch")
    planning("add", "kr", "Share", "goal=O1", "start=4", "target=17")
    os.chmod(company, 0o600)
    assert planning("doctor").code == 0
    with closing(connect(company)) as database:
        database.execute("UPDATE rollup SET progress = 0.9")
    ran = planning("doctor")
    assert ran.code == 1
    assert "derived numbers" in ran.out
    assert planning("doctor", "--fix").code == 0
    assert planning("doctor").code == 0


def test_people_are_added_given_access_deactivated_and_forgotten(oar: Oar, company: str) -> None:
    assert oar("people", "add", "fay", "Fay Lund", "--team", "Sales", "--access", "lead").code == 0
    assert re.search(r"@fay +Fay Lund +lead of Sales \(T2\)", oar("people").out)
    assert oar("people", "access", "fay", "T3", "member").code == 0
    assert oar("people", "access", "fay", "T2", "none").code == 0
    assert oar("people", "forget", "fay").code == 0
    assert "Fay Lund" not in oar("people").out
    assert oar("people", "deactivate", "fay").code == 0
    assert "fay" not in oar("people").out
    assert "fay" in oar("people", "list", "--all").out
    assert oar("--as", "fay", "today").code == 3
    assert oar("people", "activate", "fay").code == 0


def test_settings_of_the_organisation_are_shown_and_set(oar: Oar, company: str) -> None:
    assert oar("config", "hot_limit").out == "12\n"
    assert oar("config", "hot_limit", "9").code == 0
    assert oar("config", "hot_limit").out == "9\n"
    assert oar("undo").code == 0
    assert oar("config", "zone", "Mars/Olympus").code == 2


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_stored_as_typed_and_never_reaches_a_terminal(planning: Oar, text: str) -> None:
    title = f"Name {text[:180]}"
    ran = planning("add", "objective", title, "intent=stretch", f"why={text}", f"how={text}")
    assert ran.code == 0, ran
    for words in (["show", "O1"], ["log"], ["log", "O1"], ["lint"], ["show", title]):
        planning(*words)
        planning("--json", *words)
    assert planning("edit", "O1", f"title=Other {text[:180]}").code == 0
    assert planning("undo").code == 0
    planning("people", "add", "fay", text[:180])
    planning("people")
    if "\0" not in text:
        planning("add", "measure", title, f"definition={text}", f"unit={text}", "team=T2")
        planning("glance")


@pytest.mark.parametrize("text", [*HOSTILE[::4], *HOSTILE_COMMANDS, "\udcff\udc80", "\ud800"], ids=repr)
def test_hostile_words_in_every_place_are_refused_in_one_line(oar: Oar, company: str, text: str) -> None:
    for words in (
        [text], ["show", text], ["edit", text, "name=x"], ["edit", "T2", f"{text}=x"], ["edit", "T2", f"level={text}"],
        ["owner", "T2", text], ["move", "T2", text], ["archive", text], ["log", text], ["log", "--by", text],
        ["undo", text], ["people", "access", text, text, "member"], ["config", text], ["config", "zone", text],
        ["keys", text], ["open", text], ["lint", "--team", text], ["glance", "--team", text], ["--as", text, "today"],
        ["add", text, text], ["restore", text], ["today", text],
    ):  # fmt: skip
        ran = oar(*words)
        if ran.code:
            assert ran.code in (2, 3, 5), (words, ran)
            assert ran.err, words


@pytest.mark.parametrize("kind", KINDS)
def test_help_of_add_names_every_kind(kind: str, oar: Oar) -> None:
    assert kind in oar("add", "--help").out
