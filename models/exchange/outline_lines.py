"""Markdown as teams paste it -> headings, list entries, paragraphs and tables, line by line.

The block structure is read here and not by a CommonMark parser: real outlines nest with tabs, with two
blanks under `1.` or with three, and carry double markers, and a person still sees the levels. One pass,
no recursion, so that 100,000 lines or 300 levels cost nothing special.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

BULLETS = "-*+•●○▪■◦‣–—·▸►▹➢➤✓✔❖◆◇"
_MARKER = re.compile(rf"(?:[{re.escape(BULLETS)}]|\(?\d{{1,9}}[.)]|[a-zA-Z]\)|(?:[ivx]{{2,5}})[.)])(?=\s|$)")
_LETTER = re.compile(r"[a-z]\.(?=\s)")
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)[.)]?(?=\s)")
_TIGHT = re.compile(r"(?:\d{1,3}[.)]|[-*+•●○▪■◦‣])(?=[A-Z\[])")
_BOX = re.compile(r"\[( |x|X|✓|✔|-)\](?=\s|$)\s*")
_HEADING = re.compile(r"(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_RULE = re.compile(r"(?:-\s*){3,}$|(?:\*\s*){3,}$|(?:_\s*){3,}$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_LAYOUT = re.compile(r"\{:.*\}\s*$|\[\[_?TOC_?\]\]$|\[TOC\]$", re.IGNORECASE)
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)\1[:.]?\s*$")
_FRONT = {"---": ("---", "..."), "+++": ("+++",)}
_FRONT_LIMIT = 400


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
    """Return the blocks of `text` in their order; every line that is not blank is in one of them."""
    found: list[Block] = []
    source = enumerate(text.split("\n"), start=1)
    lines = [(number, line.replace("\u00a0", " ").expandtabs(4).rstrip()) for number, line in source]
    start = _front_matter(lines, found)
    blank = True
    walk = iter(lines[start:])
    for number, line in walk:
        while line.lstrip().startswith(">"):
            line = re.sub(r"^\s*>\s?", "", line)
        bare = line.strip()
        if not bare:
            blank = True
            continue
        if not _enclosed(number, bare, walk, found):
            _one_line(found, number, line, blank)
        blank = False
    return found


def _front_matter(lines: list[tuple[int, str]], found: list[Block]) -> int:
    ends = _FRONT.get(lines[0][1]) if lines else None
    if ends is None:
        return 0
    for index, (_number, line) in enumerate(lines[1:_FRONT_LIMIT], start=1):
        if line in ends:
            found.append(Block("aside", 1, f"{lines[0][1]} … {line}", reason=f"front matter, {index + 1} lines"))
            return index + 1
    return 0


def _enclosed(number: int, bare: str, walk: Iterator[tuple[int, str]], found: list[Block]) -> bool:
    """Read on to the end of a fenced block or a comment that opens in this line."""
    fence = _FENCE.match(bare)
    if fence is None and not bare.startswith("<!--"):
        return False
    end = fence.group(1) if fence else "-->"
    last = number
    if fence or end not in bare:
        for inner, line in walk:
            last = inner
            if line.strip().startswith(end) if fence else end in line:
                break
    reason = "code" if fence else "a comment"
    found.append(Block("aside", number, bare, reason=f"{reason}, {last - number + 1} lines"))
    return True


def _one_line(found: list[Block], number: int, line: str, blank: bool) -> None:
    bare = line.strip()
    indent = len(line) - len(line.lstrip())
    last = found[-1] if found else None
    heading = _HEADING.match(bare) if indent < 4 or last is None or last.what != "entry" else None
    if heading and (heading.group(2) or bare.strip("#") == ""):
        found.append(Block("heading", number, heading.group(2) or "", level=len(heading.group(1))))
    elif last is not None and not blank and last.what == "text" and re.fullmatch(r"=+|-{2,}", bare):
        last.what, last.level = "heading", 1 if bare[0] == "=" else 2
    elif _RULE.fullmatch(bare):
        found.append(Block("aside", number, bare, reason="a rule"))
    elif _LAYOUT.match(bare):
        found.append(Block("aside", number, bare, reason="layout"))
    elif bare.startswith("|") and bare.count("|") > 1:
        found.append(Block("table", number, bare))
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


def _entry(number: int, bare: str, indent: int) -> Block | None:
    """Read a list entry; of a double marker (`1. 1. text`) the first is a slip of the pen."""
    marked = False
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
