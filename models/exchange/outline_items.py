"""What reading an outline gives: plain values, no database (interface.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.exchange.outline_numbers import Numbers
from models.exchange.outline_scores import NO_SCORE, Score
from models.exchange.outline_titles import Link


@dataclass(frozen=True, slots=True)
class InlineKeyResult:
    """A key result written in the line of its objective: "CMO: Hire to plan. 12 hires." """

    title: str
    line: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Item:
    """One objective or key result.

    level: 0 at the top; parent: index in `Outline.items`, or None. owner_text: the owner as written
    ("VP Field Ops"), "" when none is. owner_only: the line is nothing but an owner who holds lines below.
    section: the headings above that are no objectives ("Engineering / Q3"). source: `heading`, `entry`,
    `line` (a labelled line without bullet) or `table`. note: continuation paragraphs, details and the
    lines below that are no items. numbers: of a key result, else None.
    """

    kind: str
    title: str
    owner_text: str
    level: int
    line: int
    parent: int | None
    score: Score = NO_SCORE
    numbers: Numbers | None = None
    inline: tuple[InlineKeyResult, ...] = ()
    links: tuple[Link, ...] = ()
    note: str = ""
    section: str = ""
    source: str = "entry"
    owner_only: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is no item, with its words as typed and the reason in words."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the file that is not OKRs (a retrospective, a list of recordings): where, and how much."""

    line: int
    heading: str
    items: int
    lines: int
    reason: str


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline as understood.

    not_understood: list entries that are neither objective nor key result. details: list entries read as
    part of the line above ("Owner: Ana"). left_out: parts that are not OKRs. skipped: prose, headings of
    sections, layout. Every line of the file that is not blank is in one of these or in an item.
    """

    items: tuple[Item, ...] = ()
    not_understood: tuple[Unread, ...] = ()
    details: tuple[Unread, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    skipped: tuple[Unread, ...] = ()
    remarks: tuple[str, ...] = ()
    list_entries: int = 0
    _children: dict[int | None, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def children(self, index: int | None) -> tuple[int, ...]:
        """Return the indexes of the items right below item `index`, of the top ones for None."""
        if not self._children:
            below: dict[int | None, list[int]] = {}
            for place, item in enumerate(self.items):
                below.setdefault(item.parent, []).append(place)
            self._children.update({parent: tuple(places) for parent, places in below.items()})
        return self._children.get(index, ())

    @property
    def objectives(self) -> int:
        """Return how many items are objectives."""
        return sum(item.kind == "objective" for item in self.items)

    @property
    def key_results(self) -> int:
        """Return how many items are key results; those inside an objective's line are not among them."""
        return len(self.items) - self.objectives

    @property
    def inline_key_results(self) -> int:
        """Return how many key results stand inside their objective's own line."""
        return sum(len(item.inline) for item in self.items)

    def counts(self) -> dict[str, object]:
        """Return the counts of `oar import --dry-run --json` (interface.md 6), plain values for JSON."""
        return {
            "items": len(self.items) + len(self.not_understood),
            "objectives": self.objectives,
            "key_results": self.key_results,
            "not_understood": [_plain(unread) for unread in self.not_understood],
            "inline_key_results": self.inline_key_results,
            "details": [_plain(unread) for unread in self.details],
            "left_out": [
                {"line": part.line, "heading": part.heading, "items": part.items, "reason": part.reason}
                for part in self.left_out
            ],
            "skipped": [_plain(unread) for unread in self.skipped],
            "remarks": list(self.remarks),
        }

    def tree_lines(self) -> Iterator[str]:
        """Yield the tree as people read it on a dry run, one line an item, two blanks a level."""
        for item in self.items:
            share = "" if item.score.progress is None else f" [{item.score.progress:.0%}]"
            owner = f"{item.owner_text}: " if item.owner_text and not item.owner_only else ""
            mark = "O" if item.kind == "objective" else "KR"
            yield f"{'  ' * item.level}{mark} {owner}{item.title}{share}"
            for key_result in item.inline:
                yield f"{'  ' * (item.level + 1)}KR {key_result.title} (in the line above)"


def _plain(unread: Unread) -> dict[str, object]:
    return {"line": unread.line, "text": unread.text, "reason": unread.reason}
