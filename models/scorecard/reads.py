"""What the scorecard screen, the reviews and the command line show of measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.errors import Unknown
from models.refs import ref
from models.scorecard import checks, plans
from models.scorecard.formula import named
from models.scorecard.glance_reads import PERIODS, judged, plan_order
from models.scorecard.verdict import Judged
from models.store.protocol import Reads

DETAIL_PERIODS = 26


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One line of the scorecard. goal: the plan in short. decisions: how many this measure informed.

    hint: "trim?", "quiet" or "" (product.md 6). under: the measure it leads to, if that is shown too.
    """

    one: Judged
    goal: str
    decisions: int
    hint: str
    under: int | None


@dataclass(frozen=True, slots=True)
class TriggerView:
    """A trigger; condition in words ("< 60% for 3"), state armed, fired or acknowledged."""

    id: int
    condition: str
    action: str
    owner: str
    state: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A comment or why at a measure; period is 0 when it is about none."""

    kind: str
    text: str
    by: str
    at: str
    period: int


@dataclass(frozen=True, slots=True)
class DetailView:
    """Everything about one measure. serves: (reference, title) of key results and goals that take their value from it.

    changes: (reference, title, owner, due day) of open changes promised about it. formula: what it is worked out as, ""
    for none; inputs: (reference, name) of the measures in it.
    """

    one: Judged
    goal: str
    definition: str
    drives: str
    serves: tuple[tuple[str, str], ...]
    leading: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str, str], ...]
    notes: tuple[NoteView, ...]
    triggers: tuple[TriggerView, ...]
    formula: str
    inputs: tuple[tuple[str, str], ...]
    retired: bool


def measure_rows(
    reader: Reads,
    today: date,
    *,
    teams: Iterable[int] | None = None,
    measures: Iterable[int] | None = None,
    periods: int = PERIODS,
) -> list[MeasureView]:
    """Return the scorecard's lines in plan order, judged by their last `periods` periods.

    teams, measures: only these ids, if given.
    """
    found = judged(reader, today, measures, teams=teams, periods=max(periods, checks.QUIET_WEEKS))
    informed = _decisions(reader)
    acted, tied = _acted(reader, today), _tied(reader)
    return [
        MeasureView(
            one=one,
            goal=plans.goal_text(one.in_force, one.unit, one.direction, one.cadence),
            decisions=len(informed.get(one.id, ())),
            hint=checks.trim(one.closed, acted=one.id in acted, tied=one.id in tied),
            under=one.drives_id if one.drives_id in found and one.drives_id != one.id else None,
        )
        for one in plan_order(found.values())
    ]


def top_rows(reader: Reads, today: date, *, periods: int = PERIODS) -> list[MeasureView]:
    """Return the one top-level dashboard (M14): what was put there of any team, worst first."""
    numbers = [row[0] for row in reader.rows("SELECT id FROM measure WHERE on_top = 1 AND archived_at IS NULL")]
    views = measure_rows(reader, today, measures=numbers, periods=periods) if numbers else []
    return sorted(views, key=lambda view: view.one.badness())


def _decisions(reader: Reads) -> dict[int, set[int]]:
    """Return the decisions each measure informed: about it, raised from it, or linked to it."""
    rows = reader.rows("SELECT measure_id, id, origin_ref FROM decision WHERE archived_at IS NULL")
    found: dict[int, set[int]] = {}
    for measure, decision, origin in rows:
        for number in (measure, _measure_number(origin)):
            if number:
                found.setdefault(number, set()).add(decision)
    for target, decision in reader.rows(
        "SELECT l.to_ref, d.id FROM link l JOIN decision d ON l.from_ref = 'D' || CAST(d.id AS TEXT)"
        " WHERE l.archived_at IS NULL AND d.archived_at IS NULL AND l.to_ref LIKE 'M%'"
    ):
        number = _measure_number(target)
        if number:
            found.setdefault(number, set()).add(decision)
    return found


def _measure_number(reference: str | None) -> int:
    word = (reference or "").upper()
    return int(word[1:]) if word[:1] == "M" and word[1:].isdigit() else 0


def _acted(reader: Reads, today: date) -> set[int]:
    """Return the measures about which something is open, or was begun in the last weeks."""
    since = (today - timedelta(weeks=checks.TRIM_WEEKS + 1)).isoformat()
    queries = (
        "SELECT measure_id, ref FROM issue WHERE archived_at IS NULL AND (state <> 'solved' OR created_at >= :since)",
        "SELECT measure_id, origin_ref FROM decision WHERE archived_at IS NULL"
        " AND (state = 'needed' OR created_at >= :since)",
        "SELECT NULL, origin_ref FROM todo WHERE archived_at IS NULL AND (done_at IS NULL OR created_at >= :since)",
    )
    found: set[int] = set()
    for query in queries:
        for measure, reference in reader.rows(query, since=since):
            found |= {measure or 0, _measure_number(reference)}
    return found - {0}


def _tied(reader: Reads) -> set[int]:
    """Return the measures that brief, triggers, limits, assumptions or formulas stand on (product.md 6)."""
    found: set[int] = set()
    for table in ("brief_measure", "exclusion", "assumption", "trigger", "lane_item"):
        rows = reader.rows(f"SELECT measure_id FROM {table} WHERE archived_at IS NULL AND measure_id IS NOT NULL")
        found |= {row[0] for row in rows}
    for (text,) in reader.rows(
        "SELECT formula FROM measure WHERE formula > '' AND archived_at IS NULL AND retired_at IS NULL"
    ):
        found |= named(text)
    return found


def measure_detail(reader: Reads, today: date, measure: int, *, periods: int = DETAIL_PERIODS) -> DetailView:
    """Return everything about one measure, retired ones too. Raises Unknown when there is none."""
    one = judged(reader, today, (measure,), periods=periods, retired=True).get(measure)
    if one is None:
        raise Unknown(f"There is no {ref('measure', measure)}")
    about = reader.row(
        "SELECT m.definition, m.formula, d.name, m.retired_at FROM measure m"
        " LEFT JOIN measure d ON d.id = m.drives_id WHERE m.id = :measure",
        measure=measure,
    )
    definition, formula, drives, retired = about or (None, None, None, None)
    return DetailView(
        one=one,
        goal=plans.goal_text(one.in_force, one.unit, one.direction, one.cadence),
        definition=str(definition or ""),
        drives=str(drives or ""),
        serves=_serves(reader, measure),
        leading=_titles(reader, "measure", "name", f"drives_id = {int(measure)} AND retired_at IS NULL"),
        decisions=_informed(reader, measure),
        changes=_changes(reader, measure),
        notes=_notes(reader, measure),
        triggers=triggers(reader, measure),
        formula=str(formula or ""),
        inputs=_inputs(reader, formula),
        retired=retired is not None,
    )


def _inputs(reader: Reads, formula: str | None) -> tuple[tuple[str, str], ...]:
    listed = ", ".join(str(number) for number in named(formula or ""))
    return _titles(reader, "measure", "name", f"id IN ({listed})") if listed else ()


def _titles(reader: Reads, table: str, title: str, where: str) -> tuple[tuple[str, str], ...]:
    rows = reader.rows(f"SELECT id, {title} FROM {table} WHERE archived_at IS NULL AND {where} ORDER BY id")
    return tuple((ref(table, number), name) for number, name in rows)


def _serves(reader: Reads, measure: int) -> tuple[tuple[str, str], ...]:
    goals = reader.rows(
        "SELECT kind, id, title FROM goal WHERE archived_at IS NULL AND measure_id = :measure ORDER BY id",
        measure=measure,
    )
    named = [(ref("objective" if kind == "objective" else "goal", number), title) for kind, number, title in goals]
    return (*named, *_titles(reader, "key_result", "title", f"measure_id = {int(measure)}"))


def _informed(reader: Reads, measure: int) -> tuple[tuple[str, str], ...]:
    numbers = sorted(_decisions(reader).get(measure, ()))
    if not numbers:
        return ()
    return _titles(reader, "decision", "title", f"id IN ({', '.join(map(str, numbers))})")


def _changes(reader: Reads, measure: int) -> tuple[tuple[str, str, str, str], ...]:
    rows = reader.rows(
        "SELECT d.id, d.title, p.name, d.due_on FROM todo d LEFT JOIN person p ON p.id = d.owner_id"
        " WHERE d.archived_at IS NULL AND d.done_at IS NULL AND d.origin_ref = :ref ORDER BY d.due_on, d.id",
        ref=ref("measure", measure),
    )
    return tuple((ref("todo", number), title, str(owner or ""), due) for number, title, owner, due in rows)


def _notes(reader: Reads, measure: int) -> tuple[NoteView, ...]:
    rows = reader.rows(
        "SELECT n.kind, n.text, p.name, n.at, n.period FROM note n JOIN person p ON p.id = n.by_id"
        " WHERE n.archived_at IS NULL AND n.ref = :ref ORDER BY n.at DESC, n.id DESC LIMIT 20",
        ref=ref("measure", measure),
    )
    return tuple(NoteView(kind, said, by, at, period or 0) for kind, said, by, at, period in rows)


def triggers(reader: Reads, measure: int) -> tuple[TriggerView, ...]:
    """Return the triggers of a measure in the order they were agreed."""
    rows: Sequence[tuple[Any, ...]] = reader.rows(
        "SELECT t.id, t.of, t.operator, t.bound, t.periods, t.action, p.name, t.state, m.unit FROM trigger t"
        " JOIN measure m ON m.id = t.measure_id LEFT JOIN person p ON p.id = t.owner_id"
        " WHERE t.archived_at IS NULL AND t.measure_id = :measure ORDER BY t.id",
        measure=measure,
    )
    return tuple(
        TriggerView(number, plans.condition_text(of, sign, bound, periods, unit), action, str(owner or ""), state)
        for number, of, sign, bound, periods, action, owner, state, unit in rows
    )


def teams_with_measures(reader: Reads) -> list[tuple[int, str]]:
    """Return (id, name) of the teams that have measures of their own, by name."""
    rows = reader.rows(
        "SELECT t.id, t.name FROM team t WHERE t.archived_at IS NULL AND EXISTS"
        " (SELECT 1 FROM measure m WHERE m.team_id = t.id AND m.archived_at IS NULL AND m.retired_at IS NULL)"
        " ORDER BY t.id"
    )
    return [(number, name) for number, name in rows]
