"""A review from start to minutes: clocks, captures, who may drive, secrecy of ratings, closing, hostile texts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.clock import FrozenClock
from models.errors import NotPermitted, OarError, Refused
from models.issues.verbs import AddTodo, DoneTodo, RaiseIssue
from models.reviews import minutes, reads, step_reads
from models.reviews.dependencies import dependencies
from models.reviews.lines import Promise, parse_promise
from models.reviews.verbs import (
    AcknowledgeTell,
    Borrow,
    Capture,
    CarryPromise,
    CloseReview,
    Focus,
    GoToStep,
    JoinReview,
    Pause,
    SendToIssues,
    SetPresent,
    SetSeat,
    SettleDependency,
    StartReview,
)
from models.scorecard.verbs import EnterReading
from models.verbs import Add
from tests.models.reviews.room import Open, load, off_measure, off_track, start


def test_two_who_start_the_same_review_meet_in_one(open_store: Open) -> None:
    ben, cleo = open_store("ben"), open_store("cleo")
    first = ben.write(StartReview(team="T2"))
    second = cleo.write(StartReview(team="T2"))
    assert first.value == second.value
    assert "Ben Ito leads" in second.message
    assert reads.review(cleo.reader, first.value).facilitator == "Ben Ito"


def test_members_are_here_and_a_late_joiner_too(open_store: Open) -> None:
    ben, ana = open_store("ben"), open_store("ana")
    number = start(ben)
    view = reads.review(ben.reader, number)
    assert [one.name for one in reads.people(ben.reader, view)] == ["Ben Ito", "Cleo Marx"]
    ben.write(SetPresent(review=number, person="cleo", away=True))
    ana.write(JoinReview(review=number))
    assert [(one.handle, one.state) for one in reads.people(ben.reader, view)] == [
        ("ana", "here"),
        ("ben", "here"),
        ("cleo", "away"),
    ]


def test_only_members_start_and_only_the_facilitator_drives(open_store: Open) -> None:
    ben, cleo, eve = open_store("ben"), open_store("cleo"), open_store("eve")
    with pytest.raises(NotPermitted):
        eve.write(StartReview(team="T2"))
    number = start(ben)
    with pytest.raises(NotPermitted, match="Ben Ito leads"):
        cleo.write(GoToStep(review=number, step=2))
    ben.write(SetSeat(review=number, seat="facilitator", person="cleo"))
    cleo.write(GoToStep(review=number, step=2))
    assert reads.review(ben.reader, number).step == 2


def test_anybody_takes_the_lead_when_the_facilitator_is_away(open_store: Open) -> None:
    ben, cleo = open_store("ben"), open_store("cleo")
    number = start(ben)
    with pytest.raises(NotPermitted):
        cleo.write(SetSeat(review=number, seat="facilitator"))
    ben.write(SetPresent(review=number, person="ben", away=True))
    cleo.write(SetSeat(review=number, seat="facilitator"))
    assert reads.review(ben.reader, number).facilitator == "Cleo Marx"


def test_step_and_clock_are_as_they_were_left(open_store: Open, clock: FrozenClock) -> None:
    ben = open_store("ben")
    number = start(ben)
    clock.at += timedelta(seconds=90)
    ben.write(GoToStep(review=number, step=3))
    clock.at += timedelta(seconds=30)
    ben.write(Pause(review=number))
    clock.at += timedelta(days=2)
    found = reads.clocks(open_store("cleo").reader, number)
    assert reads.review(ben.reader, number).step == 3
    assert found[1, ""].spent(clock.now()) == 90
    assert found[3, ""].spent(clock.now()) == 30
    ben.write(Pause(review=number, on=False))
    clock.at += timedelta(seconds=5)
    assert reads.clocks(ben.reader, number)[3, ""].spent(clock.now()) == 35


def test_each_issue_has_a_clock_of_its_own(open_store: Open, clock: FrozenClock) -> None:
    ben = open_store("ben")
    one, two = (ben.write(RaiseIssue(title=title, team="T2")).refs[0] for title in ("One", "Two"))
    number = start(ben)
    ben.write(GoToStep(review=number, step=6))
    ben.write(Focus(review=number, ref=one))
    clock.at += timedelta(seconds=60)
    ben.write(Focus(review=number, ref=two))
    clock.at += timedelta(seconds=10)
    found = reads.clocks(ben.reader, number)
    assert (found[6, one].spent(clock.now()), found[6, two].spent(clock.now())) == (60, 10)
    assert found[6, ""].spent(clock.now()) == 70


def test_two_minutes_are_borrowed_from_issues(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    ben.write(Borrow(review=number, step=3))
    agenda = dict(reads.review(ben.reader, number).agenda)
    assert (agenda["off track"], agenda["issues"], sum(agenda.values())) == (12, 26, 60)
    with pytest.raises(Refused):
        ben.write(Borrow(review=number, step=6))


def test_minutes_of_the_steps_come_from_the_settings(open_store: Open) -> None:
    from models.people.verbs import SetSetting

    ana = open_store("ana")
    ana.write(SetSetting(name="weekly_minutes", value="1,2,3"))
    agenda = reads.review(ana.reader, start(ana)).agenda
    assert [minutes for _name, minutes in agenda] == [1, 2, 3, 4, 3, 28, 7]


def test_undo_takes_back_the_last_line_not_the_step(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    ben.write(Capture(review=number, step=5, kind="headline", text="Acme renewed"))
    ben.write(GoToStep(review=number, step=6))
    ben.undo()
    assert reads.review(ben.reader, number).step == 6
    assert step_reads.said(ben.reader, number) == []
    ben.redo()
    assert [one.text for one in step_reads.said(ben.reader, number)] == ["Acme renewed"]


def test_a_change_becomes_a_todo_with_owner_and_week(open_store: Open) -> None:
    ben = open_store("ben")
    measure = off_measure(ben)
    number = start(ben)
    ben.write(Capture(review=number, step=3, kind="why", text="two reps out", ref=measure))
    typed = "count partner pipeline @cleo by W35"
    ben.write(Capture(review=number, step=3, kind="change", text=typed, ref=measure))
    ben.write(Capture(review=number, step=3, kind="change", text="call them", ref=measure))
    line = off_track(ben, number)[0]
    assert line.whys == (("two reps out", "Ben Ito", False),)
    # W35's review is on its Monday; without a week the next review, and the row's owner.
    assert line.changes == (
        ("count partner pipeline", "Cleo Marx", "2026-08-24", False),
        ("call them", "Ben Ito", "2026-08-17", False),
    )
    row = ben.reader.row("SELECT change, week, review_id FROM todo ORDER BY id LIMIT 1")
    assert row == (1, 202635, number)
    ben.write(Capture(review=number, step=3, kind="change", text="hire two by fri", ref=measure))
    ben.write(Capture(review=number, step=3, kind="change", text="say it by hand", ref=measure))
    assert [(title, due) for title, _owner, due, _private in off_track(ben, number)[0].changes[2:]] == [
        ("hire two", "2026-08-21"),
        ("say it by hand", "2026-08-17"),
    ]


def test_a_change_that_cannot_be_is_refused_and_leaves_nothing(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    for typed in ("", "   ", "@ana by W35", "x @nobody-here", "x by W99", "x @ana @ben", "x by 2026-02-30"):
        with pytest.raises(OarError):
            ben.write(Capture(review=number, step=3, kind="change", text=typed))
    assert ben.reader.value("SELECT count(*) FROM todo") == 0


def test_lines_prepared_before_the_review_are_read(open_store: Open) -> None:
    from models.verbs import AddNote

    ben = open_store("ben")
    measure = off_measure(ben)
    ben.write(AddNote(ref=measure, text="prepared why", kind="why"))
    ben.write(AddTodo(title="prepared change", ref=measure, change=True))
    line = off_track(ben, start(ben))[0]
    assert line.whys[0][0] == "prepared why"
    assert line.changes[0][0] == "prepared change"


def test_a_measure_at_risk_for_one_period_is_not_off_track(open_store: Open) -> None:
    ben = open_store("ben")
    measure = int(off_measure(ben)[1:])
    view = reads.review(ben.reader, start(ben))

    def shown() -> list[str]:
        return [one.status for one in off_track(ben, view.id)]

    assert shown() == ["off"]
    ben.write(EnterReading(measure=measure, value=3.2, period=202631))
    ben.write(EnterReading(measure=measure, value=2.8, period=202632))
    assert shown() == []
    ben.write(EnterReading(measure=measure, value=2.9, period=202631))
    assert shown() == ["risk"]


def test_promises_of_last_week_are_kept_carried_or_open(open_store: Open, clock: FrozenClock) -> None:
    ben = open_store("ben")
    first = start(ben)
    for title in ("one", "two", "three"):
        ben.write(Capture(review=first, step=3, kind="change", text=f"{title} @cleo"))
    ben.write(CloseReview(review=first))
    clock.at += timedelta(days=1)
    second = start(ben)
    view = reads.review(ben.reader, second)
    refs = [one.ref for one in step_reads.promises(ben.reader, view)]
    assert len(refs) == 3
    ben.write(DoneTodo(todos=(refs[0],)))
    ben.write(CarryPromise(review=second, todo=refs[1]))
    states = [(one.title, one.state, one.kept) for one in step_reads.promises(ben.reader, view)]
    assert sorted(states) == [("one", "done", True), ("three", "open", False), ("two", "carried", False)]
    ben.write(CloseReview(review=second))
    listed = reads.reviews(ben.reader)[0]
    assert (listed.promised, listed.kept) == (3, 1)
    assert "Kept 1 of 3 (33 %)" in reads.saved_minutes(ben.reader, second)


def test_an_early_review_looks_at_what_was_promised_for_the_next(open_store: Open, clock: FrozenClock) -> None:
    ben = open_store("ben")
    clock.at -= timedelta(days=6)  # the Monday of that week, the day of its review
    first = start(ben)
    ben.write(Capture(review=first, step=3, kind="change", text="one @cleo"))
    ben.write(Capture(review=first, step=3, kind="change", text="in a month @cleo by W40"))
    ben.write(CloseReview(review=first))
    clock.at += timedelta(days=3)
    view = reads.review(ben.reader, start(ben))
    assert [one.title for one in step_reads.promises(ben.reader, view)] == ["one"]


def test_a_company_sees_which_of_its_teams_wait_for_each_other(open_store: Open) -> None:
    ana, eve = open_store("ana"), open_store("eve")
    fields = {"from_team": "T2", "to_team": "T3", "what": "Trial data", "needed_on": "2026-08-10"}
    ana.write(Add(kind="dependency", fields=fields))
    company, support = start(ana, "T1"), start(eve, "T3")
    seen = dependencies(ana.reader, reads.review(ana.reader, company), ana.clock.today())
    assert [(one.team, one.inside) for one in seen] == [("Sales waits for Support", True)]
    assert "- Trial data: Sales waits for Support" in minutes.build(load(ana, company))
    seen = dependencies(eve.reader, reads.review(eve.reader, support), eve.clock.today())
    assert [(one.team, one.waits, one.inside) for one in seen] == [("Sales", False, False)]


def test_dependencies_are_fine_or_get_another_day(open_store: Open) -> None:
    ana, eve = open_store("ana"), open_store("eve")
    add = {"what": "Trial feed", "from_team": "T2", "to_team": "T3", "needed_on": "2026-08-10"}
    number = int(ana.write(Add(kind="dependency", fields=add)).value)
    mine = start(eve, "T3")
    eve.write(SettleDependency(review=mine, dependency=number, promised_on="W35"))
    line = dependencies(eve.reader, reads.review(eve.reader, mine), eve.clock.today())[0]
    assert (line.waits, line.team, line.promised_on, line.settled, line.late) == (
        False,
        "Sales",
        "2026-08-24",
        "moved",
        0,
    )
    eve.write(SettleDependency(review=mine, dependency=number))
    assert dependencies(eve.reader, reads.review(eve.reader, mine), eve.clock.today())[0].settled == "fine"


def test_a_headline_that_needs_talk_goes_to_issues_once(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    entry = int(ben.write(Capture(review=number, step=5, kind="headline", text="Acme may leave")).value)
    ben.write(SendToIssues(review=number, step=5, entry=entry))
    with pytest.raises(Refused, match="already"):
        ben.write(SendToIssues(review=number, step=5, entry=entry))
    assert [one.title for one in step_reads.issues(ben.reader, reads.review(ben.reader, number), ben.clock.now())] == [
        "Acme may leave"
    ]


def test_a_tell_opens_the_other_teams_next_review_until_it_is_acknowledged(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    number = start(ben)
    ben.write(Capture(review=number, step=7, kind="tell", text="Support: shift is pending"))
    with pytest.raises(OarError):
        ben.write(Capture(review=number, step=7, kind="tell", text="nobody in particular"))
    theirs = start(eve, "T3")
    view = reads.review(eve.reader, theirs)
    assert step_reads.tells_for(eve.reader, view) == []  # not before that review is closed
    ben.write(CloseReview(review=number))
    told = step_reads.tells_for(eve.reader, view)
    assert [(one.team, one.text, one.seen) for one in told] == [("Sales", "shift is pending", False)]
    eve.write(CloseReview(review=theirs))
    later = start(eve, "T3")
    with pytest.raises(NotPermitted):
        open_store("dan").write(AcknowledgeTell(tell=told[0].id))
    eve.write(AcknowledgeTell(tell=told[0].id))
    assert step_reads.tells_for(eve.reader, reads.review(eve.reader, later))[0].seen


def test_a_promise_takes_its_day_as_screens_show_it() -> None:
    typed = "call them @cleo by Mon 24 Aug"
    assert parse_promise(typed, date(2026, 8, 16), 1) == Promise("call them", "cleo", date(2026, 8, 24))
    assert parse_promise("stand by 3 people", date(2026, 8, 16), 1).due is None
