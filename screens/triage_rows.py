"""A row and the evidence of a hot item, and the count of a triage: items, time, keys (interface.md 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from models.issues.reads import HotView
from screens.text import Spans, wrap
from screens.widgets.rows import Row


def row_of(view: HotView, me: int) -> Row:
    """Return the row of a hot item; what is mine has my name in bold."""
    what: Spans = ((view.title, ""),)
    if view.merged:
        what += ((f"  ({view.merged + 1} alike)", "muted"),)
    if view.private:
        what = (("private ", "muted"), *what)
    owner = (view.owner.split(" ")[0], "bold" if view.owner_id == me else "") if view.owner else ("-", "muted")
    cells = (((view.word, "muted"),), what, (owner,), ((f"{view.age}d", "muted"),))
    return Row(cells, second=view.evidence)


def evidence(view: HotView, width: int) -> list[Spans]:
    """Return the side peek of a hot item."""
    lines: list[Spans] = [((line, "title"),) for line in wrap(view.title, width)]
    lines += [(), *(((line, ""),) for line in wrap(view.evidence, width)), ()]
    facts = (("source", f"{view.word} {view.source}"), ("owner", view.owner or "nobody"), ("team", view.team))
    for name, value in (*facts, ("age", f"{view.age} days"), ("id", view.ref)):
        lines.append(((f"{name:<8}", "muted"), (value, "")))
    return lines


@dataclass(slots=True)
class TriageClock:
    """Counts from the first key on and stands still once the list is empty. acted: how many items were settled.

    settled: how many of them by which action, to count them back when it is undone.
    """

    acted: int = 0
    keys: int = 0
    began: datetime | None = None
    ended: datetime | None = None
    settled: dict[str, int] = field(default_factory=dict)

    def key(self, now: datetime) -> None:
        """Count one key."""
        self.keys += 1
        self.began = self.began or now
        self.ended = None

    def taken_back(self, taken: str, by: str) -> None:
        """Count back what the action `taken` settled; `by`, the undo or redo that did it, can be taken back too."""
        count = self.settled.get(taken, 0)
        self.acted -= count
        self.settled[by] = -count

    def stop(self, now: datetime) -> None:
        """Stand still."""
        self.ended = self.ended or now

    def time(self, now: datetime) -> str:
        """Return the time since the first key, "0:48"."""
        if self.began is None:
            return "0:00"
        seconds = max(0, int(((self.ended or now) - self.began).total_seconds()))
        return f"{seconds // 60}:{seconds % 60:02d}"

    def spans(self, now: datetime) -> Spans:
        """Return what was settled, the time, the keys."""
        keys = f"   {self.keys} {'key' if self.keys == 1 else 'keys'}"
        return ((f"   {self.acted} done", ""), (f"   {self.time(now)}", ""), (keys, ""))

    def clear_words(self, now: datetime) -> str:
        """Return what is said when the list is empty, "" before anything was settled."""
        if not self.acted:
            return ""
        items = f"{self.acted} {'item' if self.acted == 1 else 'items'}"
        keys = f"{self.keys} {'key' if self.keys == 1 else 'keys'}"
        return f"Inbox clear: {items} in {self.time(now)}, {keys}. u undoes the last."
