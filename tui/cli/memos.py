"""`oar decision show`, `new` and `edit`: one memo, read or written."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from models.decisions import memo, reads
from models.decisions.verbs import WriteMemo
from models.decisions.views import DecisionView, MemoView
from models.errors import OarError
from models.find import resolve
from models.kept import keep
from models.weeks import format_week, week_of
from themes.cells import Spans
from tui.cli.context import Context
from tui.cli.editor import write_in_editor


def state(one: DecisionView) -> str:
    """Return the state in words: to approve and to revisit are their own."""
    if one.waits:
        return "to approve"
    return "to revisit" if one.revisit else one.state


def when(one: DecisionView) -> str:
    """Return the day that matters next: needed by, else revisit on."""
    if one.state == "needed":
        return one.needed_by
    return f"rev {one.revisit_on}" if one.revisit_on else ""


def age(one: DecisionView) -> str:
    """Return the age of a needed decision, else the week in which it was made."""
    if one.state == "needed":
        return f"{one.overdue}d late" if one.overdue else f"{one.age}d"
    return format_week(week_of(one.made_on), short=True) if one.made_on else ""


def shape(one: DecisionView) -> dict[str, Any]:
    """Return the JSON of one line of the log."""
    return {
        "ref": one.ref, "title": one.title, "state": one.state, "lane": one.lane or None, "owner": one.handle or None,
        "team": one.team, "needed_by": one.needed_by or None, "asked_on": one.asked_on.isoformat(),
        "made_on": one.made_on.isoformat() if one.made_on else None, "revisit_on": one.revisit_on or None,
        "chosen": one.chosen or None, "status": one.status, "age_days": one.age, "overdue_days": one.overdue,
        "waits_for_approval": one.waits, "to_revisit": one.revisit, "private": one.private,
    }  # fmt: skip


def _memo(context: Context, given: str, *, write: bool) -> MemoView:
    store = context.store
    found = resolve(store.reader, given, write=write, kinds=("decision",))
    return reads.memo(store.reader, found.id, store.clock.today(), zone=store.clock.zone)


def show(context: Context, options: Namespace) -> int:
    """Show one memo in full."""
    found = _memo(context, options.ref, write=False)
    one = found.one
    context.say(((f"{one.ref} ", "muted"), (one.title, "bold")))
    facts = [state(one), one.lane, one.team, one.owner or "no owner", when(one), age(one)]
    context.say(f"  {'  '.join(fact for fact in facts if fact)}")
    for name, text in _texts(found):
        if text:
            _part(context, name, text)
    if found.log:
        context.say(_heading("Change log"))
    for line in found.log:
        context.say(f"  {line.on.isoformat()}  {line.by or 'oar'}  {line.text}")
    context.dump({"decision": {**shape(one), **_full(found)}})
    return 0


def _texts(found: MemoView) -> Sequence[tuple[str, str]]:
    options = "\n".join(
        f"{letter} {one.title}{'  < chosen' if one.chosen else ''}"
        for letter, one in zip("abcdefghijklmnopqrstuvwxyz", found.options, strict=False)
    )
    affects = "\n".join(
        f"{one.team}{': ' + one.effect if one.effect else ''}{told(one.told_on)}" for one in found.affects
    )
    return (
        ("Context", found.context), ("Options", options), ("Chosen", found.one.chosen), ("Why", found.because),
        ("Consequences", found.consequences), ("Expected", found.expected), ("Affects", affects),
        ("Follows from choice", found.choice), ("Approved by", ", ".join(found.approved)),
        ("Came from", " ".join(found.origin) if found.origin else ""),
        ("Supersedes", " ".join(found.supersedes) if found.supersedes else ""),
    )  # fmt: skip


def told(on: date | None) -> str:
    """Return whether a team was told, in words."""
    return f" (told {format_week(week_of(on), short=True)})" if on else " (not told)"


def _full(found: MemoView) -> dict[str, Any]:
    return {
        "context": found.context or None, "because": found.because or None,
        "consequences": found.consequences or None, "expected": found.expected or None,
        "options": [
            {"title": one.title, "for": one.pro or None, "against": one.con or None, "chosen": one.chosen}
            for one in found.options
        ],
        "affects": [
            {"team": one.team, "effect": one.effect or None, "told_on": _iso(one.told_on)}
            for one in found.affects
        ],
        "approved_by": list(found.approved), "origin": found.origin[0] if found.origin else None,
        "supersedes": found.supersedes[0] if found.supersedes else None, "days": found.one.days,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _heading(name: str) -> Spans:
    return ((name.upper(), "title"),)


def _part(context: Context, name: str, text: str) -> None:
    context.say(_heading(name))
    context.note(text, "  ")


def new(context: Context, options: Namespace) -> int:
    """Write a new memo in the editor."""
    store = context.store
    store.me.must_write()
    form = memo.as_markdown(None, " ".join(options.title))
    written = write_in_editor(form, context.env)
    verb = _parsed(written, "")
    if verb is None or written == form:
        context.say("Nothing was written, so nothing was done")
        context.dump({"message": "nothing was written", "refs": []})
        return 0
    return context.done(_kept(written, lambda: store.write(verb)))


def edit(context: Context, options: Namespace) -> int:
    """Change a memo in the editor; a part that somebody else changed meanwhile is a conflict."""
    context.store.me.must_write()
    before = _memo(context, options.ref, write=True)
    form, ref = memo.as_markdown(before), before.one.ref
    written = write_in_editor(form, context.env)
    mine, base = _parsed(written, ref), _parsed(form, ref)
    if mine is None or base is None or written == form:
        context.say("Nothing was changed")
        context.dump({"message": "nothing was changed", "refs": []})
        return 0
    now = _parsed(memo.as_markdown(_memo(context, ref, write=True)), ref)
    return context.done(
        _kept(written, lambda: context.store.write(memo.changes(base, mine, now or base)))
    )


def _parsed(written: str, ref: str) -> WriteMemo | None:
    try:
        return memo.parse(written, ref)
    except OarError as error:
        raise _with_copy(error, written) from error


def _kept(written: str, work: Callable[[], Any]) -> Any:
    """Do `work`; when it is refused, keep what was written and say where."""
    try:
        return work()
    except OarError as error:
        raise _with_copy(error, written) from error


def _with_copy(error: OarError, written: str) -> OarError:
    error.hint = f"{error.hint + '; ' if error.hint else ''}what you wrote is in {keep(written)}"
    return error
