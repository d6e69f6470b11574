"""`oar hot`, `oar issue`, `oar todo`, `oar win`: capture and list."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from dataclasses import asdict

from models.find import resolve
from models.issues import reads, todo_reads
from models.issues.rules import loudest
from models.issues.verbs import AddTodo, DoneHot, DoneTodo, RaiseHot, RaiseIssue, SolveIssue
from models.learning.verbs import AddWin
from screens.capture import owner_in
from tui.cli import hot_rules
from tui.cli.context import Context
from tui.cli.printer import Column


def _writing(parser: ArgumentParser, what: str) -> None:
    parser.add_argument("text", metavar="TEXT", nargs="+", help=f"{what}; @handle owns it")
    parser.add_argument("--team", metavar="TEAM", default="", help="mine unless said")
    parser.add_argument("--about", metavar="REF", default="", help="what it is about, such as M7 or KR40")
    parser.add_argument("--private", action="store_true", help="only the team sees it")


def _scope(parser: ArgumentParser) -> None:
    parser.add_argument("--team", metavar="TEAM", default="", help="of one team; mine unless said")
    parser.add_argument("--all", action="store_true", help="of all teams")


def _teams(context: Context, options: Namespace) -> Collection[int] | None:
    if options.team:
        return (resolve(context.store.reader, options.team, write=False, kinds=("team",)).id,)
    return None if options.all else context.store.me.own or None


# ---- hot


def hot_arguments(parser: ArgumentParser) -> None:
    """TEXT and @owner to raise one; nothing to list them."""
    parser.add_argument("text", metavar="TEXT", nargs="*",
                        help="raise a hot item; @handle owns it; lists without it; `rules` tells what became of them,"
                             " `replay off_periods=3` tries another threshold")  # fmt: skip
    parser.add_argument("--about", metavar="REF", default="", help="what it is about, such as M7 or KR40")
    parser.add_argument("--private", action="store_true", help="only the team sees it")
    parser.add_argument("--done", metavar="REF", nargs="+", default=[], help="close hot items, such as H7")
    _scope(parser)


def hot(context: Context, options: Namespace) -> int:
    """Raise a hot item, close some, or list what is hot."""
    if options.done:
        return context.done(context.store.write(DoneHot(items=tuple(ref.upper() for ref in options.done))))
    if options.text == ["rules"]:
        return hot_rules.rules(context, _teams(context, options) if options.team else None)
    if options.text[:1] == ["replay"] and len(options.text) <= 3:
        return hot_rules.replay(context, options.text[1:], _teams(context, options) if options.team else None)
    if options.text:
        said, owner = owner_in(" ".join(options.text))
        verb = RaiseHot(text=said, owner=owner, team=options.team, ref=options.about, private=options.private)
        return context.done(context.store.write(verb))
    store = context.store
    found = reads.hot_items(store.reader, today=store.clock.today(), me=store.me.id, teams=_teams(context, options))
    _, quieter = loudest([int(one.severity) for one in found], store.settings.hot_limit)
    if not found:
        context.say("Nothing is hot.")
    columns = (Column("id"), Column("source"), Column("what"), Column("owner"), Column("age", right=True))
    rows = [(one.ref, one.word, _private(one.title, one.private), one.owner or "-", f"{one.age}d") for one in found]
    loud = rows[: len(rows) - quieter]
    if loud:
        context.table(columns, loud)
    if quieter:
        context.say()
        context.say(f"{quieter} more, quieter")
        context.table(columns, rows[len(loud) :])
    context.dump({"items": [asdict(one) for one in found], "quieter": quieter})
    return 0


# ---- issues


def issue_arguments(parser: ArgumentParser) -> None:
    """The commands about issues; `list` without one."""
    commands = parser.add_subparsers(dest="what", metavar="COMMAND")
    adding = commands.add_parser("add", help="Raise an issue")
    _writing(adding, "the issue in a line")
    adding.add_argument("--measure", metavar="REF", default="", help="the measure it touches; product issues need one")
    adding.add_argument("--kind", choices=("general", "product"), default="general")
    adding.add_argument("--forum", choices=("weekly", "monthly", "quarterly"), default="weekly")
    adding.add_argument("--minutes", type=int, metavar="N", default=None, help="how long it takes")
    listing = commands.add_parser("list", help="Open issues in the order of discussion")
    _scope(listing)
    for name in ("snoozed", "solved"):
        listing.add_argument(f"--{name}", action="store_true", help=f"the {name} ones instead")
    done = commands.add_parser("done", help="Close issues as solved")
    done.add_argument("refs", metavar="REF", nargs="+")
    done.add_argument("--answer", metavar="TEXT", default="", help="how it was solved, in a line")


def issue(context: Context, options: Namespace) -> int:
    """Raise, list or close issues."""
    if options.what == "add":
        said, owner = owner_in(" ".join(options.text))
        verb = RaiseIssue(
            title=said,
            owner=owner,
            team=options.team,
            ref=options.about,
            measure=options.measure,
            kind=options.kind,
            forum=options.forum,
            estimate=options.minutes,
            private=options.private,
        )
        return context.done(context.store.write(verb))
    if options.what == "done":
        return context.done(
            context.store.write(SolveIssue(issues=_refs(context, options.refs, "issue"), answer=options.answer))
        )
    return _list_issues(context, options)


def _list_issues(context: Context, options: Namespace) -> int:
    store = context.store
    listing = options.what == "list"
    state = "solved" if listing and options.solved else "snoozed" if listing and options.snoozed else "open"
    teams = _teams(context, options) if listing else store.me.own or None
    found = reads.issues(store.reader, today=store.clock.today(), me=store.me.id, teams=teams, states=(state,))
    if not found:
        context.say("Nothing to discuss. That can be true." if state == "open" else f"No {state} issues.")
    else:
        context.table(
            (
                Column("#", right=True),
                Column("id"),
                Column("issue"),
                Column("owner"),
                Column("age", right=True),
                Column("votes", right=True),
                Column("min", right=True),
                Column("forum"),
            ),
            [
                (
                    str(one.place),
                    one.ref,
                    _private(one.title, one.private),
                    one.owner or "-",
                    f"{one.age}d",
                    str(one.votes or ""),
                    str(one.estimate or ""),
                    one.forum,
                )
                for one in found
            ],
        )
    context.dump({"state": state, "issues": [asdict(one) for one in found]})
    return 0


# ---- to-dos


def todo_arguments(parser: ArgumentParser) -> None:
    """The commands about to-dos; `list` without one."""
    commands = parser.add_subparsers(dest="what", metavar="COMMAND")
    adding = commands.add_parser("add", help="Add a to-do, due in seven days")
    _writing(adding, "the to-do in a line")
    adding.add_argument("--due", metavar="DAY", default="", help="such as 2026-11-28")
    listing = commands.add_parser("list", help="My to-dos, or everybody's")
    listing.add_argument("--all", action="store_true", help="everybody's")
    listing.add_argument("--done", action="store_true", help="the done ones instead")
    commands.add_parser("done", help="Tick to-dos off").add_argument("refs", metavar="REF", nargs="+")


def todo(context: Context, options: Namespace) -> int:
    """Add, list or tick off to-dos."""
    if options.what == "add":
        said, owner = owner_in(" ".join(options.text))
        verb = AddTodo(
            title=said, owner=owner, team=options.team, ref=options.about, due=options.due, private=options.private
        )
        return context.done(context.store.write(verb))
    if options.what == "done":
        return context.done(context.store.write(DoneTodo(todos=_refs(context, options.refs, "todo"))))
    store = context.store
    done = options.what == "list" and options.done
    mine = None if options.what == "list" and options.all else store.me.id
    found = todo_reads.todos(store.reader, owner=mine, done=done)
    if not found:
        context.say("No done to-dos." if done else "No open to-dos.")
    else:
        context.table(
            (Column("id"), Column("to-do"), Column("owner"), Column("done" if done else "due"), Column("carried")),
            [
                (
                    one.ref,
                    _private(one.title, one.private),
                    one.owner or "-",
                    one.done_on or one.due_on,
                    f"{one.carries}x" if one.carries else "",
                )
                for one in found
            ],
        )
    context.dump({"todos": [asdict(one) for one in found]})
    return 0


# ---- wins


def win_arguments(parser: ArgumentParser) -> None:
    """TEXT and @who."""
    parser.add_argument("text", metavar="TEXT", nargs="+", help="what went well; @handle for somebody else's win")
    parser.add_argument("--team", metavar="TEAM", default="")


def win(context: Context, options: Namespace) -> int:
    """Note a win."""
    said, who = owner_in(" ".join(options.text))
    return context.done(context.store.write(AddWin(text=said, by=who, team=options.team)))


def _refs(context: Context, given: list[str], kind: str) -> tuple[str, ...]:
    return tuple(resolve(context.store.reader, one, write=True, kinds=(kind,)).ref for one in given)


def _private(title: str, private: bool) -> str:
    return f"{title} (private)" if private else title
