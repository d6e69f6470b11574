"""Today's reads on both databases: what is owed, what is needed, what others did, when the next review is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from models.clock import FrozenClock
from models.decisions.verbs import Decide
from models.invited_reads import invited_view
from models.issues.verbs import AddTodo, RaiseHot
from models.people.looked import Look
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.today_reads import ReviewDayView, today_view, wait_until
from models.verbs import Add, Edit


def fill(store: Store) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Default choice", "intent": "stretch"}))
    fields = {"title": "Share", "goal": "O1", "owner": "ana", "start": 4, "target": 17}
    store.write(Add(kind="key_result", fields=fields))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    store.write(AddMeasure(fields={"name": "Coverage", "owner": "ana", "team": "T1"}, plan=">=3"))
    store.write(EnterReading(measure=1, value=2.1, period="2026-W31"))
    store.write(AddTodo(title="Call the board", due="2026-08-12"))
    store.write(Decide(text="Discount floor?", owner="ana"))
    store.write(Decide(text="Second shift?", owner="ben", team="T1"))


def test_everything_owed_is_there_once(store: Store) -> None:
    fill(store)
    view = today_view(store.reader, store.clock, store.me)
    assert [(one.what, one.late) for one in view.owed] == [("Measure", 6), ("To-do", 4), ("KR", 0), ("Decision", 0)]
    assert [(one.title, one.owner) for one in view.needed] == [("Second shift?", "Ben Ito")]
    assert view.counts == {"late": 1} and not view.fresh and view.cycle_ends == date(2026, 9, 30)
    assert [(one.team, one.day) for one in view.reviews] == [("Harbor Pay", date(2026, 8, 17))]


def test_only_what_others_did_since_i_looked_is_told(open_store: Callable[..., Store], clock: FrozenClock) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    assert today_view(ana.reader, clock, ana.me).since == (), "who never looked is not flooded"
    ana.write(Look())
    clock.at += timedelta(hours=1)
    ben.write(RaiseHot(text="Mine"))
    undone = ben.write(RaiseHot(text="Taken back"))
    ben.undo()
    ana.write(RaiseHot(text="My own"))
    view = today_view(ana.reader, clock, ana.me)
    assert undone.refs and [one.by for one in view.since] == ["Ben Ito"]
    assert "Mine" in view.since[0].text and view.hot == 1, "what is hot elsewhere stays there"


def test_private_things_of_other_teams_stay_away(open_store: Callable[..., Store]) -> None:
    ben, dan = open_store("ben"), open_store("dan")
    ben.write(RaiseHot(text="Secret", team="T2", private=True))
    assert today_view(ben.reader, ben.clock, ben.me).hot == 1
    assert today_view(dan.reader, dan.clock, dan.me).hot == 0


def test_an_empty_company_is_fresh(store: Store) -> None:
    assert today_view(store.reader, store.clock, store.me).fresh


def test_the_first_screen_of_an_invited_person_has_what_is_theirs(store: Store) -> None:
    fill(store)
    view = invited_view(store.reader, store.clock.today(), store.me)
    assert [one.title for one in view.key_results] == ["Share"] and view.key_results[0].path == ("Default choice",)
    assert [one.title for one in view.measures] == ["Coverage"] and view.review == "Monday at 10:00, Harbor Pay"


def test_the_wait_for_a_review_survives_odd_times() -> None:
    now = datetime(2026, 8, 17, 9, 18, tzinfo=timezone.utc)  # noqa: UP017
    for time, minutes in (("10:00", 42), ("25:99", 881), ("soon", -558), ("", -558)):
        review = ReviewDayView(1, "Us", date(2026, 8, 17), time, 0)
        assert wait_until(review, now) == timedelta(minutes=minutes), time
