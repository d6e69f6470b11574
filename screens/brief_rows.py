"""The rows and panels of the strategy brief: views in, Rows and Spans out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from models.strategy.flow import FlowView
from models.strategy.reads import ELEPHANTS, VISION
from models.strategy.versions import DiffView, VersionView
from models.strategy.views import (
    AssumptionView,
    BriefView,
    ChoiceView,
    ExclusionView,
    MarkView,
    MeasureView,
    TriggerView,
)
from models.weeks import format_week
from screens.decisions_rows import section
from screens.text import Spans, plain, wrap
from screens.widgets.rows import Column, Row
from themes.cells import badge, pad
from themes.glyphs import Glyphs

CHOICE, EXCLUSION, ASSUMPTION, MEASURE, TRIGGER, MARK, TEXT = range(1, 8)
GUTTER, COUNT = 2, 9
SHIFT = 10
"""A row's key is its id times SHIFT plus what it is; headings are negative."""
VISION_KEY, ELEPHANTS_KEY = 1 * SHIFT + TEXT, 2 * SHIFT + TEXT


def key_of(what: int, number: int) -> int:
    """Return the key of a row."""
    return number * SHIFT + what


def columns(width: int) -> Sequence[Column]:
    """Return the columns; the consequence gives way on narrow screens."""
    return [Column("", minimum=24, flex=3), Column("Consequence", flex=2, minimum=14), Column("KRs", COUNT, "right")]


Cells = tuple[str | Spans, ...]


def brief_rows(brief: BriefView, glyphs: Glyphs, width: int) -> list[tuple[int, Row]]:
    """Return the rows of a brief for a table of `width` cells; long sentences go on in the lines below.

    A draft shows where its texts will stand.
    """
    draft = brief.state == "draft"
    going: list[tuple[int, Cells]] = []
    if brief.vision or draft:
        going = [(VISION_KEY, _text(brief.vision, "E writes where we are going"))]
    elephants: list[tuple[int, Cells]] = []
    if brief.elephants or draft:
        elephants = [(ELEPHANTS_KEY, _text(brief.elephants, "E names what nobody says"))]
    sections: tuple[tuple[str, list[tuple[int, Cells]]], ...] = (
        ("", going),
        ("WE CHOOSE", [(key_of(CHOICE, one.id), _choice(one)) for one in brief.choices]),
        ("WE WILL NOT", [(key_of(EXCLUSION, one.id), _exclusion(one, glyphs)) for one in brief.exclusions]),
        ("MEASURES THAT MATTER", [(key_of(MEASURE, one.id), _measure(one, glyphs)) for one in brief.measures]),
        ("WE ASSUME", [(key_of(ASSUMPTION, one.id), _assumption(one, glyphs)) for one in brief.assumptions]),
        ("IF / THEN", [(key_of(TRIGGER, one.id), _trigger(one)) for one in brief.triggers]),
        ("ELEPHANTS", elephants),
        (_marks_heading(brief), [(key_of(MARK, one.id), _mark(brief, one)) for one in brief.marks]),
    )
    rows: list[tuple[int, Row]] = []
    for place, (name, some) in enumerate(sections, 1):
        if some or name.startswith("THE SENTENCE"):
            rows += [(-place, Row((name,), heading=True))] if name else []
            for key, cells in some:
                rows += _lines(key, cells, width, glyphs)
    return rows


def _lines(key: int, cells: Cells, width: int, glyphs: Glyphs) -> list[tuple[int, Row]]:
    """Return a row, and the rest of its two texts in rows that the cursor passes over."""
    room = max(48, width) - GUTTER - COUNT - 2
    first = room * 3 // 5
    widths = (first, room - first) if len(cells) > 1 else (room + COUNT + 2, 0)
    token = _token(cells[0])
    left = wrap(plain(cells[0]), widths[0])
    right = wrap(plain(cells[1]), widths[1]) if len(cells) > 1 else []
    if len(left) < 2 and len(right) < 2:
        return [(key, Row(cells))]
    second: tuple[str | Spans, ...] = (((right[0], _token(cells[1])),), cells[2]) if len(cells) > 1 else ()
    rows = [(key, Row((((left[0], token),), *second)))]
    for number, (one, other) in enumerate(zip_longest(left[1:], right[1:], fillvalue=""), 1):
        spans: Spans = pad(((one, token),), widths[0], glyphs=glyphs)
        if other:
            spans = (*spans, (" ", ""), (other, _token(cells[1])))
        rows.append((-key * 1000 - number, Row((spans,), heading=True)))
    return rows


def _token(cell: str | Spans) -> str:
    """Return the token of the most text in a cell, for its further lines."""
    return "" if isinstance(cell, str) or not cell else max(cell, key=lambda part: len(part[0]))[1]


def _marks_heading(brief: BriefView) -> str:
    if brief.state == "draft":
        return ""
    teams = len({one.team for one in brief.marks})
    missing = f"; not yet: {', '.join(brief.unmarked)}" if brief.unmarked else ""
    return f"THE SENTENCE THAT CHANGED MY WEEK   {teams} of {teams + len(brief.unmarked)} teams{missing}"


def _text(text: str, hint: str) -> Cells:
    return (((" ".join(text.split()), ""),) if text else ((hint, "muted"),),)


def _mark(brief: BriefView, one: MarkView) -> Cells:
    return (((f"{one.team}  ", "bold"), (one.text, "quote")), _short(brief, one.key), "")


def _choice(one: ChoiceView) -> Cells:
    held: Spans = (("no longer holds  ", "off"),) if one.still_holds == "no" else ()
    count: Spans = ((f"{one.krs}", ""),) if one.krs else (("0 !", "risk"),)
    return ((*held, (f"{one.number} ", "muted"), (one.sentence, "")), one.consequence, count)


def _exclusion(one: ExclusionView, glyphs: Glyphs) -> Cells:
    token = "risk" if one.due else "muted"
    state = f"lift? {one.progress}" if one.due else one.progress
    mark = glyphs.done if one.lifted_on else glyphs.off
    return (((f"{mark} ", "muted"), (one.statement, "")), ((state, token),), one.now)


def _assumption(one: AssumptionView, glyphs: Glyphs) -> Cells:
    state = {"yes": (("holds", "ok"),), "no": (("no longer holds", "off"),)}.get(one.still_holds, ())
    return (one.statement, state or ((one.measure, "muted"),), _now(one.now, one.status, glyphs) if one.measure else "")


def _measure(one: MeasureView, glyphs: Glyphs) -> Cells:
    return (one.name, ((one.goal, "muted"),), _now(one.now, one.status, glyphs))


def _now(now: str, status: str, glyphs: Glyphs) -> Spans:
    if not status or status == "none":
        return ((now or "-", "muted"),)
    return ((f"{now} ", ""), *badge(status, word=False, glyphs=glyphs))


def _trigger(one: TriggerView) -> Cells:
    token = "off" if one.fired else ""
    return (((f"{'! ' if one.fired else ''}If {one.text}", token),), f"then {one.action}", one.now)


def _short(brief: BriefView, key: str) -> Spans:
    said = {one.key: one.statement for one in brief.choices}
    said |= {one.key: one.statement for one in brief.exclusions}
    said |= {one.key: one.statement for one in brief.assumptions}
    return ((said.get(key, key if key in (VISION, ELEPHANTS) else ""), "muted"),)


def tally(brief: BriefView) -> Spans:
    """Return the line above the brief: version, length, who has read it."""
    when = f"published {brief.published_on:%-d %b}" if brief.published_on else "DRAFT"
    length = f"{brief.words} words, {brief.minutes} min"
    parts: list[tuple[str, str]] = [
        (f" {brief.title}  ", "bold"), (f"v{brief.version}  ", ""),
        (f"{when}  ", "muted" if brief.published_on else "risk"),
        (f"{length}  ", "risk" if brief.too_long else "muted"),
    ]  # fmt: skip
    if brief.published_on:
        all_read = brief.read_by >= brief.people
        parts.append((f"read by {brief.read_by} of {brief.people}", "ok" if all_read else ""))
        parts.append(("" if brief.mine else ", not by you: A", "risk"))
    if brief.draft:
        parts.append((f"  draft v{brief.draft[1]}: v", "accent"))
    elif not brief.published_on and brief.published:
        parts.append((f"  published v{brief.published}: v", "accent"))
    return tuple(parts)


def choice_lines(one: ChoiceView, brief: BriefView, flow: Sequence[FlowView], width: int) -> list[Spans]:
    """Return the panel of a choice: its reasons, what flows from it, doubts and marks."""
    out: list[Spans] = [((f"CHOICE {one.number} {one.ref}", "head"),)]
    out += [((line, "title"),) for line in wrap(one.sentence, width)]
    out += section("BECAUSE", one.because, width) + section("COSTS", one.consequence, width)
    if one.untranslated:
        out += [(("UNTRANSLATED", "risk"),), *((((f" {line}", "risk")),) for line in wrap(_WHICH, width - 1))]
    else:
        out.append(((f"WHAT FLOWS FROM IT   {one.krs} KRs", "head"),))
    out += flow_lines(flow)
    for doubt in one.doubts:
        answer = f" > {doubt.answer}" if doubt.answer else " (open)"
        out += section(f"DOUBT DB{doubt.id}", f"{doubt.by}: {doubt.text}{answer}", width)
    return out + mark_lines(brief, one.key, width)


_WHICH = "No key result follows. Which team moves? Give a goal choice=C and its number with E or `oar edit`."


def mark_lines(brief: BriefView, key: str, width: int) -> list[Spans]:
    """Return the marks of a sentence."""
    found = brief.marks_of(key)
    out: list[Spans] = [(("CHANGES THE WEEK OF", "head"),)] if found else []
    for one in found:
        said = f"{one.team}, {format_week(one.week, short=True)}: {one.text}"
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


def diff_lines(found: Sequence[DiffView], width: int) -> list[Spans]:
    """Return what changed between two versions, one sentence after the other."""
    out: list[Spans] = []
    for one in found:
        out.append(((one.label, "head"),))
        out += [((f" - {line}", "removed"),) for line in (wrap(one.before, width - 3) if one.before else [])]
        out += [((f" + {line}", "added"),) for line in (wrap(one.after, width - 3) if one.after else [])]
    return out or [(("Nothing changed between the two.", "muted"),)]


def history_lines(versions: Sequence[VersionView]) -> list[Spans]:
    """Return the versions, newest first."""
    out: list[Spans] = []
    for one in versions:
        when = f"{one.published_on:%-d %b %Y}, {one.published_by}" if one.published_on else "draft"
        out.append(((f" v{one.version} ", "bold"), (when, "")))
    return out
