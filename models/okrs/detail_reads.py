"""Everything about one goal or key result for its detail: history, steps, notes, audit, plan changes, path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.okrs import around_reads, cycle_work, reads, row_reads
from models.okrs.around_reads import AboutView, WorkView
from models.okrs.pace import PaceSettings
from models.okrs.plan_change_reads import PlanChangeView, timeline
from models.okrs.row_reads import RowView
from models.store.protocol import Reads

NEWEST = 60


@dataclass(frozen=True, slots=True)
class CheckInView:
    """One check-in, with who made it and its ISO week.

    corrects: the id of the one it counts in the place of. corrected: 1 when another one counts in its place; it stays
    to be seen. written: the instant it was typed, later than `at` for a correction.
    """

    id: int
    at: str
    by: str
    period: int
    value: float | None
    confidence: int | None
    word: str | None
    note: str
    corrects: int | None
    written: str
    corrected: int


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a milestone; due_on a day, done_at an instant."""

    id: int
    title: str
    weight: float
    due_on: str | None
    done_at: str | None


@dataclass(frozen=True, slots=True)
class SaidView:
    """One comment or why at a record."""

    at: str
    by: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class AuditView:
    """One line of the audit trail; before and after are JSON text, field "" is the making of the row."""

    at: str
    by: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailView:
    """One row with all that belongs to it, newest first; path: from the root down to its parent."""

    row: RowView
    path: tuple[RowView, ...]
    choice: str
    texts: tuple[tuple[str, str], ...] = ()
    check_ins: tuple[CheckInView, ...] = ()
    readings: tuple[tuple[int, float], ...] = ()
    steps: tuple[StepView, ...] = ()
    notes: tuple[SaidView, ...] = ()
    audit: tuple[AuditView, ...] = ()
    plan_changes: tuple[PlanChangeView, ...] = ()
    work: tuple[WorkView, ...] = ()
    below: tuple[RowView, ...] = ()
    issues: tuple[AboutView, ...] = ()
    decisions: tuple[AboutView, ...] = ()
    todos: tuple[AboutView, ...] = ()


def detail(reader: Reads, key: int, *, today: date, pace: PaceSettings | None = None) -> DetailView | None:
    """Return one row with its history, None when it is archived or gone."""
    path = reads.path_of(reader, key)
    found = row_reads.rows(reader, path or [key], today=today, pace=pace)
    row = found.get(key)
    if row is None:
        return None
    if row.cycle_state == "closed":
        goal = key if key > 0 else row.goal
        cycle = reader.value("SELECT cycle_id FROM goal WHERE id = :id", id=goal)
        found = cycle_work.within_cycle(reader, found, cycle)
    table = "key_result" if key < 0 else "goal"
    return DetailView(
        row=row,
        path=tuple(found[one] for one in path[:-1] if one in found),
        choice=choice_of(reader, [one for one in path if one > 0]),
        texts=_texts(reader, key),
        check_ins=check_ins(reader, -key) if key < 0 else (),
        readings=_readings(reader, row.measure) if row.measure else (),
        steps=steps(reader, -key) if key < 0 else (),
        notes=_notes(reader, row.ref),
        audit=_audit(reader, table, abs(key)),
        plan_changes=timeline(reader, key),
        work=around_reads.work(reader, key),
        below=_below(reader, key, today, pace) if key > 0 else (),
        issues=around_reads.issues(reader, row.ref),
        decisions=around_reads.decisions(reader, row.ref),
        todos=around_reads.todos(reader, row.ref),
    )


def _below(reader: Reads, goal: int, today: date, pace: PaceSettings | None) -> tuple[RowView, ...]:
    """Return what hangs right below a goal, its key results first."""
    keys = [key for key, _ in reads.children(reader, goal)][:NEWEST]
    found = row_reads.rows(reader, keys, today=today, pace=pace)
    return tuple(found[key] for key in keys if key in found)


def check_ins(reader: Reads, key_result: int) -> tuple[CheckInView, ...]:
    """Return the newest check-ins of a key result, the newest first."""
    rows = reader.rows(
        "SELECT c.id, c.at, p.handle, c.period, c.value, c.confidence, c.word, coalesce(c.note, ''), c.corrects,"
        " c.created_at, CASE WHEN EXISTS (SELECT 1 FROM check_in n WHERE n.key_result_id = c.key_result_id"
        " AND n.corrects = c.id AND n.archived_at IS NULL) THEN 1 ELSE 0 END FROM check_in c"
        " JOIN person p ON p.id = c.by_id WHERE c.key_result_id = :id AND c.archived_at IS NULL"
        f" ORDER BY c.at DESC, c.id DESC LIMIT {NEWEST}",
        id=key_result,
    )
    return tuple(CheckInView(*row) for row in rows)


def steps(reader: Reads, key_result: int) -> tuple[StepView, ...]:
    """Return the steps of a milestone in their order."""
    rows = reader.rows(
        "SELECT id, title, weight, due_on, done_at FROM step WHERE key_result_id = :id AND archived_at IS NULL"
        " ORDER BY rank, id",
        id=key_result,
    )
    return tuple(StepView(*row) for row in rows)


def choice_of(reader: Reads, goals: list[int]) -> str:
    """Return the strategic choice that the nearest goal of a path follows from, "" when none is named."""
    if not goals:
        return ""
    numbers = ", ".join(str(int(one)) for one in goals)
    lineage = reader.value(
        f"SELECT choice_lineage FROM goal WHERE id IN ({numbers}) AND choice_lineage IS NOT NULL"
        " ORDER BY length(path) DESC LIMIT 1"
    )
    if not lineage:
        return ""
    statement = reader.value(
        "SELECT statement FROM choice WHERE lineage = :lineage AND archived_at IS NULL ORDER BY id DESC LIMIT 1",
        lineage=lineage,
    )
    return str(statement or lineage)


def _texts(reader: Reads, key: int) -> tuple[tuple[str, str], ...]:
    """Return the longer texts of a row that are filled in, as (label, text)."""
    names: tuple[str, ...]
    if key < 0:
        names = ("Was", "Imported as", "Why this score", "Cause")
        row = reader.row(
            "SELECT baseline_text, imported_note, final_reason, cause FROM key_result WHERE id = :id", id=-key
        )
    else:
        names = ("Why", "What", "How", "Imported as", "Why this score", "Cause")
        row = reader.row("SELECT why, what, how, imported_note, final_reason, cause FROM goal WHERE id = :id", id=key)
    return tuple((name, text) for name, text in zip(names, row or (), strict=False) if text)


def _readings(reader: Reads, measure: int) -> tuple[tuple[int, float], ...]:
    """Return (period, value) of the newest readings of a measure that may be seen, oldest first."""
    rows = reader.rows(
        "SELECT r.period, r.value FROM reading r JOIN measure m ON m.id = r.measure_id"
        f" WHERE r.measure_id = :id AND r.archived_at IS NULL ORDER BY r.period DESC LIMIT {NEWEST}",
        id=measure,
    )
    return tuple((period, value) for period, value in reversed(rows))


def _notes(reader: Reads, ref: str) -> tuple[SaidView, ...]:
    rows = reader.rows(
        "SELECT n.at, p.handle, n.kind, n.text FROM note n JOIN person p ON p.id = n.by_id"
        f" WHERE n.ref = :ref AND n.archived_at IS NULL ORDER BY n.at DESC, n.id DESC LIMIT {NEWEST}",
        ref=ref,
    )
    return tuple(SaidView(*row) for row in rows)


def _audit(reader: Reads, table: str, number: int) -> tuple[AuditView, ...]:
    rows = reader.rows(
        "SELECT a.at, coalesce(p.handle, ''), c.field, c.before, c.after FROM change c"
        " JOIN action a ON a.id = c.action_id LEFT JOIN person p ON p.id = a.by_id"
        " WHERE c.kind = :kind AND c.row_id = :id AND c.field NOT IN ('rank', 'path')"
        f" ORDER BY c.id DESC LIMIT {NEWEST}",
        kind=table,
        id=number,
    )
    return tuple(AuditView(*row) for row in rows)
