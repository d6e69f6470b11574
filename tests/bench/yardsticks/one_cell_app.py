"""A Textual program in which every key changes one cell: what a key press is measured against."""

from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widget import Widget


class Cell(Widget):
    """One cell that shows `+` and `-` in turn."""

    DEFAULT_CSS = "Cell { width: 1; height: 1; }"
    shown = "+"

    def render_line(self, y: int) -> Strip:
        """The cell."""
        return Strip([Segment(self.shown)], 1)


class OneCell(App[None]):
    """Turns its cell over at every key."""

    def compose(self) -> ComposeResult:
        """The cell alone."""
        yield Cell()

    def on_key(self, event: events.Key) -> None:
        """Show the other character."""
        cell = self.query_one(Cell)
        cell.shown = "-" if cell.shown == "+" else "+"
        cell.refresh()


if __name__ == "__main__":
    OneCell().run()
