"""Finding records of every kind by words of their titles, for the palette."""

from __future__ import annotations

from models import refs
from models.decisions import reads as decisions
from models.store.protocol import Reads
from models.text import clean, literal
from models.titles import TITLES, Found, title_of

LEFT_OUT = frozenset({"goal", "hot_item", "review", "step", "brief", "role"})
"""Kinds that are named by something else: a goal by the table of objectives, a hot item by its source."""

SHOWN = 20
LONGEST = 200
"""Characters of a title (product.md 5)."""
SCATTERED = 3
"""Letters a word must have to be looked for as scattered letters: "mdmkt" finds "mid-market"."""


def search(reader: Reads, text: str, limit: int = SHOWN) -> list[Found]:
    """Return records whose title holds every word of `text`, else their letters in order; at most `limit` a kind.

    An exact reference (`KR40`) is found too, and stands first. What is longer than a title is found nowhere: a paste
    of that many words is more than a database takes in one question.
    """
    text = clean(text)
    words = text.split()
    if not words or len(text) > LONGEST:
        return []
    exact = _by_reference(reader, text.strip().upper())
    found = _holding(reader, [f"%{literal(word)}%" for word in words], limit)
    if not found and not exact and all(len(word) >= SCATTERED for word in words):
        found = _holding(reader, [f"%{'%'.join(map(literal, word))}%" for word in words], limit)
    return list(dict.fromkeys((*exact, *found, *_memos(reader, text, limit))))


def _memos(reader: Reads, text: str, limit: int) -> list[Found]:
    """Return decisions by the words of their memos."""
    numbers = sorted(decisions.search(reader, text), reverse=True)[:limit]
    named = [refs.ref("decision", number) for number in numbers]
    return [
        Found(ref, "decision", number, title_of(reader, ref)) for ref, number in zip(named, numbers, strict=True)
    ]


def _by_reference(reader: Reads, word: str) -> list[Found]:
    parsed = refs.parse(word)
    title = title_of(reader, word) if parsed is not None else ""
    return [Found(word, *parsed, title)] if parsed is not None and title else []


def _holding(reader: Reads, patterns: list[str], limit: int) -> list[Found]:
    # SQLite's LIKE knows no capitals; lowering 200,000 titles first would take three times as long.
    like = "LIKE" if reader.dialect == "sqlite" else "ILIKE"
    values = {f"w{place}": pattern for place, pattern in enumerate(patterns)}
    found = []
    for kind, (table, column) in TITLES.items():
        if kind in LEFT_OUT:
            continue
        where = "".join(f" AND {column} {like} :{name} ESCAPE '\\'" for name in values)
        which = "kind" if table == "goal" else f"'{kind}'"
        rows = reader.rows(
            f"SELECT id, {column}, {which} FROM {table} WHERE archived_at IS NULL{where}"
            f" ORDER BY id DESC LIMIT {int(limit)}",
            **values,
        )
        for number, title, of in rows:
            name = kind if table != "goal" or of == "objective" else "goal"
            found.append(Found(refs.ref(name, number), name, int(number), str(title)))
    return found
