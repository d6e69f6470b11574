"""Which node of an outline is an objective, which a key result, and which neither (interface.md 6).

Labels win ("Objective 1:", "CRO KR:"). Without one, the way the whole file is written decides: in a file
of "Owner: objective. Key result." lines a leaf is its owner's objective, in a plain nested list it is a
key result of the line above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.exchange.outline_numbers import read_numbers
from models.exchange.outline_scores import split_arrow, split_tail
from models.exchange.outline_titles import owner_prefix
from models.exchange.outline_tree import Node, take_detail
from models.exchange.outline_words import PLACEHOLDERS, SEAT, TEAMS, VERBS, looks_like_owner

_SECTION = re.compile(
    r"\bokrs?\b|^(?:fy|q[1-4]|h[12]|20\d\d)\b|\bq[1-4]\b.{0,6}\b20\d\d\b"
    r"|^on this page$|^(?:table of )?contents$|^toc$|^objectives?$"
    r"|^(?:team|department|group|squad|area|cycle|period|quarter|tribe|function)s?\b[: ]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written. owners: most of its entries start with an owner; labels: it marks its KRs."""

    owners: bool
    labels: bool


def decide_kinds(nodes: list[Node]) -> None:
    """Set kind, owner and rest of every node, those above first."""
    style = _style(nodes)
    for node in nodes:
        _owner(node, style)
    for node in nodes:
        if node.heading:
            node.kind = _heading(node)
        else:
            _entry(node, style)


def item_above(node: Node) -> Node | None:
    """Return the nearest node above that is an item."""
    above = node.above
    while above is not None and above.kind not in ("objective", "key_result"):
        above = above.above
    return above


def _style(nodes: list[Node]) -> Style:
    free = [node for node in nodes if not node.heading and node.label.what in ("", "work")]
    labels = any(node.label.what in ("key_result", "krs") for node in nodes)
    named = sum(bool(owner_prefix(node.plain.text, figures=False)[0]) for node in free)
    return Style((named >= 3 and named * 2 >= len(free)) or (labels and named >= 3 and named * 3 >= len(free)), labels)


def _owner(node: Node, style: Style) -> None:
    if node.label.what in ("objective", "key_result"):
        node.rest = node.label.rest
        node.owner = node.label.owner or node.owner
        return
    node.rest = node.plain.text
    if node.label.what == "":
        owner, node.rest = owner_prefix(node.plain.text, figures=style.owners)
        node.owner = owner or node.owner


def _heading(node: Node) -> str:
    """Tell a heading that is an objective from the name of a section."""
    what = node.label.what
    if what in ("objective", "key_result"):
        return what if node.rest else "section"
    if what or not node.below or not node.rest or _section_name(node):
        return "section"
    if node.owner:
        return "objective"
    below = [child for child in node.below if child.label.what != "detail"]
    if any(child.label.what in ("key_result", "krs") for child in below):
        return "objective"
    if any(child.heading or child.label.what == "objective" or child.below for child in below):
        return "section"
    words = node.rest.split()
    verb = words[0].lower() in VERBS
    return "objective" if len(words) > 1 and (verb or len(words) > 2) else "section"


def _section_name(node: Node) -> bool:
    text = node.plain.text.strip(" :")
    if _SECTION.search(text) or _SECTION.search(node.rest):
        return True
    words = [word.strip("&,/-").lower() for word in text.split()]
    return all(word in TEAMS or word in ("and", "the", "of", "") for word in words)


def _entry(node: Node, style: Style) -> None:
    what = node.label.what
    above = node.above
    if what in ("krs", "objectives") and (node.below or above is not None):
        _set(node, "detail", "a label for the lines below")
    elif (
        what == "detail"
        and above is not None
        and not node.below
        and above.kind in ("objective", "key_result", "unread")
    ):
        take_detail(above, node.label, node.plain.text)
        _set(node, "detail", f"the {node.label.field} of the line above" if node.label.field != "note" else "a note")
    elif (reason := _unread(node)) != "":
        _set(node, "unread", reason)
    elif what in ("objective", "key_result"):
        node.kind = what
    elif above is not None and above.label.what in ("krs", "objectives"):
        node.kind = "key_result" if above.label.what == "krs" else "objective"
    else:
        _unlabelled(node, item_above(node), style)


def _unread(node: Node) -> str:
    """Return why an entry can be neither, or ""."""
    words = node.rest.strip(" .:;-–—*_")
    if not words:
        return "no words" if node.label.what == "" else "a label without words"
    if words.lower() in PLACEHOLDERS or not any(character.isalnum() for character in words):
        return "the table of contents" if words.lower() in ("toc", "table of contents") else "a placeholder"
    if node.plain.struck and not _still_counts(node):
        return "crossed out in the file"
    if node.label.what == "work":
        return "work, neither objective nor key result"
    link = node.plain.links[0].text if len(node.plain.links) == 1 else None
    if link == node.plain.text and not node.below and item_above(node) is None and len(words.split()) <= 2:
        return "only a link"
    return ""


def _still_counts(node: Node) -> bool:
    """Tell a crossed out line that was reached (it has a score) or that holds lines which stand from a dropped one."""
    reached = node.done or node.score_text or split_arrow(node.rest)[1].note or split_tail(node.rest)[1].note
    return bool(reached) or any(not child.plain.struck and child.label.what != "detail" for child in node.below)


def _set(node: Node, kind: str, reason: str) -> None:
    node.kind, node.reason = kind, reason


def _unlabelled(node: Node, above: Node | None, style: Style) -> None:
    below = [child for child in node.below if child.label.what != "detail"]
    if below:
        _holder(node, above, below, style)
    elif above is None:
        node.kind = "objective"
    elif above.kind == "key_result":
        if node.owner or (node.plain.bold and style.labels):
            node.kind = "objective"
        else:
            _set(node, "unread", "it stands below a key result and is kept in its note")
            above.notes.append(node.plain.text)
    elif (node.owner and above.owner and above.label.what == "") or (node.plain.bold and style.labels):
        node.kind = "objective"
    else:
        node.kind = "key_result"


def _holder(node: Node, above: Node | None, below: list[Node], style: Style) -> None:
    """An entry with entries below: an objective, or in a plain list a key result with notes."""
    if not node.owner and _names_an_owner(node, style):
        node.owner = node.plain.text
    labelled = any(child.label.what or child.owner or child.below for child in below)
    if above is None or labelled or node.owner or style.labels:
        node.kind = "objective"
        return
    figures = any(character.isdigit() for child in below for character in child.plain.text)
    numbers = above.kind == "objective" and read_numbers(node.rest).kind not in ("boolean", "milestone")
    node.kind = "key_result" if numbers and not figures else "objective"


def _names_an_owner(node: Node, style: Style) -> bool:
    """ "VPE" or "Director of Support": nothing but the owner of the lines below."""
    text = node.plain.text
    if ":" in text or node.label.what or len(text.split()) > 6 or not looks_like_owner(text):
        return False
    return style.owners or (style.labels and bool(SEAT.search(text))) or bool(re.fullmatch(r"[A-Z]{3,5}", text))
