"""Work on the tree beyond its rows: `oar copy`, `oar step`, `oar filter`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models import refs
from models.errors import Refused, Unknown
from models.find import resolve
from models.okrs import filter_reads, pick_reads
from models.okrs.verbs import AddSteps, CompleteStep, CopyBranch, DropFilter, SaveFilter
from models.titles import Found
from tui.cli.change import case, case_arguments
from tui.cli.context import Context


def copy_arguments(parser: ArgumentParser) -> None:
    """REF CYCLE, --under."""
    parser.add_argument("ref", metavar="REF", help="an objective with what is below it, a key result, or a goal above")
    parser.add_argument("cycle", metavar="CYCLE", help="Q4, or the beginning of its name")
    parser.add_argument("--under", metavar="PARENT", default="", help="where it hangs there; else as the old one does")
    case_arguments(parser)


def copy(context: Context, options: Namespace) -> int:
    """Copy a branch to another cycle: it keeps where it came from, its progress starts anew."""
    reader = context.store.reader
    found = resolve(reader, options.ref, write=True, kinds=("objective", "goal", "key_result"))
    cycle = resolve(reader, options.cycle, write=True, kinds=("cycle",))
    under = resolve(reader, options.under, write=True, kinds=("objective", "goal")).ref if options.under else ""
    return context.done(context.store.write(CopyBranch(ref=found.ref, cycle=cycle.id, under=under, case=case(options))))


def step_arguments(parser: ArgumentParser) -> None:
    """REF [STEP...], --done, --open."""
    parser.add_argument("ref", metavar="REF", help="a milestone KR4 to list or add to; a step ST3 to tick")
    parser.add_argument("steps", metavar="STEP", nargs="*", help='"Pilot with 3 banks x2 by 2026-08-31": weight, day')
    parser.add_argument("--done", action="store_true", help="the step ST3 is done")
    parser.add_argument("--open", action="store_true", help="the step ST3 is open again")
    case_arguments(parser)


def step(context: Context, options: Namespace) -> int:
    """List the steps of a milestone, add some, or tick one; `oar edit ST3` and `oar archive ST3` do the rest.

    JSON without STEP: {"ref", "steps": [{"ref", "title", "weight", "due", "done"}]}.
    """
    reader = context.store.reader
    found = resolve(reader, options.ref, write=True, kinds=("key_result", "step"))
    if found.kind == "step":
        return _tick(context, options, found)
    if options.done or options.open:
        raise Refused(f"{found.ref} is a key result, not a step", f"oar step {found.ref} lists its steps")
    if options.steps:
        verb = AddSteps(kr=found.id, steps=tuple(options.steps), case=case(options))
        return context.done(context.store.write(verb))
    steps = pick_reads.steps(reader, found.id)
    context.dump(
        {
            "ref": found.ref,
            "steps": [
                {"ref": refs.ref("step", number), "title": title, "weight": weight, "due": due or "", "done": done}
                for number, title, weight, due, done in steps
            ],
        }
    )
    if not steps:
        context.say(f'{found.ref} has no steps: oar step {found.ref} "Pilot by 2026-08-31"')
        return 0
    rows = [
        (refs.ref("step", number), title, f"{weight:g}", (due or "-")[:10], "done" if done else "")
        for number, title, weight, due, done in steps
    ]
    context.table(("step", "title", "weight", "due", ""), rows)
    return 0


def _tick(context: Context, options: Namespace, found: Found) -> int:
    if options.steps or options.done == options.open:
        raise Refused("Is the step done or open?", f"oar step {found.ref} --done, or --open")
    return context.done(context.store.write(CompleteStep(step=found.id, done=options.done)))


def filter_arguments(parser: ArgumentParser) -> None:
    """[list|save|drop] [NAME] [TEXT], --shared."""
    parser.add_argument("what", nargs="?", choices=("list", "save", "drop"), default="list", help="list when left out")
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="one word, such as board")
    parser.add_argument("text", metavar="TEXT", nargs="*", help="as after / in the app: owner:mei off")
    parser.add_argument("--shared", action="store_true", help="for everybody, not only for me")


def filter_command(context: Context, options: Namespace) -> int:
    """List, save or let go filters of the tree; `oar tree --filter saved:NAME` uses one.

    JSON of the list: {"filters": [{"ref", "name", "text", "mine", "shared", "owner"}]}.
    """
    store = context.store
    saved = filter_reads.saved_filters(store.reader, store.me.id)
    if options.what == "save":
        verb = SaveFilter(name=options.name, text=" ".join(options.text), shared=options.shared)
        return context.done(store.write(verb))
    if options.what == "drop":
        name = options.name.lower()
        found = next((one for one in saved if name in (one.name.lower(), one.ref.lower())), None)
        if found is None:
            raise Unknown(f"There is no saved filter {options.name[:40]!r}", "`oar filter` lists them")
        return context.done(store.write(DropFilter(filter=found.id)))
    fields = ("ref", "name", "text", "mine", "shared", "owner")
    context.dump({"filters": [{field: getattr(one, field) for field in fields} for one in saved]})
    if not saved:
        context.say("No saved filters yet: oar filter save board owner:mei off")
        return 0
    rows = [(one.name, one.text, "everybody" if one.shared else "me", one.owner) for one in saved]
    context.table(("name", "filter", "for", "owner"), rows)
    return 0
