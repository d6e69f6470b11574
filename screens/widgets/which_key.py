"""The choices behind a prefix key; the first question of a screen makes the widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.geometry import Size

from screens.text import Spans
from screens.widgets.lines import Hint, Lines
from themes.cells import width


class WhichKey(Lines):
    """The choices behind a prefix key, over the lower lines of the body; a plain widget, it takes no key."""

    DEFAULT_CSS = """
    WhichKey { layer: over; dock: bottom; offset-y: -1; height: auto; max-height: 70%; display: none; }
    """

    _title = ""
    _choices: Sequence[Hint] = ()

    def ask(self, title: str, choices: Sequence[Hint]) -> None:
        """Show a question and its keys."""
        self._title, self._choices = title, tuple(choices)
        self.content = tuple(self._laid_out(self.app.size.width))
        self.display = True
        self.refresh(layout=True)

    def close(self) -> None:
        """Hide the question."""
        self.display = False

    def laid_out_anew(self) -> None:
        """Lay the choices out for another width."""
        if self.display:
            self.ask(self._title, self._choices)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one line for each line of choices."""
        return max(1, len(self.content))

    def _laid_out(self, cells: int) -> Iterable[Spans]:
        line: list[tuple[str, str]] = [(f" {self._title}  ", "title")]
        used = width(line)
        for key, word in self._choices:
            hint: Spans = ((f" {key} ", "key"), (f"{word}  ", ""))
            size = width(hint)
            if used + size > cells and used > 1:
                yield tuple(line)
                line, used = [(" ", "")], 1
            line.extend(hint)
            used += size
        yield tuple(line)
