"""Changing anything: add, edit, owner, move, archive, undo, redo."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from models import verbs
from models.audit import reads as audit
from models.errors import Conflict, Guarded, NeedsNote, Refused
from models.find import resolve
from models.kind import Kind
from models.kinds import KINDS, kind_named
from models.refs import parse
from tui.cli.context import Context

REASONS = ("market", "opportunity", "learned", "dependency", "harder", "too-much", "one-more")


def add_arguments(parser: ArgumentParser) -> None:
    """KIND TITLE FIELD=VALUE..., with a case for an active cycle."""
    parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("title", metavar="TITLE", nargs="?", default="", help="what it is called")
    parser.add_argument("fields", metavar="FIELD=VALUE", nargs="*", help="`oar add KIND --fields` lists them")
    parser.add_argument(
        "--fields", dest="only_fields", action="store_true", help="list the fields of KIND, add nothing"
    )
    parser.add_argument("--template", metavar="NAME", action="append", default=[],
                        help="a usual measure such as mrr, or a stage such as scaling for its set")  # fmt: skip
    parser.add_argument("--templates", action="store_true", help="list the usual measures, add nothing")
    case_arguments(parser)


def add(context: Context, options: Namespace) -> int:
    """Add one thing of any kind."""
    kind = kind_named(options.kind)
    if kind is None:
        raise Refused(f"There is no kind {options.kind[:40]!r}", f"There are {', '.join(KINDS)}")
    if options.only_fields:
        return _list_fields(context, kind)
    if kind.name == "measure" and options.templates:
        from tui.cli.measures import list_templates

        list_templates(context)
        return 0
    words = [options.title, *options.fields] if options.template and "=" in options.title else options.fields
    fields: dict[str, Any] = {kind.title: "" if words is not options.fields else options.title}
    fields.update(pairs(words))
    if kind.name == "person":
        raise Refused("People are added with their access", "`oar people add HANDLE NAME --team T2 --access member`")
    if kind.name == "measure":
        return context.done(context.store.write(_measure(fields, options.template)))
    if options.template:
        raise Refused("Templates are for measures", "`oar add measure --templates` lists them")
    verb = verbs.Add(kind=kind.name, fields=fields, case=case(options))
    return context.done(_guarded(context, verb))


def _list_fields(context: Context, kind: Kind) -> int:
    """Print what can be given about a kind: name, what it means, the words it takes."""
    rows = []
    for one in kind.fields:
        marks = [", ".join(one.choices), "required" if one.required else "", "guarded" if one.guarded else ""]
        rows.append((one.name, one.label or one.name, "; ".join(mark for mark in marks if mark)))
    context.table(("Field", "Meaning", "Takes"), rows)
    context.dump({"kind": kind.name, "fields": [{"name": name, "label": label} for name, label, _ in rows]})
    return 0


def _measure(fields: dict[str, Any], templates: list[str]) -> Any:
    """Return the verb that adds a measure with its first plan, plan=">=62%" off_at=2 since=W20, or several at once."""
    from models.scorecard.templates import STAGES
    from models.scorecard.verbs import AddFromTemplates, AddMeasure

    if len(templates) > 1 or (templates and templates[0] in STAGES):
        odd = sorted(name for name, given in fields.items() if given and name not in ("team", "owner"))
        if odd:
            raise Refused(f"Several measures at once take team and owner, not {odd[0]}", "Nothing was added")
        given = {name: str(fields.get(name, "")).lstrip("@") for name in ("team", "owner")}
        return AddFromTemplates(templates=tuple(templates), **given)
    plan, off_at, since, formula = (fields.pop(name, "") for name in ("plan", "off_at", "since", "formula"))
    template = templates[0] if templates else ""
    return AddMeasure(fields=fields, plan=plan, off_at=off_at, since=since, formula=formula, template=template)


def edit_arguments(parser: ArgumentParser) -> None:
    """REF FIELD=VALUE..., how to settle a conflict, and a case for an active cycle."""
    parser.add_argument("ref", metavar="REF", help="a reference such as KR40, or the beginning of one title")
    parser.add_argument("fields", metavar="FIELD=VALUE", nargs="+", help="an empty value clears the field")
    parser.add_argument(
        "--was", metavar="FIELD=VALUE", action="append", default=[], help="what you saw; a newer value is a conflict"
    )
    settle = parser.add_mutually_exclusive_group()
    settle.add_argument("--mine", action="store_true", help="in a conflict, put my value on top")
    settle.add_argument("--theirs", action="store_true", help="in a conflict, keep the newer value")
    parser.add_argument("--note", default="", metavar="TEXT", help="why there is a new owner")
    case_arguments(parser)


def edit(context: Context, options: Namespace) -> int:
    """Change fields of one thing."""
    found = resolve(context.store.reader, options.ref, write=True)
    fields, base = pairs(options.fields), pairs(options.was)
    unknown = sorted(set(base) - set(fields))
    if unknown:
        raise Refused(f"--was names {', '.join(unknown)}, which is not changed here")
    asked = case(options)
    try:
        verb = verbs.Edit(ref=found.ref, fields=fields, base=base, mine=options.mine, case=asked, note=options.note)
        done = _guarded(context, verb)
    except Conflict as conflict:
        if not options.theirs:
            raise _told(found.ref, conflict) from conflict
        return _keep_theirs(context, verb, conflict)
    return context.done(done)


def _told(ref: str, conflict: Conflict) -> Conflict:
    """Return the conflict with both values in its one line."""
    said = "; ".join(
        f"{name} was {_value(was)}, is {_value(now)} now, you want {_value(wanted)}"
        for name, was, now, wanted in conflict.fields
    )
    hint = "Nothing was changed; --mine puts yours on top, --theirs keeps theirs"
    return Conflict(f"Somebody changed {ref} since: {said}", conflict.fields, hint, conflict.by)


def _value(value: object) -> str:
    if value is None:
        return "empty"
    return f"{value:g}" if isinstance(value, float) else repr(str(value)[:60])


def _keep_theirs(context: Context, verb: verbs.Edit, conflict: Conflict) -> int:
    ref, clashed = verb.ref, {name for name, *_ in conflict.fields}
    rest = {name: value for name, value in verb.fields.items() if name not in clashed}
    if not rest:
        context.say(f"Kept theirs: {', '.join(sorted(clashed))} of {ref}")
        context.dump({"message": "Kept theirs", "refs": [ref], "action": ""})
        return 0
    kept = {name: value for name, value in verb.base.items() if name in rest}
    done = _guarded(context, replace(verb, fields=rest, base=kept))
    context.say(f"Kept theirs: {', '.join(sorted(clashed))} of {ref}")
    return context.done(done)


def owner_arguments(parser: ArgumentParser) -> None:
    """REF... HANDLE."""
    parser.add_argument("refs", metavar="REF", nargs="+", help="references such as KR40")
    parser.add_argument("handle", metavar="HANDLE", help="a handle, or - for nobody")
    parser.add_argument("--note", default="", metavar="TEXT", help="why; an active cycle asks for it")


def owner(context: Context, options: Namespace) -> int:
    """Give things to one person."""
    handle = "" if options.handle == "-" else options.handle.lstrip("@")
    verb = verbs.SetOwner(refs=_refs(context, options.refs), handle=handle, note=options.note)
    return context.done(_guarded(context, verb))


def move_arguments(parser: ArgumentParser) -> None:
    """REF PARENT."""
    parser.add_argument("ref", metavar="REF", help="what to move")
    parser.add_argument("parent", metavar="PARENT", help="the new parent, or - for the top")
    parser.add_argument("--rank", type=int, help="its place among its siblings, 1 first")
    case_arguments(parser)


def move(context: Context, options: Namespace) -> int:
    """Hang something under another parent."""
    reader = context.store.reader
    ref = resolve(reader, options.ref, write=True).ref
    parent = "" if options.parent == "-" else resolve(reader, options.parent, write=True).ref
    return context.done(_guarded(context, verbs.Move(ref=ref, parent=parent, rank=options.rank, case=case(options))))


def archive_arguments(parser: ArgumentParser) -> None:
    """REF..."""
    parser.add_argument("refs", metavar="REF", nargs="+", help="references such as KR40; several are one undo step")
    case_arguments(parser)


def archive(context: Context, options: Namespace) -> int:
    """Hide things; undo brings them back."""
    verb = verbs.Archive(refs=_refs(context, options.refs), case=case(options))
    return context.done(_guarded(context, verb))


def undo_arguments(parser: ArgumentParser) -> None:
    """ACTION, or nothing for my last one."""
    parser.add_argument("action", metavar="ACTION", nargs="?", default="", help="an action of mine from `oar log`")


def undo(context: Context, options: Namespace) -> int:
    """Undo my last action, or the named one."""
    store = context.store
    if not options.action:
        return context.done(store.undo())
    action = audit.action_named(store.reader, options.action, store.me.id)
    return context.done(store.write(verbs.Undo(action=action)))


def redo_arguments(parser: ArgumentParser) -> None:
    """Nothing."""


def redo(context: Context, options: Namespace) -> int:
    """Do again what my last undo took back."""
    return context.done(context.store.redo())


def case_arguments(parser: ArgumentParser) -> None:
    """Add the options that carry the case of a guarded change (product.md 5)."""
    group = parser.add_argument_group("inside an active cycle a guarded change needs its case")
    group.add_argument("--reason", choices=REASONS, help="why; the last three are refused, with the reason")
    group.add_argument("--case", metavar="TEXT", default="", help="the case in words")
    group.add_argument("--evidence", metavar="TEXT", default="", help="what shows it")
    group.add_argument("--agreed", metavar="HANDLE", default="", help="another leader who agreed")
    group.add_argument("--told", metavar="TEXT", default="", help="who was told")


def case(options: Namespace) -> verbs.Case | None:
    """Return the case that the options give, None without a reason. Raises Refused for half a case."""
    if options.reason is None:
        if options.case or options.evidence or options.agreed:
            raise Refused("A case needs its --reason", f"One of {', '.join(REASONS[:4])}")
        return None
    return verbs.Case(
        reason=options.reason,
        case=options.case,
        evidence=options.evidence,
        agreed_by=options.agreed.lstrip("@"),
        told=options.told,
    )


def _guarded(context: Context, verb: Any) -> Any:
    """Write a verb that may need its case or a note; one without says which options carry it. Raises Refused."""
    try:
        return context.store.write(verb)
    except NeedsNote as error:
        raise Refused(error.message, "Nothing was changed; add --note TEXT") from error
    except Guarded as error:
        reasons = "|".join(REASONS[:4])
        hint = f"Nothing was changed; add --reason {reasons} --case TEXT --evidence TEXT --agreed HANDLE [--told TEXT]"
        raise Guarded(error.message, hint) from error


def pairs(words: Iterable[str]) -> dict[str, str]:
    """Read FIELD=VALUE words. Raises Refused for a word without `=` or a field given twice."""
    fields: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.strip().lower().replace("-", "_")
        if not equals or not name:
            raise Refused(f"{word[:60]!r} is not FIELD=VALUE", "Nothing was changed; quote a value with blanks")
        if name in fields:
            raise Refused(f"{name[:40]} is given twice", "Nothing was changed")
        fields[name] = value
    return fields


def _refs(context: Context, given: Iterable[str]) -> tuple[str, ...]:
    reader = context.store.reader
    found = [word.strip().upper() if parse(word) else resolve(reader, word, write=True).ref for word in given]
    return tuple(dict.fromkeys(found))
