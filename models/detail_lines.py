"""What belongs to a record and has no reference of its own, as lines: check-ins, readings, steps, options, people."""

from __future__ import annotations

from collections.abc import Callable

from models import refs, weeks
from models.store.protocol import Reads

NEWEST = 13
"""Check-ins and readings that are shown."""


def lines(reader: Reads, table: str, number: int) -> list[tuple[str, str]]:
    """Return (heading, line) of all that hangs on one row of a table by its id; nothing for other tables."""
    return [
        (heading, line(*row)) for heading, sql, line in _LISTS.get(table, ()) for row in reader.rows(sql, id=number)
    ]


def joined(*parts: object) -> str:
    """Return the parts that say something, two blanks apart."""
    return "  ".join(str(part) for part in parts if part not in (None, ""))


def _check_in(
    at: str, value: float | None, confidence: int | None, by: str, note: str, corrects: int | None, later: int | None
) -> str:
    number = "" if value is None else f"{value:.10g}"
    mark = "(corrected)" if later else "(correction)" if corrects else ""
    return joined(at[:10], number, "" if confidence is None else f"c{confidence}", f"@{by}", mark, note)


def _step(title: str, due_on: str | None, done_at: str | None) -> str:
    return joined(title, f"due {due_on}" if due_on else "", f"done {done_at[:10]}" if done_at else "")


def _reading(period: int, value: float, note: str, cadence: str) -> str:
    return joined(weeks.format_period(period, cadence), f"{value:.10g}", note)


def _source(name: str, kind: str, every: str, quality: str, pulled_at: str) -> str:
    pulled = f"last pulled {pulled_at[:16].replace('T', ' ')} UTC"
    answers = f"{quality} answers for its numbers" if quality else ""
    return ", ".join(part for part in (f"{name} ({kind})", every, pulled, answers) if part)


def _option(title: str, pro: str, con: str, chosen: int) -> str:
    return joined(title, pro and f"+ {pro}", con and f"- {con}", "(chosen)" if chosen else "")


def _member(handle: str, name: str, access: str) -> str:
    return joined(f"@{handle}", name, access)


def _access(team: int, name: str, access: str) -> str:
    return joined(refs.ref("team", team), name, access)


_CHECK_INS = f"""
SELECT c.at, c.value, c.confidence, p.handle, c.note, c.corrects,
  (SELECT max(n.id) FROM check_in n
   WHERE n.key_result_id = c.key_result_id AND n.corrects = c.id AND n.archived_at IS NULL)
FROM check_in c JOIN person p ON p.id = c.by_id
WHERE c.key_result_id = :id AND c.archived_at IS NULL ORDER BY c.at DESC, c.id DESC LIMIT {NEWEST}
"""
_STEPS = """
SELECT title, due_on, done_at FROM step WHERE key_result_id = :id AND archived_at IS NULL ORDER BY rank, id
"""
_READINGS = f"""
SELECT r.period, r.value, r.note, m.cadence FROM reading r JOIN measure m ON m.id = r.measure_id
WHERE r.measure_id = :id AND r.archived_at IS NULL ORDER BY r.period DESC LIMIT {NEWEST}
"""
_SOURCES = """
SELECT s.name, s.kind, s.every, coalesce(p.name, s.quality_text), s.pulled_at
FROM measure_source s LEFT JOIN person p ON p.id = s.quality_id
WHERE s.measure_id = :id AND s.archived_at IS NULL ORDER BY s.pulled_at DESC
"""
_OPTIONS = """
SELECT title, pro, con, chosen FROM option WHERE decision_id = :id AND archived_at IS NULL ORDER BY rank, id
"""
_MEMBERS = """
SELECT p.handle, p.name, m.access FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.team_id = :id AND m.archived_at IS NULL AND p.active = 1 ORDER BY p.handle
"""
_ACCESS = """
SELECT t.id, t.name, m.access FROM membership m JOIN team t ON t.id = m.team_id
WHERE m.person_id = :id AND m.archived_at IS NULL ORDER BY t.id
"""
_LISTS: dict[str, tuple[tuple[str, str, Callable[..., str]], ...]] = {
    "key_result": (("Check-ins", _CHECK_INS, _check_in), ("Steps", _STEPS, _step)),
    "measure": (("Readings", _READINGS, _reading), ("Sources", _SOURCES, _source)),
    "decision": (("Options", _OPTIONS, _option),),
    "team": (("People", _MEMBERS, _member),),
    "person": (("Access", _ACCESS, _access),),
}
"""Table -> (heading, query, what makes a line of its columns), in the order shown."""
