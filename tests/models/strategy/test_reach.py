"""Who moves because of a choice, what touches it, what stands behind it, and what teams know of it by heart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.decisions.verbs import Decide
from models.errors import Conflict, Refused
from models.issues.verbs import AddTodo, RaiseIssue
from models.people.verbs import Invite, SetAccess
from models.store.store import Store
from models.strategy import reads, recall, voice_reads
from models.strategy.behind import behind, per_team
from models.strategy.flow import counts_below, flow
from models.strategy.readiness import ReachView, reach
from models.strategy.touched import choice_ids, touched
from models.strategy.verbs import (
    Acknowledge,
    AddToDraft,
    AnswerDoubt,
    DoubtIt,
    MarkSentence,
    Publish,
    Recite,
    StartDraft,
)
from models.verbs import Add, Archive, Edit

Open = Callable[..., Store]


@pytest.fixture
def brief(store: Store) -> Store:
    """Two published choices, the first with a goal, an objective, a key result, an initiative and a decision."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    for word in ("Mid-market", "Margin before volume"):
        store.write(AddToDraft(kind="choice", fields={"statement": word}))
    store.write(Publish())
    store.write(Add(kind="imperative", fields={"title": "Win the mid-market", "choice": "C1"}))
    objective = {"title": "Default", "intent": "stretch", "parent": "G1", "team": "T2"}
    store.write(Add(kind="objective", fields=objective))
    store.write(Add(kind="key_result", fields={"title": "Share", "goal": "O2", "kind": "boolean"}))
    store.write(Add(kind="initiative", fields={"title": "Pack", "key_result": "KR1", "team": "T2"}))
    store.write(Add(kind="decision", fields={"title": "Prices", "team": "T3", "choice": "C1"}))
    return store


def lineage(store: Store, number: int = 1) -> str:
    return str(store.reader.value("SELECT lineage FROM choice WHERE id = :id", id=number))


def reached(store: Store, number: int = 1) -> ReachView:
    return reach(store.reader, [lineage(store, number)], store.clock.today())[lineage(store, number)]


def test_a_record_touches_the_choice_it_came_from_however_far(brief: Store) -> None:
    brief.write(RaiseIssue(title="Slow", ref="KR1"))
    brief.write(AddTodo(title="Ask", ref="I1"))
    brief.write(AddTodo(title="Nothing to do with it"))
    brief.write(Decide(text="Another", origin_ref="C2"))
    asked = ["C1", "O2", "KR1", "N1", "D1", "I1", "TD1", "td1", "TD2", "D2", "X9"]
    found = touched(brief.reader, asked)
    one, two = lineage(brief), lineage(brief, 2)
    assert found == {
        **dict.fromkeys(("C1", "O2", "KR1", "N1", "D1", "I1", "TD1"), (one,)), "D2": (two,),
    }  # fmt: skip
    assert choice_ids(brief.reader, [two]) == {two: (2, "Margin before volume")}


def test_three_teams_with_a_named_person_and_a_date_make_a_choice_ready(open_store: Open, brief: Store) -> None:
    assert (reached(brief).ready, reached(brief).text) == (False, "0 of 3 teams")
    brief.write(AddTodo(title="Call", owner="cleo", ref="KR1", due="2026-08-20"))
    open_store("eve").write(MarkSentence(sentence="C1", text="day three"))
    brief.write(AddTodo(title="Far away", owner="ana", ref="C1", due="2026-09-20"))
    brief.write(AddTodo(title="Same team", owner="ben", ref="C1", due="2026-08-21"))
    assert (reached(brief).ready, reached(brief).teams) == (False, ("Sales", "Support"))
    brief.write(AddTodo(title="Change", owner="ana", ref="D1", due="2026-08-23", change=True))
    one = reached(brief)
    assert one.ready and len(one.teams) == 3
    assert [(move.what, move.ref, move.person.split()[0]) for move in one.moves if move.team != "Sales"] == [
        ("change", "TD4", "Ana"), ("mark", "", "Eve"),
    ]  # fmt: skip
    assert not reached(brief, 2).moves
    brief.write(Archive(refs=("TD4",)))
    assert not reached(brief).ready


def test_what_stands_behind_a_choice_is_counted_per_team(brief: Store) -> None:
    found, some = flow(brief.reader, lineage(brief)), behind(brief.reader, lineage(brief))
    assert [(one.ref, one.owner) for one in some] == [("N1", ""), ("D1", "")]
    assert dict(per_team(found, some))["Sales"] == "1 objective, 1 KR, 1 initiative"
    assert dict(per_team(found, some))["Support"] == "1 decision"
    assert flow(brief.reader, lineage(brief), most=1) == found[:1]
    assert counts_below(brief.reader, [lineage(brief)], most=5) == {lineage(brief): (1, 1)}


def test_a_mark_moves_with_its_sentence_to_the_next_version(open_store: Open, brief: Store) -> None:
    cleo = open_store("cleo")
    cleo.write(MarkSentence(sentence="C1", text="ours"))
    brief.write(StartDraft())
    brief.write(Edit(ref="C4", fields={"because": "another sentence"}))
    brief.write(Publish())
    found, missing = voice_reads.marks(brief.reader, 2)
    assert [(one.team, one.older) for one in found] == [("Sales", 0)] and missing == ("Support",)
    brief.write(StartDraft())
    brief.write(Edit(ref="C5", fields={"statement": "Regulated"}))
    brief.write(Publish())
    found, missing = voice_reads.marks(brief.reader, 3)
    assert [one.older for one in found] == [1] and missing == ("Sales", "Support")
    assert voice_reads.marks(brief.reader, 2)[1] == ("Support",)
    cleo.write(MarkSentence(sentence="C6", text="other"))
    assert [(one.text, one.older) for one in voice_reads.marks(brief.reader, 3)[0]] == [("other", 0)]
    cleo.write(MarkSentence(sentence="C6", text=""))
    assert voice_reads.marks(brief.reader, 3)[0] == ()
    with pytest.raises(Refused):
        cleo.write(MarkSentence(sentence="C6", text=""))


def test_everybody_reads_and_those_who_have_not_come_first(open_store: Open, brief: Store) -> None:
    open_store("dan").write(Acknowledge())
    found = voice_reads.readers(brief.reader, 1)
    assert len(found) == 5 and found[-1].handle == "dan" and found[-1].read_on is not None
    assert all(one.read_on is None for one in found[:-1])


def test_who_left_every_team_is_not_counted_for_one_who_has_not_read_it(open_store: Open, brief: Store) -> None:
    open_store("eve").write(Acknowledge())
    brief.write(SetAccess(handle="eve", team="T3", access=""))
    for who in ("ana", "ben", "cleo"):
        open_store(who).write(Acknowledge())
    shown = reads.brief(brief.reader, 1, brief.clock.today(), me=brief.me.id)
    assert (shown.read_by, shown.people) == (3, 4)
    assert [one.handle for one in voice_reads.readers(brief.reader, 1) if one.read_on is None] == ["dan"]


def test_reading_the_brief_does_not_look_at_every_goal(path: str) -> None:
    """50,000 objectives would cost every change of anybody a tenth of a second on the screen."""
    store = Store(path, handle="ana")
    asked: list[str] = []
    for word in ("Mid-market", "Margin before volume"):
        store.write(AddToDraft(kind="choice", fields={"statement": word}))
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="imperative", fields={"title": "Win the mid-market", "choice": "C1"}))
    rows = store.reader.rows

    class Listening:
        dialect = store.reader.dialect
        value, row = store.reader.value, store.reader.row

        def rows(self, sql: str, **values: object) -> list[tuple[object, ...]]:
            asked.extend(str(line[3]) for line in rows(f"EXPLAIN QUERY PLAN {sql}", **values))
            return rows(sql, **values)

    reads.brief(Listening(), 1, store.clock.today())
    assert asked and not [line for line in asked if line.split()[:2] in (["SCAN", "g"], ["SCAN", "k"])]
    store.close()


def test_an_answer_does_not_bury_another(open_store: Open, brief: Store) -> None:
    open_store("cleo").write(DoubtIt(ref="C1", text="whales pay"))
    brief.write(AnswerDoubt(ref="DB1", answer="yes"))
    brief.write(AnswerDoubt(ref="DB1", answer="yes"))
    with pytest.raises(Conflict) as caught:
        brief.write(AnswerDoubt(ref="DB1", answer="no"))
    assert caught.value.fields == (("answer", "", "yes", "no"),)
    brief.write(AnswerDoubt(ref="DB1", answer="no", base="yes"))
    found = voice_reads.doubts(brief.reader)
    assert [(one.answer, one.title) for one in found] == [("no", "Mid-market")]
    assert voice_reads.doubts(brief.reader, open_only=True) == ()


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (("margin before volume", "the mid-market"), 2),
        (("Mid market",), 1),
        (("volume",), 1),
        (("margin", "volume"), 1),
        (("the", "of", "and"), 0),
        (("something else entirely",), 0),
        (("mid-market and margin before volume",), 1),
        ((), 0),
    ],
)
def test_what_is_recited_counts_in_ones_own_words_once(said: tuple[str, ...], count: int) -> None:
    assert recall.known(said, (("Mid-market", ""), ("Margin before volume", ""))) == count


def test_only_the_totals_of_teams_are_kept_and_shown_from_three_on(open_store: Open, brief: Store) -> None:
    brief.write(Invite(handle="fay", name="Fay Noll", team="T2"))
    actions = brief.reader.value("SELECT count(*) FROM action"), brief.reader.value("SELECT count(*) FROM change")
    for handle in ("ben", "cleo"):
        open_store(handle).write(Recite(choices=("mid-market",), goals=("win mid-market",)))
    (sales,) = recall.totals(brief.reader, 1)
    assert (sales.choices, sales.goals, sales.untold) == (None, None, "2 of 3 tries: shown from 3 on")
    open_store("cleo").write(Recite(choices=("mid-market", "margin"), goals=()))
    assert recall.totals(brief.reader, 1) == (recall.RecallView("Sales", 3, 3, 0.7, 0.7),)
    after = brief.reader.value("SELECT count(*) FROM action"), brief.reader.value("SELECT count(*) FROM change")
    assert after == actions
    assert reads.brief(brief.reader, 1, brief.clock.today()).choices


def test_the_total_of_a_team_of_one_would_be_that_persons_and_is_not_shown(open_store: Open, brief: Store) -> None:
    for _ in range(4):
        open_store("eve").write(Recite(choices=("mid-market",), goals=()))
    (support,) = recall.totals(brief.reader, 1)
    assert (support.choices, support.goals, support.untold) == (None, None, "a team of 1: shown from 3 people on")
