"""What people say about the brief: `oar brief ack`, `mark`, `doubt`, `answer`, `ready`, `recall`, `of` and lists."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from models.errors import Unknown
from models.find import resolve
from models.refs import parse
from models.strategy import reads, recall, voice_reads
from models.strategy.readiness import ALTITUDE
from models.strategy.touched import choice_ids, touched
from models.strategy.verbs import Acknowledge, AnswerDoubt, DoubtIt, MarkSentence, Recite
from models.strategy.views import BriefView
from tui.cli.context import Context, NoAnswer
from tui.cli.printer import Column

SENTENCES = ("choice", "exclusion", "assumption")
TEXTS = (reads.VISION, reads.ELEPHANTS)


def voice_arguments(commands: Any) -> None:
    """The commands about what people say about the brief."""
    commands.add_parser("ack", aliases=["acknowledge"], help="Say that I have read it")
    commands.add_parser("readers", help="Who has not read it, and who has")
    mark = commands.add_parser("mark", help="Say which sentence changes my team's week, and how")
    mark.add_argument("ref", metavar="REF", help="a choice, exclusion or assumption such as C1; vision or elephants")
    mark.add_argument("text", metavar="TEXT", nargs="*", help="nothing takes the mark back")
    mark.add_argument("--team", metavar="TEAM", default="", help="mine unless said")
    commands.add_parser("marks", help="Which sentence changes whose week, and the teams without a mark")
    doubt = commands.add_parser("doubt", help="Doubt a choice, a definition or a rule; open until it is answered")
    doubt.add_argument("ref", metavar="REF", help="such as C1, M7 or L2")
    doubt.add_argument("text", metavar="TEXT", nargs="+")
    answer = commands.add_parser("answer", help="Answer a doubt")
    answer.add_argument("ref", metavar="REF", help="such as DB3")
    answer.add_argument("text", metavar="TEXT", nargs="+")
    answer.add_argument("--mine", action="store_true", help="put mine on top of an answer that is there")
    commands.add_parser("doubts", help="The doubts, open ones first").add_argument("--open", action="store_true")
    commands.add_parser("ready", help="Who in which team has what this week or next because of each choice")
    drill = commands.add_parser("recall", help="Type the choices and top goals from memory; only team totals are kept")
    drill.add_argument("--totals", action="store_true", help="what each team knows by heart")
    of = commands.add_parser("of", help="The choice that a record touches")
    of.add_argument("ref", metavar="REF", help="an issue, decision, to-do, key result ... such as D4")


def _number(context: Context) -> int:
    number = reads.brief_id(context.store.reader)
    if number is None:
        raise Unknown("There is no brief yet", 'Write one: `oar brief choose "X rather than Y"`')
    return number


def _brief(context: Context) -> BriefView:
    store = context.store
    return reads.brief(store.reader, _number(context), store.clock.today(), me=store.me.id, zone=store.clock.zone)


def acknowledge(context: Context, _options: Namespace) -> int:
    """Say that I have read it."""
    return context.done(context.store.write(Acknowledge()))


def readers(context: Context, _options: Namespace) -> int:
    """List who has not read the brief, then who has."""
    found = voice_reads.readers(context.store.reader, _number(context), zone=context.store.clock.zone)
    missing = [one for one in found if one.read_on is None]
    rows = [(one.name, one.team, one.read_on.isoformat() if one.read_on else "not yet") for one in found]
    context.table(("Who", "Team", "Read"), rows)
    context.say(f"Read by {len(found) - len(missing)} of {len(found)}")
    people = [
        {
            "handle": one.handle, "name": one.name, "team": one.team,
            "read_on": one.read_on.isoformat() if one.read_on else None,
        }
        for one in found
    ]  # fmt: skip
    context.dump({"readers": people})
    return 0


def mark(context: Context, options: Namespace) -> int:
    """Mark a sentence, or take my mark back."""
    reader, key = context.store.reader, options.ref.lower()
    if key not in TEXTS:
        found = resolve(reader, options.ref, write=True, kinds=SENTENCES)
        key = voice_reads.sentence_key(reader, found.kind, found.id)
    verb = MarkSentence(sentence=key, text=" ".join(options.text), team=options.team)
    return context.done(context.store.write(verb))


def marks(context: Context, _options: Namespace) -> int:
    """List the marks and the teams without one."""
    brief = _brief(context)
    for one in brief.marks:
        older = f" (said of version {one.older})" if one.older else ""
        context.say(((one.team, "bold"), (f"  {one.by}: {one.text}{older}", "")))
        context.say(((f"  at: {brief.words_of(one.key)}", "muted"),))
    context.say(f"No mark yet: {', '.join(brief.unmarked)}" if brief.unmarked else "Every team has a mark")
    shown = [
        {
            "team": one.team, "by": one.by, "text": one.text, "week": one.week, "sentence": brief.words_of(one.key),
            "of_version": one.older or brief.version,
        }
        for one in brief.marks
    ]  # fmt: skip
    context.dump({"marks": shown, "unmarked": list(brief.unmarked)})
    return 0


def doubt(context: Context, options: Namespace) -> int:
    """Raise a doubt."""
    ref = options.ref if parse(options.ref) else resolve(context.store.reader, options.ref, write=True).ref
    return context.done(context.store.write(DoubtIt(ref=ref, text=" ".join(options.text))))


def answer(context: Context, options: Namespace) -> int:
    """Answer a doubt."""
    verb = AnswerDoubt(ref=options.ref, answer=" ".join(options.text), mine=options.mine)
    return context.done(context.store.write(verb))


def doubts(context: Context, options: Namespace) -> int:
    """List the doubts."""
    found = voice_reads.doubts(context.store.reader, zone=context.store.clock.zone, open_only=options.open)
    for one in found:
        context.say(((f"DB{one.id} ", "ref"), (f"{one.ref} {one.title}", "bold")))
        context.note(f"{one.by}, {one.on.isoformat()}: {one.text}", "  ")
        context.note(f"{one.answered_by}: {one.answer}" if one.answer else "open", "  > ")
    if not found:
        context.say("Nobody doubts anything at present")
    context.dump(
        {
            "doubts": [
                {
                    "ref": f"DB{one.id}", "about": one.ref, "title": one.title, "by": one.by, "on": one.on.isoformat(),
                    "text": one.text, "answer": one.answer or None, "answered_by": one.answered_by or None,
                }
                for one in found
            ]
        }
    )  # fmt: skip
    return 0


def ready(context: Context, _options: Namespace) -> int:
    """Say of every choice who moves because of it this week and next."""
    brief = _brief(context)
    for one in brief.choices:
        flag = "" if one.reach.ready else f"  {ALTITUDE}"
        context.say(((f"{one.ref} ", "ref"), (one.statement, "bold"), (f"  {one.reach.text}", ""), (flag, "risk")))
        rows = [(m.team, m.person, m.what, m.ref or "-", m.title, m.day.isoformat()) for m in one.reach.moves]
        if rows:
            context.table(("Team", "Who", "What", "id", Column("Because of it", flexible=True), "By"), rows)
    if not brief.choices:
        context.say("The brief has no choice yet")
    context.dump({"choices": [_reach(one) for one in brief.choices]})
    return 0


def _reach(one: Any) -> dict[str, Any]:
    return {
        "ref": one.ref, "statement": one.statement, "ready": one.reach.ready, "teams": list(one.reach.teams),
        "moves": [
            {
                "team": m.team, "person": m.person, "what": m.what, "ref": m.ref or None, "title": m.title,
                "day": m.day.isoformat(), "done": m.done,
            }
            for m in one.reach.moves
        ],
    }  # fmt: skip


def drill(context: Context, options: Namespace) -> int:
    """Ask for choices and goals from memory, or show what the teams know."""
    reader, number = context.store.reader, _number(context)
    if not options.totals:
        choices, goals = (_typed(context, what) for what in ("choice", "top goal"))
        if choices or goals:
            done = context.store.write(Recite(choices=choices, goals=goals))
            context.say(done.message)
        wanted = recall.asked(reader, number)
        for title, lines in (("We choose", [said for said, _ in wanted[0]]), ("Top goals", wanted[1])):
            context.say(((title.upper(), "title"),))
            for line in lines or ["none yet"]:
                context.say(f"  {line}")
    found = recall.totals(reader, number)
    rows = [(one.team, str(one.sittings), _share(one, one.choices), _share(one, one.goals)) for one in found]
    if rows:
        context.table(("Team", Column("Tries", right=True), "Choices known", "Goals known"), rows)
    else:
        context.say("No team has tried yet")
    context.dump(
        {"teams": [{"team": o.team, "tries": o.sittings, "choices": o.choices, "goals": o.goals} for o in found]}
    )
    return 0


def _typed(context: Context, what: str) -> tuple[str, ...]:
    """Return the lines that are typed until an empty one, or until the input ends."""
    found: list[str] = []
    while len(found) < 20:
        try:
            line = context.ask(f"{what} {len(found) + 1}, Enter when that is all")
        except NoAnswer:
            break
        if not line:
            break
        found.append(line)
    return tuple(found)


def _share(one: recall.RecallView, share: float | None) -> str:
    return f"about {share:.0%}" if share is not None else one.untold or "-"


def of(context: Context, options: Namespace) -> int:
    """Name the choice that a record touches."""
    reader = context.store.reader
    found = resolve(reader, options.ref, write=False)
    lineages = touched(reader, [found.ref]).get(found.ref, ())
    known = choice_ids(reader, lineages)
    shown = [(f"C{number}", statement) for number, statement in known.values()]
    for ref, statement in shown:
        context.say(((f"{ref} ", "ref"), (statement, "bold")))
    if not shown:
        context.say(f"{found.ref} touches no choice. `oar edit {found.ref} choice=C1` names one for a decision or goal")
    context.dump({"ref": found.ref, "choices": [{"ref": ref, "statement": said} for ref, said in shown]})
    return 0
