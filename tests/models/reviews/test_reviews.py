"""A review from start to minutes: clocks, captures, who may drive, secrecy of ratings, closing, hostile texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from markdown_it import MarkdownIt

from models.clock import FrozenClock
from models.decisions.verbs import Decide
from models.errors import NotPermitted, OarError, Refused
from models.issues.verbs import AddTodo, DoneTodo, RaiseIssue, SolveIssue
from models.reviews import line_reads, minutes, reads, record, step_reads
from models.reviews.verbs import (
    AcknowledgeTell,
    Borrow,
    Capture,
    CaptureDecision,
    CarryPromise,
    CloseReview,
    Focus,
    GoToStep,
    JoinReview,
    Pause,
    Rate,
    Reveal,
    SendToIssues,
    SetPresent,
    SetSeat,
    SettleDependency,
    StartReview,
)
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.verbs import Add, SetOwner
from tests.hostile import HOSTILE, forbidden

Open = Callable[..., Store]
SALES = ("T2",)


def start(store: Store, team: str = "T2") -> int:
    return int(store.write(StartReview(team=team)).value)


def off_measure(store: Store, *, team: str = "T2", private: bool = False, name: str = "Pipeline coverage") -> str:
    fields = {"name": name, "unit": "x", "team": team, "owner": "ben", "private": private}
    done = store.write(AddMeasure(fields=fields, plan=">=3", off_at="0.5", since="W30"))
    number = int(done.value)
    for week, value in ((202631, 3.1), (202632, 2.2)):
        store.write(EnterReading(measure=number, value=value, period=week))
    return f"M{number}"


def load(store: Store, number: int) -> record.RecordView:
    return record.load(store.reader, number, store.clock.today(), now=store.clock.now(), me=store.me.id)


def off_track(store: Store, number: int) -> list[line_reads.LineView]:
    return list(load(store, number).off_track)


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


def test_dependencies_are_fine_or_get_another_day(open_store: Open) -> None:
    ana, eve = open_store("ana"), open_store("eve")
    add = {"what": "Trial feed", "from_team": "T2", "to_team": "T3", "needed_on": "2026-08-10"}
    number = int(ana.write(Add(kind="dependency", fields=add)).value)
    mine = start(eve, "T3")
    eve.write(SettleDependency(review=mine, dependency=number, promised_on="W35"))
    line = step_reads.dependencies(eve.reader, reads.review(eve.reader, mine), eve.clock.today())[0]
    assert (line.waits, line.team, line.promised_on, line.settled, line.late) == (
        False,
        "Sales",
        "2026-08-24",
        "moved",
        0,
    )
    eve.write(SettleDependency(review=mine, dependency=number))
    assert step_reads.dependencies(eve.reader, reads.review(eve.reader, mine), eve.clock.today())[0].settled == "fine"


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


def test_issues_come_by_votes_heat_and_age_and_solved_ones_last(open_store: Open, clock: FrozenClock) -> None:
    from models.issues.verbs import Rank, Vote

    ben, cleo = open_store("ben"), open_store("cleo")
    old = ben.write(RaiseIssue(title="old", team="T2")).refs[0]
    clock.at += timedelta(days=3)
    refs = {
        title: ben.write(RaiseIssue(title=title, team="T2")).refs[0] for title in ("new", "voted", "pinned", "gone")
    }
    cleo.write(Vote(issue=refs["voted"]))
    ben.write(Rank(issue=refs["pinned"], place=1))
    number = start(ben)
    ben.write(SolveIssue(issues=(refs["gone"],)))
    found = step_reads.issues(ben.reader, reads.review(ben.reader, number), clock.now())
    assert [one.title for one in found] == ["pinned", "voted", "old", "new", "gone"]
    assert old and found[-1].state == "solved"


def test_ratings_are_secret_until_everybody_here_has_rated(open_store: Open) -> None:
    ben, cleo = open_store("ben"), open_store("cleo")
    number = start(ben)
    view = reads.review(ben.reader, number)
    done = ben.write(Rate(review=number, value=6, why="too long"))
    assert "6" not in done.message
    assert [one.rating for one in reads.people(cleo.reader, view, cleo.me.id)] == [None, None]
    assert [one.why for one in reads.people(cleo.reader, view, cleo.me.id)] == [None, None]
    assert [one.rating for one in reads.people(ben.reader, view, ben.me.id)] == [6, None]
    assert "## Rating" not in minutes.build(load(cleo, number))
    cleo.write(Rate(review=number, value=9))
    assert [one.rating for one in reads.people(cleo.reader, view, cleo.me.id)] == [6, 9]
    assert "7.5 from 2" in minutes.build(load(cleo, number))


def test_revealing_shows_ratings_and_others_rate_only_for_themselves(open_store: Open) -> None:
    ben, cleo = open_store("ben"), open_store("cleo")
    number = start(ben)
    with pytest.raises(NotPermitted):
        cleo.write(Rate(review=number, value=1, person="ben"))
    with pytest.raises(Refused):
        cleo.write(Rate(review=number, value=11))
    ben.write(Rate(review=number, value=8, person="cleo"))
    with pytest.raises(NotPermitted):
        cleo.write(Reveal(review=number))
    ben.write(Reveal(review=number))
    view = reads.review(cleo.reader, number)
    assert [one.rating for one in reads.people(cleo.reader, view)] == [None, 8]


def test_closing_asks_for_missing_owners_and_nothing_else(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    ben.write(CaptureDecision(review=number, step=6, text="Second shift?"))
    ben.write(Capture(review=number, step=6, kind="change", text="draft the shift plan"))
    with pytest.raises(Refused, match="Without owner: D1, TD1"):
        ben.write(CloseReview(review=number))
    ben.write(SetOwner(refs=("D1", "TD1"), handle="cleo"))
    ben.write(CloseReview(review=number))
    assert reads.review(ben.reader, number).state == "closed"


def test_a_closed_review_does_not_change_any_more(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    ben.write(Capture(review=number, step=5, kind="headline", text="kept"))
    ben.write(CloseReview(review=number))
    before = reads.saved_minutes(ben.reader, number)
    for verb in (
        Capture(review=number, step=5, kind="headline", text="late"),
        GoToStep(review=number, step=2),
        Rate(review=number, value=9),
        SetPresent(review=number, person="cleo", away=True),
        CloseReview(review=number),
    ):
        with pytest.raises(Refused, match="closed"):
            ben.write(verb)
    with pytest.raises(Refused, match="closed"):
        ben.undo()
    assert reads.saved_minutes(ben.reader, number) == before
    assert start(ben) != number


def test_what_is_private_stays_with_the_team_in_minutes_and_entries(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    secret = off_measure(ben, private=True, name="Layoff reserve")
    number = start(ben)
    ben.write(Capture(review=number, step=3, kind="why", text="secret why", ref=secret))
    ben.write(Capture(review=number, step=3, kind="change", text="secret change @ben", ref=secret))
    ben.write(Capture(review=number, step=5, kind="headline", text="open headline"))
    ben.write(Decide(text="secret decision", team="T2", private=True, review=number))
    assert "Layoff reserve" in minutes.build(load(ben, number))
    shown = minutes.build(record.public(load(ben, number)))
    for word in ("Layoff", "secret"):
        assert word not in shown
    assert "open headline" in shown
    ben.write(CloseReview(review=number))
    assert "secret why" in reads.saved_minutes(ben.reader, number)
    theirs = reads.saved_minutes(eve.reader, number)
    assert "open headline" in theirs
    assert "secret" not in theirs and "Layoff" not in theirs
    assert "secret" not in str(eve.reader.rows("SELECT * FROM entry"))


def test_a_private_review_is_not_there_for_other_teams(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    number = int(ben.write(StartReview(team="T2", private=True)).value)
    ben.write(Capture(review=number, step=5, kind="headline", text="quiet"))
    assert reads.reviews(eve.reader) == []
    assert step_reads.said(eve.reader, number) == []
    with pytest.raises(OarError):
        eve.write(JoinReview(review=number))


def test_hostile_texts_stay_text_in_the_minutes(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    typed = [*HOSTILE, "# heading", "- - - ", "1. list", "<script>x</script>", "![i](http://x/y)", "a\n# b", "===",
             "| a | b |", "&lt;b&gt;", "```sh", "> quote", "<!-- c", "[a]: http://x", "https://evil.example", "---",
             "- [ ] box", "\\# x"]  # fmt: skip
    kept = 0
    for text in typed:
        try:
            ben.write(Capture(review=number, step=5, kind="headline", text=text))
            ben.write(Capture(review=number, step=1, kind="win", text=text))
            kept += 1
        except Refused:
            continue
    ben.write(CloseReview(review=number))
    saved = reads.saved_minutes(ben.reader, number)
    assert not forbidden(saved)
    tokens = MarkdownIt("commonmark").enable("table").parse(saved)
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    assert {one.type for one in flat} <= {
        "heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close", "bullet_list_open",
        "bullet_list_close", "list_item_open", "list_item_close", "text_special",
    }  # fmt: skip
    titles = [tokens[place + 1].content for place, one in enumerate(tokens) if one.type == "heading_open"]
    assert titles == ["Sales: weekly review 2026-W33", "Wins", "Headlines"]
    assert sum(one.type == "list_item_open" for one in tokens) == 2 * kept + 2
    read = MarkdownIt("commonmark").render(saved)
    assert "&lt;script&gt;x&lt;/script&gt;" in read
