"""From what a file says about OKRs to what is imported: outlines and tables become NewObjectives.

A score becomes the first check-in where the key result's numbers allow it; where they do not, the key result
is measured in per cent done, so that "=> 66 %" stays 66 % (interface.md 6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from models.exchange.csv_rows import OkrRow
from models.exchange.outline_items import Item, Outline
from models.exchange.outline_numbers import Numbers, read_numbers
from models.exchange.verbs import NewKeyResult, NewObjective
from models.text import NOTE_LIMIT, TITLE_LIMIT, clean

UNITS = {"number": "", "ratio": "x"}
STATUSES = ("off", "risk", "ok", "late", "none", "early", "done")
"""Status words of our own exports: a verdict that is worked out again, no note."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Named = tuple[str, str]
"""An objective of a table: its title and its owner, in lower case."""


def unit_for(unit: str, currency: str) -> str:
    """Return the unit of models/numbers.py for a unit of the file readers."""
    if unit == "money":
        return currency or "USD"
    return UNITS.get(unit, unit)


def short(title: str) -> tuple[str, str]:
    """Return a title that fits, and the whole text for the note when it had to be cut."""
    whole = clean(title).strip() or "(no words)"
    if len(whole) <= TITLE_LIMIT:
        return whole, ""
    return whole[: TITLE_LIMIT - 1].rstrip() + "…", whole


def note_of(*parts: str) -> str:
    """Return the parts that say something, one a line, within the limit of a note."""
    return clean("\n".join(part for part in parts if part), multiline=True)[:NOTE_LIMIT]


def key_result(
    title: str,
    numbers: Numbers | None,
    *,
    owner: str = "",
    progress: float | None = None,
    note: str = "",
    score: str = "",
) -> NewKeyResult:
    """Return a key result with its numbers and its first check-in as far as the words say them."""
    name, whole = short(title)
    known = numbers or Numbers()
    kind, start, target, value = known.kind, known.start, known.target, None
    unit = unit_for(known.unit, known.currency)
    low, high = known.low, known.high
    if kind in ("boolean", "milestone"):
        start, target = None, None
    if not _whole(known):
        kind, start, target, low, high, unit = "boolean", None, None, None, None, "yes/no"
    if progress is not None:
        if kind == "boolean" and progress in (0.0, 1.0):
            value = progress
        elif kind == "count" and target:
            value = progress * target
        elif kind in ("increase", "decrease") and start is not None and target is not None:
            value = start + progress * (target - start)
        else:
            kind, start, target, low, high, unit = "increase", 0.0, 100.0, None, None, "%"
            value = 100 * progress
    return NewKeyResult(
        title=name,
        kind=kind,
        unit="" if unit == "yes/no" else unit,
        start=start,
        target=target,
        low=low,
        high=high,
        owner_text=clean(owner).strip()[:TITLE_LIMIT],
        value=None if value is None else round(value, 6),
        note=note_of(whole, score, note),
    )


def _whole(numbers: Numbers) -> bool:
    """Return whether the numbers suffice for their kind (product.md 3)."""
    if numbers.kind in ("increase", "decrease"):
        if numbers.target is None or numbers.start == numbers.target:
            return False
        return numbers.start is None or (numbers.target > numbers.start) == (numbers.kind == "increase")
    if numbers.kind == "count":
        return bool(numbers.target and numbers.target > 0)
    if numbers.kind == "threshold":
        return numbers.low is not None or numbers.high is not None
    return True


def from_outline(outline: Outline) -> tuple[NewObjective, ...]:
    """Return the objectives of an outline with their key results, parents before children.

    An objective below a key result hangs under the objective of that key result; a key result without an
    objective above it becomes the key result of an objective made of its own words.
    """
    places: dict[int, int] = {}
    made: list[tuple[Item, int | None, list[NewKeyResult]]] = []
    for index, item in enumerate(outline.items):
        above = places.get(item.parent) if item.parent is not None else None
        if item.kind == "key_result" and above is not None:
            places[index] = above
            made[above][2].append(_from_item(item))
            continue
        places[index] = len(made)
        own = [key_result(one.title, one.numbers) for one in item.inline]
        if item.kind == "key_result":
            own.insert(0, _from_item(item))
        made.append((item, above, own))
    return tuple(_objective(item, above, own) for item, above, own in made)


def _from_item(item: Item) -> NewKeyResult:
    return key_result(
        item.title,
        item.numbers or read_numbers(item.title),
        owner=item.owner_text,
        progress=item.score.progress,
        note=note_of(item.note, *(link.url for link in item.links)),
        score=item.score.note,
    )


def _objective(item: Item, parent: int | None, own: list[NewKeyResult]) -> NewObjective:
    name, whole = short(item.title or item.owner_text)
    score = item.score.note or ("" if item.score.progress is None else f"{100 * item.score.progress:.0f} %")
    return NewObjective(
        title=name,
        parent=parent,
        owner_text=clean(item.owner_text).strip()[:TITLE_LIMIT],
        note=note_of(whole, score, item.note, item.section, *(link.url for link in item.links)),
        key_results=tuple(own),
    )


def from_rows(rows: tuple[OkrRow, ...]) -> tuple[NewObjective, ...]:
    """Return the objectives of a table; rows that name the same objective of the same owner are one.

    `parent` is a title; where several objectives have it, the first is meant.
    """
    groups: dict[Named, list[OkrRow]] = {}
    for row in rows:
        groups.setdefault((row.objective.casefold(), row.objective_owner.casefold()), []).append(row)
    first: dict[str, Named] = {}
    for named in groups:
        first.setdefault(named[0], named)
    order = _parents_first(groups, first)
    places = {named: place for place, named in enumerate(order)}
    found = []
    for named in order:
        own = groups[named]
        above = first.get(own[0].parent.casefold()) if own[0].parent else None
        name, whole = short(own[0].objective)
        parent = places.get(above) if above is not None and above != named else None
        found.append(
            NewObjective(
                title=name,
                parent=parent if parent is not None and parent < places[named] else None,
                owner_text=own[0].objective_owner or (own[0].owner if not own[0].key_result else ""),
                team=own[0].team,
                note=whole,
                key_results=tuple(_from_row(row) for row in own if row.key_result),
            )
        )
    return tuple(found)


def _parents_first(groups: Mapping[Named, list[OkrRow]], first: Mapping[str, Named]) -> list[Named]:
    """Return the objectives, each after its parent; a ring is cut where it is entered."""
    done: dict[Named, None] = {}
    for named in groups:
        chain: dict[Named, None] = {}
        current: Named | None = named
        while current is not None and current not in done and current not in chain:
            chain[current] = None
            current = first.get(groups[current][0].parent.casefold()) if groups[current][0].parent else None
        done.update(dict.fromkeys(reversed(list(chain))))
    return list(done)


def _from_row(row: OkrRow) -> NewKeyResult:
    read = read_numbers(row.key_result)
    numbers = Numbers(
        kind=row.kind or ("increase" if row.target is not None and (row.start or 0) <= row.target else read.kind),
        start=row.start if row.start is not None else (0.0 if row.target is not None else read.start),
        target=row.target if row.target is not None else read.target,
        low=row.low if row.low is not None else read.low,
        high=row.high if row.high is not None else read.high,
        unit=row.unit or read.unit,
    )
    if row.target is not None and row.start is not None and row.target < row.start and not row.kind:
        numbers = Numbers(kind="decrease", start=row.start, target=row.target, unit=row.unit)
    if row.kind in ("threshold", "milestone", "boolean"):
        numbers = replace(numbers, start=None, target=None)
    elif row.kind == "count":
        numbers = replace(numbers, start=row.start)
    status = "" if row.status in STATUSES else row.status
    progress = row.progress if row.current is None else None
    made = key_result(row.key_result, numbers, owner=row.owner, progress=progress, note=row.note, score=status)
    confidence = row.confidence if row.confidence is not None and 0 <= row.confidence <= 10 else None
    return replace(
        made,
        value=made.value if row.current is None else row.current,
        weight=1.0 if row.weight is None else row.weight,
        confidence=None if confidence is None else round(confidence),
        due=row.due if _DAY.fullmatch(row.due) else "",
    )
