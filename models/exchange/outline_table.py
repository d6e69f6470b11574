"""Markdown tables of OKRs: one row a key result, the objective in a column of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.exchange.outline_items import Unread
from models.exchange.outline_lines import Block
from models.exchange.outline_numbers import Numbers, read_numbers
from models.exchange.outline_titles import Label, plain

if TYPE_CHECKING:
    from models.exchange.outline_tree import Node

_CELL = re.compile(r"(?<!\\)\|")
_COLUMNS = {
    "objective": r"objectives?|goal",
    "key_result": r"key[ -]?results?|krs?",
    "owner": r"owners?|dri|responsible|who|lead|assignee",
    "score": r"score|progress|status|grade|result|completion|% ?(?:done|complete)",
    "start": r"baseline|start(?:ing)?(?: value)?|from|was|initial(?: value)?",
    "target": r"targets?(?: value)?|to",
}
_QUANTITY = re.compile(
    r"(?P<bound>[<>]=?|[≤≥])?\s*[-+]?[$€£¥]?\s?\d[\d,.]*\s?(?:%|[$€£¥]|[^\W\d_]{1,12})?(?:\s[^\W\d_]{1,12}){0,2}"
)
"""A cell that is a quantity, `€ 1.2M`, `4 kg`, `≥ 99.5%`; a day or "TBD" is none."""


def table_nodes(rows: list[Block], skipped: list[Unread], above: Node | None) -> list[Node]:
    """Return the nodes of one table; a table without a column of objectives or key results is skipped."""
    header = [plain(cell).text.strip(" :") for cell in _cells(rows[0].text)]
    places = _places(header)
    if not {"objective", "key_result"} & places.keys() or len(rows) < 2:
        skipped.extend(Unread(row.line, row.text, "a table without a column of OKRs") for row in rows)
        return []
    skipped.append(Unread(rows[0].line, rows[0].text, "the head of a table"))
    nodes: list[Node] = []
    objective = above
    for row in rows[1:]:
        cells = _cells(row.text)
        if all(re.fullmatch(r":?-{1,}:?|", cell) for cell in cells):
            skipped.append(Unread(row.line, row.text, "the rule of a table"))
            continue
        objective = _row(row, cells, header, nodes, above, objective)
    return nodes


def _row(
    row: Block, cells: list[str], header: list[str], nodes: list[Node], above: Node | None, objective: Node | None
) -> Node | None:
    places = _places(header)
    goal = _at(cells, places, "objective")
    last = plain(goal).text
    if goal and (objective is None or objective is above or objective.label.rest != last):
        objective = _node(row, goal, "objective", above)
        nodes.append(objective)
    key_result = _at(cells, places, "key_result")
    if key_result:
        nodes.append(_node(row, key_result, "key_result", objective))
    if goal or key_result:
        nodes[-1].owner = plain(_at(cells, places, "owner")).text
        nodes[-1].score_text = plain(_at(cells, places, "score")).text or None
        told = {places.get(name) for name in ("objective", "key_result", "owner", "score")}
        if key_result:
            nodes[-1].numbers = _numbers(_at(cells, places, "start"), _at(cells, places, "target"))
            told |= {places.get(name) for name in _told(nodes[-1].numbers)}
        others = [(place, plain(cell).text) for place, cell in enumerate(cells) if place not in told and cell]
        nodes[-1].notes.extend(
            f"{header[place]}: {text}" if any(header[place : place + 1]) else text for place, text in others
        )
    return objective


def _numbers(start: str, target: str) -> Numbers | None:
    """Return what the columns of a row say about its numbers, None where they say nothing that can be read.

    Without a start it begins at 0, as in a CSV file.
    """
    start, target = plain(start).text, plain(target).text
    wanted = _QUANTITY.fullmatch(target)
    if wanted is None or (start and not _QUANTITY.fullmatch(start)):
        return None
    numbers = read_numbers(target if wanted["bound"] else f"from {start or 0} to {target}")
    return numbers if numbers.kind in (("threshold",) if wanted["bound"] else ("increase", "decrease")) else None


def _told(numbers: Numbers | None) -> tuple[str, ...]:
    """Return the columns whose words the numbers hold; the others go into the note."""
    if numbers is None:
        return ()
    return ("target",) if numbers.start is None else ("start", "target")


def _node(row: Block, text: str, what: str, above: Node | None) -> Node:
    from models.exchange.outline_tree import Node  # the tree calls this module

    words = plain(text)
    return Node(row.line, row.text, "table", words, Label(what, "", words.text), above=above)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip().strip("|"))]


def _places(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        for column, pattern in _COLUMNS.items():
            if column not in places and re.fullmatch(pattern, name, re.IGNORECASE):
                places[column] = index
    return places


def _at(cells: list[str], places: dict[str, int], column: str) -> str:
    index = places.get(column, len(cells))
    return cells[index] if index < len(cells) else ""
