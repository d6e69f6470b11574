"""`oar brief`: the whole brief in an editor, who has read it, marks, doubts, readiness, recall, bad input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Oar = Callable[..., Any]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that makes $EDITOR run a sed script on the file."""

    def set_editor(script: str) -> None:
        path = tmp_path / "editor"
        path.write_text(f"#!/bin/sh\nsed -i '{script}' \"$1\"\n")
        path.chmod(0o755)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", str(path))

    return set_editor


@pytest.fixture
def brief(company: str, oar: Oar) -> str:
    oar("brief", "choose", "Mid-market rather than SMB, because we win there, so cycles get longer")
    oar("brief", "choose", "Margin rather than volume, because of cash, so partners go")
    oar("add", "exclusion", "Germany", "brief=B1", "elephant=the board")
    oar("add", "imperative", "Win mid-market", "choice=C1")
    return company


def test_an_editor_that_changes_nothing_writes_nothing(brief: str, oar: Oar, editor: Any) -> None:
    before = oar("log").out
    editor("s/a/a/")
    assert oar("brief", "edit").out == "Nothing was changed\n"
    assert oar("log").out == before


def test_one_edit_of_the_whole_is_one_undo(brief: str, oar: Oar, editor: Any) -> None:
    before = oar("brief", "export", "--editable").out
    editor("s/^# .*/# Ours/; s/Margin \\[/Cash \\[/; s/^- Germany/- France\\n- Germany/")
    assert oar("brief", "edit").out == "Version 1 of the brief: 2 changed, 1 added\n"
    shown = oar("brief", "show", "--json").json["brief"]
    assert [one["statement"] for one in shown["exclusions"]] == ["France", "Germany"]
    assert [(one["ref"], one["statement"]) for one in shown["choices"]] == [("C1", "Mid-market"), ("C2", "Cash")]
    assert oar("undo").code == 0
    assert oar("brief", "export", "--editable").out == before


def test_editing_the_published_brief_makes_a_draft_of_the_next_version(brief: str, oar: Oar, editor: Any) -> None:
    oar("brief", "publish", "--yes")
    editor("s/Margin \\[/Cash \\[/")
    assert oar("brief", "edit").out == "Version 2 of the brief: 1 changed\n"
    assert "after: Cash" in oar("brief", "diff").out
    assert "Margin" in oar("brief", "show").out
    assert oar("brief", "drop").code == 0


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("d", "empty"),
        ("/^## We/d", "headings are gone"),
        ("s/^## We assume/## We choose/", "twice"),
        ("s/\\[C2\\]/[C1]/", "C1 stands twice"),
        ("/^# /d", "title"),
        ("s/^# .*/\\&\\xff/", ""),
    ],
)
def test_a_spoilt_file_is_refused_in_one_line_and_kept(
    brief: str, oar: Oar, editor: Any, script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = oar("brief", "export", "--editable").out
    editor(script)
    ran = oar("brief", "edit")
    if said:
        assert ran.code == 2 and said in ran.err and ran.err.count("\n") == 1
        assert oar("brief", "export", "--editable").out == before
        kept = list(tmp_path.glob("oar-brief-*.md"))
        assert len(kept) == (0 if said == "empty" else 1)
        assert all(str(path) in ran.err for path in kept)


def test_a_brief_changed_meanwhile_is_a_conflict_and_the_text_is_kept(
    brief: str, oar: Oar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    slow = tmp_path / "slow"
    slow.write_text(
        "#!/bin/sh\nsed -i 's/Margin \\[/Mine [/' \"$1\"\n"
        f"'{Path(__import__('sys').executable)}' -m tui --as ben edit C1 because=theirs >/dev/null\n"
    )
    slow.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    monkeypatch.setenv("EDITOR", str(slow))
    ran = oar("brief", "edit")
    assert ran.code == 4 and "changed by Ben" in ran.err and ran.err.count("\n") == 1
    kept = next(tmp_path.glob("oar-brief-*.md"))
    assert str(kept) in ran.err and "Mine [C2]" in kept.read_text()
    assert "Mine" not in oar("brief").out and "theirs" in oar("brief").out


def test_a_file_is_taken_only_for_the_words_it_was_written_from(brief: str, oar: Oar, tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    oar("brief", "export", str(path), "--editable")
    path.write_text(path.read_text().replace("Mid-market [C1]", "Regulated [C1]"))
    assert oar("brief", "edit", str(path)).code == 0
    assert "Regulated" in oar("brief").out
    ran = oar("brief", "edit", str(path))
    assert ran.code == 4 and "changed since" in ran.err
    assert oar("brief", "edit", "-", stdin="").code == 2
    oar("brief", "export", str(path))
    assert "first line" in oar("brief", "edit", str(path)).err
    assert oar("brief", "edit", "/nowhere/x.md").code == 2


def test_a_file_without_an_end_is_no_brief(brief: str, oar: Oar) -> None:
    ran = oar("brief", "edit", "/dev/zero")
    assert ran.code == 2 and "larger than any brief" in ran.err and ran.err.count("\n") == 1


@pytest.mark.parametrize("bad", [b"\xff\xfe# \x00", bytes(range(256)), b""])
def test_a_file_that_is_no_text_is_refused_in_one_line(brief: str, oar: Oar, tmp_path: Path, bad: bytes) -> None:
    (tmp_path / "bad.md").write_bytes(bad)
    ran = oar("brief", "edit", str(tmp_path / "bad.md"))
    assert ran.code == 2 and ran.err.count("\n") == 1


def test_a_byte_order_mark_and_windows_newlines_change_nothing(brief: str, oar: Oar, tmp_path: Path) -> None:
    text = oar("brief", "export", "--editable").out
    (tmp_path / "w.md").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    ran = oar("brief", "edit", str(tmp_path / "w.md"))
    assert (ran.code, ran.out) == (0, "Nothing was changed\n")


def test_who_has_not_read_it_is_named_and_a_viewer_may_say_so(brief: str, oar: Oar) -> None:
    oar("brief", "publish", "--yes")
    assert oar("--as", "dan", "brief", "acknowledge").code == 0
    found = oar("brief", "readers", "--json").json["readers"]
    assert {one["handle"]: one["read_on"] for one in found}["dan"] == "2026-08-16"
    assert [one["handle"] for one in found][-1] == "dan"
    assert "Read by 1 of 5" in oar("brief", "readers").out


def test_marks_stay_with_their_sentence_until_its_words_change(brief: str, oar: Oar, editor: Any) -> None:
    oar("brief", "publish", "--yes")
    oar("--as", "cleo", "brief", "mark", "C1", "we leave the whale queue")
    oar("--as", "eve", "brief", "mark", "X1", "no", "German", "desk")
    shown = oar("brief", "marks", "--json").json
    assert [(one["team"], one["sentence"]) for one in shown["marks"]] == [
        ("Sales", "Mid-market"), ("Support", "Germany"),
    ]  # fmt: skip
    assert shown["unmarked"] == []
    editor("s/^- Germany/- Germany and Austria/")
    oar("brief", "edit")
    oar("brief", "publish", "--yes")
    shown = oar("brief", "marks", "--json").json
    assert [(one["team"], one["of_version"]) for one in shown["marks"]] == [("Sales", 2), ("Support", 1)]
    assert shown["unmarked"] == ["Support"]
    assert oar("--as", "eve", "brief", "mark", "X2").code == 0
    assert oar("brief", "marks", "--json").json["marks"][0]["team"] == "Sales"
    assert len(oar("brief", "marks", "--json").json["marks"]) == 1
    assert oar("--as", "eve", "brief", "mark", "X2").code == 2


def test_a_doubt_stays_open_until_answered_and_a_second_answer_does_not_bury_the_first(brief: str, oar: Oar) -> None:
    assert oar("--as", "eve", "brief", "doubt", "C1", "whales", "pay").code == 0
    assert len(oar("brief", "doubts", "--open", "--json").json["doubts"]) == 1
    assert oar("brief", "answer", "DB1", "they may stay").code == 0
    assert oar("brief", "doubts", "--open", "--json").json["doubts"] == []
    ran = oar("--as", "ben", "brief", "answer", "DB1", "no")
    assert ran.code == 4
    assert oar("--as", "ben", "brief", "answer", "DB1", "no", "--mine").code == 0
    one = oar("brief", "doubts", "--json").json["doubts"][0]
    assert (one["answer"], one["answered_by"], one["title"]) == ("no", "Ben Ito", "Mid-market")
    assert oar("brief", "doubt", "C99", "x").code == 3


def test_a_doubt_about_what_is_private_is_not_shown_to_others(brief: str, oar: Oar) -> None:
    secret = ("Secret", "team=T3", "unit=%", "direction=up", "cadence=week", "private=yes")
    assert oar("--as", "eve", "add", "measure", *secret).code == 0
    assert oar("--as", "eve", "brief", "doubt", "M1", "is it right?").code == 0
    assert len(oar("--as", "eve", "brief", "doubts", "--json").json["doubts"]) == 1
    assert oar("--as", "cleo", "brief", "doubts", "--json").json["doubts"] == []


def test_a_choice_is_ready_when_three_teams_move_this_week_or_next(brief: str, oar: Oar) -> None:
    oar("people", "add", "fay", "Fay", "--team", "T1")
    oar("brief", "publish", "--yes")
    one = oar("brief", "ready", "--json").json["choices"][0]
    assert (one["ready"], one["moves"]) == (False, [])
    assert "still lives at altitude" in oar("brief", "ready").out
    oar("--as", "cleo", "todo", "add", "Call the banks", "--about", "C1", "--due", "2026-08-20")
    oar("--as", "eve", "brief", "mark", "C1", "day three first")
    oar("decide", "Leave SMB?", "@ana")
    oar("edit", "D1", "choice=C1")
    one = oar("brief", "ready", "--json").json["choices"][0]
    assert (one["ready"], one["teams"]) == (False, ["Sales", "Support"])
    ran = oar("todo", "add", "Write it up", "@ana", "--about", "D1", "--due", "2026-08-21")
    assert ran.code == 0, ran.err
    oar("todo", "add", "Too late", "@ana", "--about", "C2", "--due", "2026-09-18")
    first, second = oar("brief", "ready", "--json").json["choices"]
    assert first["ready"] and len(first["teams"]) == 3
    assert {move["what"] for move in first["moves"]} == {"to-do", "mark"}
    assert (second["ready"], second["moves"]) == (False, [])


def test_the_choice_that_a_record_touches_is_found_through_what_it_came_from(brief: str, oar: Oar) -> None:
    oar("issue", "add", "Queue is long", "--about", "C1")
    oar("todo", "add", "Look at it", "--about", "I1")
    for ref in ("I1", "TD1", "G1", "C1"):
        assert oar("brief", "of", ref, "--json").json["choices"] == [{"ref": "C1", "statement": "Mid-market"}], ref
    oar("issue", "add", "Something else")
    assert oar("brief", "of", "I2", "--json").json["choices"] == []


def test_recall_keeps_team_totals_only(brief: str, oar: Oar) -> None:
    oar("brief", "publish", "--yes")
    oar("people", "add", "fay", "Fay Noll", "--team", "Sales")
    before = oar("log", "--json").json
    said = "margin not volume\nsomething else\n\nwin the mid-market\n"
    ran = oar("--as", "cleo", "brief", "recall", stdin=said)
    assert ran.code == 0 and "Mid-market" in ran.out
    assert oar("log", "--json").json == before  # no line says who tried
    teams = oar("brief", "recall", "--totals", "--json").json["teams"]
    assert teams == [{"team": "Sales", "tries": 1, "choices": None, "goals": None}]
    oar("--as", "cleo", "brief", "recall", stdin="\n\n")
    for _ in range(2):
        oar("--as", "ben", "brief", "recall", stdin="mid market rather than smb\nmargin\n\n\n")
    teams = oar("brief", "recall", "--totals", "--json").json["teams"]
    assert teams == [{"team": "Sales", "tries": 3, "choices": 0.8, "goals": 0.3}]


def test_a_sentence_that_is_added_goes_into_the_draft_or_says_how_to_start_one(brief: str, oar: Oar) -> None:
    assert oar("add", "exclusion", "No Japan").code == 0
    assert "No Japan" in oar("brief", "show").out
    oar("brief", "publish", "--yes")
    ran = oar("add", "assumption", "Regulators ask")
    assert ran.code == 2 and "`oar brief draft`" in ran.err


def test_an_empty_brief_is_neither_published_nor_exported(company: str, oar: Oar, editor: Any) -> None:
    assert oar("brief", "publish", "--yes").code == 2
    assert oar("brief", "readers").code == 3
    editor("s/^## We choose/&\\n- Cash rather than growth, because we must, so we wait/")
    assert oar("brief", "edit").out == "Version 1 of the brief: 1 added\n"
    editor("/Cash/,+3d; s/^## We choose.*/## We choose/")
    oar("brief", "edit")
    ran = oar("brief", "publish", "--yes")
    assert ran.code == 2 and ran.err.count("\n") == 1


def test_who_may_not_change_the_brief_is_told_before_the_editor_opens(brief: str, oar: Oar, editor: Any) -> None:
    editor("s/Margin/Cash/")
    for command in (("edit",), ("publish", "--yes")):
        ran = oar("--as", "cleo", "brief", *command)
        assert (ran.code, ran.err) == (6, "oar: You may not change the brief. ana, ben can\n")
    assert "Margin" in oar("brief", "show").out


def test_an_empty_brief_is_refused_before_anybody_is_asked(company: str, oar: Oar) -> None:
    oar("brief", "draft")
    ran = oar("brief", "publish")
    assert ran.code == 2 and ran.err.startswith("oar: A brief without a choice says nothing")


def test_a_text_that_is_empty_is_no_sentence_to_mark(brief: str, oar: Oar) -> None:
    oar("brief", "publish", "--yes")
    assert oar("--as", "eve", "brief", "mark", "vision", "day three").code == 3
    assert oar("--as", "eve", "brief", "mark", "C1", "day three").code == 0


def test_show_says_what_holds_and_what_was_answered(brief: str, oar: Oar) -> None:
    oar("add", "assumption", "Regulators ask", "brief=B1")
    oar("cycle", "add", "Next", "2026-10-01", "2026-12-31")
    oar("add", "objective", "Ten firms", "parent=G1", "cycle=Q2", "team=T2", "intent=stretch")
    assert oar("add", "key_result", "Logos", "goal=O2", "kind=count", "target=10").code == 0
    oar("--as", "eve", "brief", "doubt", "C1", "whales pay")
    oar("brief", "answer", "DB1", "they may stay")
    shown = oar("brief", "show").out
    assert "   - 1 key result follows\n" in shown and "   - no key result follows\n" in shown
    assert "doubt of Eve" in shown and "(answered by Ana Kern: they may stay)" in shown
