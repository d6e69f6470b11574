"""Markdown as teams paste it -> headings, list entries, paragraphs and tables, line by line.

What a line is, a Markdown parser says (outline_marks.py); how deep it stands, its column. What people use and
Markdown does not know is read here: other bullets, `a)` and `1.2`, a line in bold for a heading, layout of wikis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from models.errors import Refused
from models.exchange.outline_marks import Mark, marks

BULLETS = "-*+•●○▪■◦‣–—·▸►▹➢➤✓✔❖◆◇"
_MARKER = re.compile(rf"(?:[{re.escape(BULLETS)}]|\(?\d{{1,9}}[.)]|[a-zA-Z]\)|(?:[ivx]{{2,5}})[.)])(?=\s|$)")
_LETTER = re.compile(r"[a-z]\.(?=\s)")
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)[.)]?(?=\s)")
_TIGHT = re.compile(r"(?:\d{1,3}[.)]|[-*+•●○▪■◦‣])(?=[A-Z\[])")
_BOX = re.compile(r"\[( |x|X|✓|✔|-)\](?=\s|$)\s*")
_LAYOUT = re.compile(r"\{:.*\}\s*$|\[\[_?TOC_?\]\]$|\[TOC\]$", re.IGNORECASE)
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)\1[:.]?\s*$")
_FRONT = {"---": ("---", "..."), "+++": ("+++",)}
_FRONT_LIMIT = 400
MOST_LINES = 20_000


@dataclass(slots=True)
class Block:
    """One heading, list entry, paragraph line, table row or line outside the outline.

    what: `heading`, `entry`, `text`, `table`, `aside` (layout, front matter, code, comment).
    indent: columns before the entry's words count, tabs as four; level: of a heading 1..7 (7: a bold line).
    more: continuation lines as (line number, text, after a blank line). reason: why an aside is aside.
    """

    what: str
    line: int
    text: str
    indent: int = 0
    level: int = 0
    done: bool = False
    reason: str = ""
    more: list[tuple[int, str, bool]] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """Return the blocks of `text` in their order; every line that is not blank is in one of them.

    Raises Refused when there are more than 20,000 lines: whoever has so many objectives has no strategy, and reading
    and writing them would take minutes.
    """
    if (count := text.count("\n")) > MOST_LINES:
        raise Refused(
            f"The outline has {count:,} lines, at most {MOST_LINES:,} are read at once",
            "Nothing was imported; split it and import each part with --under, or use CSV",
        )
    found: list[Block] = []
    lines = [_unquoted(line.replace("\u00a0", " ").expandtabs(4).rstrip()) for line in text.split("\n")]
    start = _front_matter(lines, found)
    known = marks([line.lstrip() for line in lines[start:]])
    blank, place = True, start
    while place < len(lines):
        line, mark = lines[place], known.get(place - start)
        place += 1
        if not line:
            blank = True
            continue
        if mark is not None and mark.what in ("code", "comment"):
            last = mark.last + start + 1
            reason = f"{'code' if mark.what == 'code' else 'a comment'}, {last - place + 1} lines"
            found.append(Block("aside", place, line.strip(), reason=reason))
            place = last
        elif mark is not None and mark.what == "table":
            last = mark.last + start + 1
            found += [Block("table", number, lines[number - 1].strip()) for number in range(place, last + 1)]
            place = last
        elif mark is not None and mark.what == "heading" and mark.last > place - 1 - start:
            found.append(Block("heading", place, mark.text.replace("\n", " "), level=mark.level))
            place = mark.last + start + 1
        else:
            _one_line(found, place, line, blank, mark)
        blank = False
    return found


def _unquoted(line: str) -> str:
    while line.lstrip().startswith(">"):
        line = re.sub(r"^\s*>\s?", "", line)
    return line.rstrip()


def _front_matter(lines: list[str], found: list[Block]) -> int:
    ends = _FRONT.get(lines[0]) if lines else None
    if ends is None:
        return 0
    for index, line in enumerate(lines[1:_FRONT_LIMIT], start=1):
        if line in ends:
            found.append(Block("aside", 1, f"{lines[0]} … {line}", reason=f"front matter, {index + 1} lines"))
            return index + 1
    return 0


def _one_line(found: list[Block], number: int, line: str, blank: bool, mark: Mark | None) -> None:
    bare = line.strip()
    indent = len(line) - len(line.lstrip())
    last = found[-1] if found else None
    what = mark.what if mark else ""
    if mark and what == "heading" and (indent < 4 or last is None or last.what != "entry"):
        found.append(Block("heading", number, mark.text, level=mark.level))
    elif what == "rule":
        found.append(Block("aside", number, bare, reason="a rule"))
    elif _LAYOUT.match(bare):
        found.append(Block("aside", number, bare, reason="layout"))
    elif bare.startswith("|") and bare.count("|") > 1:
        found.append(Block("table", number, bare))
    elif mark and what == "entry":
        found.append(_entry(number, mark.text, indent, marked=True) or Block("entry", number, mark.text, indent=indent))
    elif (entry := _entry(number, bare, indent)) is not None:
        found.append(entry)
    elif (
        (bold := _BOLD_LINE.match(bare))
        and indent < 4
        and (blank or last is None or last.what != "entry" or indent <= last.indent)
    ):
        found.append(Block("heading", number, bold.group(2), level=7))
    else:
        _text(found, number, bare, indent, blank)


def _text(found: list[Block], number: int, bare: str, indent: int, blank: bool) -> None:
    last = found[-1] if found else None
    if last is not None and last.what == "entry" and (not blank or indent > last.indent):
        last.more.append((number, bare, blank))
    elif last is not None and last.what == "text" and not blank:
        last.more.append((number, bare, False))
    else:
        found.append(Block("text", number, bare, indent=indent))


def _entry(number: int, bare: str, indent: int, *, marked: bool = False) -> Block | None:
    """Read a list entry; of a double marker (`1. 1. text`) the first is a slip of the pen.

    marked: the parser has taken a marker off already.
    """
    depth = 0
    while True:
        match = _MARKER.match(bare) or (_LETTER.match(bare) if indent else None)
        if match is None and not marked:
            match = _TIGHT.match(bare)
        if match is None and (dotted := _DOTTED.match(bare)) and (marked or _outline_number(dotted.group(1))):
            match, depth = dotted, dotted.group(1).count(".")
        if match is None:
            break
        marked = True
        bare = bare[match.end() :].lstrip()
        if depth:
            break
    if not marked:
        return None
    box = _BOX.match(bare)
    if box:
        bare = bare[box.end() :]
    ticked = box is not None and box.group(1).lower() in "x✓✔"
    return Block("entry", number, bare, indent=indent + 4 * depth, done=ticked)


def _outline_number(number: str) -> bool:
    """Tell the outline number `1.2` from a quantity like `99.95` at the start of a paragraph."""
    return all(0 < int(part) <= 30 for part in number.split("."))
