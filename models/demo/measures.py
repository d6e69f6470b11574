"""Harbor Pay's scorecard: 26 closed weeks of readings with their gaps, six closed months for monthly measures.

The last number of each series is the last closed week's (or month's); a dash is one that nobody typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from models import weeks
from models.demo.agenda import Agenda, Ids
from models.demo.calendar import Calendar
from models.demo.people import FIRST
from models.scorecard.verbs import AddMeasure, AddTrigger, EnterReading, SetPlan


def series(text: str) -> tuple[float | None, ...]:
    """Read a series, oldest first; "-" is a period that nobody typed."""
    return tuple(None if word == "-" else float(word) for word in text.split())


@dataclass(frozen=True, slots=True)
class Line:
    """One measure. plan: from the beginning; path: (weeks ago it began, start, goal, weeks ahead it arrives)."""

    key: str
    name: str
    owner: str
    unit: str
    direction: str
    plan: str
    values: Sequence[float | None]
    team: str = "T1"
    area: str = "operations"
    off_at: str = ""
    path: tuple[int, float, float, int] | None = None
    drives: str = ""
    leading: bool = False
    aggregate: str = "last"
    cadence: str = "week"
    definition: str = ""


LEADERSHIP = (
    Line(
        "nrr", "Net revenue retention", "ana", "%", "up", ">=107%", area="growth", off_at="2",
        path=(12, 107.0, 110.0, 8), definition="Revenue of customers of a year ago, now against then",
        values=series(
            "106.9 107 107 107.1 107.1 107 107.2 107.3 107.3 107.4 107.5 107.4 107.6"
            " 107.5 107.7 107.8 107.9 108.1 108.2 108.2 108.4 108.5 108.7 108.8 109 109.1"
        ),
    ),
    Line(
        "cover", "Expansion pipeline coverage", "ana", "x", "up", ">=3", area="growth", off_at="0.5",
        drives="Net revenue retention", leading=True,
        values=series(
            "3.4 3.4 3.3 3.4 3.3 3.3 3.2 3.3 3.2 3.2 3.2 3.1 3.2"
            " 3.2 3.1 3.1 3.0 3.0 2.9 2.9 - 2.6 2.5 2.3 2.2 2.1"
        ),
    ),
    Line(
        "tier2", "Tier-2 support response", "jonas", "h", "down", "<4h", off_at="1",
        drives="Net revenue retention", leading=True, aggregate="mean",
        values=series(
            "4.6 4.4 4.5 4.2 4.3 4.1 4.2 4.0 4.1 3.9 4.2 4.3 4.4"
            " 4.4 4.4 4.2 4.1 3.9 3.8 3.8 4.1 4.6 5.0 5.4 6.0 6.2"
        ),
    ),
    Line(
        "adopt", "Adoption in first 30 days", "mei", "%", "up", ">=40%", area="innovation",
        path=(12, 42.0, 60.0, 5), drives="Net revenue retention", leading=True, off_at="6",
        values=series(
            "38 38 39 39 - 40 40 41 40 41 41 42 42"
            " 43 44 45 46 47 48 49 - 50 51 52 52 52"
        ),
    ),
    Line(
        "share", "Mid-market share of bookings", "priya", "%", "up", ">=4%", area="growth", off_at="3.25",
        path=(8, 4.0, 17.0, 4), definition="Bookings of 100 to 1,000 employees, of all bookings of four weeks",
        values=series(
            "3.8 4 3.9 4.1 4 4 3.9 4 4.1 4 3.9 4 4"
            " 4 4.1 4 4.1 4 4.4 5 5.6 6.3 7.2 8.1 8.7 9"
        ),
    ),
    Line(
        "login", "Contract to first login", "lena", "d", "down", "<=8d", off_at="1.5", aggregate="mean",
        path=(12, 8.0, 1.0, 5),
        values=series(
            "8.4 8.1 8.2 8 7.9 8 8.1 7.8 7.9 8 7.8 7.9 8"
            " 7.8 7.4 7.2 6.8 6.1 5.6 5 4.6 4.1 3.8 3.6 3.6 3.6"
        ),
    ),
    Line(
        "approval", "Sub-50k price approval", "omar", "d", "down", "<=5d", off_at="0.8", aggregate="mean",
        path=(12, 5.0, 1.0, 7), definition="Median days from asking for a price below 50k to the answer",
        values=series(
            "5.1 4.9 5.2 5 5.1 5 4.9 5.1 5 5 5.1 5 5"
            " 5 5 4.7 4.4 4.1 3.8 3.6 3.3 3.1 2.9 2.7 2.5 2.4"
        ),
    ),
    Line(
        "churn", "Early churn (90 d)", "mei", "%", "down", "<=12%", area="growth", off_at="1",
        path=(12, 12.0, 7.0, 12),
        values=series(
            "12.3 12.2 12.1 12.2 12 12.1 12 12.1 12 11.9 12 12 12"
            " 12 11.9 11.8 11.6 11.4 11.2 11 10.9 10.7 10.5 10.3 10.1 9.6"
        ),
    ),
    Line(
        "margin", "Gross margin", "sam", "%", "up", ">=62%", area="finance", off_at="2",
        values=series(
            "60.8 60.9 61 60.9 61.1 61.2 61.1 61.3 61.4 61.3 61.5 61.6 61.5"
            " 61.7 61.6 61.8 61.9 61.8 62 62.1 62 62.2 62.1 62.1 62.2 62.3"
        ),
    ),
    Line(
        "hours", "Leadership hours with customers", "ana", "h", "up", ">=12h", area="culture", off_at="4",
        leading=True, aggregate="sum",
        values=series(
            "9 11 10 12 13 - 11 12 14 12 10 12 13"
            " 12 11 14 12 13 12 9 12 15 13 12 14 -"
        ),
    ),
)

TEAMS = (
    Line(
        "call", "Lead to first call", "tomas", "h", "down", "<=40h", team="Sales", off_at="10", aggregate="mean",
        path=(8, 41.0, 8.0, 4),
        values=series(
            "44 43 45 42 43 41 42 44 41 42 40 42 41"
            " 41 42 40 41 41 38 35 32 29 26 24 22 20"
        ),
    ),
    Line(
        "lenders", "Lenders signed", "tomas", "", "up", ">=2", team="Sales", area="growth", off_at="1",
        aggregate="sum", definition="Lending firms found us: nobody sells to them yet",
        values=series(
            "1 2 1 2 2 1 2 3 2 2 1 2 2"
            " 3 2 2 3 2 3 3 2 3 4 5 5 6"
        ),
    ),
    Line(
        "discount", "Deals discounted over 15%", "omar", "%", "down", "<=21%", team="Sales", area="finance", off_at="5",
        values=series(
            "24 24 23 24 23 22 23 23 22 22 22 21 22"
            " 21 21 22 21 20 21 20 20 19 - 19 19 19"
        ),
    ),
    Line(
        "tickets", "Tickets per 100 new accounts", "jonas", "", "down", "<=38", team="Support", off_at="6",
        values=series(
            "41 40 42 41 40 41 40 41 40 40 41 40 40"
            " 40 40 39 40 40 39 39 38 38 37 37 36 36"
        ),
    ),
    Line(
        "settle", "On-time settlement", "lena", "%", "up", ">=99.5%", team="Provisioning", off_at="0.5",
        aggregate="min",
        values=series(
            "99.6 99.7 99.7 99.6 99.8 99.7 99.7 99.6 99.7 99.8 99.7 99.7 99.6"
            " 99.7 99.7 99.8 99.7 99.7 99.6 99.7 99.7 99.8 99.7 99.7 99.7 99.7"
        ),
    ),
    Line(
        "pii", "Support exports with personal data", "ines", "", "down", "<=0", team="Compliance", off_at="2",
        aggregate="sum",
        values=series(
            "1 0 0 1 0 0 0 0 0 0 1 0 0"
            " 0 0 0 0 0 0 0 0 0 0 0 0 1"
        ),
    ),
    Line(
        "arr", "Net ARR growth", "sam", "%", "up", ">=5%", team="Finance", area="finance", off_at="1.5",
        cadence="month",
        values=series("6.4 6.5 6.2 6.1 5.8 5.2"),
    ),
    Line(
        "revenue", "Net revenue, year on year", "sam", "%", "up", ">=14%", team="Finance", area="finance", off_at="4",
        cadence="month", values=series("13.6 14.2 15.1 15.8 16.9 17.6"), path=(3, 15.1, 20.0, 3),
    ),
)  # fmt: skip

LINES = (*LEADERSHIP, *TEAMS)

WAITING = Line(
    "waiting", "Lead to price, days", "tomas", "d", "down", "<=7d", (), team="Sales", off_at="2",
    path=(8, 6.7, 3, 4), definition="From a lead to its price: first call and approval together",
)  # fmt: skip
WORKED_OUT = "M{call} / 24 + M{approval}"
"""Nobody types it: it follows from two others."""

TRIGGERS = (
    ("arr", "< 5.5% for 2", "Freeze hiring outside the reporting module, use the flex pool", "sam"),
    ("churn", "> 13% for 3", "Stop new SMB campaigns until early churn is below 12%", "mei"),
)


def measure(agenda: Agenda) -> None:
    """Set up the measures, then let every week's numbers come in; what drives what is known from the start."""
    calendar = agenda.calendar
    start = calendar.monday(-27, 11)
    for line in LINES:
        agenda.add(start, "ana", AddMeasure(fields=_fields(line), plan=line.plan, off_at=line.off_at), keep=line.key)
    agenda.add(calendar.monday(-20, 14), "ana", _worked_out, keep=WAITING.key)
    _take_path(agenda, WAITING, *WAITING.path or ())
    for key, condition, action, owner in TRIGGERS:
        agenda.add(calendar.monday(-20, 15), "ana", _trigger(key, condition, action, owner))
    for line in LINES:
        if line.path:
            _take_path(agenda, line, *line.path)
        for back, value in enumerate(reversed(line.values), 1):
            if value is not None:
                wrong = WRONG.get((line.key, -back))
                _read(agenda, line, -back, value if wrong is None else wrong)
                if wrong is not None:
                    _correct(agenda, line, -back, value)


def _fields(line: Line) -> dict[str, object]:
    return {
        "name": line.name, "team": line.team, "owner": line.owner, "area": line.area, "leading": line.leading,
        "unit": line.unit, "direction": line.direction, "aggregate": line.aggregate, "cadence": line.cadence,
        "definition": line.definition, "on_top": line.team == "T1", "drives": line.drives,
    }  # fmt: skip


def _worked_out(ids: Ids) -> AddMeasure:
    typed = WORKED_OUT.format_map(ids)
    return AddMeasure(fields=_fields(WAITING), plan=WAITING.plan, off_at=WAITING.off_at, formula=typed)


def _trigger(key: str, condition: str, action: str, owner: str) -> Callable[[Ids], AddTrigger]:
    return lambda ids: AddTrigger(measure=ids[key], condition=condition, action=action, owner=owner)


def _take_path(agenda: Agenda, line: Line, back: int, start: float, goal: float, ahead: int) -> None:
    calendar = agenda.calendar
    since = _period(calendar, line, -back)
    until = weeks.format_period(_period(calendar, line, ahead), line.cadence)
    plan = f"{start:g}{line.unit} -> {goal:g}{line.unit} from {weeks.format_period(since, line.cadence)} by {until}"
    first = weeks.first_day(since, line.cadence)
    at = calendar.at((first - calendar.today).days, 16)
    agenda.add(at, line.owner, lambda ids: SetPlan(measure=ids[line.key], plan=plan, off_at=line.off_at))


def _period(calendar: Calendar, line: Line, by: int) -> int:
    return calendar.month(by) if weeks.monthly(line.cadence) else calendar.week(by)


def _read(agenda: Agenda, line: Line, by: int, value: float) -> None:
    """Let a number come in: from the old sheet, pasted in one go, or typed by its owner on the Monday after."""
    calendar = agenda.calendar
    monthly = weeks.monthly(line.cadence)
    pasted = by < (-PASTED_MONTHS if monthly else -PASTED_WEEKS)
    typed = calendar.month_closing(by) if monthly else calendar.closing(by, MINUTE[line.owner])
    at = calendar.monday(-PASTED_WEEKS, 7) if pasted else typed
    period, source = _period(calendar, line, by), "import scorecard.csv" if pasted else "person"
    verb: Callable[[Ids], EnterReading] = lambda ids: EnterReading(  # noqa: E731 - a verb that waits for its id
        measure=ids[line.key], value=value, period=period, source=source
    )
    agenda.add(at, FIRST if pasted else line.owner, verb)


def _correct(agenda: Agenda, line: Line, by: int, value: float) -> None:
    """Let a number that was typed wrong be corrected by its owner the day after."""
    calendar, period = agenda.calendar, _period(agenda.calendar, line, by)
    verb: Callable[[Ids], EnterReading] = lambda ids: EnterReading(  # noqa: E731 - a verb that waits for its id
        measure=ids[line.key], value=value, period=period, note="Two queues were missing from the export"
    )
    agenda.add(calendar.closing(by, MINUTE[line.owner]) + timedelta(days=1), line.owner, verb)


WRONG = {("tier2", -3): 4.9}
"""Numbers as they were typed first, by measure and weeks from now; the day after they were corrected."""

PASTED_WEEKS, PASTED_MONTHS = 13, 4
"""Numbers older than these were pasted from the sheet they had been kept in."""

MINUTE = {
    handle: 5 * place for place, handle in enumerate(("omar", "lena", "tomas", "priya", "jonas", "mei", "sam", "ines"))
} | {FIRST: 50}
"""When on a Monday morning each of them types their numbers."""
