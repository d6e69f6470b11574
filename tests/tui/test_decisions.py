"""`oar decide`, `oar decision` and `oar brief`: capture, memos in an editor, approval, versions, bad input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import HOSTILE

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


def test_a_question_is_needed_and_names_its_owner(company: str, oar: Oar) -> None:
    ran = oar("decide", "Which", "floor?", "@ben", "--lane", "guardrail", "--by", "2026-08-01", "--json")
    assert (ran.code, ran.json["refs"]) == (0, ["D1"])
    one = oar("decision", "list", "--json").json["decisions"][0]
    assert (one["state"], one["owner"], one["lane"], one["overdue_days"]) == ("needed", "ben", "guardrail", 15)
    assert "15d late" in oar("decision").out
    assert oar("decision", "make", "D1", "15 %", "--because", "margin").code == 0
    shown = oar("decision", "show", "floor").out
    assert "15 %" in shown and "margin" in shown
    assert oar("decision", "list", "--needed").out.startswith("No decisions")
    assert "D1" in oar("decision", "list", "margin").out


def test_memo_is_written_in_an_editor_and_an_empty_one_changes_nothing(company: str, oar: Oar, editor: Any) -> None:
    editor("s/^## Options/## Options\\n- [x] yes\\n  + fast\\n- no/; s/^## Affects/## Affects\\n- Sales: route/")
    ran = oar("decision", "new", "Second", "shift?")
    assert ran.out == "Decided D1 Second shift?: yes\n"
    full = oar("decision", "show", "D1", "--json").json["decision"]
    assert full["options"][0] == {"title": "yes", "for": "fast", "against": None, "chosen": True}
    assert full["affects"] == [{"team": "Sales", "effect": "route", "told_on": None}]
    editor("s/fast/faster/")
    assert oar("decision", "edit", "D1").code == 0
    assert oar("decision", "show", "D1", "--json").json["decision"]["options"][0]["for"] == "faster"
    editor("s/a/a/")
    assert "nothing was done" in oar("decision", "new").out
    editor("s/^# .*//")
    assert oar("decision", "new", "Gone").code in (0, 2)
    assert len(oar("decision", "list", "--json").json["decisions"]) == 1


def test_who_only_reads_is_refused_before_the_editor_opens(company: str, oar: Oar, editor: Any) -> None:
    assert oar("decide", "Theirs?").code == 0
    editor("s/.*/typed in vain/")
    for words in (("new", "Mine?"), ("edit", "D1")):
        ran = oar("--as", "dan", "decision", *words)
        assert ran.code == 6
        assert ran.err.startswith("oar: You may read here, not write") and "what you wrote" not in ran.err


def test_memo_that_is_refused_is_kept_on_disk(company: str, oar: Oar, editor: Any) -> None:
    editor("s/^Lane:.*/Lane: nonsense/")
    ran = oar("decision", "new", "Kept?")
    assert ran.code == 2 and "what you wrote is in" in ran.err
    path = Path(ran.err.strip().rpartition(" is in ")[2])
    assert "Lane: nonsense" in path.read_text(encoding="utf-8")
    path.unlink()


def test_commitment_waits_and_a_stranger_may_not_approve(company: str, oar: Oar) -> None:
    assert "waits" in oar("decision", "propose", "commitment", "NRR", "stays").out
    assert oar("decision", "approve", "L1").code == 6
    oar("add", "role", "CFO", "team=T1", "person=eve", "executive=yes")
    assert oar("--as", "eve", "decision", "approve", "L1").code == 0
    assert oar("decision", "propose", "L1", "NRR falls").code == 0
    item = oar("decision", "lanes", "--json").json["items"][0]
    assert (item["text"], item["proposal"]) == ("NRR stays", "text NRR falls")
    assert oar("edit", "L1", "text=other").code == 2


def test_brief_is_drafted_published_compared_and_exported(company: str, oar: Oar, tmp_path: Path) -> None:
    assert oar("brief").out.startswith("There is no brief yet")
    assert oar("brief", "publish", "--yes").code == 2
    assert oar("brief", "choose", "Mid rather than SMB, because we win, so longer").code == 0
    assert "Nothing was published" in oar("brief", "publish", stdin="n\n").out
    assert oar("brief", "publish", stdin="y\n").code == 0
    assert oar("edit", "C1", "statement=Other").code == 2
    assert oar("brief", "ack").code == 0
    assert oar("brief", "mark", "C1", "we stop polishing").code == 0
    assert oar("brief", "draft").code == 0
    oar("edit", "C2", "statement=Regulated mid")
    assert "after: Regulated mid" in oar("brief", "diff").out
    assert oar("brief", "diff", "--json").json["changes"][0]["field"] == "statement"
    assert oar("brief", "diff", "1", "9").code == 3
    shape = oar("brief", "--json").json["brief"]
    assert (shape["version"], shape["read_by"], shape["marks"][0]["text"]) == (1, 1, "we stop polishing")
    target = tmp_path / "brief.md"
    assert oar("brief", "export", str(target)).code == 0
    assert "1. Mid rather than SMB" in target.read_text(encoding="utf-8")
    assert oar("brief", "export", str(tmp_path / "no" / "where")).code == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_go_in_and_out_safely(company: str, oar: Oar, text: str) -> None:
    word = text.replace("\x00", "")
    assert oar("decide", "--", f"x {word}"[:200]).code == 0
    assert oar("brief", "choose", "--", f"x {word}"[:200]).code == 0
    shown = (("decision",), ("decision", "show", "D1"), ("brief",), ("brief", "--json"), ("decision", "list", word))
    for words in shown:
        assert oar(*words).code in (0, 2)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("decide", ""), 2),
        (("decide", "x" * 201), 2),
        (("decide", "x", "@nobody"), 3),
        (("decide", "x", "--by", "soon"), 2),
        (("decide", "x", "--team", "Mars"), 3),
        (("decision", "show", "D99"), 3),
        (("decision", "make", "D99", "x"), 3),
        (("decision", "nonsense"), 2),
        (("decision", "propose", "hope", "x"), 3),
        (("brief", "show", "--number", "9"), 3),
        (("brief", "mark", "C9", "x"), 3),
    ],
)
def test_bad_input_is_one_line_and_its_exit_code(company: str, oar: Oar, words: tuple[str, ...], code: int) -> None:
    ran = oar(*words)
    assert ran.code == code and len(ran.err.strip().splitlines()) == 1 and not ran.out
