"""After a review: its minutes, as they were saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.reviews import minutes, reads
from screens.commands import Command
from screens.review_steps.step import Step
from screens.text import wrap
from screens.widgets.rows import Row


class ClosedPage(Step):
    """The minutes of a closed review."""

    empty = "This review left no minutes."
    commands = (
        Command(id="row.open", key="enter", title="next review", group="Everywhere", help="Prepare the next review",
                call="enter", footer=1),
        Command(id="app.copy", key="y", also=("ctrl+c",), title="copy", group="Everywhere", help="Copy the minutes",
                footer=2),
    )  # fmt: skip

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield the lines of the minutes; in present mode without what is private to the team."""
        saved = "" if self.screen.present else reads.saved_minutes(self.screen.store.reader, self.review)
        text = saved or minutes.build(self.record)
        for place, line in enumerate(text.splitlines()):
            token = "title" if line.startswith("#") else ""
            for part, shown in enumerate(wrap(minutes.bare(line), self.screen.rows_width)):
                yield f"{place}.{part}", (shown, token)

    def draw(self, item: Any, width: int) -> Row:
        """Return one line of the minutes."""
        return Row(((item,),))

    def do_enter(self) -> None:
        """Go to the page that prepares the next one."""
        self.screen.read_review(0)
