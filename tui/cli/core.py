"""Looking: anything with its history, the audit trail, what I owe."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from itertools import groupby
from typing import Any

from models import weeks
from models.audit import reads as audit
from models.audit.reads import ActionView, ChangeView
from models.clock import moment
from models.details import DetailsView, details
from models.errors import Refused
from models.find import resolve
from models.numbers import format_number
from models.people.owed import OwedView, owed
from models.people.reads import handle_of
from models.store.protocol import Reads
from models.titles import Found
from themes import cells
from tui.cli.context import Context
from tui.cli.printer import Cell, Column

BAR = 20
LONGEST = 1_000


def show_arguments(parser: ArgumentParser) -> None:
    """REF."""
    parser.add_argument("ref", metavar="REF", nargs="+", help="a reference such as KR40, or words of a title")


def show(context: Context, options: Namespace) -> int:
    """Print one record: fields, what belongs to it, links, notes, history."""
    reader = context.store.reader
    found = resolve(reader, " ".join(options.ref), write=False)
    view = details(reader, found)
    history = audit.actions(reader, found=found, changes=True, limit=20)
    _heading(context, view)
    score = {**_score(context, found), **_verdict(context, found)}
    context.table(("", ""), [(((field.label, "muted"),), _first(field.text)) for field in view.fields])
    _parts(context, view)
    if history:
        context.say()
        context.say((("History", "title"),))
        for action in history:
            _action(context, action, reader)
    context.dump({**asdict(view), **score, "history": [asdict(action) for action in history]})
    return 0


def _score(context: Context, found: Found) -> dict[str, Any]:
    """Print what a goal or key result scores, and on its original plan where that was changed; return it for JSON."""
    if found.kind not in ("key_result", "objective"):
        return {}
    from models.okrs.score_reads import score_of

    store = context.store
    key = -found.id if found.kind == "key_result" else found.id
    score = score_of(store.reader, key, settings=store.settings, today=store.clock.today())
    if score is None:
        return {"score": None, "score_original": None, "score_final": False}
    if score.final or score.original is not None:
        context.say(((f"{'Score' if score.final else 'Would score'} {score.text}", "bold"),))
    return {"score": score.score, "score_original": score.original, "score_final": score.final}


def _verdict(context: Context, found: Found) -> dict[str, Any]:
    """Print how a measure stands against its plan; return it for JSON."""
    if found.kind != "measure":
        return {}
    from models.scorecard.reads import measure_detail

    store = context.store
    detail = measure_detail(store.reader, store.clock.today(), found.id, periods=13)
    one = detail.one
    met, judged = one.hits
    value = format_number(one.value, one.unit) if one.value is not None else "no reading"
    words = [
        f"{value} in {weeks.format_period(one.period, one.cadence, short=True)}",
        f"plan {format_number(one.plan, one.unit)}" if one.plan is not None else "no plan",
        *([f"goal {detail.goal}"] if detail.goal else []),
        *([f"hit {met}/{judged}"] if judged else []),
    ]
    spark = cells.sparkline(one.begun, 13, one.status, context.glyphs)
    drawn = (("  ", ""), *spark) if any(value is not None for value in one.begun) else ()
    context.say((*cells.badge(one.status, glyphs=context.glyphs), (f" {', '.join(words)}", ""), *drawn))
    period = weeks.format_period(one.period, one.cadence)
    return {"status": one.status, "period": period, "value": one.value, "plan": one.plan, "goal": detail.goal or None,
            "hit": [met, judged]}  # fmt: skip


def _heading(context: Context, view: DetailsView) -> None:
    context.say(
        ((view.ref, "ref"), (" ", ""), (view.title, "title"), (" (archived)" if view.archived else "", "muted"))
    )
    if view.status:
        line = [*cells.badge(view.status, view.late, glyphs=context.glyphs), (" ", "")]
        line += cells.bar(view.progress, BAR, glyphs=context.glyphs)
        line.append((" not set" if view.progress is None or view.status == "none" else f" {view.progress:.0%}", ""))
        context.say(tuple(line))


def _first(text: str) -> str:
    """Return a text of several lines on one."""
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())


def _parts(context: Context, view: DetailsView) -> None:
    for heading, group in groupby(view.parts, key=lambda part: part.heading):
        context.say()
        context.say(((heading, "title"),))
        for part in group:
            context.say(((f"  {part.ref:<6} " if part.ref else "  ", "ref"), (_first(part.text), "")))
    if view.links:
        context.say()
        context.say((("Linked", "title"),))
        for reference, title in view.links:
            context.say(((f"  {reference:<6} ", "ref"), (title, "")))
    if view.notes:
        context.say()
        context.say((("Notes", "title"),))
    for note in view.notes:
        context.say(((f"  {when(note.at)} @{note.by} {note.kind}", "muted"),))
        context.note(note.text, "    ")


def when(instant: str) -> str:
    """Return a stored instant as local time of the person, to the minute."""
    return f"{moment(instant).astimezone():%Y-%m-%d %H:%M}"


def _said(action: ActionView) -> str:
    """Return what an action says of itself; one that says nothing to people, by its name: GoToStep is "go to step"."""
    if action.summary:
        return action.summary
    name = "".join(f" {char.lower()}" if char.isupper() else char for char in action.verb)
    return f"({name.strip()})"


def _action(context: Context, action: ActionView, reader: Reads) -> None:
    mark = " (undone)" if action.undone else ""
    context.say(
        (
            (f"  {when(action.at)} ", "muted"),
            (f"@{action.by}" if action.by else "Oarlock", "ref"),
            (f"  {_said(action)}", ""),
            (mark, "muted"),
        )
    )
    for change in action.changes:
        line = _change(change, reader)
        if line:
            context.say(((f"      {line}", "muted"),))


def _change(change: ChangeView, reader: Reads) -> str:
    if not change.field:
        return ""
    name = change.field.removesuffix("_id").replace("_", " ")
    before = audit.shown(reader, change.field, change.before) or "empty"
    after = audit.shown(reader, change.field, change.after) or "empty"
    where = f"{change.ref} " if change.ref else ""
    return f"{where}{name}: {_first(before)[:60]} -> {_first(after)[:60]}"


def today_arguments(parser: ArgumentParser) -> None:
    """--fail-on, --watch, --every."""
    parser.add_argument("--fail-on", choices=("due", "late"), help="exit 1 when something is due, or overdue")
    parser.add_argument("--watch", action="store_true", help="repaint in place until Ctrl+C or q")
    parser.add_argument("--every", metavar="SECONDS", type=int, default=5, help="how often --watch looks (5)")


def today(context: Context, options: Namespace) -> int:
    """Print what I owe: check-ins, readings, to-dos, decisions."""
    if not 1 <= options.every <= LONGEST:
        raise Refused(f"--every takes a number of seconds from 1 to {LONGEST}")
    if not options.watch:
        return _today(context, options)
    import sys

    from tui.glance_watch import watch

    return watch(lambda: _caught(context, options), sys.stdout, options.every)


def _caught(context: Context, options: Namespace) -> tuple[list[str], int]:
    """Return what would be printed, as lines, and the exit code."""
    import io

    stream, caught = context.printer.stream, io.StringIO()
    context.printer.stream = caught
    try:
        code = _today(context, options)
    finally:
        context.printer.stream = stream
    return caught.getvalue().splitlines(), code


def _today(context: Context, options: Namespace) -> int:
    store = context.store
    day = store.clock.today()
    found = owed(store.reader, day, store.me.id)
    if not found:
        context.say(f"You owe nothing, {store.me.name}")
    for what, group in groupby(found, key=lambda one: one.what):
        rows = list(group)
        context.say(((f"{HEADINGS[what]} ({len(rows)})", "title"),))
        context.table(("", "", Column("", flexible=True), "", ""), [_owed(context, one) for one in rows])
    if any(one.what in ("check-in", "reading") for one in found):
        context.say("`oar up` walks them one by one, `oar set REF VALUE` does one")
    context.dump({"day": day.isoformat(), "person": store.me.handle, "owed": [asdict(one) for one in found]})
    return int((options.fail_on == "due" and bool(found)) or (options.fail_on == "late" and any(o.late for o in found)))


HEADINGS = {"check-in": "Check-ins", "reading": "Readings", "to-do": "To-dos", "decision": "Decisions needed"}


def _owed(context: Context, one: OwedView) -> tuple[Cell, ...]:
    late = f"{one.late} days late" if one.late > 1 else "1 day late" if one.late else ""
    badge = cells.badge(one.status, glyphs=context.glyphs) if one.what in ("check-in", "reading") else ()
    return (
        (("  " + one.ref, "ref"),),
        badge,
        one.title,
        ((f"due {one.due}" if one.due else "", "muted"),),
        ((late, "late"),),
    )


def log_arguments(parser: ArgumentParser) -> None:
    """REF, --by, --limit."""
    parser.add_argument("ref", metavar="REF", nargs="*", help="only what happened to this")
    parser.add_argument("--by", metavar="HANDLE", default="", help="only what this person did")
    parser.add_argument("--limit", metavar="N", type=int, default=30, help="how many, newest first (30)")


def log(context: Context, options: Namespace) -> int:
    """Print the audit trail, newest first."""
    if not 0 < options.limit <= LONGEST:
        raise Refused(f"--limit takes a number from 1 to {LONGEST}")
    reader = context.store.reader
    found = resolve(reader, " ".join(options.ref), write=False) if options.ref else None
    by = resolve(reader, f"@{options.by.lstrip('@')}", write=True, kinds=("person",)) if options.by else None
    handle = handle_of(reader, by.id) if by else ""
    actions = audit.actions(
        reader, found=found, by=handle, limit=options.limit, changes=context.json or found is not None
    )
    if found is not None:
        for action in actions:
            _action(context, action, reader)
    else:
        rows = [
            (
                ((when(action.at), "muted"),),
                ((f"@{action.by}" if action.by else "Oarlock", "ref"),),
                _said(action) + (" (undone)" if action.undone else ""),
                ((action.id[:8], "muted"),),
            )
            for action in actions
        ]
        context.table(("When", "Who", Column("What", flexible=True), "Action"), rows)
    if not actions:
        context.say("Nothing has happened yet")
    context.dump({"actions": [asdict(action) for action in actions]})
    return 0
