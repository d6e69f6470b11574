"""What screens and commands show of decisions, commitments and guardrails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from models.decisions import rules
from models.decisions.views import AffectsView, DecisionView, LineView, LogView, MemoView, OptionView
from models.errors import Unknown
from models.refs import ref
from models.store.protocol import Reads
from models.text import literal
from models.titles import title_of
from models.weeks import quarter_of, week_of

_SELECT = (
    "SELECT d.id, d.title, d.state, d.lane, p.name, p.handle, d.team_id, t.name, d.needed_by, d.asked_at, d.made_at,"
    " d.revisit_on, d.chosen, d.private,"
    " (SELECT min(n.id) FROM decision n WHERE n.supersedes = d.id AND n.archived_at IS NULL)"
    " FROM decision d JOIN team t ON t.id = d.team_id LEFT JOIN person p ON p.id = d.owner_id"
    " WHERE d.archived_at IS NULL"
)


def local_day(at: str, zone: tzinfo = UTC) -> date:
    """Return the day of an instant in the organisation's time zone."""
    if zone is UTC:
        return date.fromisoformat(at[:10])
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(zone).date()


def decision_log(reader: Reads, today: date, *, zone: tzinfo = UTC, teams: Iterable[int] | None = None) -> LogView:
    """Return the whole log, of `teams` only if given. Old needed decisions come first, overdue ones before them."""
    where = "" if teams is None else f" AND d.team_id IN ({', '.join(str(int(one)) for one in teams) or 'NULL'})"
    found = [_view(row, today, zone) for row in reader.rows(f"{_SELECT}{where} ORDER BY d.id")]
    needed = sorted((one for one in found if one.state == "needed"), key=lambda one: (-one.overdue, -one.age, one.id))
    made = sorted((one for one in found if one.state == "made"), key=_newest_first)
    past = sorted((one for one in found if one.state in ("superseded", "reversed")), key=_newest_first)
    quarter = quarter_of(week_of(today))
    counted = [
        (one.lane or None, one.asked_on, one.made_on)
        for one in (*made, *past)
        if one.made_on is not None and quarter_of(week_of(one.made_on)) == quarter
    ]
    medians = rules.median_days(counted)
    return LogView(
        needed=tuple(needed),
        made=tuple(made),
        past=tuple(past),
        lanes=rules.lane_shares(lane for lane, _, _ in counted),
        median={lane: medians.get((lane, quarter)) for lane in rules.LANES},
    )


def _newest_first(one: DecisionView) -> tuple[int, int]:
    return -(one.made_on or one.asked_on).toordinal(), -one.id


def _view(row: Sequence[Any], today: date, zone: tzinfo) -> DecisionView:
    number, title, state, lane, owner, handle, team_id, team, needed_by, asked, made, revisit, chosen = row[:13]
    asked_on = local_day(asked, zone)
    by = date.fromisoformat(needed_by) if needed_by else None
    again = date.fromisoformat(revisit) if revisit else None
    needed = state == "needed"
    return DecisionView(
        id=number,
        title=title,
        state=state,
        lane=lane or "",
        owner=owner or "",
        handle=handle or "",
        team_id=team_id,
        team=team,
        needed_by=needed_by or "",
        asked_on=asked_on,
        made_on=local_day(made, zone) if made else None,
        revisit_on=revisit or "",
        chosen=chosen or "",
        private=bool(row[13]),
        waits=needed and lane == "commitment" and bool(chosen),
        status=rules.needed_status(asked_on, by, today) if needed else "done",
        age=rules.age_days(asked_on, today),
        overdue=rules.overdue_days(by, today) if needed else 0,
        revisit=state == "made" and rules.to_revisit(again, today),
        follows=ref("decision", row[14]) if row[14] and state == "superseded" else "",
    )


def search(reader: Reads, text: str) -> frozenset[int]:
    """Return the ids of the decisions whose memo holds every word of `text`, in any of its fields or options."""
    found: frozenset[int] | None = None
    for word in text.lower().split():
        pattern = f"%{literal(word)}%"
        columns = ("title", "context", "chosen", "because", "consequences", "expected")
        fields = " OR ".join(f"lower(d.{name}) LIKE :pattern ESCAPE '\\'" for name in columns)
        rows = reader.rows(
            f"SELECT d.id FROM decision d WHERE d.archived_at IS NULL AND ({fields}"
            " OR EXISTS (SELECT 1 FROM option o WHERE o.decision_id = d.id AND o.archived_at IS NULL"
            " AND (lower(o.title) LIKE :pattern ESCAPE '\\' OR lower(o.pro) LIKE :pattern ESCAPE '\\'"
            " OR lower(o.con) LIKE :pattern ESCAPE '\\')))",
            pattern=pattern,
        )
        numbers = frozenset(number for (number,) in rows)
        found = numbers if found is None else found & numbers
    return found or frozenset()


def memo(reader: Reads, number: int, today: date, *, zone: tzinfo = UTC) -> MemoView:
    """Return one decision in full. Raises Unknown when there is none that this person may see."""
    row = reader.row(f"{_SELECT} AND d.id = :id", id=number)
    more = reader.row(
        "SELECT d.context, d.because, d.consequences, d.expected, a.name, d.measure_id, m.name, d.origin_ref,"
        " d.supersedes, o.title, d.choice_lineage FROM decision d LEFT JOIN person a ON a.id = d.made_by"
        " LEFT JOIN measure m ON m.id = d.measure_id LEFT JOIN decision o ON o.id = d.supersedes WHERE d.id = :id",
        id=number,
    )
    if row is None or more is None:
        raise Unknown(f"There is no {ref('decision', number)}")
    one = _view(row, today, zone)
    context, because, consequences, expected, author, measure, measure_name, origin, old, old_title, choice = more
    return MemoView(
        one=one,
        context=context or "",
        because=because or "",
        consequences=consequences or "",
        expected=expected or "",
        author=author or "",
        options=options(reader, number),
        affects=_affects(reader, number, zone),
        log=change_log(reader, number, zone=zone),
        measure=(ref("measure", measure), measure_name) if measure and measure_name else None,
        origin=(origin, title_of(reader, origin)) if origin else None,
        supersedes=(ref("decision", old), old_title or "") if old else None,
        approved=_approvers(reader, one.ref),
        median=_lane_median(reader, one, today, zone),
        choice=_choice(reader, choice),
    )


def options(reader: Reads, number: int) -> tuple[OptionView, ...]:
    """Return the options of a decision in their order."""
    rows = reader.rows(
        "SELECT id, title, pro, con, chosen FROM option WHERE decision_id = :id AND archived_at IS NULL"
        " ORDER BY rank, id",
        id=number,
    )
    return tuple(OptionView(one, title, pro or "", con or "", bool(chosen)) for one, title, pro, con, chosen in rows)


def _affects(reader: Reads, number: int, zone: tzinfo) -> tuple[AffectsView, ...]:
    rows = reader.rows(
        "SELECT a.team_id, t.name, a.effect, a.told_at, a.seen_at FROM affects a JOIN team t ON t.id = a.team_id"
        " WHERE a.decision_id = :id AND a.archived_at IS NULL ORDER BY a.id",
        id=number,
    )
    return tuple(
        AffectsView(
            team,
            name,
            effect or "",
            local_day(told, zone) if told else None,
            local_day(seen, zone) if seen else None,
        )
        for team, name, effect, told, seen in rows
    )


def change_log(reader: Reads, number: int, *, zone: tzinfo = UTC) -> tuple[LineView, ...]:
    """Return what happened to a decision, its options and affected teams, newest first."""
    rows = reader.rows(
        "SELECT a.seq, a.at, p.name, a.summary FROM action a LEFT JOIN person p ON p.id = a.by_id"
        " WHERE a.id IN (SELECT c.action_id FROM change c WHERE (c.kind = 'decision' AND c.row_id = :id)"
        " OR (c.kind = 'option' AND c.row_id IN (SELECT id FROM option WHERE decision_id = :id))"
        " OR (c.kind = 'affects' AND c.row_id IN (SELECT id FROM affects WHERE decision_id = :id)))"
        " ORDER BY a.seq DESC LIMIT 50",
        id=number,
    )
    return tuple(LineView(local_day(at, zone), by or "", said) for _, at, by, said in rows)


def _approvers(reader: Reads, reference: str) -> tuple[str, ...]:
    rows = reader.rows(
        "SELECT p.name FROM approval a JOIN person p ON p.id = a.person_id"
        " WHERE a.ref = :ref AND a.archived_at IS NULL ORDER BY a.id",
        ref=reference,
    )
    return tuple(name for (name,) in rows)


def _lane_median(reader: Reads, one: DecisionView, today: date, zone: tzinfo) -> float | None:
    rows = reader.rows(
        "SELECT asked_at, made_at FROM decision WHERE archived_at IS NULL AND made_at IS NOT NULL"
        " AND coalesce(lane, '') = :lane",
        lane=one.lane,
    )
    quarter = quarter_of(week_of(today))
    pairs = [(local_day(asked, zone), local_day(made, zone)) for asked, made in rows]
    return rules.median(
        [rules.decision_days(asked, made) for asked, made in pairs if quarter_of(week_of(made)) == quarter]
    )


def _choice(reader: Reads, lineage: str | None) -> str:
    if not lineage:
        return ""
    said = reader.value(
        "SELECT c.statement FROM choice c JOIN brief b ON b.id = c.brief_id WHERE c.lineage = :lineage"
        " AND c.archived_at IS NULL AND b.state = 'published' ORDER BY b.version DESC LIMIT 1",
        lineage=lineage,
    )
    return str(said or "")
