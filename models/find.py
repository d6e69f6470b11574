"""Finding a record by what people type: a reference, the beginning of its title, or words of it.

Reading is generous (fuzzy titles), writing is not: an exact reference or a prefix that only one record has
(interface.md 5).
"""

from __future__ import annotations

from collections.abc import Iterable

from models import refs, text
from models.errors import Ambiguous, Unknown
from models.store.protocol import Reads
from models.titles import TITLES, Found, title_of

GOALS = {"objective": "kind = 'objective'", "goal": "kind <> 'objective'"}
SHOWN = 9
GOOD = 75.0
CLEARLY = 8.0
"""Points of 100: how alike a fuzzy title must be, and by how much better than the next one."""


def resolve(reader: Reads, given: str, *, write: bool, kinds: Iterable[str] = ()) -> Found:
    """Return the one record that `given` names, of `kinds` (all when empty).

    write: exact references and unique prefixes only. Raises Unknown, or Ambiguous with the candidates.
    """
    word = text.clean(given).strip()
    wanted = tuple(kinds) or tuple(TITLES)
    if not word:
        raise Unknown("The reference is empty", "Give one such as KR40, or words of its title")
    parsed = refs.parse(word)
    if parsed is not None and parsed[0] in TITLES:
        return _by_reference(reader, word.upper(), parsed, wanted)
    if word.startswith("@") and "person" in wanted:
        return _person(reader, word[1:])
    found = _by_prefix(reader, word, wanted)
    if len(found) == 1:
        return found[0]
    if not found and not write:
        found = _alike(reader, word, wanted)
        if len(found) == 1:
            return found[0]
    if not found:
        hint = "Use a reference such as KR40; `oar show WORDS` finds it" if write else "`oar tree` shows what there is"
        raise Unknown(f"There is nothing called {_short(word)}", hint)
    pairs = tuple((one.ref, one.title) for one in found[:SHOWN])
    more = f" ({len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    raise Ambiguous(f"{_short(word)} may be several{more}", pairs, "Nothing was changed; use one of these references")


def _short(word: str) -> str:
    return repr(word if len(word) <= 40 else f"{word[:40]}...")


def _by_reference(reader: Reads, word: str, parsed: tuple[str, int], wanted: tuple[str, ...]) -> Found:
    kind, number = parsed
    if kind not in wanted and not (kind in GOALS and set(wanted) & set(GOALS)):
        raise Unknown(f"{word} is a {kind.replace('_', ' ')}", f"Wanted: {', '.join(wanted).replace('_', ' ')}")
    table, column = TITLES[kind]
    row = reader.row(f"SELECT {column}, {_kind_column(kind)} FROM {table} WHERE id = :id", id=number)
    if row is None:
        raise Unknown(f"There is no {word}", "`oar show WORDS` finds things by their title")
    if kind in GOALS:
        kind = "objective" if row[1] == "objective" else "goal"
    return Found(refs.ref(kind, number), kind, number, str(row[0]))


def _kind_column(kind: str) -> str:
    return "kind" if kind in GOALS else "''"


def _person(reader: Reads, handle: str) -> Found:
    row = reader.row("SELECT id, name FROM person WHERE lower(handle) = lower(:handle)", handle=handle)
    if row is None:
        raise Unknown(f"Nobody here is called {_short(handle)}", "`oar people` lists everybody")
    return Found(refs.ref("person", row[0]), "person", int(row[0]), str(row[1]))


def _by_prefix(reader: Reads, word: str, wanted: tuple[str, ...]) -> list[Found]:
    """Return the records whose title begins with `word`; only those that are equal to it, if there are any."""
    prefix = f"{text.literal(word)}%"
    parts = []
    for kind in wanted:
        table, column = TITLES[kind]
        where = f" AND {GOALS[kind]}" if kind in GOALS else ""
        parts.append(
            f"SELECT '{kind}' AS what, id, {column} AS title FROM {table} WHERE archived_at IS NULL{where}"
            f" AND lower({column}) LIKE lower(:prefix) ESCAPE '\\'"
        )
    rows = reader.rows(f"SELECT what, id, title FROM ({' UNION ALL '.join(parts)}) AS hits LIMIT 200", prefix=prefix)
    found = [Found(refs.ref(kind, number), kind, int(number), str(title)) for kind, number, title in rows]
    exact = [one for one in found if one.title.lower() == word.lower()]
    return exact or sorted(found, key=lambda one: (wanted.index(one.kind), one.id))


def _alike(reader: Reads, word: str, wanted: tuple[str, ...]) -> list[Found]:
    """Return the records whose title is most like `word`, best first; one when it is clearly the best."""
    from rapidfuzz import fuzz, process

    titles: list[str] = []
    owners: list[tuple[str, int]] = []
    for kind in wanted:
        table, column = TITLES[kind]
        where = f" AND {GOALS[kind]}" if kind in GOALS else ""
        for number, title in reader.rows(f"SELECT id, {column} FROM {table} WHERE archived_at IS NULL{where}"):
            titles.append(str(title).lower())
            owners.append((kind, int(number)))
    hits = process.extract(word.lower(), titles, scorer=fuzz.WRatio, limit=3 * SHOWN, score_cutoff=GOOD)
    words = [one for one in word.lower().split() if len(one) > 2]
    hits = [hit for hit in hits if all(fuzz.partial_ratio(one, hit[0]) >= GOOD for one in words)][:SHOWN]
    if not hits:
        return []
    best = hits[0][1]
    if len(hits) > 1 and best - hits[1][1] >= CLEARLY:
        hits = hits[:1]
    return [_found_at(reader, *owners[at]) for _, _, at in hits]


def _found_at(reader: Reads, kind: str, number: int) -> Found:
    reference = refs.ref(kind, number)
    return Found(reference, kind, number, title_of(reader, reference))
