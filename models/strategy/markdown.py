"""The brief as Markdown, for people and git."""

from __future__ import annotations

from models.strategy.readiness import ALTITUDE
from models.strategy.rules import LONGEST
from models.strategy.versions import DiffView
from models.strategy.views import (
    AssumptionView,
    BriefView,
    ChoiceView,
    DoubtView,
    ExclusionView,
    GoalView,
    MarkView,
    MeasureView,
)


def as_markdown(brief: BriefView) -> str:
    """Return one version of the brief with the numbers of the day it was read."""
    state = f"published {brief.published_on.isoformat()}" if brief.published_on else "draft"
    out = [f"# {brief.title}", "", f"Version {brief.version}, {state}, {length(brief)}"]
    out += ["", _note(brief.vision)] if brief.vision else []
    out += _part("We choose", [_choice(number, one) for number, one in enumerate(brief.choices, 1)])
    out += _part("Goals", [_goal(one) for one in brief.goals])
    out += _part("We will not", [_exclusion(one) for one in brief.exclusions])
    out += _part("Measures that matter", [_measure(one) for one in brief.measures])
    out += _part("We assume", [_assumption(one) for one in brief.assumptions])
    out += _part("If / then", [f"- If {one.text}: {one.action} (now {one.now or '-'})" for one in brief.triggers])
    out += _part("Elephants", [_note(brief.elephants)] if brief.elephants else [])
    out += _part("The sentence that changed my week", [_mark(one, brief) for one in brief.marks])
    return "\n".join(out).rstrip() + "\n"


def length(brief: BriefView) -> str:
    """Say how long a brief is: words, pages and reading time, and what is too much."""
    pages = f"{brief.pages} page{'' if brief.pages == 1 else 's'}"
    over = f": too long, cut {brief.words - LONGEST} words" if brief.too_long else ""
    return f"{brief.words} words, {pages}, {brief.minutes} min{over}"


def _note(text: str) -> str:
    return "\n".join(f"\\{line}" if line.startswith("#") else line for line in text.split("\n"))


def _part(name: str, lines: list[str]) -> list[str]:
    return ["", f"## {name}", "", *lines] if lines else []


def _choice(number: int, one: ChoiceView) -> str:
    parts = [f"{number}. {one.sentence}"]
    parts += [f"   - because {one.because}"] if one.because else []
    parts += [f"   - so {one.consequence}"] if one.consequence else []
    parts += ["   - no longer holds"] if one.still_holds == "no" else []
    parts += [f"   - {one.krs or 'no'} key result{'s follow' if one.krs > 1 else ' follows'}"]
    parts += [f"   - this week and next: {one.reach.text}{'' if one.reach.ready else ', ' + ALTITUDE}"]
    return "\n".join([*parts, *(_doubt(doubt, "   ") for doubt in one.doubts)])


def _doubt(one: DoubtView, indent: str) -> str:
    """Return a doubt with its answer; further lines of either stay in its item."""
    answer = f"answered by {one.answered_by}: {one.answer}" if one.answer else "open"
    return f"{indent}- doubt of {one.by}: {one.text} ({answer})".replace("\n", f"\n{indent}  ")


def _goal(one: GoalView) -> str:
    facts = [f"now {one.now}" if one.now else "", one.owner, f"from choice {one.choice}" if one.choice else ""]
    said = ", ".join(fact for fact in facts if fact)
    return f"{'  ' * one.depth}- {one.title}{f' ({said})' if said else ''}"


def _exclusion(one: ExclusionView) -> str:
    elephant = ["  - elephant: " + one.elephant.replace("\n", "\n    ")] if one.elephant else []
    doubts = [_doubt(doubt, "  ") for doubt in one.doubts]
    return "\n".join([f"- {one.statement}{_condition(one)}", *elephant, *doubts])


def _assumption(one: AssumptionView) -> str:
    measure = f"{one.measure} {one.now or '-'}" if one.measure else ""
    held = {"yes": "holds", "no": "no longer holds"}.get(one.still_holds, "")
    facts = ", ".join(fact for fact in (measure, held) if fact)
    return "\n".join([f"- {one.statement}{f' ({facts})' if facts else ''}", *(_doubt(d, "  ") for d in one.doubts)])


def _mark(one: MarkView, brief: BriefView) -> str:
    older = f" (said of version {one.older})" if one.older else ""
    return f"- {one.team}, {one.by}: {one.text} (at: {brief.words_of(one.key)}){older}"


def _measure(one: MeasureView) -> str:
    facts = [one.goal, f"now {one.now}" if one.now else "no reading yet"]
    return f"- {one.name}: {', '.join(fact for fact in facts if fact)}"


def _condition(one: ExclusionView) -> str:
    if not one.condition:
        return ""
    due = ": long enough to lift it" if one.due else ""
    return f" (until {one.measure} {one.condition}, {one.progress}{due}, now {one.now or '-'})"


def diff_markdown(found: tuple[DiffView, ...], old: int, new: int) -> str:
    """Return the differences of two versions as a Markdown list."""
    lines = [f"# Version {old} to {new}", ""]
    for one in found:
        lines.append(f"- {one.label}")
        for name, said in (("before", one.before), ("after", one.after)):
            lines += [f"  - {name}: {said}".replace("\n", "\n    ")] if said else []
    return "\n".join(lines if found else [*lines, "Nothing changed."]) + "\n"
