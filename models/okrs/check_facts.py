"""The facts that the live checks of objectives and key results look at, gathered for a company or a window of rows.

`where` is SQL over `g` (the goal), `c` (its cycle) and for key results `k`, made of numbers only. One way of
gathering serves `oar lint`, `L` on the tree and the quiet marks on its rows, so that all three agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models import weeks
from models.findings import Finding
from models.okrs.checks import SILENT_DAYS, KrFacts, ObjectiveFacts, check_key_result, check_objective
from models.store.protocol import Reads

OPEN = "g.archived_at IS NULL AND g.state = 'open' AND c.state IN ('planning', 'active')"
"""What is checked: open goals of cycles that are planned or run."""

ALL = "1 = 1"

Found = tuple[int, str, int | None, Finding]
"""Key (the negated id of a key result), title, id of the team, finding."""


def objective_findings(reader: Reads, where: str = ALL) -> Iterator[Found]:
    """Yield what is odd about the open objectives."""
    tops = {
        str(number) for (number,) in reader.rows("SELECT id FROM goal WHERE parent_id IS NULL AND kind = 'imperative'")
    }
    own = _counted(reader, "key_result", "goal_id") if where == ALL else None
    below = _counted(reader, "goal", "parent_id") if where == ALL else None
    for number, title, team, owner, owner_text, path, above, results, children in reader.rows(
        "SELECT g.id, g.title, g.team_id, g.owner_id, g.owner_text, g.path, p.title,"
        f" {_COUNTS if own is None else 'NULL, NULL'} FROM goal g"
        " JOIN cycle c ON c.id = g.cycle_id LEFT JOIN goal p ON p.id = g.parent_id"
        f" WHERE g.kind = 'objective' AND {OPEN} AND {where} ORDER BY g.id"
    ):
        facts = ObjectiveFacts(
            title=title,
            has_owner=bool(owner or owner_text),
            owner_text=owner_text or "",
            has_path=not tops or not tops.isdisjoint(path.split("/")),  # without imperatives nothing leads to one
            key_results=results if own is None else own.get(number, 0),
            children=children if below is None else below.get(number, 0),
            parent_title=above,
        )
        for finding in check_objective(facts):
            yield number, title, team, finding


_COUNTS = (
    "(SELECT count(*) FROM key_result x WHERE x.goal_id = g.id AND x.archived_at IS NULL),"
    " (SELECT count(*) FROM goal x WHERE x.parent_id = g.id AND x.archived_at IS NULL)"
)
"""How many key results and goals hang below one goal; for all of them one pass each is a third of the time."""


def _counted(reader: Reads, table: str, column: str) -> dict[int, int]:
    return dict(
        reader.rows(
            f"SELECT {column}, count(*) FROM {table} WHERE archived_at IS NULL AND {column} IS NOT NULL"
            f" GROUP BY {column}"
        )
    )


_KEY_RESULTS = (
    "SELECT k.id, k.title, g.team_id, k.kind, k.owner_id, k.owner_text, g.title, k.start, k.target, k.low, k.high,"
    " k.unit, k.measure_id, c.state, coalesce(k.starts_on, c.start_on),"
    # What it was worth when the cycle began; one lookup in the index of check-ins.
    " (SELECT i.value FROM check_in i WHERE i.key_result_id = k.id AND i.archived_at IS NULL AND i.value IS NOT NULL"
    " AND i.at <= c.start_on || 'T24' ORDER BY i.at DESC, i.id DESC LIMIT 1),"
    " CASE WHEN c.state = 'active' AND k.measure_id IS NULL THEN"
    " (SELECT max(i.at) FROM check_in i WHERE i.key_result_id = k.id AND i.archived_at IS NULL) END,"
    " CASE WHEN k.controlled = 1 AND coalesce(m.controlled, 1) = 1 THEN 2 WHEN EXISTS"
    " (SELECT 1 FROM key_result b LEFT JOIN measure n ON n.id = b.measure_id WHERE b.goal_id = k.goal_id"
    " AND b.id <> k.id AND b.archived_at IS NULL AND b.controlled = 1 AND coalesce(n.controlled, 1) = 1)"
    " THEN 1 ELSE 0 END"
    " FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
    " LEFT JOIN measure m ON m.id = k.measure_id"
    f" WHERE k.archived_at IS NULL AND k.final_score IS NULL AND {OPEN} AND "
)


def key_result_findings(
    reader: Reads, today: date, where: str = ALL, *, silent_days: int = SILENT_DAYS
) -> Iterator[Found]:
    """Yield what is odd about the open key results."""
    linked = _linked(reader, where)
    for row in reader.rows(f"{_KEY_RESULTS}{where} ORDER BY k.id"):
        (number, title, team, kind, owner, owner_text, above, start, target, low, high, unit, measure, state, since,
         value, last, control) = row  # fmt: skip
        planned, begun = linked.get(number, (False, None)) if measure else (False, None)
        facts = KrFacts(
            title=title,
            kind=kind,
            has_owner=bool(owner or owner_text),
            owner_text=owner_text or "",
            objective=above,
            has_target=target is not None or low is not None or high is not None or planned,
            share_done=target == 100 and start == 0 and unit == "%" and measure is None,
            raw_at_start=begun if measure else _raw(kind, start, target, value),
            days_silent=_silent(last or since, today) if state == "active" and measure is None else None,
            controlled=control == 2,
            controlled_beside=control == 1,
        )
        for finding in check_key_result(facts, silent_days):
            yield -number, title, team, finding


def _raw(kind: str, start: float | None, target: float | None, value: float | None) -> float | None:
    """Return raw progress at a value (product.md 3), None where the start of the cycle cannot be too late."""
    if value is None:
        return None
    if kind == "boolean":
        return value
    if kind not in ("increase", "decrease") or start is None or target is None or start == target:
        return None
    return (value - start) / (target - start)


def _silent(last: str | None, today: date) -> int | None:
    return max(0, (today - date.fromisoformat(last[:10])).days) if last else None


def _linked(reader: Reads, where: str) -> Mapping[int, tuple[bool, float | None]]:
    """Return of the key results with a measure: has it a plan, and raw progress when the cycle began."""
    rows = reader.rows(
        "SELECT k.id, k.kind, m.id, m.cadence, c.start_on, k.start, k.target, p.id, p.start, p.goal"
        " FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
        " JOIN measure m ON m.id = k.measure_id LEFT JOIN plan p ON p.id = (SELECT x.id FROM plan x"
        " WHERE x.measure_id = m.id AND x.archived_at IS NULL ORDER BY x.from_period DESC LIMIT 1)"
        f" WHERE k.archived_at IS NULL AND {OPEN} AND {where}"
    )
    readings = _readings(reader, {row[2] for row in rows})
    found: dict[int, tuple[bool, float | None]] = {}
    for number, kind, measure, cadence, begins, start, target, plan, plan_start, goal in rows:
        first = weeks.period_of(date.fromisoformat(begins), cadence)
        before = [value for period, value in readings.get(measure, ()) if period < first]
        ends = (start, target) if target is not None else (plan_start, goal)
        found[number] = (plan is not None, _raw(kind, *ends, before[-1] if before else None))
    return found


def _readings(reader: Reads, measures: set[int]) -> Mapping[int, list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = {}
    if measures:
        for measure, period, value in reader.rows(
            "SELECT measure_id, period, value FROM reading WHERE archived_at IS NULL"
            f" AND measure_id IN ({', '.join(map(str, sorted(measures)))}) ORDER BY measure_id, period"
        ):
            found.setdefault(measure, []).append((period, value))
    return found
