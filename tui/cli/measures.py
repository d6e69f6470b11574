"""`oar scorecard` and `oar formula`: the lines, the top dashboard, what may go, who keeps numbers, hindsight."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from models import weeks
from models.errors import Refused
from models.find import resolve
from models.numbers import format_number, format_share
from models.okrs import discipline_reads
from models.refs import ref
from models.scorecard import back_test_reads, quality_reads, reads, templates
from models.scorecard.glance_reads import below_team
from models.scorecard.reads import MeasureView
from models.scorecard.verbs import PutOnTop, SetFormula
from models.scorecard.verdict import ORDER
from themes import cells
from themes.cells import Spans
from tui.cli.context import Context
from tui.cli.printer import Cell, Column

AREAS = ("growth", "operations", "finance", "talent", "culture", "innovation")
PUNCTUAL = ("Due", "On time", "%", "Late", "Missed")
VERDICTS = {"met": "good", "part": "risk", "same": "risk", "worse": "off", "better": "good", "no reading": "late"}


def scorecard_arguments(parser: ArgumentParser) -> None:
    """WHAT and its references, and whose."""
    parser.add_argument("what", metavar="WHAT", nargs="?", default="list", choices=tuple(WHAT),
                        help="list (default), top, trim, owners, backtest, templates")  # fmt: skip
    parser.add_argument("refs", metavar="REF", nargs="*", help="top: measures to put there; backtest: decisions")
    parser.add_argument("--team", metavar="T", default="", help="a team and those below it")
    parser.add_argument(
        "--by", choices=("plan", "worst", "owner", "area"), default="plan", help="the order of the list"
    )
    parser.add_argument("--area", choices=AREAS, default="", help="one area only")
    parser.add_argument("--stage", metavar="STAGE", default="", help=f"templates of {', '.join(templates.STAGES)}")
    parser.add_argument("--off", action="store_true", help="take measures off the top dashboard")


def scorecard(context: Context, options: Namespace) -> int:
    """Show one of the scorecard's pages, or change what is on the top dashboard."""
    if options.refs and options.what not in ("top", "backtest"):
        raise Refused(f"{options.what} takes no {options.refs[0][:40]!r}", "`oar scorecard --help` shows how")
    if options.off and not (options.what == "top" and options.refs):
        raise Refused("--off takes measures off the top dashboard", "Such as: oar scorecard top M7 --off")
    return WHAT[options.what](context, options)


def _teams(context: Context, options: Namespace) -> list[int] | None:
    if not options.team:
        return None
    team = resolve(context.store.reader, options.team, write=False, kinds=("team",))
    return below_team(context.store.reader, team.id)


def _list(context: Context, options: Namespace) -> int:
    store = context.store
    views = reads.measure_rows(store.reader, store.clock.today(), teams=_teams(context, options))
    views = [view for view in views if options.area in ("", view.one.area)]
    return _show(context, _ordered(views, options.by), indent=options.by == "plan")


def _top(context: Context, options: Namespace) -> int:
    store = context.store
    if options.refs:
        found = (resolve(store.reader, given, write=True, kinds=("measure",)) for given in options.refs)
        return context.done(store.write(PutOnTop(measures=tuple(one.id for one in found), off=options.off)))
    views = reads.top_rows(store.reader, store.clock.today())
    if not views:
        context.say("Nothing is on the top dashboard: oar scorecard top M7 puts a measure of any team there.")
    return _show(context, views, indent=False)


def _ordered(views: list[MeasureView], by: str) -> list[MeasureView]:
    keys: dict[str, Callable[[MeasureView], Any]] = {
        "worst": lambda view: view.one.badness(),
        "owner": lambda view: (view.one.owner.casefold() or "~", view.one.badness()),
        "area": lambda view: (AREAS.index(view.one.area), view.one.badness()),
    }
    return sorted(views, key=keys[by]) if by in keys else views


def _show(context: Context, views: list[MeasureView], *, indent: bool) -> int:
    rows: list[tuple[Cell, ...]] = []
    for view in views:
        one = view.one
        name: Spans = ((f"{'  ' if indent and view.under else ''}{one.name}", "" if one.leads else "title"),)
        met, judged = one.hits
        rows.append(
            (
                ((ref("measure", one.id), "ref"),),
                cells.badge(one.status, glyphs=context.glyphs),
                name,
                format_number(one.value, one.unit),
                view.goal,
                cells.trend(one.trend, one.change, glyphs=context.glyphs) if one.trend else "",
                f"{met}/{judged}" if judged else "",
                one.owner,
                ((one.team, "muted"),),
                str(view.decisions or ""),
                ((view.hint, "muted"),),
            )
        )
    if rows:
        context.table(
            ("Ref", "Status", Column("Measure", flexible=True), Column("Now", right=True), "Goal", "Change", "Hit",
             "Owner", "Team", "Dec.", ""),
            rows,
        )  # fmt: skip
    words = [view.one.status for view in views]
    context.dump({"counts": {word: words.count(word) for word in ORDER if word in words},
                  "measures": [_plainly(view) for view in views]})  # fmt: skip
    return 0


def _plainly(view: MeasureView) -> dict[str, Any]:
    one = view.one
    return {
        "ref": ref("measure", one.id),
        "name": one.name,
        "team": one.team,
        "area": one.area,
        "leading": bool(one.leads),
        "under": ref("measure", view.under) if view.under else "",
        "owner": one.handle or one.owner,
        "unit": one.unit,
        "direction": one.direction,
        "aggregate": one.aggregate,
        "cadence": one.cadence,
        "period": weeks.format_period(one.period, one.cadence),
        "value": one.value,
        "plan": one.plan,
        "goal": view.goal,
        "off_at": one.off_at,
        "status": one.status,
        "trend": one.trend,
        "change": one.change,
        "hits": list(one.hits),
        "decisions": view.decisions,
        "hint": view.hint,
        "on_top": bool(one.on_top),
    }


def _trim(context: Context, options: Namespace) -> int:
    store = context.store
    found = quality_reads.trim_rows(store.reader, store.clock.today(), teams=_teams(context, options))
    rows: list[tuple[Cell, ...]] = [
        (((one.ref, "ref"),), ((one.hint or "-", "risk" if one.hint == "trim?" else "muted"),), one.name, one.owner,
         ((one.team, "muted"),), one.why)
        for one in found
    ]  # fmt: skip
    if rows:
        context.table(("Ref", "", Column("Measure", flexible=True), "Owner", "Team", "Why"), rows)
        context.say()
        going = sum(bool(one.hint) for one in found)
        context.say(
            f"{going} may go by the rule; oar retire {found[0].ref} --because WHY takes one off, its past stays"
        )
    else:
        context.say("Every measure earns its place.")
    context.dump({"measures": [asdict(one) for one in found]})
    return 0


def _owners(context: Context, options: Namespace) -> int:
    reader, today, teams = context.store.reader, context.store.clock.today(), _teams(context, options)
    found = quality_reads.quality_rows(reader, today, teams=teams)
    checked = discipline_reads.discipline_rows(reader, today, teams=teams)
    _kept(context, found)
    _checked(context, checked)
    context.dump(
        {
            "owners": [{**asdict(one), "share": one.share} for one in found],
            "check_ins": [{**asdict(one), "share": one.share} for one in checked],
        }
    )
    return 0


def _kept(context: Context, found: Sequence[quality_reads.QualityView]) -> None:
    """Print how each owner keeps the numbers of their measures."""
    if not found:
        context.say("No measures yet.")
        return
    rows: list[tuple[Cell, ...]] = [
        (
            *_punctual(one.name, one.measures, one.periods, one),
            str(one.corrected or ""),
            str(one.pulled or ""),
            one.newest or "never",
            _misses(one.worst),
        )
        for one in found
    ]
    counts = ("Measures", *PUNCTUAL, "Corrected", "Pulled")
    columns: list[str | Column] = ["Owner", *(Column(word, right=True) for word in counts)]
    context.table([*columns, "Newest", Column("Misses most", flexible=True)], rows)
    context.say()
    context.say((("Of the last 13 periods; due the day before the team's review, late is up to 6 days.", "muted"),))


def _checked(context: Context, found: Sequence[discipline_reads.DisciplineView]) -> None:
    """Print how each owner checks in on their key results."""
    if not found:
        return
    rows: list[tuple[Cell, ...]] = [
        (*_punctual(one.name, one.key_results, one.due, one), _misses(one.worst)) for one in found
    ]
    columns: list[str | Column] = ["Owner", *(Column(word, right=True) for word in ("Key results", *PUNCTUAL))]
    context.say()
    context.table([*columns, Column("Misses most", flexible=True)], rows)
    context.say()
    context.say((("Check-ins of the last 13 weeks in running cycles, by the same rule.", "muted"),))


def _punctual(
    name: str, has: int, due: int, one: quality_reads.QualityView | discipline_reads.DisciplineView
) -> tuple[Cell, ...]:
    missed: Cell = ((str(one.missed or ""), "risk"),)
    return name, str(has), str(due), str(one.on_time), format_share(one.share), str(one.late or ""), missed


def _misses(worst: Sequence[tuple[str, str, int]]) -> Cell:
    return ((", ".join(f"{name} {count}" for _, name, count in worst[:2]), "muted"),)


def _backtest(context: Context, options: Namespace) -> int:
    store = context.store
    today = store.clock.today()
    if options.refs:
        numbers = [resolve(store.reader, given, write=False, kinds=("decision",)).id for given in options.refs]
        found = [back_test_reads.back_test(store.reader, today, number) for number in numbers]
    else:
        found = back_test_reads.back_tests(store.reader, today, teams=_teams(context, options))
    if not found:
        context.say("No decision names a measure yet: oar edit D9 measure=M7 expected='62% or better'")
    rows: list[tuple[Cell, ...]] = [
        (((one.ref, "ref"),), one.title, one.name or "-", one.expected or "-", format_number(one.before, one.unit),
         format_number(one.after, one.unit), ((_verdict(one), VERDICTS.get(one.verdict, "muted")),),
         (("so far" if one.early else one.revisit_on, "muted"),))
        for one in found
    ]  # fmt: skip
    if rows:
        columns = ("Ref", Column("Decision", flexible=True), Column("Measure", flexible=True),
                   Column("Expected", flexible=True), Column("Was", right=True), Column("Is", right=True), "Verdict",
                   "Revisit")  # fmt: skip
        context.table(columns, rows)
    context.dump({"decisions": [asdict(one) for one in found]})
    return 0


def _verdict(one: back_test_reads.BackTestView) -> str:
    return f"{one.verdict} {format_share(one.share)}" if one.share is not None else one.verdict


def _templates(context: Context, options: Namespace) -> int:
    list_templates(context, options.area, options.stage)
    return 0


def list_templates(context: Context, area: str = "", stage: str = "") -> None:
    """Print the usual monitors by area, and the stages that stand for a set of them."""
    found = templates.listed(area, stage)
    rows: list[tuple[Cell, ...]] = [
        (((one.key, "key"),), one.name, ((one.area, "muted"),), one.unit or "number", one.plan,
         (("leads to " + one.drives if one.drives else "", "muted"),))
        for one in sorted(found, key=lambda one: AREAS.index(one.area))
    ]  # fmt: skip
    context.table(("Template", "Measure", "Area", "Unit", "A plan such as", ""), rows)
    context.say()
    for name, keys in templates.STAGES.items():
        context.say(((f"{name:<9}", "key"), (", ".join(keys), "muted")))
    context.say()
    context.say("oar add measure --template mrr plan='>=€500k' adds one, --template scaling a stage's whole set.")
    context.dump({"templates": [asdict(one) for one in found],
                  "stages": {name: list(keys) for name, keys in templates.STAGES.items()}})  # fmt: skip


WHAT: dict[str, Callable[[Context, Namespace], int]] = {
    "list": _list,
    "top": _top,
    "trim": _trim,
    "owners": _owners,
    "backtest": _backtest,
    "templates": _templates,
}


def formula_arguments(parser: ArgumentParser) -> None:
    """REF FORMULA."""
    parser.add_argument("ref", metavar="REF", help="a measure such as M9")
    parser.add_argument("formula", metavar="FORMULA", help='"M3 / M4 * 100", or - to take its numbers by hand again')


def formula(context: Context, options: Namespace) -> int:
    """Work a measure out from others."""
    number = resolve(context.store.reader, options.ref, write=True, kinds=("measure",)).id
    typed = "" if options.formula.strip() == "-" else options.formula
    return context.done(context.store.write(SetFormula(measure=number, formula=typed)))
