"""`oar brief`: show, draft, edit, publish, compare and export the strategy brief."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.errors import Refused, Unknown
from models.strategy import reads, versions
from models.strategy.markdown import as_markdown, diff_markdown
from models.strategy.outline import as_outline
from models.strategy.rules import LONGEST
from models.strategy.sentence import choice_fields
from models.strategy.sheet import must_choose
from models.strategy.verbs import AddToDraft, DropDraft, Publish, StartDraft
from models.strategy.views import BriefView
from tui.cli import brief_edit, brief_voices
from tui.cli.context import Context

NONE = 'There is no brief yet. `oar brief choose "X rather than Y, because Z, so W"` writes the first choice'


def brief_arguments(parser: ArgumentParser) -> None:
    """The commands about the brief; `show` without one."""
    commands = parser.add_subparsers(dest="what", metavar="COMMAND")
    show = commands.add_parser("show", help="The published version, the draft when none is")
    export = commands.add_parser("export", help="The same as Markdown, to FILE or to the terminal")
    export.add_argument("file", metavar="FILE", nargs="?", default="")
    export.add_argument("--editable", action="store_true", help="the words alone, as `oar brief edit FILE` takes them")
    for one in (show, export):
        one.add_argument("--draft", action="store_true")
        one.add_argument("--number", metavar="N", type=int, default=None, help="the version with this number")
    choose = commands.add_parser("choose", help="Add a choice to the draft")
    choose.add_argument("text", metavar="TEXT", nargs="+", help="X rather than Y, because Z, so W")
    commands.add_parser("draft", help="Start the next version as a copy of the published one")
    publish = commands.add_parser("publish", help="Publish the draft; it never changes again")
    publish.add_argument("--yes", action="store_true", help="do not ask")
    diff = commands.add_parser("diff", help="What changed from one version to the next, the last two unless said")
    diff.add_argument("old", metavar="OLD", nargs="?", type=int)
    diff.add_argument("new", metavar="NEW", nargs="?", type=int)
    commands.add_parser("drop", help="Throw the draft away; the published version stays")
    brief_edit.edit_arguments(commands)
    brief_voices.voice_arguments(commands)


def brief(context: Context, options: Namespace) -> int:
    """Run one of the commands about the brief."""
    commands: dict[str, Callable[[Context, Namespace], int]] = {
        "export": _export, "draft": _draft, "publish": _publish, "diff": _diff, "choose": _choose, "drop": _drop,
        "edit": brief_edit.edit, "ack": brief_voices.acknowledge, "acknowledge": brief_voices.acknowledge,
        "readers": brief_voices.readers, "mark": brief_voices.mark, "marks": brief_voices.marks,
        "doubt": brief_voices.doubt, "answer": brief_voices.answer, "doubts": brief_voices.doubts,
        "ready": brief_voices.ready, "recall": brief_voices.drill, "of": brief_voices.of,
    }  # fmt: skip
    return commands.get(options.what or "", _show)(context, options)


def _read(context: Context, options: Namespace) -> BriefView | None:
    store, given = context.store, vars(options)
    number = reads.brief_id(store.reader, draft=bool(given.get("draft")), version=given.get("number"))
    if number is None and given.get("number") is not None:
        raise Unknown(f"The brief has no version {given['number']}")
    if number is None:
        return None
    return reads.brief(store.reader, number, store.clock.today(), me=store.me.id, zone=store.clock.zone)


def _show(context: Context, options: Namespace) -> int:
    found = _read(context, options)
    if found is None:
        context.say(NONE)
        context.dump({"brief": None})
        return 0
    context.note(as_markdown(found).rstrip())
    if found.published_on:
        missing = f"; not yet marked by {', '.join(found.unmarked)}" if found.unmarked else ""
        context.say()
        context.say(f"Read by {found.read_by} of {found.people}{missing}")
        if found.too_long:
            context.say(f"Too long to be read: cut {found.words - LONGEST} words")
    context.dump({"brief": _shape(found)})
    return 0


def _shape(one: BriefView) -> dict[str, Any]:
    return {
        "version": one.version, "state": one.state, "title": one.title, "vision": one.vision or None,
        "published_on": one.published_on.isoformat() if one.published_on else None, "words": one.words,
        "pages": one.pages, "minutes": one.minutes, "too_long": one.too_long,
        "read_by": one.read_by, "people": one.people,
        "choices": [
            {
                "ref": c.ref, "statement": c.statement, "rather_than": c.rather_than or None,
                "because": c.because or None, "consequence": c.consequence or None, "key_results": c.krs,
                "still_holds": c.still_holds or None, "ready": c.reach.ready, "teams": list(c.reach.teams),
                "open_doubts": sum(not doubt.answer for doubt in c.doubts),
            }
            for c in one.choices
        ],
        "exclusions": [
            {
                "ref": x.ref, "statement": x.statement, "measure": x.measure or None,
                "condition": x.condition or None, "met": x.met, "needed": x.needed, "lifted": x.lifted_on is not None,
                "due": x.due, "elephant": x.elephant or None,
            }
            for x in one.exclusions
        ],
        "assumptions": [{"ref": a.ref, "statement": a.statement, "status": a.status or None} for a in one.assumptions],
        "measures": [{"ref": f"M{m.id}", "name": m.name, "now": m.now, "status": m.status} for m in one.measures],
        "goals": [
            {
                "ref": g.ref, "kind": g.kind, "title": g.title, "owner": g.owner or None, "choice": g.choice or None,
                "now": g.now or None, "status": g.status or None,
            }
            for g in one.goals
        ],
        "elephants": one.elephants or None,
        "marks": [{"team": m.team, "by": m.by, "text": m.text} for m in one.marks], "unmarked": list(one.unmarked),
    }  # fmt: skip


def _export(context: Context, options: Namespace) -> int:
    found = _read(context, options)
    if found is None:
        raise Unknown("There is no brief to export", 'Write one: `oar brief choose "X rather than Y"`')
    if options.editable and (options.draft or options.number is not None):
        raise Refused("--editable exports what can be edited: the draft, or what is published", "Leave the version out")
    text = as_outline(brief_edit.sheet_of(context)) if options.editable else as_markdown(found)
    if not options.file:
        context.note(text.rstrip())
        context.dump({"markdown": text})
        return 0
    try:
        Path(options.file).write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no name for a file"
        raise Refused(f"{options.file[:200]} was not written: {reason}", "Name another file") from error
    context.say(f"Wrote {options.file}")
    context.dump({"file": options.file})
    return 0


def _choose(context: Context, options: Namespace) -> int:
    return context.done(context.store.write(AddToDraft(kind="choice", fields=choice_fields(" ".join(options.text)))))


def _draft(context: Context, _options: Namespace) -> int:
    return context.done(context.store.write(StartDraft()))


def _drop(context: Context, _options: Namespace) -> int:
    return context.done(context.store.write(DropDraft()))


def _publish(context: Context, options: Namespace) -> int:
    store = context.store
    brief_edit.must_write(store)
    number = reads.brief_id(store.reader, draft=True)
    if number is None:
        return context.done(store.write(Publish()))
    found, seen = reads.brief(store.reader, number, store.clock.today(), me=store.me.id), brief_edit.sheet_of(context)
    must_choose(len(seen.choices))
    if not options.yes:
        answer = context.ask(f"Publish version {found.version}, {found.words} words? It never changes again", "no")
        if answer.lower() not in ("y", "yes"):
            context.say("Nothing was published")
            context.dump({"message": "nothing was published", "refs": []})
            return 0
    return context.done(store.write(Publish(version=found.version, base=seen)))


def _diff(context: Context, options: Namespace) -> int:
    reader = context.store.reader
    known = versions.versions(reader, zone=context.store.clock.zone)
    if options.old is None and len(known) < 2:
        context.say("There is only one version" if known else NONE)
        context.dump({"from": None, "to": None, "changes": []})
        return 0
    old = options.old if options.old is not None else known[1].version
    new = options.new if options.new is not None else known[0].version
    found = versions.diff(reader, old, new)
    context.note(diff_markdown(found, old, new).rstrip())
    changes = [{"part": d.part, "field": d.field, "before": d.before or None, "after": d.after or None} for d in found]
    context.dump({"from": old, "to": new, "changes": changes})
    return 0
