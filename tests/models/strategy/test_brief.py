"""The strategy brief: versions that last, what flows from a choice, marks, doubts, lifting conditions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.errors import NotPermitted, Refused, Unknown
from models.people.verbs import SetAccess
from models.store.store import Store
from models.strategy import reads, versions
from models.strategy.flow import flow
from models.strategy.verbs import (
    Acknowledge,
    AddToDraft,
    AnswerDoubt,
    DoubtIt,
    DropDraft,
    Judge,
    Lift,
    LinkMeasure,
    MarkSentence,
    Publish,
    StartDraft,
    WriteBrief,
)
from models.strategy.views import BriefView
from models.verbs import Add, Archive, Batch, Edit, Reorder

Open = Callable[..., Store]


def choose(store: Store, statement: str = "Mid-market", **fields: str) -> str:
    return store.write(AddToDraft(kind="choice", fields={"statement": statement, **fields})).refs[0]


def show(store: Store, **which: bool) -> BriefView:
    number = reads.brief_id(store.reader, **which)
    assert number is not None
    return reads.brief(store.reader, number, store.clock.today(), me=store.me.id)


def measure(store: Store, name: str = "Churn", **fields: str) -> str:
    given = {"name": name, "team": "T1", "unit": "%", "direction": "down", "cadence": "week", **fields}
    return store.write(Add(kind="measure", fields=given)).refs[0]


def read_in(store: Store, values: list[float | None], number: int = 1) -> None:
    """Put readings of the last closed weeks, oldest first, straight into the table."""
    from models.scorecard.tables import Reading
    from models.store.handlers import _HANDLERS
    from models.store.unit import Done, Unit

    class Put:
        pass

    def put(unit: Unit, _verb: object) -> Done:
        for week, value in zip(range(202632 - len(values) + 1, 202633), values, strict=True):
            if value is not None:
                unit.add(Reading(measure_id=number, period=week, value=value, by_id=1, at=unit.now, source="typed"))
        return Done("put")

    _HANDLERS[Put] = put
    store.write(Put())


def test_first_choice_starts_version_one(store: Store) -> None:
    choose(store, "Mid-market", rather_than="SMB", because="we win there", consequence="longer cycles")
    brief = show(store)
    assert (brief.version, brief.state, brief.published) == (1, "draft", 0)
    assert brief.choices[0].sentence == "Mid-market rather than SMB"
    assert brief.words > 5
    assert (brief.pages, brief.minutes, brief.too_long) == (1, 1, False)


def test_choices_of_one_action_are_told_apart(store: Store) -> None:
    both = tuple(AddToDraft(kind="choice", fields={"statement": word}) for word in "AB")
    store.write(Batch(verbs=both))
    assert len({one.lineage for one in show(store).choices}) == 2


@pytest.mark.parametrize(
    "verb",
    [
        Edit(ref="C1", fields={"statement": "Another"}),
        Archive(refs=("C1",)),
        Add(kind="choice", fields={"statement": "More", "brief": "B1"}),
        AddToDraft(kind="choice", fields={"statement": "More"}),
        WriteBrief(vision="Other"),
        LinkMeasure(measure="M1"),
        Reorder(ref="C1", by=1),
    ],
)
def test_published_brief_stays_as_it_is(store: Store, verb: object) -> None:
    choose(store, "Mid-market")
    choose(store, "Margin")
    measure(store)
    store.write(Publish())
    with pytest.raises(Refused, match=r"published|new version"):
        store.write(verb)
    assert [one.statement for one in show(store).choices] == ["Mid-market", "Margin"]


def test_new_version_keeps_lineages_and_shows_what_changed(store: Store) -> None:
    choose(store, "Mid-market")
    choose(store, "Margin")
    measure(store)
    store.write(LinkMeasure(measure="M1"))
    store.write(AddToDraft(kind="exclusion", fields={"statement": "Germany"}))
    store.write(Publish())
    store.write(StartDraft())
    with pytest.raises(Refused, match="draft already"):
        store.write(StartDraft())
    draft = show(store, draft=True)
    assert (draft.version, len(draft.measures), len(draft.exclusions)) == (2, 1, 1)
    assert [one.lineage for one in draft.choices] == [one.lineage for one in show(store).choices]
    store.write(Edit(ref=draft.choices[0].ref, fields={"statement": "Regulated mid-market"}))
    store.write(Archive(refs=(draft.choices[1].ref,)))
    choose(store, "Build, not buy")
    store.write(WriteBrief(vision="The default"))
    store.write(LinkMeasure(measure="M1", gone=True))
    found = [(one.sign, one.part, one.before, one.after) for one in versions.diff(store.reader, 1, 2)]
    assert found == [
        ("+", "Brief", "", "The default"),
        ("~", "We choose", "Mid-market", "Regulated mid-market"),
        ("+", "We choose", "", "Build, not buy"),
        ("-", "We choose", "Margin", ""),
        ("-", "Measure", "Churn", ""),
    ]
    assert [(one.version, one.state) for one in versions.versions(store.reader)] == [(2, "draft"), (1, "published")]
    with pytest.raises(Unknown):
        versions.diff(store.reader, 1, 9)
    with pytest.raises(Refused, match="version 2"):
        store.write(Publish(version=1))
    store.write(Publish(version=2))
    assert show(store).version == 2


def test_undo_takes_a_publication_and_a_draft_back(store: Store) -> None:
    choose(store)
    store.write(Publish())
    store.undo()
    assert show(store).state == "draft"
    store.redo()
    store.write(StartDraft())
    store.undo()
    assert show(store).draft is None
    store.write(StartDraft())
    store.write(DropDraft())
    assert (show(store).version, show(store).draft) == (1, None)


def test_a_sentence_of_a_published_version_does_not_leave_it_for_the_draft(store: Store) -> None:
    choose(store)
    store.write(AddToDraft(kind="exclusion", fields={"statement": "Germany"}))
    store.write(Publish())
    store.write(StartDraft())
    for ref in ("C1", "X1"):
        with pytest.raises(Refused, match="Version 1 of the brief is published"):
            store.write(Edit(ref=ref, fields={"brief": "B2"}))
    first = reads.brief(store.reader, 1, store.clock.today())
    assert [one.statement for one in first.parts] == ["Mid-market", "Germany"]


def test_what_somebody_has_read_is_not_made_a_draft_again(open_store: Open) -> None:
    """Its words could be written anew under the number that people said they had read."""
    ana, cleo = open_store("ana"), open_store("cleo")
    choose(ana)
    ana.write(Publish())
    cleo.write(Acknowledge())
    with pytest.raises(Refused, match="has been read since"):
        ana.undo()
    cleo.undo()
    ana.undo()
    assert show(ana).state == "draft"


def test_undo_never_leaves_two_drafts(open_store: Open) -> None:
    ana = open_store("ana")
    choose(ana)
    ana.write(SetAccess(handle="ben", team="T1", access="admin"))
    ana.write(Publish())
    ben = open_store("ben")
    ben.write(StartDraft())
    with pytest.raises(Refused, match="has followed version 1"):
        ana.undo()
    ben.write(DropDraft())
    ana.write(StartDraft())
    with pytest.raises(Refused, match="is a draft already"):
        ben.undo()
    assert ana.reader.value("SELECT count(*) FROM brief WHERE state = 'draft' AND archived_at IS NULL") == 1


def test_empty_brief_is_not_published(store: Store) -> None:
    with pytest.raises(Refused):
        store.write(Publish())
    store.write(WriteBrief(vision="x"))
    with pytest.raises(Refused, match="choice"):
        store.write(Publish())


def test_key_results_that_follow_are_counted_along_the_path_in_open_cycles(store: Store) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    choose(store, "Mid-market")
    choose(store, "Margin")
    top = store.write(Add(kind="imperative", fields={"title": "Win", "choice": "C1"})).refs[0]
    year = store.write(Add(kind="annual", fields={"title": "17 %", "parent": top})).refs[0]
    objective = store.write(
        Add(kind="objective", fields={"title": "O", "intent": "stretch", "parent": year, "choice": "Mid"})
    ).refs[0]
    for title in "AB":
        store.write(Add(kind="key_result", fields={"title": title, "goal": objective, "kind": "boolean"}))
    first, second = show(store).choices
    assert (first.krs, first.goals, first.untranslated) == (2, 1, False)
    assert (second.krs, second.untranslated) == (0, True)
    shown = [(one.ref, one.depth) for one in flow(store.reader, first.lineage)]
    assert shown == [("G1", 0), ("G2", 1), ("O3", 2), ("KR1", 3), ("KR2", 3)]
    assert flow(store.reader, second.lineage) == ()


def test_exclusion_counts_the_periods_its_condition_held(store: Store) -> None:
    measure(store)
    condition = {"statement": "Germany", "measure": "M1", "operator": "<", "limit": "8"}
    store.write(AddToDraft(kind="exclusion", fields=condition))
    read_in(store, [9.0, 7.9, None, 7.5])
    one = show(store).exclusions[0]
    assert (one.progress, one.now, one.due, one.condition) == ("met 1 of 4", "7.5%", False, "< 8%")
    store.write(Lift(ref="X1"))
    assert show(store).exclusions[0].progress == "lifted"


def test_monthly_exclusion_needs_two_months(store: Store) -> None:
    measure(store, cadence="month")
    condition = {"statement": "Germany", "measure": "M1", "operator": "<", "limit": "8"}
    store.write(AddToDraft(kind="exclusion", fields=condition))
    assert show(store).exclusions[0].needed == 2


def test_reading_and_marks_are_counted_by_people_and_teams(open_store: Open) -> None:
    ana, cleo, eve = open_store("ana"), open_store("cleo"), open_store("eve")
    choose(ana)
    with pytest.raises(Refused, match="published"):
        cleo.write(Acknowledge())
    ana.write(Publish())
    cleo.write(Acknowledge())
    cleo.write(Acknowledge())
    cleo.undo()
    cleo.write(Acknowledge())
    brief = show(cleo)
    assert (brief.read_by, brief.people, brief.mine, brief.unmarked) == (1, 5, True, ("Sales", "Support"))
    key = brief.choices[0].key
    cleo.write(MarkSentence(sentence=key, text="We leave the whale queue"))
    cleo.write(MarkSentence(sentence=key, text="We leave it on Monday"))
    with pytest.raises(Unknown):
        cleo.write(MarkSentence(sentence="choice:gone", text="x"))
    with pytest.raises(NotPermitted):
        eve.write(MarkSentence(sentence=key, text="x", team="Sales"))
    brief = show(ana)
    assert [(one.team, one.text) for one in brief.marks_of(key)] == [("Sales", "We leave it on Monday")]
    assert brief.unmarked == ("Support",)


def test_doubt_stays_open_until_it_is_answered(open_store: Open) -> None:
    ana, eve = open_store("ana"), open_store("eve")
    choose(ana)
    ana.write(Publish())
    eve.write(DoubtIt(ref="C1", text="whales pay"))
    assert show(ana).choices[0].doubts[0].answer == ""
    ana.write(AnswerDoubt(ref="DB1", answer="not this year"))
    assert [(one.by, one.text, one.answer) for one in show(ana).choices[0].doubts] == [
        ("Eve Sand", "whales pay", "not this year")
    ]
    with pytest.raises(Unknown):
        eve.write(DoubtIt(ref="C9", text="x"))


def test_judging_a_published_choice_is_no_change_of_its_words(store: Store) -> None:
    choose(store)
    store.write(Publish())
    store.write(Judge(ref="C1", holds=False))
    assert show(store).choices[0].still_holds == "no"
    store.undo()
    assert show(store).choices[0].still_holds == ""


def test_what_is_said_of_a_published_sentence_is_not_lost_with_the_next_version(store: Store) -> None:
    choose(store)
    store.write(AddToDraft(kind="exclusion", fields={"statement": "Germany"}))
    store.write(Publish())
    store.write(StartDraft())
    store.write(Judge(ref="C1", holds=False))
    store.write(Lift(ref="X1"))
    store.write(Publish())
    brief = show(store)
    assert (brief.version, brief.choices[0].still_holds) == (2, "no")
    assert brief.exclusions[0].lifted_on is not None
    store.undo()
    store.undo()
    assert store.reader.rows("SELECT lifted_at FROM exclusion") == [(None,), (None,)]


def test_member_of_a_team_does_not_write_the_brief(open_store: Open) -> None:
    choose(open_store("ana"))
    with pytest.raises(NotPermitted):
        choose(open_store("cleo"), "Mine")


def test_a_diff_names_conditions_elephants_and_the_order(store: Store) -> None:
    choose(store, "A")
    choose(store, "B")
    measure(store)
    store.write(AddToDraft(kind="exclusion", fields={"statement": "Germany"}))
    store.write(Publish())
    store.write(StartDraft())
    condition = {"measure": "M1", "operator": "<", "limit": "8", "elephant": "we are too few"}
    store.write(Edit(ref="X2", fields=condition))
    store.write(Edit(ref="C4", fields={"because": "margin"}))
    store.write(Reorder(ref="C4", by=-1))
    found = [(one.sign, one.label, one.before, one.after) for one in versions.diff(store.reader, 1, 2)]
    assert found == [
        ("~", "We choose, because of B", "", "margin"),
        ("~", "We choose, order", "A; B", "B; A"),
        ("~", "We will not, elephant of Germany", "", "we are too few"),
        ("~", "We will not, until of Germany", "", "Churn < 8 for 4"),
    ]
