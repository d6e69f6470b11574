"""The clock line of a review: step, what is left of it, whether the review is on time, who is here and who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reviews import rules
from models.reviews.record import RecordView
from screens.text import Spans
from themes import cells

if TYPE_CHECKING:
    from screens.review import WeeklyScreen

BAR = 20
NARROW_BAR = 10
NOTICEABLE = 60


def clock_line(screen: WeeklyScreen) -> tuple[Spans, ...]:
    """Return the left and the right end of the clock line."""
    record = screen.record
    if record is None:
        return ((), ())
    view = record.review
    here = sum(one.state == "here" for one in record.people)
    who = f"{view.facilitator or 'nobody'} {'leads' if view.open else 'led'}"
    if not view.open:
        return ((" CLOSED", "title"), (f"  {view.ref}  {view.started_at[:10]}", "")), ((who + " ", "muted"),)
    right = f"{here} here  {who} "
    if not screen.can_drive:
        right = f"{here} here  {'following' if screen.following else 'F follows'} {view.facilitator or 'nobody'} "
    return _left(screen, record), ((right, "muted"),)


def _left(screen: WeeklyScreen, record: RecordView) -> Spans:
    view, number = record.review, screen.shown
    now = screen.store.clock.now()
    name, minutes = view.agenda[number - 1]
    clock = record.clocks.get((number, ""))
    spent = clock.spent(now) if clock is not None else 0
    left = rules.seconds_left(minutes, spent)
    over = left < 0
    shown = f"{rules.clock(left)}{'' if over else ' left'}"
    share = 1.0 if minutes <= 0 else spent / (minutes * 60)
    note = screen.step.note() or _on_time(record, screen)
    bar = cells.bar(share, BAR if screen.rows_width >= 90 else NARROW_BAR, glyphs=screen.look.glyphs)
    stands = "" if clock is None or clock.started_at is not None else " stands"
    return (
        (f" {number}/7 {name.upper()}", "title"), (f"   {shown}{stands}", "off" if over else "bold"),
        ("   ", ""), *bar, (f"   {note}", "muted"),
    )  # fmt: skip


def _on_time(record: RecordView, screen: WeeklyScreen) -> str:
    """Return how the review as a whole stands: what the steps up to now took against their minutes."""
    now, view = screen.store.clock.now(), record.review
    behind = 0
    for place, (_name, minutes) in enumerate(view.agenda, 1):
        clock = record.clocks.get((place, ""))
        spent = clock.spent(now) if clock is not None else 0
        if place < view.step:
            behind += spent - minutes * 60
        elif place == view.step:
            behind += max(0, spent - minutes * 60)
    if abs(behind) < NOTICEABLE:
        return "on time"
    return f"{abs(behind) // 60} min {'behind' if behind > 0 else 'ahead'}"
