"""Harbor Pay's last six weekly reviews, held step by step as people hold them, with minutes and ratings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.demo.agenda import Agenda, Ids
from models.demo.people import PEOPLE
from models.issues.verbs import DoneTodo
from models.reviews.verbs import Capture, CarryPromise, CloseReview, GoToStep, Rate, SetPresent, StartReview

MINUTES = ((1, 0), (2, 5), (3, 8), (4, 19), (5, 23), (6, 26), (7, 52))
"""Step and the minute it began."""


@dataclass(frozen=True, slots=True)
class Held:
    """One weekly review, `back` reviews ago. promises: key -> line; kept, carried: keys of earlier promises."""

    back: int
    ratings: str
    away: tuple[str, ...] = ()
    wins: tuple[tuple[str, str], ...] = ()
    whys: tuple[tuple[str, str], ...] = ()
    headlines: tuple[tuple[str, str], ...] = ()
    promises: tuple[tuple[str, str], ...] = ()
    carried: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    better: tuple[tuple[str, str], ...] = ()


HELD = (
    Held(
        6, "889878998", wins=(("tomas", "First lender routed without a hand-over"),),
        whys=(("approval", "Two approvers away; the queue is new."),),
        headlines=(("priya", "Harbour Clinics signed the trial"),),
        promises=(
            ("gates", "Take two of the four approval steps out @omar"), ("names", "Name a team for every lead @tomas"),
            ("floor", "Ask the partners for contract dates @sam"),
        ),
    ),
    Held(
        5, "878977889", away=("lena",), wins=(("omar", "Approvals below four days for the first time"),),
        whys=(("cover", "Two reps left and their pipeline is unworked."),),
        promises=(
            ("hand", "Hand the two reps' accounts over @tomas"), ("pack", "Short form for the second auditor @ines"),
            ("gauge", "Count imports above 10k rows @lena"),
        ),
        carried=("names",), better=(("mei", "Issues came too late"), ("jonas", "Ten minutes on one number")),
    ),
    Held(
        4, "898988979", wins=(("ines", "Second auditor took the short form"), ("lena", "Import success above 70%")),
        whys=(("tier2", "Release 4.2 doubled the queue."),),
        headlines=(("sam", "Third partner left without losing a logo"),),
        promises=(("script", "Quick-start call script @mei"), ("merge", "Merge the audit log tickets @ines")),
        tells=("Support: release 4.2 is patched on Thursday",),
    ),
    Held(
        3, "878998888", away=("tomas",), whys=(("cover", "Partner deals are in no number."),),
        promises=(("schema", "Write the trial schema down @mei"), ("shift", "Cost of a second tier-2 shift @jonas"),
                  ("letters", "Letters without the old table @omar")),
        headlines=(("jonas", "Two merchants asked for a person on the phone"),),
    ),
    Held(
        2, "989898999", wins=(("mei", "A call on day one saves two days"),),
        whys=(("tier2", "Two people ill, no second shift."),), carried=("schema",),
        promises=(
            ("count", "Count partner pipeline at half its value @ana"), ("exits", "Fourth partner's last invoice @sam"),
        ),
        tells=("Sales: partner leads go into the same list from Monday",),
    ),
    Held(
        1, "897889898", away=("sam",),
        wins=(("lena", "First login after three days at Northgate"), ("priya", "9% of bookings")),
        whys=(("cover", "Two reps out; partner deals not counted."), ("tier2", "Queue doubled after release 4.2.")),
        headlines=(("ines", "The regulator's letter comes in spring, not before"),), carried=("schema", "count"),
        promises=(
            ("segment", "Segment 2 of the trial or a new date @mei"), ("pii", "Find where the export came from @ines"),
            ("calls", "Ten calls to leads without a team @tomas"),
        ),
        tells=("Support: the second shift is decided next week",), better=(("jonas", "Start with tier two"),),
    ),
)  # fmt: skip

OPEN = ("schema", "count", "segment", "pii", "calls")
"""What is still promised; everything else was done the day before the review it was due at."""


def hold(agenda: Agenda) -> None:
    """Hold the six reviews; keep what was promised in between."""
    for number, held in enumerate(HELD, 1):
        _hold(agenda, held, number)


def _hold(agenda: Agenda, held: Held, number: int) -> None:
    start = agenda.calendar.review(held.back)
    key = f"review {number}"
    agenda.add(start, "ana", StartReview(team="T1", scribe="omar"), keep=key)
    for handle in held.away:
        agenda.add(start + timedelta(seconds=30), "ana", _away(key, handle))
    for step, minute in MINUTES[1:]:
        agenda.add(start + timedelta(minutes=minute), "ana", _go(key, step))
    for who, text in held.wins:
        _say(agenda, key, start, 1, "win", text, by=who)
    for promise in held.carried:
        at = start + timedelta(minutes=6)
        agenda.add(at, "ana", _carry(key, promise))
    for measure, text in held.whys:
        _say(agenda, key, start, 3, "why", text, about=measure)
    for promise, text in held.promises:
        _say(agenda, key, start, 3, "change", text, keep=f"promise {promise}")
        if promise not in OPEN:
            _keep(agenda, held, promise, text)
    for who, text in held.headlines:
        _say(agenda, key, start, 5, "headline", text, by=who)
    for text in held.tells:
        _say(agenda, key, start, 7, "tell", text)
    _rate(agenda, held, key, start)
    agenda.add(start + timedelta(minutes=58), "ana", _in(key, lambda at: CloseReview(review=at)))


def _rate(agenda: Agenda, held: Held, key: str, start: datetime) -> None:
    better = dict(held.better)
    for place, (digit, person) in enumerate(zip(held.ratings, PEOPLE, strict=True)):
        handle = person[0]
        if handle in held.away:
            continue
        at = start + timedelta(minutes=56, seconds=place)
        why = better.get(handle)
        agenda.add(at, handle, _rating(key, int(digit), why))


def _say(
    agenda: Agenda,
    key: str,
    start: datetime,
    step: int,
    kind: str,
    text: str,
    *,
    about: str = "",
    by: str = "",
    keep: str = "",
) -> None:
    minute = dict(MINUTES)[step] + 1

    def build(ids: Ids) -> Capture:
        ref = f"M{ids[about]}" if about else ""
        return Capture(review=ids[key], step=step, kind=kind, text=text, ref=ref, by=by)

    agenda.add(start + timedelta(minutes=minute), "omar", build, keep=keep)


def _keep(agenda: Agenda, held: Held, promise: str, text: str) -> None:
    owner = text.rpartition("@")[2]
    weeks = 1 if promise != "names" else 2
    done = agenda.calendar.review(held.back - weeks, 16) - timedelta(days=1)
    at = min(done, agenda.calendar.at(-1, 16, 30))
    agenda.add(at, owner, lambda ids: DoneTodo(todos=(f"TD{ids[f'promise {promise}']}",)))


def _away(key: str, handle: str) -> Callable[[Ids], Any]:
    return _in(key, lambda review: SetPresent(review=review, person=handle, away=True))


def _go(key: str, step: int) -> Callable[[Ids], Any]:
    return _in(key, lambda review: GoToStep(review=review, step=step))


def _rating(key: str, value: int, why: str | None) -> Callable[[Ids], Any]:
    return _in(key, lambda review: Rate(review=review, value=value, why=why))


def _carry(key: str, promise: str) -> Callable[[Ids], Any]:
    return lambda ids: CarryPromise(review=ids[key], todo=f"TD{ids[f'promise {promise}']}")


def _in(key: str, build: Callable[[int], Any]) -> Callable[[Ids], Any]:
    return lambda ids: build(ids[key])
