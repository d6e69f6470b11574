"""Measures from the command line: another plan, the goals there were, retiring one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models import weeks
from models.errors import Refused
from models.find import resolve
from models.refs import parse
from models.scorecard import glance_reads, measure_detail_reads
from models.scorecard.verbs import Retire, SetPlan
from tui.cli.context import Context
from tui.cli.printer import Cell


def _measure(context: Context, given: str) -> int:
    """Return the id of the measure that an exact reference or a unique prefix names."""
    return resolve(context.store.reader, given, write=True, kinds=("measure",)).id


def plan_arguments(parser: ArgumentParser) -> None:
    """REF PLAN, from when, and how far off is off."""
    parser.add_argument("ref", metavar="REF", help="a measure such as M7")
    parser.add_argument("plan", metavar="PLAN", nargs="?", default="",
                        help='">=62%%", "90..95%%" or "4 -> 17 by W39"; without it the goals there were')  # fmt: skip
    parser.add_argument("--from", dest="since", default="", metavar="PERIOD", help="the first period it counts for")
    parser.add_argument("--off-at", default="", metavar="DISTANCE", help="how far from plan counts as off")


def plan(context: Context, options: Namespace) -> int:
    """Judge a measure by another plan from now on; the past keeps its goal. Without a plan, show the goals."""
    if not options.plan:
        return _goals(context, resolve(context.store.reader, options.ref, write=False, kinds=("measure",)).id)
    number = _measure(context, options.ref)
    verb = SetPlan(measure=number, plan=options.plan, off_at=options.off_at, since=options.since)
    return context.done(context.store.write(verb))


def _goals(context: Context, number: int) -> int:
    """Print the goals of a measure, newest first, each with how many of the periods it judged were at plan."""
    store = context.store
    one = glance_reads.judged(store.reader, store.clock.today(), (number,), periods=53, retired=True)[number]
    found: list[dict[str, object]] = []
    rows: list[tuple[Cell, ...]] = []
    upto = 999999
    for goal in measure_detail_reads.goals(store.reader, one):
        mine = [word for period, word in zip(one.periods, one.statuses, strict=True) if goal.period <= period < upto]
        judged = sum(word in ("ok", "risk", "off") for word in mine)
        start = weeks.format_period(goal.period, one.cadence)
        met = mine.count("ok")
        found.append({"from": start, "goal": goal.text, "path": goal.path, "hits": [met, judged], "at": goal.at})
        rows.append((start, goal.text, f"{met}/{judged}", ((f"agreed {goal.at}", "muted"),)))
        upto = goal.period
    if rows:
        context.table(("From", "Goal", "Hit", ""), rows)
    else:
        context.say(f"{one.name} has no goal yet: oar plan M{number} '>=62%'")
    context.dump({"measure": f"M{number}", "goals": found})
    return 0


def retire_arguments(parser: ArgumentParser) -> None:
    """REF..., --back."""
    parser.add_argument("refs", metavar="REF", nargs="+", help="measures such as M7")
    parser.add_argument("--because", metavar="TEXT", default="", help="why, in a line; not needed with --back")
    parser.add_argument("--back", action="store_true", help="bring them back")


def retire(context: Context, options: Namespace) -> int:
    """Take measures off the scorecard, or bring them back; their past stays."""
    if options.back:
        numbers = tuple(_exact(given) for given in options.refs)
    else:
        numbers = tuple(_measure(context, given) for given in options.refs)
    if not (options.back or options.because.strip()):
        like = f"oar retire {options.refs[0][:40]} --because 'nobody reads it'"
        raise Refused("Say in a line why it goes", f"Such as: {like}")
    return context.done(context.store.write(Retire(measures=numbers, back=options.back, because=options.because)))


def _exact(given: str) -> int:
    """Return the number of an exact reference: retired measures are not found by name."""
    parsed = parse(given)
    if parsed is None or parsed[0] != "measure":
        raise Refused(f"{given[:40]!r} is no measure", "A retired one is named exactly, such as M7")
    return parsed[1]
