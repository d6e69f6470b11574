"""The brief as Markdown, for people and git."""

from __future__ import annotations

from models.strategy.versions import DiffView
from models.strategy.views import BriefView, ChoiceView, ExclusionView, MeasureView


def as_markdown(brief: BriefView) -> str:
    """Return one version of the brief with the numbers of the day it was read."""
    state = f"published {brief.published_on.isoformat()}" if brief.published_on else "draft"
    out = [f"# {brief.title}", "", f"Version {brief.version}, {state}, {brief.words} words, {brief.minutes} min"]
    out += ["", _note(brief.vision)] if brief.vision else []
    out += _part("We choose", [_choice(number, one) for number, one in enumerate(brief.choices, 1)])
    out += _part("We will not", [f"- {one.statement}{_condition(one)}" for one in brief.exclusions])
    out += _part("Measures that matter", [_measure(one) for one in brief.measures])
    out += _part("We assume", [f"- {one.statement}" for one in brief.assumptions])
    out += _part("If / then", [f"- If {one.text}: {one.action} (now {one.now or '-'})" for one in brief.triggers])
    out += _part("Elephants", [_note(brief.elephants)] if brief.elephants else [])
    out += _part("The sentence that changed my week", [f"- {one.team}: {one.text}" for one in brief.marks])
    return "\n".join(out).rstrip() + "\n"


def _note(text: str) -> str:
    return "\n".join(f"\\{line}" if line.startswith("#") else line for line in text.split("\n"))


def _part(name: str, lines: list[str]) -> list[str]:
    return ["", f"## {name}", "", *lines] if lines else []


def _choice(number: int, one: ChoiceView) -> str:
    parts = [f"{number}. {one.sentence}"]
    parts += [f"   - because {one.because}"] if one.because else []
    parts += [f"   - so {one.consequence}"] if one.consequence else []
    parts += [f"   - {one.krs} key results follow" if one.krs else "   - no key result follows"]
    return "\n".join(parts)


def _measure(one: MeasureView) -> str:
    facts = [one.goal, f"now {one.now}" if one.now else "no reading yet"]
    return f"- {one.name}: {', '.join(fact for fact in facts if fact)}"


def _condition(one: ExclusionView) -> str:
    if not one.condition:
        return ""
    return f" (until {one.measure} {one.condition}, {one.progress}, now {one.now or '-'})"


def diff_markdown(found: tuple[DiffView, ...], old: int, new: int) -> str:
    """Return the differences of two versions as a Markdown list."""
    lines = [f"# Version {old} to {new}", ""]
    for one in found:
        what = one.part if one.sign != "~" else f"{one.part}, {one.field}"
        lines += [f"- {what}", f"  - before: {one.before}"] if one.before else [f"- {what}"]
        lines += [f"  - after: {one.after}"] if one.after else []
    return "\n".join(lines if found else [*lines, "Nothing changed."]) + "\n"
