"""How a cycle is printed, and its JSON: planning, scores, verdict, what was learned.

JSON of a cycle: {"ref", "name", "state", "start", "end", "team", "objectives", "key_results", "scored", "answered",
"ticks", "verdict": {"stretch", "words", "committed", "committed_kept"}}; stretch is the mean score 0.0-1.0 or null.
"""

from __future__ import annotations

from typing import Any

from models.cycles import planning, reads, rules, scoring
from models.cycles.planning import PlanningView
from models.cycles.reads import CycleView, LearningView
from models.cycles.scoring import LineView, ScoresView
from models.okrs.rules import CycleVerdict, score_text
from themes.cells import Spans
from tui.cli.context import Context
from tui.cli.printer import Cell, Column


def print_list(context: Context) -> int:
    """Print all cycles, the newest first."""
    found = reads.cycles(context.store.reader)
    if not found:
        context.say('No cycle yet: oar cycle add "2026-Q4" 2026-10-01 2026-12-31')
    else:
        heads = ("ref", Column("name", flexible=True), "days", "state", "team", "objectives", "so far")
        context.table(heads, [_row(view) for view in found])
    context.dump({"cycles": [cycle_json(view) for view in found]})
    return 0


def _row(view: CycleView) -> tuple[Cell, ...]:
    days = f"{view.start_on} to {view.end_on}"
    return (view.ref, view.name, days, view.state, view.team or "all", f"{view.objectives}", so_far(view))


def so_far(view: CycleView) -> str:
    """Return how far a cycle is in its state: ticks and answers, scores, or the verdict."""
    if view.state == "planning":
        return f"checklist {view.ticks}/{len(rules.ITEMS)}, asked {view.answered}/{view.objectives}"
    if view.state == "closing":
        return f"scored {view.scored}/{view.lines}"
    return rules.verdict_text(view.verdict) if view.state == "closed" else ""


def print_cycle(context: Context, view: CycleView) -> int:
    """Print one cycle: its planning, or its scores with what they would be today."""
    store = context.store
    today = store.clock.today()
    scores = scoring.scores(store.reader, view.id, settings=store.settings, today=today)
    plan = planning.planning(store.reader, view, today) if view.state == "planning" else None
    context.say((*_head(view), (f"  {so_far(view)}", "muted")))
    if plan is not None:
        _say_planning(context, plan)
    else:
        _say_scores(context, view, scores)
    context.dump(
        {
            "cycle": cycle_json(view),
            "planning": planning_json(plan) if plan is not None else None,
            "scores": [line_json(line) for line in scores.lines],
            "if_it_ended_today": verdict_json(scores.verdict),
            "learnings": [learning_json(one) for one in reads.learnings(store.reader, [view.id])],
        }
    )
    return 0


def _head(view: CycleView) -> Spans:
    team = f", {view.team}" if view.team else ""
    return (
        (f"{view.ref} ", "ref"),
        (view.name, "title"),
        (f"  {view.start_on} to {view.end_on}{team}  {view.state}", ""),
    )


def _say_planning(context: Context, plan: PlanningView) -> None:
    for number, week in enumerate(plan.weeks, 1):
        here = "  < now" if number == plan.week else ""
        context.say()
        context.say(((f"Week {number}  {week.title}", "bold"), (f"  {week.first} to {week.last}{here}", "muted")))
        for line in week.lines:
            box = "[x]" if line.by else "[ ]"
            who = f"  {line.by} {line.on}" if line.by else ""
            seen = f"  ({line.seen})" if line.seen else ""
            token = "risk" if line.open and not line.by else "muted"
            context.say(((f"  {box} {line.number:>2} {line.item.title}", ""), (seen, token), (who, "muted")))
    context.say()
    context.say(((f"Does it support the strategy?  {plan.answered} of {len(plan.questions)} asked", "bold"),))
    for one in plan.questions:
        said = f"{one.supports}: {one.reason}" if one.supports else "not asked"
        context.say(
            ((f"  {one.ref:<5}", "ref"), (f"{one.title}", ""), (f"  {said}", "muted" if one.supports else "risk"))
        )
    _say_learnings(context, "What the last cycle taught", plan.learnings)
    lacking = plan.lack.text()
    if lacking:
        context.say()
        context.say(f"Before the start: {lacking}")


def _say_learnings(context: Context, title: str, found: tuple[LearningView, ...]) -> None:
    if not found:
        return
    context.say()
    context.say(((title, "bold"),))
    for one in found:
        about = f"  {one.ref} {one.title}" if one.ref else ""
        mark = ("+", "good") if one.outcome == "worked" else ("-", "bad")
        context.say((("  ", ""), mark, (f" {one.text}", ""), (about, "muted")))


def _say_scores(context: Context, view: CycleView, scores: ScoresView) -> None:
    said = rules.verdict_text(scores.verdict)
    word = "Verdict" if view.state == "closed" else "So far" if view.state == "closing" else "If it ended today"
    context.say(f"{word}: {said}")
    context.say()
    heads = ("ref", Column("title", flexible=True), "intent", "score", Column("why", flexible=True), Column("cause"))
    if scores.lines:
        context.table(heads, [_line(line) for line in scores.lines])
    else:
        context.say("No objectives in it")
    taught = reads.learnings(context.store.reader, [view.id])
    _say_learnings(context, "What it taught", tuple(taught))
    if view.state == "closing" and scores.unfinished:
        needed = "; ".join(f"{line.ref} {', '.join(line.missing)}" for line in scores.unfinished[:6])
        more = f" and {len(scores.unfinished) - 6} more" if len(scores.unfinished) > 6 else ""
        context.say()
        context.say(f"Before it closes: {needed}{more}")


def _line(line: LineView) -> tuple[Cell, ...]:
    title: list[tuple[str, str]] = [("  " * line.depth, ""), (line.title, "" if line.is_key_result else "bold")]
    if line.of:
        title.append((f"  from {line.of[0]} of {line.of[1]}", "muted"))
    if line.into:
        title.append((f"  goes on as {line.into[0]}", "muted"))
    return (((line.ref, "ref"),), tuple(title), line.intent, score_cell(line), line.reason, line.cause)


def score_cell(line: LineView) -> Spans:
    """Return the score, or what is proposed behind a question mark."""
    if line.score is not None:
        return ((score_text(line.score, line.original), "bold"),)
    if line.proposed is None:
        return (("-", "muted"),)
    return ((f"? {score_text(line.proposed, line.original)}", "muted"),)


def cycle_json(view: CycleView) -> dict[str, Any]:
    """Return the JSON of a cycle."""
    return {
        "ref": view.ref, "name": view.name, "state": view.state, "start": view.start_on, "end": view.end_on,
        "team": view.team or None, "objectives": view.objectives, "key_results": view.key_results,
        "scored": view.scored, "answered": view.answered, "ticks": view.ticks, "verdict": verdict_json(view.verdict),
    }  # fmt: skip


def verdict_json(found: CycleVerdict) -> dict[str, Any]:
    """Return the JSON of a verdict."""
    return {
        "stretch": found.stretch, "words": found.verdict, "committed": found.committed,
        "committed_kept": found.committed_met,
    }  # fmt: skip


def line_json(line: LineView) -> dict[str, Any]:
    """Return the JSON of an objective or key result with its score."""
    return {
        "ref": line.ref, "title": line.title, "depth": line.depth, "owner": line.owner, "team": line.team,
        "intent": line.intent, "weight": line.weight, "proposed": line.proposed, "score": line.score,
        "original": line.original, "reason": line.reason or None, "cause": line.cause or None,
        "missing": list(line.missing), "worked": list(line.worked), "did_not": list(line.did_not),
        "goes_on_as": line.into[0] if line.into else None, "came_from": line.of[0] if line.of else None,
    }  # fmt: skip


def planning_json(plan: PlanningView) -> dict[str, Any]:
    """Return the JSON of a cycle's planning."""
    return {
        "week": plan.week,
        "done": plan.done,
        "items": [
            {
                "number": line.number, "key": line.item.key, "title": line.item.title, "week": number,
                "done_by": line.by or None, "done_on": line.on or None, "seen": line.seen, "open": line.open,
            }
            for number, week in enumerate(plan.weeks, 1)
            for line in week.lines
        ],
        "questions": [
            {"ref": one.ref, "title": one.title, "supports": one.supports or None, "reason": one.reason or None}
            for one in plan.questions
        ],
        "missing": {
            "owner": list(plan.lack.ownerless), "path": list(plan.lack.pathless),
            "key_results": list(plan.lack.empty), "answer": list(plan.lack.unanswered),
        },
        "learnings": [learning_json(one) for one in plan.learnings],
    }  # fmt: skip


def learning_json(one: LearningView) -> dict[str, Any]:
    """Return the JSON of a line of a retrospective."""
    return {
        "text": one.text, "outcome": one.outcome, "about": one.ref or None, "by": one.by or None, "cycle": one.cycle
    }  # fmt: skip
