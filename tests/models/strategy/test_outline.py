"""A whole brief in an editor: what comes back unchanged changes nothing, one changed line changes one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import text as texts
from models.errors import Conflict, OarError, Refused
from models.store.store import Store
from models.strategy import reads, voice_reads
from models.strategy.outline import as_outline
from models.strategy.outline_reader import read_outline, stamp_of
from models.strategy.sentence import choice_fields
from models.strategy.sheet import AssumptionLine, ChoiceLine, ExclusionLine, Sheet, read_sheet
from models.strategy.verbs import AddToDraft, LinkMeasure, MarkSentence, Publish, RewriteBrief, WriteBrief
from models.verbs import Add, Batch, Edit
from tests.hostile import HOSTILE

Open = Callable[..., Store]

WORDS = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from([*HOSTILE, "## We choose", "- because: no", "# x", "[C1]", "X9 [X9]", "\\# a", "1. 2. b", "-->"]),
)


def _title(raw: str) -> str:
    return texts.clean(raw).strip()[:200].strip()


def _note(raw: str) -> str:
    return texts.clean(raw, multiline=True).strip()


TITLES = WORDS.map(_title).filter(bool)
MAYBE = st.one_of(st.just(""), WORDS.map(_title))
NOTES = st.lists(WORDS, max_size=4).map(lambda some: _note("\n".join(some)))
CONDITIONS = st.sampled_from([("", "", "", ""), ("M1", "", "", ""), ("M2", "<", "8.25", "4"), ("M1", ">=", "-3", "12")])


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    choices = tuple(
        ChoiceLine(
            ref=f"C{number}", statement=draw(TITLES), rather_than=draw(MAYBE), because=draw(NOTES),
            consequence=draw(NOTES),
        )
        for number in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    exclusions = []
    for number in range(draw(st.integers(0, 2))):
        measure, operator, limit, periods = draw(CONDITIONS)
        exclusions.append(
            ExclusionLine(
                ref=f"X{number}", statement=draw(TITLES), elephant=draw(NOTES), measure=measure, operator=operator,
                limit=limit, periods=periods,
            )
        )  # fmt: skip
    assumptions = tuple(
        AssumptionLine(ref=f"A{number}", statement=draw(TITLES), measure=draw(st.sampled_from(["", "M1"])))
        for number in range(draw(st.integers(0, 2)))
    )
    return Sheet(
        version=draw(st.integers(0, 9)), title=draw(TITLES), vision=draw(NOTES), elephants=draw(NOTES),
        choices=choices, exclusions=tuple(exclusions), assumptions=assumptions,
        measures=draw(st.sampled_from([(), ("M2",), ("M2", "M1")])),
        names=draw(st.sampled_from([{"M1": "Churn < 3", "M2": "NRR [M2]"}, {}])),
    )  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(sheets())
def test_any_brief_comes_back_from_an_untouched_file_as_it_was(sheet: Sheet) -> None:
    text = as_outline(sheet)
    assert read_outline(text, sheet) == sheet
    assert stamp_of(text) == (sheet.version, sheet.state)


@settings(max_examples=100, deadline=None)
@given(sheets())
def test_blanks_at_the_ends_of_lines_and_windows_newlines_change_nothing(sheet: Sheet) -> None:
    text = "\r\n".join(line.rstrip() for line in as_outline(sheet).split("\n"))
    assert read_outline("\ufeff" + text, sheet) == sheet


@settings(max_examples=300, deadline=None)
@given(sheets(), st.data())
def test_a_spoilt_file_is_refused_in_one_line_or_understood(sheet: Sheet, data: st.DataObject) -> None:
    lines = as_outline(sheet).split("\n")
    cut = data.draw(st.integers(0, len(lines)))
    end = data.draw(st.integers(cut, len(lines)))
    try:
        read_outline("\n".join(lines[:cut] + lines[end:]), sheet)
    except OarError as error:
        assert error.hint and "\n" not in error.line()


# ---- on a real store


@pytest.fixture
def brief(store: Store) -> Store:
    """A draft of everything a brief can hold."""
    measure = {"team": "T1", "unit": "%", "direction": "down", "cadence": "week"}
    for name in ("Churn", "Margin"):
        store.write(Add(kind="measure", fields={"name": name, **measure}))
    store.write(WriteBrief(vision="One\n\n# not a heading\nTwo", elephants="whales"))
    for word in ("Mid-market", "Margin first"):
        reasons = {"rather_than": "SMB", "because": "one\n\n- two", "consequence": "longer cycles"}
        store.write(AddToDraft(kind="choice", fields={"statement": word, **reasons}))
    condition = {"measure": "M1", "operator": "<", "limit": "8", "elephant": "the CEO wants it"}
    store.write(AddToDraft(kind="exclusion", fields={"statement": "Germany", **condition}))
    store.write(AddToDraft(kind="assumption", fields={"statement": "Auditors ask", "measure": "M2"}))
    for name in ("M2", "M1"):
        store.write(LinkMeasure(measure=name))
    return store


def sheet_of(store: Store) -> Sheet:
    number = reads.brief_id(store.reader, draft=True) or reads.brief_id(store.reader)
    return read_sheet(store.reader, number)


def saved(store: Store, *edits: tuple[str, str]) -> None:
    """Edit the whole brief as an editor does: replace words in its file, and write what came back."""
    base = sheet_of(store)
    text = as_outline(base)
    for old, new in edits:
        assert old in text, (old, text)
        text = text.replace(old, new, 1)
    store.write(RewriteBrief(base=base, wanted=read_outline(text, base)))


def changes(store: Store) -> list[tuple[str, int, str]]:
    return store.reader.rows("SELECT kind, row_id, field FROM change ORDER BY id")


def test_an_untouched_file_writes_no_change_at_all(brief: Store) -> None:
    before = changes(brief), brief.reader.value("SELECT count(*) FROM action")
    saved(brief)
    assert (changes(brief), brief.reader.value("SELECT count(*) FROM action")) == before
    brief.write(Publish())
    before = changes(brief), brief.reader.value("SELECT count(*) FROM action")
    saved(brief)
    assert (changes(brief), brief.reader.value("SELECT count(*) FROM action")) == before


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("Mid-market [C1]", "Regulated mid-market [C1]", ("choice", 1, "statement")),
        ("   - so: longer cycles\n2.", "2.", ("choice", 1, "consequence")),
        ("- two\n   - so: longer cycles\n\n", "- three\n   - so: longer cycles\n\n", ("choice", 2, "because")),
        ("< 8 for 4", "< 7.5 for 4", ("exclusion", 1, "bound")),
        ("< 8 for 4", "< 8", None),
        ("the CEO wants it", "we all want it", ("exclusion", 1, "elephant")),
        ("  - measure: Margin [M2]", "  - measure: Churn", ("assumption", 1, "measure_id")),
        ("- Churn [M1]\n", "", ("brief_measure", 2, "archived_at")),
        ("\\# not", "\\# still not", ("brief", 1, "vision")),
        ("- Auditors ask [A1]", "- Auditors ask", None),
    ],
)
def test_one_changed_line_changes_exactly_its_row(
    brief: Store, old: str, new: str, row: tuple[str, int, str] | None
) -> None:
    before = changes(brief)
    saved(brief, (old, new))
    assert changes(brief)[len(before) :] == ([row] if row else [])


def test_a_new_order_moves_rows_and_nothing_else(brief: Store) -> None:
    base = sheet_of(brief)
    brief.write(RewriteBrief(base=base, wanted=replace(base, choices=base.choices[::-1], measures=("M1", "M2"))))
    after = sheet_of(brief)
    assert [one.ref for one in after.choices] == ["C2", "C1"]
    assert after.measures == ("M1", "M2")
    assert {field for _, _, field in changes(brief)[-2:]} == {"rank"}


def test_new_sentences_are_added_where_they_stand_and_missing_ones_are_taken_out(brief: Store) -> None:
    saved(
        brief,
        ("2. Margin", "1. Build rather than buy, because we must, so it takes longer\n2. Margin"),
        ("- Germany [X1]", "- France\n  - elephant: us\n  - until: Churn < 5 for 2\n- Germany"),
        ("- Auditors ask [A1]\n  - measure: Margin [M2]\n", ""),
    )
    after = sheet_of(brief)
    assert [(one.ref, one.statement) for one in after.choices] == [
        ("C1", "Mid-market"), ("C3", "Build"), ("C2", "Margin first"),
    ]  # fmt: skip
    assert (after.choices[1].rather_than, after.choices[1].consequence) == ("buy", "it takes longer")
    assert [(one.ref, one.measure, one.limit, one.periods) for one in after.exclusions] == [
        ("X2", "M1", "5", "2"), ("X1", "M1", "8", "4"),
    ]  # fmt: skip
    assert after.assumptions == ()
    brief.undo()
    assert len(sheet_of(brief).assumptions) == 1 and len(sheet_of(brief).choices) == 2


def test_one_undo_takes_back_one_edit_of_the_whole(brief: Store) -> None:
    before = sheet_of(brief)
    edits = (("# Strategy brief", "# Our brief"), ("whales", "whales\n\nand SMB"), ("2. Margin first", "2. Cash"))
    saved(brief, *edits, ("- Germany [X1]", "- Spain\n- Germany [X1]"), ("- Churn [M1]\n", ""))
    assert sheet_of(brief) != before
    brief.undo()
    assert sheet_of(brief) == before


def test_editing_what_is_published_starts_the_next_version_and_keeps_identities(open_store: Open, brief: Store) -> None:
    brief.write(Publish())
    key = voice_reads.sentence_key(brief.reader, "choice", 1)
    open_store("cleo").write(MarkSentence(sentence=key, text="we stop"))
    published = sheet_of(brief)
    saved(brief, ("Mid-market [C1]", "Regulated mid-market [C1]"), ("2. Margin first [C2]", "2. Margin first"))
    now = sheet_of(brief)
    assert (now.version, [one.statement for one in now.choices]) == (2, ["Regulated mid-market", "Margin first"])
    lineages = brief.reader.rows("SELECT lineage FROM choice ORDER BY brief_id, rank")
    assert lineages[:2] == lineages[2:]
    brief.undo()
    assert sheet_of(brief) == published


def test_a_brief_that_somebody_changed_meanwhile_is_refused_and_stays_as_it_is(open_store: Open, brief: Store) -> None:
    base = sheet_of(brief)
    wanted = replace(base, title="Mine")
    brief.write(Edit(ref="C1", fields={"because": "theirs"}))
    before = sheet_of(brief)
    with pytest.raises(Conflict, match="was changed") as caught:
        brief.write(RewriteBrief(base=base, wanted=wanted))
    assert "Ana" in caught.value.line() and "\n" not in caught.value.line()
    assert sheet_of(brief) == before
    brief.write(Publish())
    base = sheet_of(brief)
    saved(brief, ("# Strategy brief", "# Second"))
    with pytest.raises(Conflict):
        brief.write(RewriteBrief(base=base, wanted=replace(base, title="Third")))


def test_a_measure_that_only_others_may_see_stays_in_the_brief(open_store: Open, brief: Store) -> None:
    brief.write(Edit(ref="M1", fields={"team": "T3", "private": "yes"}))
    ben = open_store("ben")
    base = sheet_of(ben)
    assert base.measures == ("M2",) and base.exclusions[0].measure == "M1"
    saved(ben, ("# Strategy brief", "# Ours"))
    eve = open_store("eve")
    assert sheet_of(eve).measures == ("M2", "M1")
    assert sheet_of(eve).title == "Ours"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## We will not", "", "'## We will not'"),
        ("## We assume", "## We choose", "twice"),
        ("## We assume", "## If / then", "no part"),
        ("# Strategy brief", "", "title"),
        ("Mid-market [C1]", "Mid-market [C9]", "C9"),
        ("Mid-market [C1]", "Mid-market [X1]", "X1"),
        ("Margin first [C2]", "Margin first [C1]", "C1 stands twice"),
        ("Mid-market [C1]", "[C1]", "says nothing"),
        ("   - so: longer", "   - sew: longer", "'sew'"),
        ("   - so: longer", "   - because: longer", "twice"),
        ("< 8 for 4", "about 8", "until"),
        ("< 8 for 4", "< many", "many"),
        ("- Churn [M1]", "- Churned [M1]", "called"),
        ("- Churn [M1]", "- Churn [M77]", "M77"),
        ("- Germany [X1]", "Germany [X1]", "what is"),
        ("Mid-market [C1]", "x" * 201 + " [C1]", "201"),
        ("-->", "", "-->"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_fix(brief: Store, old: str, new: str, said: str) -> None:
    before = sheet_of(brief), changes(brief)
    with pytest.raises(OarError, match=r".") as caught:
        saved(brief, (old, new))
    assert said in caught.value.line() and "\n" not in caught.value.line()
    assert caught.value.hint or said in ("M77", "201")
    assert (sheet_of(brief), changes(brief)) == before


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff", "half a sentence", "<!-- oar brief 1"])
def test_an_empty_or_foreign_file_is_refused(brief: Store, text: str) -> None:
    with pytest.raises(Refused):
        read_outline(text, sheet_of(brief))


def test_a_file_of_another_size_is_refused_at_once(store: Store) -> None:
    text = as_outline(Sheet()).replace("## We choose", "## We choose\n" + "- one more\n" * 100_000)
    with pytest.raises(Refused, match="100000 sentences"):
        read_outline(text, Sheet())


@pytest.mark.parametrize(
    "line",
    [
        "- A" + " " * 200_000 + "B",
        "- No\n  - until: x" + " " * 200_000 + "y",
        "- No\n  - until: x <" + " 1 for" * 50_000,
    ],
    ids=["blanks", "blanks of a condition", "words of a condition"],
)
def test_an_endless_line_is_refused_at_once(line: str) -> None:
    text = as_outline(Sheet()).replace("## We will not", f"## We will not\n{line}")
    started = process_time()
    try:
        wanted = read_outline(text, Sheet())
    except Refused as error:
        assert "\n" not in error.line()
    else:
        assert wanted.exclusions[0].measure == "x"  # and there is none of that name
    assert process_time() - started < 20  # looking back from every blank takes minutes


def test_a_file_as_large_as_no_brief_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(Refused, match="no brief"):
        read_outline("x" * 2_000_001, Sheet())


def test_a_choice_typed_with_an_endless_gap_is_understood_at_once() -> None:
    started = process_time()
    assert choice_fields("A" + " " * 200_000 + "B rather than C, because D, so E")["because"] == "D"
    assert process_time() - started < 20  # looking back from every blank takes minutes


def test_many_sentences_are_rewritten_as_one_action(store: Store) -> None:
    store.write(Batch(verbs=tuple(AddToDraft(kind="choice", fields={"statement": f"Choice {n}"}) for n in range(40))))
    count = store.reader.value("SELECT count(*) FROM action")
    base = sheet_of(store)
    turned = tuple(replace(one, because="so") for one in base.choices[::-1])
    store.write(RewriteBrief(base=base, wanted=replace(base, choices=turned)))
    assert store.reader.value("SELECT count(*) FROM action") == count + 1
    assert sheet_of(store).choices == turned
