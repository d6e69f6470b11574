"""One step of a review as the review screen shows it: its rows, its keys, what they do.

The screen asks the step it shows for a command's handler first, then itself (`Conversation.named`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from models.reviews.record import RecordView
from screens.commands import Command
from screens.shell import Result
from screens.text import Spans, spans
from screens.widgets.rows import Row
from themes import cells

if TYPE_CHECKING:
    from screens.review import WeeklyScreen

Part = tuple[str | Spans, int] | tuple[str | Spans, int, bool]
"""A cell of a line: content, cells (0 takes what is left), whether it stands at the right."""


def say_day(day: str) -> str:
    """Return an ISO day as people say it, `Mon 23 Nov`; "" for none."""
    return f"{date.fromisoformat(day):%a %-d %b}" if day else ""


class Step:
    """A step. number: 1 to 7, 0 for pages around the review. empty: said when there is nothing to show.

    `lay_out` yields (identity, item); `draw` turns an item into a Row; items that are plain Rows are headings.
    """

    number = 0
    commands: ClassVar[tuple[Command, ...]] = ()
    without: ClassVar[frozenset[str]] = frozenset()
    empty = "Nothing here."

    def __init__(self, screen: WeeklyScreen) -> None:
        self.screen = screen
        self.items: dict[int, Any] = {}
        self._keys: dict[str, int] = {}

    # ---- what a step fills in

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield what is shown, top to bottom, each with a name that stays the same."""
        return ()

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of an item, `width` cells wide."""
        return item if isinstance(item, Row) else Row((str(item),))

    def detail(self, width: int) -> Sequence[Spans]:
        """Return the lines below the list, about the row under the cursor."""
        return ()

    def note(self) -> str:
        """Return a word for the clock line, such as the time of one issue."""
        return ""

    # ---- what a step uses

    @property
    def record(self) -> RecordView:
        """What was read of the review."""
        record = self.screen.record
        assert record is not None
        return record

    @property
    def review(self) -> int:
        """The number of the review."""
        return self.record.review.id

    @property
    def item(self) -> Any:
        """What is under the cursor, None when there is nothing."""
        key = self.screen.table.key
        return None if key is None else self.items.get(key)

    @property
    def has_item(self) -> bool:
        """Whether something is under the cursor (for `when`)."""
        return self.item is not None

    @property
    def ref(self) -> str:
        """The reference of what is under the cursor, "" without one."""
        return str(getattr(self.item, "ref", "") or "")

    @property
    def about(self) -> str:
        """What a decision or to-do captured now is about: the row under the cursor, "" for nothing."""
        return self.ref

    def read(self) -> list[int]:
        """Lay the rows out again and return their keys."""
        self.items = {}
        for name, item in self.lay_out():
            self.items[self._keys.setdefault(name, len(self._keys) + 1)] = item
        return list(self.items)

    def capture(
        self,
        label: str,
        verb: Callable[[str], Any],
        *,
        value: str = "",
        hint: str = "",
        then: Callable[[], Any] | None = None,
    ) -> None:
        """Ask for a line and write it; a refused one comes back with what was typed."""
        self.screen.capture(label, verb, value=value, hint=hint, then=then)

    def save(self, verb: Any, then: Callable[[], Any] | None = None) -> Result:
        """Write and wait for it, so that the next key finds it written."""
        return self.screen.save(verb, then=then)

    def down(self) -> None:
        """Move the cursor on."""
        self.screen.table.move(1)

    def line(self, width: int, *parts: Part, token: str = "") -> Row:
        """Return a row of cells side by side, one blank between them."""
        fixed = sum(part[1] for part in parts) + len(parts) - 1
        out: list[tuple[str, str]] = []
        for part in parts:
            room = part[1] or max(1, width - fixed)
            if out:
                out.append((" ", ""))
            out.extend(cells.pad(spans(part[0], token), room, len(part) > 2 and bool(part[2]), self.screen.look.glyphs))
        return Row((tuple(out),))

    def heading(self, title: str, note: str = "") -> Row:
        """Return a heading that the cursor passes over."""
        return Row((((title, "title"), (f"  {note}" if note else "", "muted")),), heading=True)

    def words(self, text: str | Spans, token: str = "") -> Row:
        """Return a line that the cursor passes over."""
        return Row((spans(text, token),), heading=True)
