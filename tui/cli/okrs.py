"""The OKR tree from the command line: `oar tree`, `oar set`, `oar up`, `oar due`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from models import refs, weeks
from models.errors import OarError, Refused
from models.find import resolve
from models.numbers import plain
from models.okrs import number_reads
from models.okrs.entry import read_check_in
from models.prompt import parse_update
from models.titles import Found
from tui.cli.context import Context, NoAnswer

if TYPE_CHECKING:
    from models.store.unit import Done

NUMBERS = ("key_result", "measure")
AGAINST = 0.0


def tree_arguments(parser: ArgumentParser) -> None:
    """REF, --cycle, --team, --view, --filter, --depth, --path."""
    parser.add_argument("ref", metavar="REF", nargs="?", default="", help="a branch: O12, or words of its title")
    parser.add_argument("--cycle", metavar="C", default="", help="Q3 or its name; closed ones too")
    parser.add_argument("--team", metavar="T", default="", help="rows of one team with what is above them")
    parser.add_argument(
        "--view",
        choices=("all", "mine", "orphans", "team", "owner", "everything"),
        default="all",
        help="mine, without a path to an imperative, by team, by owner, closed cycles too",
    )
    parser.add_argument(
        "--filter", metavar="TEXT", default="", help="as after / in the app: owner:mei off, kind:milestone, saved:board"
    )
    parser.add_argument("--path", action="store_true", help="the way from REF up to the strategy, nothing else")
    parser.add_argument("--depth", metavar="N", type=int, default=0, help="levels to show; 0 is all")


def tree(context: Context, options: Namespace) -> int:
    """Print the tree; see tui/cli/okr_tree.py for the JSON shape."""
    from tui.cli.okr_tree import print_path, print_tree

    if options.path:
        return print_path(context, options)
    return print_tree(context, options)


def due_arguments(parser: ArgumentParser) -> None:
    """--all."""
    parser.add_argument("--all", action="store_true", help="everybody, not only me")


def due(context: Context, options: Namespace) -> int:
    """Print who owes what by the next review.

    JSON: {"items": [{"owner", "what", "ref", "title", "due", "late", "status"}]}; what is "check-in", "reading",
    "to-do" or "decision", due a day or "", late the days past it.
    """
    from models.okrs.reads import owers
    from models.people.owed import owed

    store = context.store
    people = owers(store.reader) if options.all else [(store.me.id, store.me.handle)]
    items: list[dict[str, Any]] = []
    for number, handle in people:
        for one in owed(store.reader, store.clock.today(), number):
            items.append(
                {
                    "owner": handle,
                    "what": one.what,
                    "ref": one.ref,
                    "title": one.title,
                    "due": one.due,
                    "late": one.late,
                    "status": one.status,
                }
            )
    context.dump({"items": items})
    if not items:
        context.say("Nobody owes anything" if options.all else "You owe nothing")
        return 0
    rows = [
        (one["owner"], one["what"], one["ref"], one["due"] or "-", _late(one["late"]), one["title"]) for one in items
    ]
    context.table(("owner", "what", "ref", "due", "late", "title"), rows)
    return 0


def _late(days: int) -> str:
    return f"{days}d" if days else ""


def set_arguments(parser: ArgumentParser) -> None:
    """REF VALUE [cN] [NOTE], --week."""
    parser.add_argument("ref", metavar="REF", help="KR40 or M7, or the beginning of a title that is the only one")
    parser.add_argument("words", metavar="VALUE", nargs="+", help="11, +2, -1, =-5, 95%%, 1.2M; then c6 and a note")
    parser.add_argument("--week", metavar="W", default="", help="for another week, 2026-W46 or W46")
    parser.add_argument("--correct", action="store_true", help="correct my own last check-in instead; both stay")


def set_command(context: Context, options: Namespace) -> int:
    """Check in on a key result, or enter a reading of a measure.

    JSON: {"ref", "message", "action", "value", "confidence", "progress", "status", "late"}; for a measure only the
    first three and "value".
    """
    found = resolve(context.store.reader, options.ref, write=True, kinds=NUMBERS)
    text = " ".join(options.words)
    write = _correct if options.correct else _enter
    answer = write(context, found, text, options.week)
    context.say(answer["message"])
    context.dump(answer)
    return 0


def _enter(context: Context, found: Found, text: str, week: str = "") -> dict[str, Any]:
    """Write what was typed at a key result or a measure and return the JSON answer. Raises OarError."""
    return _check_in(context, found, text, week) if found.kind == "key_result" else _reading(context, found, text, week)


def _check_in(context: Context, found: Found, text: str, week: str) -> dict[str, Any]:
    store = context.store
    kind, unit = _kind_and_unit(context, found)
    period = weeks.parse_week(week, weeks.week_of(store.clock.today())) if week else None
    done = store.write(read_check_in(text, kr=found.id, kind=kind, unit=unit, period=period))
    return _answer(context, found, done)


def _kind_and_unit(context: Context, found: Found) -> tuple[str, str]:
    known = number_reads.kind_and_unit(context.store.reader, found.id)
    if known is None:
        raise Refused(f"{found.ref} is archived", "Nothing was changed")
    return known


def _correct(context: Context, found: Found, text: str, week: str) -> dict[str, Any]:
    """Write the correction of my own last check-in: what is left out stays as it was said. Raises Refused."""
    from models.okrs.verbs import Correct

    if found.kind != "key_result":
        raise Refused("A reading needs no --correct", f"`oar set {found.ref} VALUE --week W` keeps what stood there")
    if week:
        raise Refused("A correction keeps the week of what it corrects", "Leave --week out")
    kind, unit = _kind_and_unit(context, found)
    said = read_check_in(text, kr=found.id, kind=kind, unit=unit)
    if said.nudge is not None:
        raise Refused("A correction takes the value itself, no step", "Type it without + or -, a negative one as =-5")
    verb = Correct(kr=found.id, value=said.value, confidence=said.confidence, note=said.note or None)
    return _answer(context, found, context.store.write(verb))


def _answer(context: Context, found: Found, done: Done) -> dict[str, Any]:
    """Return what `oar set` answers about a key result after a write."""
    now = number_reads.standing(context.store.reader, found.id)
    return {
        "ref": found.ref,
        "message": done.message,
        "action": done.action,
        "value": now.value,
        "confidence": now.confidence,
        "progress": now.progress,
        "status": now.status,
        "late": now.late,
    }


def _reading(context: Context, found: Found, text: str, week: str) -> dict[str, Any]:
    from models.scorecard.verbs import EnterReading

    store = context.store
    value, confidence, note = parse_update(text, number_reads.measure_unit(store.reader, found.id), AGAINST)
    if value is None or confidence is not None:
        raise Refused("A measure takes a value and a note, no confidence", "The key result that rests on it takes c6")
    step = plain(text)[0] in "+-"
    typed = f"{value:+.15g}" if step else value
    done = store.write(EnterReading(measure=found.id, value=typed, period=week or None, note=note))
    return {"ref": found.ref, "message": done.message, "action": done.action, "value": done.value if step else value}


def up_arguments(parser: ArgumentParser) -> None:
    """Nothing: it asks."""


def up(context: Context, options: Namespace) -> int:
    """Walk my late key results and measures, one prompt at a time.

    Enter skips, q ends. An OFF value asks why, and what changes by next week. JSON: {"items": [the answers of
    `oar set`], "skipped": [references]}.
    """
    from models.people.owed import owed

    store = context.store
    items = [one for one in owed(store.reader, store.clock.today(), store.me.id) if one.what in ("check-in", "reading")]
    written: list[dict[str, Any]] = []
    skipped: list[str] = []
    for place, one in enumerate(items, 1):
        kind = "key_result" if one.what == "check-in" else "measure"
        parsed = refs.parse(one.ref)
        found = Found(one.ref, kind, parsed[1] if parsed else 0, one.title)
        context.say(((f"{place}/{len(items)} ", "muted"), (f"{one.ref} ", "ref"), (one.title, "title")))
        try:
            answer = _walk(context, found)
        except NoAnswer:
            skipped += [rest.ref for rest in items[place - 1 :]]
            break
        if answer is None:
            skipped.append(one.ref)
        else:
            written.append(answer)
    context.say(f"{len(written)} written, {len(skipped)} left" if items else "Nothing is late: you owe no number")
    context.dump({"items": written, "skipped": skipped})
    return 0


def _walk(context: Context, found: Found) -> dict[str, Any] | None:
    """Ask for one number until it is right; None when it is skipped. Raises NoAnswer to end the walk."""
    from models.okrs.walking import status_of

    hint = "value c6 note" if found.kind == "key_result" else "value note"
    while True:
        text = context.ask(f"  {_now(context, found)}{hint}, Enter skips, q ends")
        if text in ("q", ":q"):
            raise NoAnswer("That is all")
        if not text:
            return None
        try:
            answer = _enter(context, found, text)
        except OarError as error:
            if error.code != 2:
                raise
            context.warn(error.line())
            continue
        context.say(f"  {answer['message']}")
        if status_of(context.store.reader, found.ref, context.store.clock.today()) == "off":
            _explain(context, found)
        return answer


def _now(context: Context, found: Found) -> str:
    """Return what the number is now, for the question."""
    from models.numbers import format_number

    now = number_reads.number(context.store.reader, found.kind, found.id)
    if now.value is None:
        return "not set; "
    wanted = f" > {format_number(now.target, now.unit)}" if now.target is not None else ""
    return f"{format_number(now.value, now.unit)}{wanted}; "


def _explain(context: Context, found: Found) -> None:
    """Ask why and what changes by next week; both may be left empty."""
    from models.okrs.walking import change_verb, why_verb

    store = context.store
    today = store.clock.today()
    why = context.ask("  OFF. why?")
    if why:
        store.write(why_verb(found.ref, why, today))
    change = context.ask("  change by next week?")
    if change:
        done = store.write(change_verb(store.reader, found.ref, change, today, store.me.handle))
        context.say(f"  {done.message}")
