"""Markdown outlines of OKRs as teams really write them -> a tree of plain values (interface.md 6)."""

from __future__ import annotations

from models.errors import Refused
from models.exchange.outline_items import InlineKeyResult, Item, Outline, Unread
from models.exchange.outline_kinds import decide_kinds, item_above
from models.exchange.outline_lines import blocks
from models.exchange.outline_numbers import read_numbers
from models.exchange.outline_scores import Score, read_score, split_arrow, split_tail
from models.exchange.outline_titles import owner_suffix, sentences, tidy
from models.exchange.outline_tree import Node, Tree, build_tree
from models.exchange.outline_words import NAVIGATION
from models.text import clean


def parse_outline(text: str, *, name: str = "the text", remarks: tuple[str, ...] = ()) -> Outline:
    """Return the outline in `text`; `name` is for messages, `remarks` are passed on.

    Raises Refused when `text` is empty or holds neither an objective nor a key result.
    """
    if not text.strip():
        raise Refused(f"{name} is empty", "Nothing was read")
    lines = clean(text.replace("\r\n", "\n").replace("\r", "\n"), multiline=True)
    tree = build_tree(blocks(lines))
    decide_kinds(tree.nodes)
    outline = _outline(tree, remarks)
    if not outline.items:
        raise Refused(
            f"{name} holds no objective or key result that could be understood",
            "Write them as a list: a line for the objective, its key results indented below",
        )
    return outline


def _outline(tree: Tree, remarks: tuple[str, ...]) -> Outline:
    items: list[Item] = []
    places: dict[int, int] = {}
    unread: list[Unread] = []
    details: list[Unread] = []
    skipped = list(tree.skipped)
    for node in tree.nodes:
        if node.kind in ("objective", "key_result"):
            above = item_above(node)
            parent = places[id(above)] if above is not None else None
            places[id(node)] = len(items)
            items.append(_item(node, parent, 0 if parent is None else items[parent].level + 1))
        else:
            target = {"unread": unread, "detail": details}.get(node.kind, skipped)
            target.append(Unread(node.line, node.raw, node.reason or "the name of a section"))
    return Outline(
        tuple(items),
        tuple(unread),
        tuple(details),
        tuple(tree.left_out),
        tuple(sorted(skipped, key=lambda line: line.line)),
        remarks,
        tree.entries,
    )


def _item(node: Node, parent: int | None, level: int) -> Item:
    head, score = _score(node)
    owner, head = (node.owner, head) if node.owner else owner_suffix(head)
    titles = [tidy(head)]
    owner_only = bool(node.owner) and node.owner == node.plain.text
    if node.kind == "objective" and node.label.what == "" and node.owner and not owner_only:
        titles = sentences(head) or titles
    notes = ["crossed out in the file"] if node.plain.struck else []
    notes += [f"crossed out in the file: {node.plain.crossed}"] if node.plain.crossed else []
    return Item(
        kind=node.kind,
        title=titles[0] or node.rest.strip(),
        owner_text=owner,
        level=level,
        line=node.line,
        parent=parent,
        score=score,
        numbers=node.numbers or read_numbers(titles[0]) if node.kind == "key_result" else None,
        inline=tuple(InlineKeyResult(title, node.line, read_numbers(title)) for title in titles[1:]),
        links=node.plain.links,
        note="\n".join(notes + node.notes),
        section=_section(node),
        source=node.source,
        owner_only=owner_only,
    )


def _score(node: Node) -> tuple[str, Score]:
    """Return the words of a node without its score, and the score: behind an arrow, in brackets, below."""
    head, score = split_arrow(node.rest)
    head, tail = split_tail(head)
    told = read_score(node.score_text or "")
    progress = next((part.progress for part in (score, tail, told) if part.progress is not None), None)
    if node.done and progress is None:
        progress, told = 1.0, Score(1.0, told.note or "ticked")
    return head, Score(progress, "; ".join(part.note for part in (score, tail, told) if part.note))


def _section(node: Node) -> str:
    names: list[str] = []
    above = node.above
    while above is not None:
        if above.heading and above.kind == "section" and above.label.what == "" and not NAVIGATION.match(above.rest):
            names.append(tidy(above.plain.text))
        above = above.above
    return " / ".join(reversed(names))
