"""The form of a measure: name, unit, plan, off-at, owner, what it leads to; for a new one and for changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models import weeks
from models.errors import OarError
from models.numbers import parse_value, unit_of
from models.scorecard import plans
from models.scorecard.reads import DetailView, MeasureView
from models.scorecard.verbs import AddMeasure, SetPlan
from models.verbs import Batch, Edit
from screens.dialogs.form import FormField

AREAS = ("growth", "operations", "finance", "talent", "culture", "innovation")
DIRECTIONS = (("up", "more is better"), ("down", "less is better"), ("within", "within a band"))
CADENCES = (("week", "week"), ("month", "month"))
PLAN_HELP = "Hold it: >=62%, <4h, 90..95%. Or a path: 4 -> 17 by W39"
OFF_HELP = "How far from plan counts as off; empty takes the usual distance"
People = Sequence[tuple[str, str]]


def new_fields(text: str, *, people: People, teams: People, results: Sequence[MeasureView], me: str, team: str,
               today: Any) -> list[FormField]:  # fmt: skip
    """Return the fields of a new measure called `text`; people and teams are (handle or ref, name) pairs."""
    return [
        FormField("name", "Name", value=text, check=lambda said: "" if said.strip() else "Give it a name"),
        FormField("plan", "Plan", help=PLAN_HELP, check=lambda said: plan_problem(said, "", "week", today)),
        FormField("off_at", "Off at", help=OFF_HELP),
        FormField("unit", "Unit", help="%, EUR, h, d, x ... or empty; a plan such as >=62% says it too"),
        FormField("owner", "Owner", "person", value=me, choices=tuple(people)),
        FormField("team", "Team", "choice", value=team, choices=tuple(teams)),
        FormField("drives", "Leads to", "choice", choices=_results(results), help="The result this one moves, if any"),
        FormField("area", "Area", "choice", value="operations", choices=tuple((area, area) for area in AREAS)),
        FormField("cadence", "Every", "choice", value="week", choices=CADENCES),
    ]


def _results(results: Sequence[MeasureView]) -> tuple[tuple[str, str], ...]:
    return (("", "nothing"), *((f"M{view.one.id}", view.one.name) for view in results))


def new_measure(values: Mapping[str, str]) -> AddMeasure:
    """Return the verb for a filled form."""
    fields = {name: said for name, said in values.items() if name not in ("plan", "off_at") and said.strip()}
    return AddMeasure(fields=fields, plan=values["plan"], off_at=values["off_at"])


def edit_fields(detail: DetailView, *, people: People, results: Sequence[MeasureView], today: Any) -> list[FormField]:
    """Return the fields of a measure as they are now."""
    one = detail.one
    others = [view for view in results if view.one.id != one.id]
    force = one.in_force
    plan = plans.typed_plan(force, one.unit, one.direction, one.cadence)
    return [
        FormField("name", "Name", value=one.name),
        FormField("plan", "Plan", value=plan, help=f"{PLAN_HELP}; the past keeps its goal",
                  check=lambda said: plan_problem(said, one.unit, one.cadence, today)),
        FormField("off_at", "Off at", value=_plain(one.off_at), help=OFF_HELP),
        FormField("unit", "Unit", value=one.unit),
        FormField("direction", "Better is", "choice", value=one.direction, choices=DIRECTIONS),
        FormField("owner", "Owner", "person", value=one.handle or "", choices=tuple(people)),
        FormField("drives", "Leads to", "choice", value=f"M{one.drives_id}" if one.drives_id else "",
                  choices=_results(others)),
        FormField("area", "Area", "choice", value=one.area, choices=tuple((area, area) for area in AREAS)),
        FormField("definition", "Definition", value=detail.definition),
    ]  # fmt: skip


def changed_measure(detail: DetailView, changes: Mapping[str, str], base: Mapping[str, str]) -> Batch:
    """Return the verbs for a changed form, with the values it opened with so that conflicts are told."""
    one = detail.one
    kept = {name: said for name, said in changes.items() if name not in ("plan", "off_at")}
    if "drives" in kept:
        kept["leading"] = "yes" if kept["drives"] else "no"
    verbs: list[Any] = []
    if kept:
        before = {"direction": one.direction, "name": one.name, "area": one.area, "unit": one.unit}
        known = {name: before[name] for name in kept if name in before}
        verbs.append(Edit(ref=f"M{one.id}", fields=kept, base=known))
    if "plan" in changes or "off_at" in changes:
        plan = changes.get("plan", base["plan"])
        off_at = changes.get("off_at", "" if "plan" in changes else base["off_at"])
        verbs.append(SetPlan(measure=one.id, plan=plan, off_at=off_at))
    return Batch(verbs=tuple(verbs), summary=f"Changed M{one.id} {one.name}")


def plan_problem(said: str, unit: str, cadence: str, today: Any) -> str:
    """Return what is wrong with a plan as typed, "" when it can be read or is empty."""
    if not said.strip():
        return ""
    try:
        own = unit or unit_of(plans.unit_in(said))
        plans.parse_plan(said, unit=own, cadence=cadence, running=weeks.period_of(today, cadence))
    except OarError as error:
        return error.line()
    return ""


def _plain(value: float | None) -> str:
    return "" if value is None else f"{parse_value(repr(value)):.12g}"
