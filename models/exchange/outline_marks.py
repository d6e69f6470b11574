"""What a Markdown parser says of every line: heading, list entry, rule, table, code, comment, or words.

The parser is markdown-it. It is given the lines without their indentation: how deep a line stands is told by its
column (outline_lines.py), because real outlines nest with tabs, with two blanks under `1.` or with three, where
CommonMark sees no nesting, and a person still sees the levels. So one flat pass reads 100,000 lines, or 300 levels,
without recursion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line is: `heading` (level), `entry`, `rule`, `table`, `code`, `comment`; `last`: its last line.

    text: the words of a heading or an entry. Lines without a mark are words.
    """

    what: str
    last: int
    text: str = ""
    level: int = 0


@cache
def _parser() -> MarkdownIt:
    """Return a parser of blocks; words are read later, one title at a time."""
    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join", "reference", "blockquote", "code"])


def marks(lines: Sequence[str]) -> Mapping[int, Mark]:
    """Return the marks of `lines` (without indentation) by their place, counted from 0."""
    found: dict[int, Mark] = {}
    heading = 0
    entry: int | None = None
    for token in _parser().parse("\n".join(lines)):
        if token.map is None:
            continue
        first, last = token.map[0], token.map[1] - 1
        if token.type == "list_item_open":
            entry = first
            found[first] = Mark("entry", first)
        elif token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "inline":
            _words(found, token, first, last, heading, entry)
            heading = 0
        elif (what := _BLOCKS.get(token.type)) and (what != "comment" or token.content.lstrip().startswith("<!--")):
            found[first] = Mark(what, max(first, last))
    return found


_BLOCKS = {"hr": "rule", "table_open": "table", "fence": "code", "html_block": "comment"}


def _words(found: dict[int, Mark], token: Token, first: int, last: int, heading: int, entry: int | None) -> None:
    """Give the words of a block to the entry in whose line they begin, else to the heading they are."""
    if first == entry and first in found:
        found[first] = Mark("entry", first, token.content.partition("\n")[0].strip())
    elif heading:
        found[first] = Mark("heading", last, token.content, heading)
