"""Measures from the command line: another plan, a trigger, retiring one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models.errors import Refused
from models.find import resolve
from models.refs import parse
from models.scorecard.verbs import Acknowledge, AddTrigger, Retire, SetPlan
from tui.cli.context import Context


def _measure(context: Context, given: str) -> int:
    """Return the id of the measure that an exact reference or a unique prefix names."""
    return resolve(context.store.reader, given, write=True, kinds=("measure",)).id


def plan_arguments(parser: ArgumentParser) -> None:
    """REF PLAN, from when, and how far off is off."""
    parser.add_argument("ref", metavar="REF", help="a measure such as M7")
    parser.add_argument("plan", metavar="PLAN", help='">=62%%", "90..95%%" or "4 -> 17 by W39"')
    parser.add_argument("--from", dest="since", default="", metavar="PERIOD", help="the first period it counts for")
    parser.add_argument("--off-at", default="", metavar="DISTANCE", help="how far from plan counts as off")


def plan(context: Context, options: Namespace) -> int:
    """Judge a measure by another plan from now on; the past keeps its goal."""
    number = _measure(context, options.ref)
    verb = SetPlan(measure=number, plan=options.plan, off_at=options.off_at, since=options.since)
    return context.done(context.store.write(verb))


def trigger_arguments(parser: ArgumentParser) -> None:
    """REF CONDITION ACTION, or TR2 to acknowledge it."""
    parser.add_argument("ref", metavar="REF", help="a measure such as M7, or a trigger such as TR2 to acknowledge it")
    parser.add_argument("condition", metavar="CONDITION", nargs="?", default="", help='"< 60%% for 3"')
    parser.add_argument("action", metavar="ACTION", nargs="?", default="", help="what is done then")
    parser.add_argument("--owner", default="", metavar="HANDLE", help="who does it; the measure's owner by default")


def trigger(context: Context, options: Namespace) -> int:
    """Agree on an action for when a condition holds, or acknowledge one that fired."""
    parsed = parse(options.ref)
    if parsed is not None and parsed[0] == "trigger" and not options.condition:
        return context.done(context.store.write(Acknowledge(trigger=parsed[1])))
    if not options.condition or not options.action:
        raise Refused("A trigger needs a condition and an action", 'Such as: oar trigger M7 "< 60% for 3" "Call Mei"')
    verb = AddTrigger(
        measure=_measure(context, options.ref),
        condition=options.condition,
        action=options.action,
        owner=options.owner,
    )
    return context.done(context.store.write(verb))


def retire_arguments(parser: ArgumentParser) -> None:
    """REF..., --back."""
    parser.add_argument("refs", metavar="REF", nargs="+", help="measures such as M7")
    parser.add_argument("--back", action="store_true", help="bring them back")


def retire(context: Context, options: Namespace) -> int:
    """Take measures off the scorecard, or bring them back; their past stays."""
    if options.back:
        numbers = tuple(_exact(given) for given in options.refs)
    else:
        numbers = tuple(_measure(context, given) for given in options.refs)
    return context.done(context.store.write(Retire(measures=numbers, back=options.back)))


def _exact(given: str) -> int:
    """Return the number of an exact reference: retired measures are not found by name."""
    parsed = parse(given)
    if parsed is None or parsed[0] != "measure":
        raise Refused(f"{given[:40]!r} is no measure", "A retired one is named exactly, such as M7")
    return parsed[1]
