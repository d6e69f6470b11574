"""`oar trigger`: agree on an action, try a condition on the past, see what is armed, acknowledge what fired."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from models.errors import Refused
from models.find import resolve
from models.numbers import format_number
from models.refs import parse
from models.scorecard import trigger_reads
from models.scorecard.trigger_reads import DryRunView
from models.scorecard.verbs import Acknowledge, AddTrigger
from tui.cli.context import Context
from tui.cli.printer import Cell, Column

EXAMPLE = 'Such as: oar trigger M7 "< 60% for 3" "Call Mei"'
TOKENS = {"fired": "off", "acknowledged": "risk", "armed": "muted"}


def trigger_arguments(parser: ArgumentParser) -> None:
    """REF CONDITION ACTION, or TR2 to acknowledge it; nothing lists them."""
    about = "a measure such as M7, or a trigger such as TR2 to acknowledge it; lists without it"
    parser.add_argument("ref", metavar="REF", nargs="?", default="", help=about)
    like = '"< 60%% for 3", "change < -2 for 2", "mean4 > 12h for 1"'
    parser.add_argument("condition", metavar="CONDITION", nargs="?", default="", help=like)
    parser.add_argument("action", metavar="ACTION", nargs="?", default="", help="what is done then")
    parser.add_argument("--owner", default="", metavar="HANDLE", help="who does it; the measure's owner by default")
    parser.add_argument("--dry-run", action="store_true", help="only say when it would have fired; change nothing")


def trigger(context: Context, options: Namespace) -> int:
    """List triggers, try one on the past, agree on one, or acknowledge one that fired."""
    parsed = parse(options.ref)
    named = parsed[1] if parsed is not None and parsed[0] == "trigger" else 0
    if named and options.condition:
        raise Refused("A trigger's condition is changed field by field", f"oar edit {options.ref} limit=60 periods=3")
    if options.dry_run:
        return _dry_run(context, options, named)
    if named:
        return context.done(context.store.write(Acknowledge(trigger=named)))
    if not options.condition:
        return _list(context, _measure(context, options.ref, write=False) if options.ref else None)
    if not options.action:
        raise Refused("A trigger needs a condition and an action", EXAMPLE)
    verb = AddTrigger(
        measure=_measure(context, options.ref, write=True),
        condition=options.condition,
        action=options.action,
        owner=options.owner.lstrip("@"),
    )
    return context.done(context.store.write(verb))


def _measure(context: Context, given: str, *, write: bool) -> int:
    return resolve(context.store.reader, given, write=write, kinds=("measure",)).id


def _list(context: Context, measure: int | None) -> int:
    store = context.store
    found = trigger_reads.trigger_rows(store.reader, store.clock.today(), measure=measure)
    rows: list[tuple[Cell, ...]] = [
        (((one.ref, "ref"),), ((one.state, TOKENS[one.state]),), one.name, one.condition, f"{one.run} of {one.periods}",
         one.fired, one.action, one.owner or "-")
        for one in found
    ]  # fmt: skip
    if rows:
        columns = ("Ref", "State", Column("Measure", flexible=True), "When it is", "Held", "Fired",
                   Column("Then", flexible=True), "Owner")  # fmt: skip
        context.table(columns, rows)
    else:
        context.say(f"No triggers yet. {EXAMPLE}")
    context.dump({"triggers": [asdict(one) for one in found]})
    return 0


def _dry_run(context: Context, options: Namespace, named: int) -> int:
    store = context.store
    today = store.clock.today()
    if named:
        found = trigger_reads.dry_run_of(store.reader, today, named)
    elif options.ref and options.condition:
        number = _measure(context, options.ref, write=False)
        found = trigger_reads.dry_run(store.reader, today, number, options.condition)
    else:
        raise Refused(
            "A dry run needs a trigger, or a measure and a condition", 'oar trigger M7 "< 60% for 3" --dry-run'
        )
    _say(context, found)
    context.dump(asdict(found))
    return 0


def _say(context: Context, found: DryRunView) -> None:
    context.say(((f"{found.measure} {found.name} {found.condition}", "title"),))
    if not found.looked_at:
        context.say("There are no numbers to try it on yet.")
        return
    for one in found.firings:
        context.say(f"would have fired in {one.when} at {format_number(one.value, found.unit)}")
    if not found.firings:
        context.say(f"would never have fired in {found.looked_at} numbers since {found.since}")
    now = "holds now" if found.run >= found.periods else f"held {found.run} of {found.periods} now"
    context.say(((f"{found.looked_at} numbers since {found.since}; {now}", "muted"),))
