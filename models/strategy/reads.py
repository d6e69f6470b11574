"""The strategy brief as screens and commands show it: with today's numbers beside its words."""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from typing import Any

from models.decisions.reads import local_day
from models.numbers import format_number
from models.scorecard.glance_reads import judged
from models.scorecard.plans import condition_text, goal_text
from models.scorecard.verdict import Judged
from models.store.protocol import Reads
from models.strategy import rules
from models.strategy.flow import OPEN, counts_below, path_order
from models.strategy.readiness import reach
from models.strategy.views import (
    AssumptionView,
    BriefView,
    ChoiceView,
    DoubtView,
    ExclusionView,
    GoalView,
    MeasureView,
    TriggerView,
)
from models.strategy.voice_reads import doubts_of, marks

VISION, ELEPHANTS = "vision", "elephants"


def brief_id(reader: Reads, *, draft: bool = False, version: int | None = None) -> int | None:
    """Return the id of a version: the given one, the draft, or the published one (a draft when none is)."""
    if version is not None:
        return _number(reader, f"version = {int(version)}")
    if draft:
        return _number(reader, "state = 'draft'")
    return _number(reader, "state = 'published'") or _number(reader, "state = 'draft'")


def _number(reader: Reads, where: str) -> int | None:
    found = reader.value(
        f"SELECT id FROM brief WHERE archived_at IS NULL AND {where} ORDER BY version DESC, id DESC LIMIT 1"
    )
    return int(found) if found is not None else None


LARGE = {"membership": 400, "todo": 1000, "goal": 2000}
"""Rows of a table from which what stands beside the words of a brief takes longer to read than a key may."""


def is_large(reader: Reads) -> bool:
    """Return whether the company is so large that a screen reads the brief beside its keys; never counts further."""
    return any(
        int(reader.value(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {most + 1}) AS held") or 0) > most
        for table, most in LARGE.items()
    )


def brief(
    reader: Reads, number: int, today: date, *, me: int = 0, zone: tzinfo = UTC, most: int = 0
) -> BriefView:
    """Return one version with everything beside it.

    me: the person who reads, for `mine`. most: count key results up to there only, for a screen.
    """
    row = reader.row(
        "SELECT b.version, b.state, b.title, b.vision, b.elephants, b.published_at, p.name FROM brief b"
        " LEFT JOIN person p ON p.id = b.published_by WHERE b.id = :id",
        id=number,
    )
    version, state, title, vision, elephants, at, by = row or (0, "draft", "", "", "", None, "")
    measures = _measures_of(reader, number, today)
    choices = _choices(reader, number, today, zone, most)
    exclusions = _exclusions(reader, number, measures, zone)
    assumptions = _assumptions(reader, number, measures, zone)
    marked, unmarked = marks(reader, number)
    texts = [title, vision, elephants, *(x.statement for x in exclusions), *(x.statement for x in assumptions)]
    texts += [one.elephant for one in exclusions]
    texts += [part for one in choices for part in (one.sentence, one.because, one.consequence)]
    draft = reader.row(
        "SELECT id, version FROM brief WHERE state = 'draft' AND archived_at IS NULL AND id <> :id", id=number
    )
    last = reader.value("SELECT max(version) FROM brief WHERE state = 'published' AND archived_at IS NULL")
    return BriefView(
        id=number, version=version, state=state, title=title, vision=vision or "", elephants=elephants or "",
        published_on=local_day(at, zone) if at else None, published_by=by or "", words=rules.words(texts),
        choices=choices, exclusions=exclusions, assumptions=assumptions,
        measures=_named(reader, number, measures), triggers=_triggers(reader, number, measures),
        goals=_goals(reader, choices, today), marks=marked, unmarked=unmarked,
        read_by=int(reader.value(_READERS, id=number) or 0), people=int(reader.value(_PEOPLE) or 0),
        mine=bool(reader.value(_ACK, id=number, me=me)),
        draft=(draft[0], draft[1]) if draft else None, published=int(last or 0),
    )  # fmt: skip


_ACK = "SELECT count(*) FROM ack a WHERE a.brief_id = :id AND a.archived_at IS NULL AND a.person_id = :me"
_PEOPLE = (
    "SELECT count(DISTINCT p.id) FROM membership m JOIN person p ON p.id = m.person_id"
    " WHERE m.archived_at IS NULL AND p.active = 1 AND p.archived_at IS NULL"
)
_READERS = (
    f"{_PEOPLE} AND EXISTS"
    " (SELECT 1 FROM ack a WHERE a.brief_id = :id AND a.person_id = p.id AND a.archived_at IS NULL)"
)
"""Of the same people, those who have read it: whoever is in no team would count for one who has not."""


def _measures_of(reader: Reads, number: int, today: date) -> dict[int, Judged]:
    ids: set[int] = set()
    longest = 4
    for table in ("brief_measure", "exclusion", "assumption"):
        periods = "periods" if table == "exclusion" else "0"
        rows = reader.rows(
            f"SELECT measure_id, {periods} FROM {table}"
            " WHERE brief_id = :id AND measure_id IS NOT NULL AND archived_at IS NULL",
            id=number,
        )
        ids |= {measure for measure, _ in rows}
        longest = max([longest, *(count for _, count in rows)])
    return judged(reader, today, ids, periods=longest + 1) if ids else {}


def _choices(reader: Reads, number: int, today: date, zone: tzinfo, most: int) -> tuple[ChoiceView, ...]:
    rows = reader.rows(
        "SELECT id, lineage, statement, rather_than, because, consequence, still_holds FROM choice"
        " WHERE brief_id = :id AND archived_at IS NULL ORDER BY rank, id",
        id=number,
    )
    lineages = [row[1] for row in rows]
    below, reached = counts_below(reader, lineages, most=most), reach(reader, lineages, today)
    doubts = doubts_of(reader, "choice", zone)
    return tuple(
        ChoiceView(
            id=one, lineage=lineage, number=place, statement=statement, rather_than=rather or "",
            because=because or "", consequence=consequence or "", still_holds=holds or "",
            krs=below.get(lineage, (0, 0))[0], goals=below.get(lineage, (0, 0))[1], doubts=doubts.get(lineage, ()),
            reach=reached[lineage],
        )
        for place, (one, lineage, statement, rather, because, consequence, holds) in enumerate(rows, 1)
    )  # fmt: skip


def _exclusions(reader: Reads, number: int, measures: dict[int, Judged], zone: tzinfo) -> tuple[ExclusionView, ...]:
    rows = reader.rows(
        "SELECT id, lineage, statement, measure_id, operator, bound, periods, lifted_at, elephant FROM exclusion"
        " WHERE brief_id = :id AND archived_at IS NULL ORDER BY rank, id",
        id=number,
    )
    doubts = doubts_of(reader, "exclusion", zone)
    return tuple(_exclusion(row, measures.get(row[3]), doubts.get(row[1], ()), zone) for row in rows)


def _exclusion(
    row: tuple[Any, ...], measure: Judged | None, doubts: tuple[DoubtView, ...], zone: tzinfo
) -> ExclusionView:
    number, lineage, statement, _, operator, bound, periods, lifted, elephant = row
    met, needed, condition = 0, 0, ""
    if measure is not None and operator and bound is not None:
        needed = rules.lifting_periods(periods, measure.cadence)
        met, needed = rules.lifting(measure.closed_values, operator, bound, needed)
        condition = f"{operator} {format_number(bound, measure.unit)}"
    return ExclusionView(
        id=number, lineage=lineage, statement=statement, measure=measure.name if measure else "",
        condition=condition, now=_now(measure), met=met, needed=needed,
        lifted_on=local_day(lifted, zone) if lifted else None, elephant=elephant or "", doubts=doubts,
    )  # fmt: skip


def _now(measure: Judged | None) -> str:
    return format_number(measure.value, measure.unit) if measure is not None and measure.value is not None else ""


def _assumptions(
    reader: Reads, number: int, measures: dict[int, Judged], zone: tzinfo
) -> tuple[AssumptionView, ...]:
    rows = reader.rows(
        "SELECT id, lineage, statement, measure_id, still_holds FROM assumption"
        " WHERE brief_id = :id AND archived_at IS NULL ORDER BY rank, id",
        id=number,
    )
    found, doubts = [], doubts_of(reader, "assumption", zone)
    for one, lineage, statement, measure, holds in rows:
        judge = measures.get(measure)
        name, status = (judge.name, judge.status) if judge else ("", "")
        said = doubts.get(lineage, ())
        found.append(AssumptionView(one, lineage, statement, name, _now(judge), status, holds or "", said))
    return tuple(found)


def _named(reader: Reads, number: int, measures: dict[int, Judged]) -> tuple[MeasureView, ...]:
    rows = reader.rows(
        "SELECT measure_id FROM brief_measure WHERE brief_id = :id AND archived_at IS NULL ORDER BY rank, id", id=number
    )
    return tuple(
        MeasureView(one.id, one.name, _now(one), _goal(one), one.status)
        for (measure,) in rows
        if (one := measures.get(measure)) is not None
    )


def _goal(one: Judged) -> str:
    return goal_text(one.in_force, one.unit, one.direction, one.cadence)


def _triggers(reader: Reads, number: int, measures: dict[int, Judged]) -> tuple[TriggerView, ...]:
    rows = reader.rows(
        "SELECT t.id, t.measure_id, t.of, t.operator, t.bound, t.periods, t.action, t.state FROM trigger t"
        " JOIN brief_measure b ON b.measure_id = t.measure_id"
        " WHERE b.brief_id = :id AND b.archived_at IS NULL AND t.archived_at IS NULL ORDER BY t.id",
        id=number,
    )
    found = []
    for one, measure, of, operator, bound, periods, action, state in rows:
        judge = measures.get(measure)
        if judge is not None:
            text = f"{judge.name} {condition_text(of, operator, bound, periods, judge.unit)}"
            found.append(TriggerView(one, text, action, _now(judge), state != "armed"))
    return tuple(found)


_TOP = (
    "(g.parent_id IS NULL OR g.parent_id IN"
    " (SELECT i.id FROM goal i WHERE i.parent_id IS NULL AND i.kind = 'imperative'))"
)
"""Where imperatives and annual goals stand (models/okrs/sound.py), so that the index on parents serves."""


def _goals(reader: Reads, choices: tuple[ChoiceView, ...], today: date) -> tuple[GoalView, ...]:
    rows = reader.rows(
        "SELECT g.id, g.kind, g.title, p.name, g.owner_text, g.choice_lineage, g.measure_id, g.path FROM goal g"
        " LEFT JOIN person p ON p.id = g.owner_id LEFT JOIN cycle c ON c.id = g.cycle_id"
        f" WHERE g.archived_at IS NULL AND g.kind <> 'objective' AND {OPEN} AND {_TOP}"
    )
    places = {one.lineage: one.number for one in choices}
    ids = {row[6] for row in rows if row[6]}
    measures = judged(reader, today, ids, periods=1) if ids else {}
    found = []
    for number, kind, title, owner, text, lineage, measure, path in sorted(rows, key=lambda row: path_order(row[7])):
        judge = measures.get(measure)
        found.append(
            GoalView(
                number, kind, title, owner or text or "", places.get(lineage, 0), _now(judge),
                judge.status if judge else "", path.count("/") - 2,
            )
        )  # fmt: skip
    return tuple(found)
