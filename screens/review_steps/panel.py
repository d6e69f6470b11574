"""The side panel of a review: steps with their minutes, what was captured, who is away, the minutes as they grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.reviews import minutes
from models.reviews.record import RecordView
from screens.text import Spans, wrap

if TYPE_CHECKING:
    from screens.review import WeeklyScreen

WIDTH = 36


def panel(screen: WeeklyScreen) -> Sequence[Spans]:
    """Return the lines of the side panel; the newest of the minutes are seen, when the page is not the minutes."""
    record = screen.record
    if record is None:
        return ()
    head = [*_steps(screen, record), (), *_captured(record), ()]
    if not record.review.open:
        return head
    written: list[Spans] = []
    for line in minutes.build(record).splitlines():
        shown = minutes.bare(line)
        if not shown:
            continue
        token = "title" if line.startswith("#") else ""
        written += [((part, token),) for part in wrap(shown, WIDTH)]
    room = max(3, screen.size.height - len(head) - 5)
    return [*head, (("MINUTES (live)", "title"),), *written[-room:]]


def _steps(screen: WeeklyScreen, record: RecordView) -> list[Spans]:
    glyphs, view = screen.look.glyphs, record.review
    out: list[Spans] = []
    for place, (name, budget) in enumerate(view.agenda, 1):
        mark = glyphs.running if place == view.step and view.open else " "
        if place < view.step or not view.open:
            mark = glyphs.done
        token = "bold" if place == screen.shown else "muted" if mark == glyphs.done else ""
        out.append(((f"{mark} {name.capitalize():<14}{budget:>3}", token),))
    return out


def _captured(record: RecordView) -> list[Spans]:
    counts = (
        (sum(one.kind == "made" for one in record.owned), "decision"),
        (sum(one.kind == "needed" for one in record.owned), "still needed"),
        (sum(one.kind == "change" for one in record.owned), "to-do"),
        (sum(len(one.wins) for one in record.people), "win"),
    )
    words = [f"{count} {word}{'s' if count > 1 and word != 'still needed' else ''}" for count, word in counts if count]
    out: list[Spans] = [(("CAPTURED", "title"), ("" if words else " nothing yet", ""))]
    out += [((f"  {line}", ""),) for line in wrap(", ".join(words), WIDTH - 2) if line]
    away = ", ".join(one.name for one in record.people if one.state == "away")
    return [*out, *(((line, "muted"),) for line in wrap(f"away: {away}", WIDTH))] if away else out
