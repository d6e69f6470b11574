"""One number and one verdict: what the scorecard, glance and linked key results read of measures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.errors import Unknown
from models.reviews.line_reads import measures_of
from models.scorecard import glance_reads
from models.scorecard.form_reads import results
from models.scorecard.glance_reads import judged, plan_order, worst_first
from models.scorecard.reads import measure_detail, measure_rows
from models.scorecard.verbs import AddMeasure, AddTrigger, EnterReading, PutOnTop, Retire
from models.store.store import Store
from models.verbs import Add, AddNote, SetOwner
from tests.models.scorecard.test_writes import fill, measure

Open = Callable[..., Store]
TODAY = date(2026, 8, 16)


def test_worked_example_of_the_linked_measure(store: Store) -> None:
    for value, status in ((62.3, "ok"), (61.0, "risk"), (59.9, "off")):
        number = measure(store, name=f"Margin {status}")
        fill(store, number, 33, value)
        found = judged(store.reader, TODAY, (number,))[number]
        assert (found.status, found.value, found.plan, found.off_at) == (status, value, 62.0, 2.0)


def test_worked_example_of_the_glide_path(store: Store) -> None:
    number = measure(store, name="Share", plan="4 -> 17 from W27 by W39", off_at="")
    fill(store, number, 33, 9.0)
    found = judged(store.reader, TODAY, (number,))[number]
    assert (found.plan, found.status, found.off_at) == (10.5, "risk", 3.25)


def test_gaps_are_late_and_keep_their_slot(store: Store) -> None:
    number = measure(store)
    fill(store, number, 31, 63.0, None, 61.0)
    found = judged(store.reader, TODAY, (number,), periods=5)[number]
    assert found.periods == [202628, 202629, 202630, 202631, 202632]
    assert found.values == [None, 63.0, None, 61.0, None]
    assert found.statuses == ["none", "ok", "late", "risk", "late"]
    assert (found.hits, found.trend, found.last) == ((1, 2), "", (202631, 61.0))


def test_reading_long_ago_makes_a_measure_late_not_unset(store: Store) -> None:
    number = measure(store)
    fill(store, number, 3, 63.0)
    other = measure(store, name="New")
    found = judged(store.reader, TODAY)
    assert (found[number].status, found[other].status) == ("late", "none")


def test_monthly_measure_is_judged_by_its_months(store: Store) -> None:
    number = measure(store, name="Cash", plan=">=10", cadence="month")
    for month, value in ((202606, 9.0), (202607, 11.0)):
        store.write(EnterReading(measure=number, value=value, period=month))
    found = judged(store.reader, TODAY, (number,))[number]
    assert (found.period, found.value, found.status, found.trend) == (202607, 11.0, "ok", "better")


def test_trend_is_in_the_good_direction(store: Store) -> None:
    number = measure(store, name="Response", plan="<=4h", unit="h")
    fill(store, number, 33, 5.0, 6.2)
    found = judged(store.reader, TODAY, (number,))[number]
    assert (found.change, found.trend) == (1.2, "worse")


def test_worst_first_and_plan_order(store: Store) -> None:
    good = measure(store, name="Result")
    bad = measure(store, name="Driver", drives=f"M{good}")
    worse = measure(store, name="Other driver", drives=f"M{good}")
    last = measure(store, name="Alone")
    fill(store, good, 33, 63.0)
    fill(store, bad, 33, 59.0)
    fill(store, worse, 33, 50.0)
    found = judged(store.reader, TODAY)
    assert [one.id for one in worst_first(found.values())] == [worse, bad, last, good]
    assert [one.id for one in plan_order(found.values())] == [good, bad, worse, last]


def test_ring_of_drivers_does_not_lose_a_measure(store: Store) -> None:
    first = measure(store, name="A")
    second = measure(store, name="B", drives=f"M{first}")
    from models.verbs import Edit

    store.write(Edit(ref=f"M{first}", fields={"drives": f"M{second}"}))
    assert {view.one.id for view in measure_rows(store.reader, TODAY)} == {first, second}


def test_private_measure_is_hidden_by_the_reader_everywhere(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    number = measure(ben, name="Layoffs", private="yes")
    fill(ben, number, 33, 50.0)
    assert list(judged(ben.reader, TODAY)) == [number]
    assert judged(eve.reader, TODAY) == {}
    assert measure_rows(eve.reader, TODAY) == []
    with pytest.raises(Unknown):
        measure_detail(eve.reader, TODAY, number)
    with pytest.raises(Unknown):
        eve.write(EnterReading(measure=number, value=1.0))


def test_row_says_goal_decisions_and_what_to_trim(store: Store) -> None:
    number = measure(store)
    other = measure(store, name="Share", plan="4 -> 17% from W20 by W39", off_at="")
    fill(store, number, 33, 59.0, 59.0, 59.0, 59.0, 59.0)
    views = {view.one.id: view for view in measure_rows(store.reader, TODAY)}
    assert (views[number].goal, views[number].hint, views[number].decisions) == (">=62%", "trim?", 0)
    assert views[other].goal == ">=17% W39"
    store.write(Add(kind="decision", fields={"title": "Cut?", "team": "Sales", "measure": f"M{number}"}))
    view = next(view for view in measure_rows(store.reader, TODAY) if view.one.id == number)
    assert (view.hint, view.decisions) == ("", 1)


def test_measure_with_a_trigger_is_never_trimmed(store: Store) -> None:
    number = measure(store)
    fill(store, number, 33, 59.0, 59.0, 59.0, 59.0, 59.0)
    store.write(AddTrigger(measure=number, condition="< 10%", action="Act"))
    assert measure_rows(store.reader, TODAY)[0].hint == ""


def test_detail_tells_notes_triggers_and_links(store: Store) -> None:
    from models.verbs import Edit

    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    number = measure(store)
    goal = store.write(Add(kind="objective", fields={"title": "Earn", "intent": "stretch", "team": "Sales"})).refs[0]
    store.write(
        Add(kind="key_result", fields={"title": "Margin 65", "goal": goal, "measure": f"M{number}", "kind": "threshold",
                                       "unit": "%", "low": "65"})
    )  # fmt: skip
    fill(store, number, 33, 59.0)
    store.write(AddNote(ref=f"M{number}", kind="why", text="Two [/] reps out", period=202633))
    store.write(AddTrigger(measure=number, condition="change < -2 for 1", action="Act"))
    detail = measure_detail(store.reader, TODAY, number)
    assert detail.serves == (("KR1", "Margin 65"),)
    assert [(note.kind, note.text, note.period) for note in detail.notes] == [("why", "Two [/] reps out", 202633)]
    assert [(one.condition, one.state) for one in detail.triggers] == [("change < -2% for 1", "armed")]
    assert len(detail.one.values) == 26
    store.write(Retire(measures=(number,), because="unused"))
    assert measure_detail(store.reader, TODAY, number).retired


def test_linked_key_results_are_worked_out_again(store: Store) -> None:
    from models.verbs import Edit

    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    number = measure(store)
    goal = store.write(Add(kind="objective", fields={"title": "Earn", "intent": "stretch", "team": "Sales"})).refs[0]
    fields = {"title": "Margin", "goal": goal, "measure": f"M{number}", "kind": "threshold", "unit": "%", "low": "65"}
    store.write(Add(kind="key_result", fields=fields))
    store.changed()
    other = Store(store.location, handle="ben", clock=store.clock)
    store.write(EnterReading(measure=number, value=60.0))
    assert {"okrs", "scorecard"} <= other.changed()
    other.close()


def test_what_a_person_owes_is_counted(open_store: Open) -> None:
    store = open_store("ana")
    number = measure(store, owner="ben")
    fill(store, number, 31, 60.0)
    store.write(Add(kind="todo", fields={"title": "Call", "owner": "ben", "due_on": "2026-08-14"}))
    store.write(Add(kind="todo", fields={"title": "Later", "owner": "ben", "due_on": "2026-09-14"}))
    ben = store.reader.value("SELECT id FROM person WHERE handle = 'ben'")
    found = glance_reads.judged(store.reader, TODAY)
    assert glance_reads.count_due(store.reader, TODAY, ben, found.values()) == 2
    assert glance_reads.count_due(store.reader, TODAY, 1, found.values()) == 0


def test_teams_below_are_part_of_a_team(store: Store) -> None:
    assert glance_reads.below_team(store.reader, 1) == [1, 2, 3]
    measure(store)
    store.write(AddMeasure(fields={"name": "Tickets", "team": "Support"}, plan="<=9"))
    assert [view.one.name for view in measure_rows(store.reader, TODAY, teams=(3,))] == ["Tickets"]


def test_in_a_large_company_a_person_looks_at_their_own_and_the_top_measures(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Mine", "Top", "Theirs"):
        store.write(AddMeasure(fields={"name": name, "team": "Support"}, plan="<=9"))
    store.write(SetOwner(refs=("M1",), handle="dan"))
    store.write(PutOnTop(measures=(2,)))
    dan, eve = 4, 5
    assert glance_reads.in_view(store.reader, dan) is None
    monkeypatch.setattr(glance_reads, "FEW", 2)
    assert glance_reads.in_view(store.reader, dan) == {1, 2}
    assert glance_reads.in_view(store.reader, eve) == {1, 2, 3}


def test_a_team_reviews_its_own_measures_and_those_on_top_of_teams_below(store: Store) -> None:
    for name in ("Top", "Theirs"):
        store.write(AddMeasure(fields={"name": name, "team": "Support"}, plan="<=9"))
    store.write(AddMeasure(fields={"name": "Ours", "team": "T1"}, plan="<=9"))
    store.write(PutOnTop(measures=(1,)))
    store.write(AddMeasure(fields={"name": "Gone", "team": "T1"}, plan="<=9"))
    store.write(Retire(measures=(4,), because="nobody looked"))
    asked: list[tuple[object, ...]] = []

    class Counting:
        dialect = store.reader.dialect
        row, value = store.reader.row, store.reader.value

        def rows(self, sql: str, **values: object) -> list[tuple[object, ...]]:
            found = store.reader.rows(sql, **values)
            asked.extend(found if "FROM measure m" in sql else ())
            return found

    assert {one.name for one in measures_of(Counting(), 1, TODAY)} == {"Top", "Ours"}
    assert len(asked) == 2, "measures that are not shown were judged: a company has fifty thousand"


def test_a_form_offers_results_and_what_is_linked_already_but_not_every_line_of_a_large_company(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, team, drives in (("NRR", "T1", ""), ("Margin", "T2", ""), ("Margin", "T3", ""), ("Calls", "T1", "M1")):
        store.write(AddMeasure(fields={"name": name, "team": team, "drives": drives}))
    assert results(store.reader, store.me.id) == [("M1", "NRR"), ("M2", "Margin M2"), ("M3", "Margin M3")]
    assert ("M4", "Calls") in results(store.reader, store.me.id, also=(4,))
    monkeypatch.setattr(glance_reads, "FEW", 2)
    assert results(store.reader, store.me.id, also=(3,)) == [("M1", "NRR"), ("M3", "Margin")]
