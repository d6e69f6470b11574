"""The panels of the strategy brief: what stands behind a sentence, and what people say about it."""

from __future__ import annotations

from collections.abc import Sequence

from models.strategy.behind import BehindView, per_team
from models.strategy.flow import FlowView
from models.strategy.readiness import ALTITUDE, ReachView
from models.strategy.views import BriefView, ChoiceView, DoubtView, GoalView, ReaderView
from models.weeks import format_week
from screens.brief_rows import counted
from screens.decisions_rows import section
from screens.text import Spans, wrap

SHOWN = 60
"""Goals and objectives below a choice, or people who move because of it, that a panel lists."""


def choice_lines(
    one: ChoiceView, brief: BriefView, flow: tuple[FlowView, ...], behind: tuple[BehindView, ...], width: int
) -> list[Spans]:
    """Return the panel of a choice: its reasons, who moves because of it, what flows from it, doubts and marks."""
    out: list[Spans] = [((f"CHOICE {one.number} {one.ref}", "head"),)]
    out += [((line, "title"),) for line in wrap(one.sentence, width)]
    out += section("BECAUSE", one.because, width) + section("COSTS", one.consequence, width)
    out += reach_lines(one.reach, width)
    if one.untranslated:
        out += [(("UNTRANSLATED", "risk"),), *((((f" {line}", "risk")),) for line in wrap(_WHICH, width - 1))]
    else:
        out.append(((f"WHAT FLOWS FROM IT   {counted(one)} KRs", "head"),))
    cut = sum(one.kind != "key_result" for one in flow) >= SHOWN
    for team, said in () if cut else per_team(flow, behind):
        out += [((f" {line}", "muted"),) for line in wrap(f"{team}: {said}", width - 1)]
    out += flow_lines(flow)
    out += [((" and more: g o shows them all", "muted"),)] if cut else []
    for other in behind:
        owner = f"  {other.owner.split()[0]}" if other.owner.split() else ""
        out.append(((f" {other.ref} ", "ref"), (other.title, ""), (owner, "muted")))
    return out + doubt_lines(one.doubts, width) + mark_lines(brief, one.key, width)


def reach_lines(reach: ReachView, width: int) -> list[Spans]:
    """Return who in which team has what this week or next because of a choice (M31)."""
    out: list[Spans] = [(("THIS WEEK AND NEXT   ", "head"), (reach.text, "ok" if reach.ready else "risk"))]
    if not reach.ready:
        said = f"It {ALTITUDE}: t gives somebody a to-do, S marks"
        out += [((f" {line}", "risk"),) for line in wrap(said, width - 1)]
    for one in reach.moves[:SHOWN]:
        what = f"{one.what} {one.ref}".strip()
        said = f"{one.team}, {one.person.split()[0] if one.person.split() else one.person}: {one.title}"
        out += [((f" {line}", ""),) for line in wrap(said, width - 1)]
        out.append(((f"   {what}, {one.day:%-d %b}{', done' if one.done else ''}", "muted"),))
    more = len(reach.moves) - SHOWN
    return [*out, ((f" and {more} more: `oar brief ready`", "muted"),)] if more > 0 else out


def doubt_lines(doubts: Sequence[DoubtView], width: int) -> list[Spans]:
    """Return doubts with their answers."""
    out: list[Spans] = []
    for doubt in doubts:
        answer = f" > {doubt.answered_by}: {doubt.answer}" if doubt.answer else " (open: Space n answers)"
        out += section(f"DOUBT DB{doubt.id}", f"{doubt.by}: {doubt.text}{answer}", width)
    return out


_WHICH = "No key result follows. Which team moves? Give a goal choice=C and its number with E or `oar edit`."


def mark_lines(brief: BriefView, key: str, width: int) -> list[Spans]:
    """Return the marks of a sentence."""
    found = brief.marks_of(key)
    out: list[Spans] = [(("CHANGES THE WEEK OF", "head"),)] if found else []
    for one in found:
        older = f" (said of v{one.older})" if one.older else ""
        said = f"{one.team}, {one.by}, {format_week(one.week, short=True)}: {one.text}{older}"
        out += [((f" {line}", ""),) for line in wrap(said, width - 1)]
    return out


def flow_lines(flow: Sequence[FlowView]) -> list[Spans]:
    """Return goals and key results below a choice, indented."""
    out: list[Spans] = []
    for one in flow:
        owner = f"  {one.owner.split()[0]}" if one.owner.split() else ""
        out.append(((f" {'  ' * one.depth}{one.ref} ", "ref"), (one.title, ""), (owner, "muted")))
    return out


def sentence_lines(name: str, text: str, facts: Sequence[tuple[str, str]], width: int) -> list[Spans]:
    """Return the panel of any other sentence: its text and facts."""
    out: list[Spans] = [((name, "head"),), *(((line, "title"),) for line in wrap(text, width))]
    for label, fact in facts:
        out += section(label, fact, width)
    return out


def goal_lines(one: GoalView, width: int) -> list[Spans]:
    """Return the panel of a goal."""
    from_choice = f"choice {one.choice}" if one.choice else "no choice: give it one with E on the OKRs"
    facts = [("OWNER", one.owner or "nobody"), ("NOW", one.now), ("FOLLOWS FROM", from_choice)]
    return sentence_lines(f"GOAL {one.ref}", one.title, [fact for fact in facts if fact[1]], width)


def reader_lines(readers: Sequence[ReaderView]) -> list[Spans]:
    """Return who has not read the brief, then who has."""
    missing = [one for one in readers if one.read_on is None]
    out: list[Spans] = [((f"NOT YET   {len(missing)} of {len(readers)}", "head"),)]
    out += [((f" {one.name}  ", "bold"), (one.team, "muted")) for one in missing]
    out += [(("READ", "head"),)] if len(missing) < len(readers) else []
    out += [
        ((f" {one.name}  ", ""), (f"{one.team}, {one.read_on:%-d %b}", "muted"))
        for one in readers
        if one.read_on is not None
    ]
    return out


def moves_lines(brief: BriefView, width: int) -> list[Spans]:
    """Return of every choice who moves because of it."""
    out: list[Spans] = []
    for one in brief.choices:
        out += [((line, "title"),) for line in wrap(f"{one.number} {one.statement}", width)]
        out += [*reach_lines(one.reach, width), ()]
    return out


def all_doubts(doubts: Sequence[DoubtView], width: int) -> list[Spans]:
    """Return every doubt under the name of what it is about, the open ones first."""
    out: list[Spans] = []
    for one in doubts:
        out += [((line, "title"),) for line in wrap(f"{one.ref} {one.title}", width)]
        out += doubt_lines((one,), width)
    return out or [(("Nobody doubts anything at present.", "muted"),)]
