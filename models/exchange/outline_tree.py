"""Blocks of an outline -> nodes that know what stands above and below them, by level and indentation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from models.exchange.outline_items import LeftOut, Unread
from models.exchange.outline_lines import Block
from models.exchange.outline_numbers import Numbers
from models.exchange.outline_scores import starts_with_score
from models.exchange.outline_table import table_nodes
from models.exchange.outline_titles import Label, Plain, plain, read_label
from models.exchange.outline_words import LEFT_OUT

_NUMBERED = re.compile(r"^(?:\d{1,3}|[IVX]{1,4})[.)]\s+")


@dataclass(slots=True, eq=False)
class Node:
    """One heading, entry, labelled line or table cell on its way to an item.

    above: the node it stands under. kind: "" until decided, then `objective`, `key_result`, `section`,
    `detail` or `unread` (reason says why). adopts: its key results follow at its own indentation.
    numbers: what columns of a table say, None where the words of the line do.
    """

    line: int
    raw: str
    source: str
    plain: Plain
    label: Label
    indent: int = 0
    heading: int = 0
    done: bool = False
    above: Node | None = None
    below: list[Node] = field(default_factory=list)
    adopts: bool = False
    kind: str = ""
    reason: str = ""
    owner: str = ""
    rest: str = ""
    notes: list[str] = field(default_factory=list)
    score_text: str | None = None
    numbers: Numbers | None = None


@dataclass(slots=True)
class Tree:
    """All nodes in file order, and what did not become one."""

    nodes: list[Node] = field(default_factory=list)
    skipped: list[Unread] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    entries: int = 0


def build_tree(found: list[Block]) -> Tree:
    """Return the nodes of all blocks, linked to the ones above them."""
    tree = Tree(entries=sum(block.what == "entry" for block in found))
    kept = _without_other_parts(found, tree)
    step = _smallest_step(kept)
    headings: list[Node] = []
    stack: list[Node] = []
    index = 0
    while index < len(kept):
        block = kept[index]
        index += 1
        if block.what == "aside":
            tree.skipped.append(Unread(block.line, block.text, block.reason))
        elif block.what == "table":
            end = index
            while end < len(kept) and kept[end].what == "table":
                end += 1
            _table(tree, kept[index - 1 : end], headings[-1] if headings else None)
            index = end
        else:
            for node in _nodes(block, tree, stack, follows=kept[index] if index < len(kept) else None):
                _link(node, headings, stack, step)
                tree.nodes.append(node)
    return tree


def _without_other_parts(found: list[Block], tree: Tree) -> list[Block]:
    """Take out the sections that are not OKRs, and say which."""
    kept: list[Block] = []
    part: list[Block] = []
    for block in [*found, Block("heading", 0, "", level=0)]:
        if part and block.what == "heading" and block.level <= part[0].level:
            entries = sum(member.what == "entry" for member in part)
            lines = sum(1 + len(member.more) for member in part)
            name = plain(part[0].text).text
            reason = "its heading says that it is no part of the OKRs"
            tree.left_out.append(LeftOut(part[0].line, name, entries, lines, reason))
            part = []
        if part or (block.what == "heading" and block.line and LEFT_OUT.match(plain(block.text).text)):
            part.append(block)
        elif block.line:
            kept.append(block)
    return kept


def _smallest_step(found: list[Block]) -> int:
    """Return how many columns make a level: two, or one where the file is indented by single blanks."""
    indents = [block.indent for block in found if block.what == "entry"]
    deeper = [after - before for before, after in pairwise(indents) if after > before]
    return 1 if deeper.count(1) * 2 > len(deeper) else 2


def _table(tree: Tree, rows: list[Block], above: Node | None) -> None:
    for node in table_nodes(rows, tree.skipped, above):
        if node.above is not None:
            node.above.below.append(node)
        tree.nodes.append(node)


def _nodes(block: Block, tree: Tree, stack: list[Node], *, follows: Block | None) -> list[Node]:
    """Return the node of a block and of the labelled lines inside it ("KR: ..." without a bullet)."""
    lines = [(block.line, block.text, False), *block.more]
    nodes: list[Node] = []
    for number, raw, after_blank in lines:
        first = number == block.line
        words = plain(_NUMBERED.sub("", raw) if block.what == "heading" else raw)
        label = read_label(words.text, nested=block.indent > 0 or not first or bool(stack))
        source = block.what if first and block.what != "text" else "line"
        if (first and block.what != "text") or label.what in ("objective", "key_result", "krs"):
            indent = block.indent if first or block.what == "text" else block.indent + 4
            nodes.append(Node(number, raw, source, words, label, indent, block.level, block.done and first))
        elif nodes:
            _continue(nodes[-1], words.text, label, after_blank)
        elif follows is None or not _gives_title(tree, words.text):
            tree.skipped.append(Unread(number, raw, "words outside the list"))
    return nodes


def _gives_title(tree: Tree, text: str) -> bool:
    """ "## Objective 1" and its words on the next line."""
    last = tree.nodes[-1] if tree.nodes else None
    if last is None or last.label.what not in ("objective", "key_result") or last.label.rest or last.below:
        return False
    last.label = Label(last.label.what, last.label.owner, text)
    return True


def _continue(node: Node, text: str, label: Label, after_blank: bool) -> None:
    score = starts_with_score(text)
    if score is not None:
        node.score_text = score
    elif label.what == "detail":
        take_detail(node, label, text)
    elif after_blank:
        node.notes.append(text)
    elif node.label.what in ("objective", "key_result") and not node.label.rest:
        node.label = Label(node.label.what, node.label.owner, text)
    else:
        node.plain = replace(node.plain, text=f"{node.plain.text} {text}")
        joined = f"{node.label.rest} {text}"
        node.label = Label(node.label.what, node.label.owner, joined, node.label.field)


def take_detail(node: Node, label: Label, text: str) -> None:
    """Give a detail line ("Owner: Ana", "Score: 0.7") to the node it describes."""
    if label.field == "owner" and not node.owner:
        node.owner = label.rest.strip().rstrip(".")
    elif label.field == "score" and node.score_text is None:
        node.score_text = label.rest
    else:
        node.notes.append(text)


def _link(node: Node, headings: list[Node], stack: list[Node], step: int) -> None:
    if node.heading:
        stack.clear()
        while headings and headings[-1].heading >= node.heading and not _heading_adopts(headings[-1], node):
            headings.pop()
        node.above = headings[-1] if headings else None
        headings.append(node)
    else:
        while stack and not _stands_under(stack[-1], node, step):
            stack.pop()
        node.above = stack[-1] if stack else headings[-1] if headings else None
        if node.above is not None and node.above.indent == node.indent and not node.above.heading:
            node.above.adopts = True
            node.indent += 1 if node.source == "line" or node.label.what == "key_result" else 0
        stack.append(node)
    if node.above is not None:
        node.above.below.append(node)


def _heading_adopts(above: Node, node: Node) -> bool:
    """ "**Objective 1**" and "**Key results**" are written at one level; the second stands under the first."""
    if above.heading > node.heading or node.label.what not in ("krs", "key_result"):
        return False
    return (above.label.what in ("objective", "") and node.label.what == "krs") or above.label.what in (
        "objective",
        "krs",
    )


def _stands_under(above: Node, node: Node, step: int) -> bool:
    if node.indent >= above.indent + step:
        return True
    if node.indent < above.indent or node.indent > above.indent + 1:
        return False
    if above.below and not above.adopts:
        return False
    what = node.label.what
    if above.label.what == "objective":
        labelled = what in ("key_result", "krs", "detail")
        return labelled or (above.source == "line" and node.source == "entry" and what != "objective")
    if above.label.what == "krs":
        return what == "key_result" or (above.source == "line" and what in ("", "detail"))
    return (
        above.label.what == "key_result"
        and above.source == "line"
        and node.source == "entry"
        and what in ("", "detail")
    )
