"""The fields of a measure's forms: a new one, all of one, another plan; and the verbs that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from models import weeks
from models.errors import OarError
from models.numbers import parse_value, unit_of
from models.scorecard import plans
from models.scorecard.reads import DetailView
from models.scorecard.templates import Template
from models.scorecard.verbs import AddMeasure, SetPlan
from models.verbs import Batch, Edit
from screens.dialogs.form import FormField

AREAS = ("growth", "operations", "finance", "talent", "culture", "innovation")
DIRECTIONS = (("up", "more is better"), ("down", "less is better"), ("within", "within a band"))
CADENCES = (("week", "week"), ("month", "month"))
AGGREGATES = (("last", "the last one"), ("sum", "sum"), ("mean", "mean"), ("min", "lowest"), ("max", "highest"))
YES_NO = (("yes", "yes"), ("no", "no"))
PLAN_HELP = "Hold it: >=62%, <4h, 90..95%. Or a path: 4 -> 17 by W39"
OFF_HELP = "How far from plan counts as off; empty takes the usual distance"
SINCE_HELP = "The period it counts from, this one or later: the past keeps the goal it was judged by"
FIRST_SINCE_HELP = "The period it counts from; empty: the past counts too, a path begins with the last closed one"
AGGREGATE_HELP = "How periods are taken together: 4 weeks, a quarter"
CONTROLLED_HELP = "If not, name one beside it that they can move"
OF_A_PLAN = ("plan", "off_at", "since")
Pairs = Sequence[tuple[str, str]]


def new_fields(*, people: Pairs, teams: Pairs, results: Pairs, me: str, team: str,
               today: Any, template: Template | None = None) -> list[FormField]:  # fmt: skip
    """Return the fields of a new measure; people, teams and results are (handle or reference, name) pairs.

    template: a usual monitor whose words the form starts with; its plan is only an example, in the help.
    """
    words = template.fields() if template is not None else {}
    example = f"Such as {template.plan}. " if template is not None and template.plan else ""
    unit = words.get("unit", "")
    cadence = words.get("cadence", "week")
    return [
        FormField(
            "name",
            "Name",
            value=words.get("name", ""),
            check=lambda said: "" if said.strip() else "Give it a name",
        ),
        FormField(
            "plan", "Plan", help=example + PLAN_HELP, check=lambda said: plan_problem(said, unit, cadence, today)
        ),
        FormField("off_at", "Off at", help=OFF_HELP),
        FormField("unit", "Unit", value=unit, help="%, EUR, h, d, x ... or empty; a plan such as >=62% says it too"),
        FormField("direction", "Better is", "choice", value=words.get("direction", ""),
                  choices=(("", "as the plan says"), *DIRECTIONS)),
        FormField("owner", "Owner", "person", value=me, choices=tuple(people)),
        FormField("controlled", "Owner controls it", "choice", value=words.get("controlled", "yes"), choices=YES_NO,
                  help=CONTROLLED_HELP),
        FormField("team", "Team", "choice", value=team, choices=tuple(teams)),
        FormField("drives", "Leads to", "choice", choices=(("", "nothing"), *results),
                  help="The result this one moves, if any"),
        FormField("area", "Area", "choice", value=words.get("area", "operations"), choices=_same(AREAS)),
        FormField("cadence", "Every", "choice", value=cadence, choices=CADENCES),
        FormField("aggregate", "Aggregate", "choice", value=words.get("aggregate", "last"), choices=AGGREGATES,
                  help=AGGREGATE_HELP),
    ]  # fmt: skip


def _same(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in words)


def new_measure(values: Mapping[str, str], template: Template | None = None) -> AddMeasure:
    """Return the verb for a filled form."""
    fields = {name: said for name, said in values.items() if name not in OF_A_PLAN and said.strip()}
    key = template.key if template is not None else ""
    return AddMeasure(fields=fields, plan=values["plan"], off_at=values["off_at"], template=key)


def edit_fields(
    detail: DetailView, opened: Mapping[str, Any], *, people: Pairs, results: Pairs, today: Any
) -> list[FormField]:
    """Return the fields of a measure as they are now. opened: its columns by field name (models/form_reads.py)."""
    one = detail.one
    others = [pair for pair in results if pair[0] != f"M{one.id}"]
    return [
        FormField("name", "Name", value=one.name),
        *plan_fields(detail, today),
        FormField("unit", "Unit", value=one.unit),
        FormField("direction", "Better is", "choice", value=one.direction, choices=DIRECTIONS),
        FormField("owner", "Owner", "person", value=one.handle or "", choices=tuple(people)),
        FormField("drives", "Leads to", "choice", value=f"M{one.drives_id}" if one.drives_id else "",
                  choices=(("", "nothing"), *others)),
        FormField("area", "Area", "choice", value=one.area, choices=_same(AREAS)),
        FormField("aggregate", "Aggregate", "choice", value=one.aggregate, choices=AGGREGATES, help=AGGREGATE_HELP),
        FormField("controlled", "Owner controls it", "choice", value="yes" if opened["controlled"] else "no",
                  choices=YES_NO, help=CONTROLLED_HELP),
        FormField("beside", "Beside it", "choice", value=f"M{opened['beside']}" if opened["beside"] else "",
                  choices=(("", "none"), *others)),
        FormField("definition", "Definition", value=str(opened["definition"] or "")),
    ]  # fmt: skip


def plan_fields(detail: DetailView, today: Any) -> list[FormField]:
    """Return the fields of a plan: what it is, how far from it is off, from when it counts."""
    one = detail.one
    newest = max(one.plans, key=lambda plan: plan[0], default=None)
    plan = plans.typed_plan(newest, one.unit, one.direction, one.cadence)
    running = weeks.period_of(today, one.cadence)
    since = weeks.format_period(max(running, newest[0]), one.cadence) if newest is not None else ""
    off_at = _plain(newest[6]) if newest is not None else ""
    return [
        FormField("plan", "Plan", value=plan, help=PLAN_HELP,
                  check=lambda said: plan_problem(said, one.unit, one.cadence, today)),
        FormField("off_at", "Off at", value=off_at, help=OFF_HELP),
        FormField("since", "Counts from", value=since, help=SINCE_HELP if newest is not None else FIRST_SINCE_HELP,
                  complete=partial(_period, near=running, cadence=one.cadence)),
    ]  # fmt: skip


def _period(said: str, near: int, cadence: str) -> str:
    if not said.strip():
        return ""
    return weeks.format_period(weeks.parse_period(said, near, cadence, ahead=True), cadence)


def changed_measure(
    detail: DetailView, changes: Mapping[str, str], base: Mapping[str, str], opened: Mapping[str, Any]
) -> Edit | Batch:
    """Return the verb for a changed form, with the value every field had when it opened, so that conflicts are told."""
    one = detail.one
    kept = {name: said for name, said in changes.items() if name not in OF_A_PLAN}
    if "drives" in kept:
        kept["leading"] = "yes" if kept["drives"] else "no"
    edit = Edit(ref=f"M{one.id}", fields=kept, base={name: opened[name] for name in kept})
    if kept and not changes.keys() & set(OF_A_PLAN):
        return edit
    verbs: list[Any] = [edit] if kept else []
    verbs.append(changed_plan(one.id, changes, base))
    return Batch(verbs=tuple(verbs), summary=f"Changed M{one.id} {one.name}")


def changed_plan(measure: int, changes: Mapping[str, str], base: Mapping[str, str]) -> SetPlan:
    """Return the verb for the fields of a plan; another plan without a distance takes the usual one."""
    off_at = changes.get("off_at", "" if "plan" in changes else base["off_at"])
    plan, since = changes.get("plan", base["plan"]), changes.get("since", base["since"])
    return SetPlan(measure=measure, plan=plan, off_at=off_at, since=since, base=base["plan"])


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
