"""What the scorecard's screens read besides the verdicts, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.decisions.verbs import Decide
from models.errors import Conflict
from models.issues.verbs import AddTodo, RaiseIssue
from models.scorecard import board_reads, followed_reads, quality_reads, reads
from models.scorecard import measure_detail_reads as details
from models.scorecard.back_test_reads import back_tests_of
from models.scorecard.glance_reads import judged
from models.scorecard.verbs import AddMeasure, AddTrigger, EnterReading, Retire, SetFormula, SetPlan
from models.sources.verbs import PullReadings
from models.store.store import Store
from models.verbs import AddNote, Edit

Open = Callable[..., Store]


@pytest.fixture
def board(store: Store) -> Store:
    for name, plan in (("Coverage", ">=3x"), ("Margin", ">=62%")):
        store.write(AddMeasure(fields={"name": name, "team": "T1", "owner": "ana"}, plan=plan, off_at="0.5"))
    for week, value in ((28, 3.0), (29, 2.9), (31, 2.2), (32, 2.1)):
        store.write(EnterReading(measure=1, value=value, period=202600 + week))
    return store


def test_why_and_the_next_change_stand_beside_a_measure(board: Store) -> None:
    board.write(AddNote(ref="M1", text="first", kind="why", period=202631))
    board.write(AddNote(ref="M1", text="newest", kind="why", period=202632))
    board.write(AddNote(ref="M1", text="a remark"))
    board.write(AddTodo(title="count partners", ref="M1", owner="ben"))
    found = board_reads.beside(board.reader, (1, 2))
    assert set(found) == {1}
    one = found[1]
    assert (one.why, one.change, one.owner) == ("newest", "count partners", "Ben Ito") and one.due
    assert board_reads.beside(board.reader, ()) == {}


def test_entered_values_name_who_entered_them(board: Store) -> None:
    found = board_reads.entered(board.reader, (1, 2), (202631, 202632))
    assert {key: one.value for key, one in found.items()} == {(1, 202631): 2.2, (1, 202632): 2.1}
    assert found[1, 202632].by == "Ana Kern" and found[1, 202632].source == "person"
    assert board_reads.entered(board.reader, (), ()) == {}


def test_measures_worked_out_from_others_are_known(board: Store) -> None:
    assert board_reads.worked_out(board.reader) == set()
    board.write(SetFormula(measure=2, formula="M1 * 2"))
    assert board_reads.worked_out(board.reader) == {2}


def test_readings_come_newest_first_with_gaps_and_what_they_were(board: Store) -> None:
    board.write(EnterReading(measure=1, value=2.4, period=202631, note="partners counted"))
    one = judged(board.reader, board.clock.today(), (1,), periods=26)[1]
    found = details.readings(board.reader, one)
    assert [reading.period for reading in found] == [202632, 202631, 202630, 202629, 202628]
    assert [reading.value for reading in found] == [2.1, 2.4, None, 2.9, 3.0]
    assert [reading.status for reading in found] == ["off", "off", "late", "risk", "ok"]
    (older,) = found[1].older
    assert (older.value, older.by, found[1].note) == (2.2, "Ana Kern", "partners counted")


def test_what_a_source_said_against_a_person_never_stood_and_is_no_correction(board: Store) -> None:
    board.write(EnterReading(measure=1, value=2.1, period=202633))
    board.write(PullReadings(measure=1, readings=((202633, 1.9),), source="billing", kind="http"))
    board.write(EnterReading(measure=1, value=2.0, period=202633))  # typed once more, after the source spoke
    later = board.clock.today() + timedelta(days=7)
    newest = details.readings(board.reader, judged(board.reader, later, (1,), periods=26)[1])[0]
    assert {(older.value, older.stood) for older in newest.older} == {(1.9, False), (2.1, True)}
    assert newest.value == 2.0
    owners = {owner.name: (owner.corrected, owner.pulled) for owner in quality_reads.quality_rows(board.reader, later)}
    assert owners == {"Ana Kern": (1, 0)}


def test_running_period_is_listed_once_it_has_a_value(board: Store) -> None:
    board.write(Edit(ref="M1", fields={"aggregate": "sum"}))
    board.write(EnterReading(measure=1, value=2.0, period=202633))
    one = judged(board.reader, board.clock.today(), (1,), periods=26)[1]
    assert [(reading.period, reading.status) for reading in details.readings(board.reader, one)][:2] == [
        (202633, ""), (202632, "off"),
    ]  # fmt: skip


def test_measure_without_readings_has_none_to_list(board: Store) -> None:
    one = judged(board.reader, board.clock.today(), (2,))[2]
    assert details.readings(board.reader, one) == []


def test_goals_over_time_tell_where_the_plan_line_steps(board: Store) -> None:
    board.write(SetPlan(measure=1, plan="3.5", since="2026-W34"))
    board.write(AddTrigger(measure=1, condition="< 2 for 2", action="Hire"))
    board.write(AddTrigger(measure=1, condition="change < -1 for 2", action="Look"))
    board.write(AddNote(ref="M1", text="both", kind="comment", period=202631))
    board.write(AddNote(ref="M1", text="both", kind="why", period=202631))
    one = judged(board.reader, board.clock.today(), (1,))[1]
    assert details.goals(board.reader, one)[0].text == ">=3.5x"
    assert details.goals(board.reader, one)[0].period == 202634
    assert details.goal_steps(one, [202632, 202633, 202634, 202635]) == {2}
    assert details.limits(board.reader, 1) == (2.0,)
    assert details.said_about(board.reader, 1) == {202631: "w"}


def test_what_followed_from_a_measure_is_counted(board: Store) -> None:
    board.write(AddTodo(title="count partners", ref="M1", owner="ben"))
    board.write(RaiseIssue(title="Coverage falls", ref="M1"))
    views = reads.measure_rows(board.reader, board.clock.today())
    found = followed_reads.followed(board.reader, views)
    assert (found[1].issues, found[1].changes, found[1].decisions) == (1, 1, 0)
    assert (found[1].run, found[1].fine, found[1].last) == (2, False, "2026-08-16")
    assert found[2] == followed_reads.FollowedView()


def test_retired_measures_keep_their_reason_and_private_ones_stay_private(board: Store, open_store: Open) -> None:
    board.write(AddMeasure(fields={"name": "Layoffs", "team": "T1", "private": "yes"}, plan=">=3", off_at="1"))
    board.write(Retire(measures=(1, 3), because="nobody asked"))
    assert [(one.name, one.because) for one in followed_reads.retired(board.reader)] == [
        ("Layoffs", "nobody asked"), ("Coverage", "nobody asked"),
    ]  # fmt: skip
    eve = open_store("eve")
    assert [one.name for one in followed_reads.retired(eve.reader)] == ["Coverage"]
    assert followed_reads.retired(board.reader, (3,)) == []


def test_decisions_are_held_against_the_measure_they_name(board: Store) -> None:
    board.write(Decide(text="Count partners", owner="ana"))
    board.write(Edit(ref="D1", fields={"measure": "M1"}))
    assert set(back_tests_of(board.reader, board.clock.today(), 1)) == {"D1"}
    assert back_tests_of(board.reader, board.clock.today(), 2) == {}


def test_plan_typed_over_a_newer_one_is_a_conflict_unless_it_is_put_on_top(board: Store) -> None:
    board.write(SetPlan(measure=1, plan="4", base="3"))
    with pytest.raises(Conflict) as told:
        board.write(SetPlan(measure=1, plan="5", base="3"))
    assert told.value.fields == (("plan", "3", "4", "5"),) and told.value.by == "Ana Kern"
    board.write(SetPlan(measure=1, plan="4", base="3"))  # both agreed on the same
    board.write(SetPlan(measure=1, plan="5", base="3", mine=True))
    assert board.reader.value("SELECT hold FROM plan WHERE measure_id = 1 AND from_period = 202633") == 5
