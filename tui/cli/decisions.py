"""`oar decide` and `oar decision`: note, list, show, write, make, approve and supersede decisions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from models.decisions import reads
from models.decisions.rules import LANES
from models.decisions.verbs import Approve, Decide, MakeDecision, Supersede
from models.find import resolve
from tui.cli import lanes, memos
from tui.cli.context import Context
from tui.cli.printer import Column


def decide_arguments(parser: ArgumentParser) -> None:
    """TEXT, which is needed when it ends in ?, and @owner."""
    parser.add_argument("text", metavar="TEXT", nargs="+", help="ends in ? while it is needed; @handle owns it")
    parser.add_argument("--team", metavar="TEAM", default="", help="whose decision it is; mine unless said")
    parser.add_argument("--lane", choices=LANES, default="", help="commitments wait for an executive's approval")
    parser.add_argument("--by", metavar="DAY", default="", help="needed by, such as 2026-11-21")
    parser.add_argument("--because", metavar="WHY", default="")
    parser.add_argument("--about", metavar="REF", default="", help="what it came from, such as I31 or H7")
    parser.add_argument("--private", action="store_true", help="only my team sees it")


def decide(context: Context, options: Namespace) -> int:
    """Note a decision, needed or made."""
    text, owner = owner_in(" ".join(options.text))
    return context.done(
        context.store.write(
            Decide(
                text=text,
                owner=owner,
                team=options.team,
                lane=options.lane,
                needed_by=options.by,
                because=options.because,
                origin_ref=options.about,
                private=options.private,
            )
        )
    )


def owner_in(text: str) -> tuple[str, str]:
    """Return (text without it, handle) for a text that names its owner as `@handle` at either end."""
    words = text.split()
    for at in (-1, 0):
        if len(words) > 1 and words[at].startswith("@") and len(words[at]) > 1:
            return " ".join(words[:-1] if at else words[1:]), words[at][1:]
    return text, ""


def decision_arguments(parser: ArgumentParser) -> None:
    """The commands about decisions; `list` without one."""
    commands = parser.add_subparsers(dest="what", metavar="COMMAND")
    listing = commands.add_parser("list", help="Needed ones, then made ones; WORDS search every memo")
    listing.add_argument("words", metavar="WORDS", nargs="*")
    for name in ("needed", "made", "revisit", "all"):
        listing.add_argument(f"--{name}", action="store_true")
    listing.add_argument("--team", metavar="TEAM", default="")
    commands.add_parser("show", help="One memo in full").add_argument("ref", metavar="REF")
    new = commands.add_parser("new", help="Write a memo in $EDITOR; an empty one changes nothing")
    new.add_argument("title", metavar="TITLE", nargs="*")
    commands.add_parser("edit", help="Change a memo in $EDITOR").add_argument("ref", metavar="REF")
    make = commands.add_parser("make", help="Say what was chosen")
    make.add_argument("ref", metavar="REF")
    make.add_argument("chosen", metavar="CHOSEN", nargs="+")
    make.add_argument("--because", metavar="WHY", default="")
    make.add_argument("--lane", choices=LANES, default="")
    make.add_argument("--revisit", metavar="DAY", default="")
    approve = commands.add_parser("approve", help="Approve a commitment, as an executive")
    approve.add_argument("ref", metavar="REF")
    supersede = commands.add_parser("supersede", help="Put a new decision in the place of a made one")
    supersede.add_argument("ref", metavar="REF")
    supersede.add_argument("text", metavar="TEXT", nargs="+")
    supersede.add_argument("--because", metavar="WHY", default="")
    commands.add_parser("lanes", help="Commitments and guardrails")
    propose = commands.add_parser("propose", help="A new commitment or guardrail, or the change of one")
    propose.add_argument("ref", metavar="REF", help="commitment, guardrail, or one such as L2")
    propose.add_argument("text", metavar="TEXT", nargs="*")
    propose.add_argument("--measure", metavar="MEASURE", default=None)
    propose.add_argument("--operator", choices=("<", "<=", ">", ">=", "="), default=None)
    propose.add_argument("--limit", metavar="NUMBER", default=None)
    propose.add_argument("--because", metavar="WHY", default="")
    propose.add_argument("--team", metavar="TEAM", default="")
    propose.add_argument("--end", action="store_true", help="take it off the list")


def decision(context: Context, options: Namespace) -> int:
    """Run one of the commands about decisions."""
    commands: dict[str, Callable[[Context, Namespace], int]] = {
        "show": memos.show, "new": memos.new, "edit": memos.edit, "make": _make, "approve": _approve,
        "supersede": _supersede, "lanes": lanes.show, "propose": lanes.propose,
    }  # fmt: skip
    return commands.get(options.what or "", _list)(context, options)


def _list(context: Context, options: Namespace) -> int:
    store = context.store
    given: dict[str, Any] = vars(options)
    words = " ".join(given.get("words") or ())
    teams = [resolve(store.reader, given["team"], write=False, kinds=("team",)).id] if given.get("team") else None
    log = reads.decision_log(store.reader, store.clock.today(), zone=store.clock.zone, teams=teams)
    found = reads.search(store.reader, words) if words.strip() else None
    wanted = {state for state in ("needed", "made") if given.get(state)}
    shown = [
        one
        for one in (log.everything if given.get("all") or words else (*log.needed, *log.made))
        if (found is None or one.id in found)
        and (not wanted or one.state in wanted)
        and (not given.get("revisit") or one.revisit)
    ]
    columns = ["", "Decision", "State", "Lane", "Owner", "By", "Age"]
    rows = [
        (one.ref, one.title, memos.state(one), one.lane, one.owner or "nobody", memos.when(one), memos.age(one))
        for one in shown
    ]
    if rows:
        context.table([Column(name, flexible=name == "Decision") for name in columns], rows)
    else:
        context.say('No decisions here. `oar decide "Partner pipeline counts from W35"` notes one')
    context.dump({"decisions": [memos.shape(one) for one in shown]})
    return 0


def _make(context: Context, options: Namespace) -> int:
    found = resolve(context.store.reader, options.ref, write=True, kinds=("decision",))
    chosen = " ".join(options.chosen)
    letters = dict(zip("abcdefghijklmnopqrstuvwxyz", reads.options(context.store.reader, found.id), strict=False))
    option = letters.get(chosen.lower()) or next((one for one in letters.values() if one.title == chosen), None)
    return context.done(
        context.store.write(
            MakeDecision(
                ref=found.ref,
                chosen=option.title if option else chosen,
                option=option.id if option else None,
                because=options.because,
                lane=options.lane,
                revisit_on=options.revisit,
            )
        )
    )


def _approve(context: Context, options: Namespace) -> int:
    found = resolve(context.store.reader, options.ref, write=True, kinds=("decision", "lane_item"))
    return context.done(context.store.write(Approve(ref=found.ref)))


def _supersede(context: Context, options: Namespace) -> int:
    found = resolve(context.store.reader, options.ref, write=True, kinds=("decision",))
    verb = Supersede(ref=found.ref, text=" ".join(options.text), because=options.because)
    return context.done(context.store.write(verb))
