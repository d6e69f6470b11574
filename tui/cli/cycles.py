"""`oar cycle`: plan a cycle, start it, score and close it, let its objectives go on in the next."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from models import refs
from models.cycles import planning, reads, rules, scoring
from models.cycles.reads import CycleView
from models.cycles.scoring import LineView
from models.cycles.verbs import (
    AddCycle,
    AnswerReview,
    BeginClosing,
    CarryOver,
    CloseCycle,
    Learn,
    Score,
    StartCycle,
    TickPlanning,
)
from models.errors import OarError, Refused, Unknown
from models.find import resolve
from models.okrs.rules import needs_cause, score_text
from tui.cli.context import Context, NoAnswer

SCORED = ("objective", "goal", "key_result")


def cycle_arguments(parser: ArgumentParser) -> None:
    """The commands about cycles; the list without one."""
    parts = parser.add_subparsers(dest="what", metavar="COMMAND")

    def part(name: str, says: str, ref: str = "") -> ArgumentParser:
        made = parts.add_parser(name, help=says, description=says, allow_abbrev=False)
        if ref:
            made.add_argument("ref", metavar="REF", nargs="?", default="", help=ref)
        return made

    of_cycle = "Q3 or its name; the one there is in that state"
    part("list", "All cycles with their states and verdicts")
    part("show", "A cycle: its planning, or its scores with reasons", "Q3 or its name; the running one")
    add = part("add", "Plan a new cycle")
    for name in ("name", "start", "end"):
        add.add_argument(name, metavar=name.upper(), help="" if name == "name" else f"its {_day(name)} day: 2026-10-01")
    add.add_argument("--team", metavar="T", default="", help="whose it is; everybody's by default")
    add.add_argument("--beside", action="store_true", help="it overlaps another one on purpose")
    plan = part("plan", "The checklist of the four weeks of planning; tick a line of it", of_cycle)
    plan.add_argument("item", metavar="LINE", nargs="?", default="", help="its number, or the beginning of its word")
    plan.add_argument("--open", action="store_true", help="take the tick away")
    ask = part("ask", "Does it support the strategy? Answer for O12, or walk a cycle", "O12, or a cycle to walk")
    ask.add_argument("answer", nargs="?", default="", choices=("", "yes", "no"), metavar="yes|no")
    ask.add_argument("reason", nargs="*", metavar="REASON", default=[])
    start = part("start", "Begin a planned cycle; says what is missing", of_cycle)
    start.add_argument("--beside", action="store_true", help="another cycle of the same teams goes on running")
    close = part("close", "Begin the closing; close for good once every score has its reason", of_cycle)
    for one in (start, close):
        one.add_argument("--yes", action="store_true", help="do not ask")
    score = part("score", "Score KR40 or O12, or walk what is missing", "KR40, O12, or a cycle to walk")
    score.add_argument("score", metavar="SCORE", nargs="?", default="", help="0.7 or 70%%; the proposed one by default")
    score.add_argument("reason", nargs="*", metavar="REASON", default=[], help="one line")
    score.add_argument("--cause", default=None, help="due below 0.6 (stretch) and below 1.0 (committed)")
    learn = part("learn", "Say what worked; the next cycle begins with it")
    learn.add_argument("ref", metavar="REF", help="O12, or Q3 for the cycle as a whole")
    learn.add_argument("text", metavar="TEXT", nargs="+")
    learn.add_argument("--not", dest="did_not", action="store_true", help="it did not work")
    carry = part("carry", "Let an objective go on in the next cycle")
    carry.add_argument("ref", metavar="O12")
    carry.add_argument("--extend", action="store_true", help="what was reached too, as far again")
    carry.add_argument("--into", metavar="Q4", default="", help="the next one in planning by default")


def _day(name: str) -> str:
    return "first" if name == "start" else "last"


def cycle(context: Context, options: Namespace) -> int:
    """Run one of the commands about cycles."""
    commands: dict[str, Callable[[Context, Namespace], int]] = {
        "show": _show, "add": _add, "plan": _plan, "ask": _ask, "start": _start, "close": _close, "score": _score,
        "learn": _learn, "carry": _carry,
    }  # fmt: skip
    return commands.get(options.what or "", _list)(context, options)


def _list(context: Context, _options: Namespace) -> int:
    from tui.cli.cycle_show import print_list

    return print_list(context)


def _show(context: Context, options: Namespace) -> int:
    from tui.cli.cycle_show import print_cycle

    return print_cycle(context, _cycle(context, options.ref, ("active", "closing", "planning", "closed"), write=False))


def _cycle(context: Context, given: str, states: tuple[str, ...], *, write: bool = True) -> CycleView:
    """Return the cycle that is named, else the one in the first of these states that has any. Raises Unknown."""
    reader = context.store.reader
    if given.strip():
        return reads.cycle(reader, resolve(reader, given, write=write, kinds=("cycle",)).id)
    found = reads.cycles(reader)
    for state in states:
        some = [view for view in found if view.state == state]
        if len(some) == 1 or (some and not write):
            return some[0]
        if some:
            names = ", ".join(f"{view.ref} {view.name}" for view in some[:6])
            raise Unknown(f"Which cycle? {names}", "Nothing was changed; name one")
    raise Unknown(f"No cycle is {' or '.join(states)}", "`oar cycle` lists them")


def _add(context: Context, options: Namespace) -> int:
    verb = AddCycle(
        name=options.name, start=options.start, end=options.end, team=options.team, beside=options.beside
    )  # fmt: skip
    return context.done(context.store.write(verb))


def _plan(context: Context, options: Namespace) -> int:
    from tui.cli.cycle_show import print_cycle

    ref, item = options.ref, options.item
    if ref and not item and refs.parse(ref) is None and _is_line(ref):
        ref, item = "", ref
    view = _cycle(context, ref, ("planning",))
    if not item:
        return print_cycle(context, view)
    line = rules.item_named(item)
    return context.done(context.store.write(TickPlanning(cycle=view.id, item=line.key, done=not options.open)))


def _is_line(word: str) -> bool:
    try:
        rules.item_named(word)
    except Refused:
        return False
    return True


def _ask(context: Context, options: Namespace) -> int:
    parsed = refs.parse(options.ref)
    if parsed is not None and parsed[0] == "objective":
        if not options.answer:
            raise Refused(f"Does {options.ref.upper()} support the strategy?", "Say yes or no, and the reason")
        found = resolve(context.store.reader, options.ref, write=True, kinds=("objective",))
        verb = AnswerReview(goal=found.id, supports=options.answer == "yes", reason=" ".join(options.reason))
        return context.done(context.store.write(verb))
    view = _cycle(context, options.ref, ("planning",))
    asked = [one for one in planning.questions(context.store.reader, view.id) if not one.supports]
    if not asked:
        context.say(f"Every objective of {view.name} was asked")
    answers = []
    for one in asked:
        context.say(((f"{one.ref} ", "ref"), (one.title, "bold"), (f"  {one.owner or 'nobody'} {one.team}", "muted")))
        try:
            word = context.ask("  supports the strategy? y or n, Enter skips").lower()
            if word not in ("y", "yes", "n", "no"):
                continue
            verb = AnswerReview(goal=one.id, supports=word.startswith("y"), reason=context.ask("  because"))
            answers.append(context.store.write(verb).message)
        except NoAnswer:
            break
        except Refused as error:
            context.warn(error.line())
    context.dump({"cycle": view.ref, "answered": answers})
    return 0


def _start(context: Context, options: Namespace) -> int:
    view = _cycle(context, options.ref, ("planning",))
    lacking = reads.not_ready(context.store.reader, view.id).text()
    if view.state == "planning" and not options.yes:
        if lacking:
            context.say(f"Still {lacking}")
        if not _sure(context, f"Start {view.name}? From then on changes need a reason"):
            return 0
    return context.done(context.store.write(StartCycle(cycle=view.id, beside=options.beside)))


def _sure(context: Context, question: str) -> bool:
    if context.ask(question, "no").lower() in ("y", "yes"):
        return True
    context.say("Nothing was changed")
    context.dump({"message": "nothing was changed", "refs": []})
    return False


def _close(context: Context, options: Namespace) -> int:
    store = context.store
    view = _cycle(context, options.ref, ("closing", "active"))
    if view.state == "active":
        done = store.write(BeginClosing(cycle=view.id))
        missing = reads.unfinished(store.reader, view.id)
        context.say(done.message)
        context.say(f"`oar cycle score {view.ref}` walks them; then `oar cycle close {view.ref}` closes for good")
        context.dump(
            {"message": done.message, "refs": list(done.refs), "action": done.action, "missing": _missing(missing)}
        )
        return 0
    if view.state == "closing" and not options.yes and not reads.unfinished(store.reader, view.id).total:
        context.say(rules.verdict_text(view.verdict))
        if not _sure(context, f"Close {view.name}, {view.lines} scores, for good? Nothing of it changes any more"):
            return 0
    return context.done(store.write(CloseCycle(cycle=view.id)))


def _missing(found: reads.UnfinishedView) -> dict[str, list[str]]:
    return {"score": list(found.score), "reason": list(found.reason), "cause": list(found.cause)}


def _score(context: Context, options: Namespace) -> int:
    parsed = refs.parse(options.ref)
    if not options.ref or parsed is None or parsed[0] == "cycle":
        return _walk(context, options.ref)
    found = resolve(context.store.reader, options.ref, write=True, kinds=SCORED)
    number, rest = rules.split_score(" ".join((options.score, *options.reason)))
    verb = Score(ref=found.ref, score=number, reason=rest or None, cause=options.cause)
    return context.done(context.store.write(verb))


def _walk(context: Context, given: str) -> int:
    """Walk what the closing of a cycle still needs, one line after the other; leaving keeps what was said."""
    store = context.store
    view = _cycle(context, given, ("closing",))
    if view.state != "closing":
        raise Refused(f"{view.name} is {view.state}", f"`oar cycle close {view.ref}` begins the closing")
    said: list[str] = []
    todo = [line.ref for line in scoring.walking_order(_scores(context, view.id).lines) if line.missing]
    for ref in todo:
        try:
            said += _score_until_right(context, view.id, ref)
        except NoAnswer:
            break
    left = reads.unfinished(store.reader, view.id)
    words = f"Still {left.text()}: {left.where()}" if left.total else f"`oar cycle close {view.ref}` can close it now"
    context.say(words)
    context.dump({"cycle": view.ref, "scored": said, "missing": _missing(left)})
    return 0


def _score_until_right(context: Context, cycle: int, ref: str) -> list[str]:
    """Ask for the score of a line until it is one; one that I may not give is passed over. Raises NoAnswer."""
    while True:
        line = next(one for one in _scores(context, cycle).lines if one.ref == ref)
        try:
            return [_score_line(context, line)]
        except NoAnswer:
            raise
        except OarError as error:
            context.warn(error.line())
            if not isinstance(error, Refused):
                return []


def _scores(context: Context, cycle: int) -> scoring.ScoresView:
    store = context.store
    return scoring.scores(store.reader, cycle, settings=store.settings, today=store.clock.today())


def _score_line(context: Context, line: LineView) -> str:
    """Ask for a score with reason, cause where due, and what an objective taught. Raises NoAnswer, Refused."""
    shown = "" if line.proposed is None else score_text(line.proposed, line.original)
    context.say(((f"{line.ref} ", "ref"), (line.title, "bold"), (f"  {line.intent}, proposed {shown or '-'}", "muted")))
    typed = context.ask("  score", f"{line.score if line.score is not None else line.proposed or ''}")
    score = rules.parse_score(typed) if typed else None
    reason = context.ask("  reason", line.reason) or None
    cause = None
    known = score if score is not None else line.score if line.score is not None else line.proposed
    if known is not None and needs_cause(known, line.intent):
        cause = context.ask("  cause", line.cause) or None
    done = context.store.write(Score(ref=line.ref, score=score, reason=reason, cause=cause))
    context.say(f"  {done.message}")
    if not line.is_key_result:
        for label, outcome in (("what worked", "worked"), ("what did not", "did_not")):
            text = context.ask(f"  {label}, Enter skips")
            if text:
                context.store.write(Learn(ref=line.ref, text=text, outcome=outcome))
    return str(done.message)


def _learn(context: Context, options: Namespace) -> int:
    found = resolve(context.store.reader, options.ref, write=True, kinds=("objective", "goal", "cycle"))
    verb = Learn(ref=found.ref, text=" ".join(options.text), outcome="did_not" if options.did_not else "worked")
    return context.done(context.store.write(verb))


def _carry(context: Context, options: Namespace) -> int:
    reader = context.store.reader
    found = resolve(reader, options.ref, write=True, kinds=("objective",))
    into: Any = resolve(reader, options.into, write=True, kinds=("cycle",)).id if options.into else None
    return context.done(context.store.write(CarryOver(goal=found.id, into=into, extend=options.extend)))
