"""The rows and panels of the strategy brief: views in, Rows and Spans out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from models.strategy.reads import ELEPHANTS, VISION
from models.strategy.rules import LONGEST, TEAMS_NEEDED
from models.strategy.views import (
    AssumptionView,
    BriefView,
    ChoiceView,
    ExclusionView,
    GoalView,
    MarkView,
    MeasureView,
    TriggerView,
)
from screens.text import Spans, plain, wrap
from screens.widgets.rows import Column, Row
from themes.cells import badge, pad
from themes.glyphs import Glyphs
from themes.width import cell_width, clip

CHOICE, EXCLUSION, ASSUMPTION, MEASURE, TRIGGER, MARK, TEXT, GOAL = range(1, 9)
GUTTER, COUNT = 2, 9
SHIFT = 10
"""A row's key is its id times SHIFT plus what it is; headings are negative."""
MARKS = "THE SENTENCE THAT CHANGED MY WEEK"
NOT_YET = 6
"""Lines in which teams without a mark are named."""
TITLE = 14
"""Cells below which the title is left out of the line of facts."""
VISION_KEY, ELEPHANTS_KEY = 1 * SHIFT + TEXT, 2 * SHIFT + TEXT


def key_of(what: int, number: int) -> int:
    """Return the key of a row."""
    return number * SHIFT + what


def columns(width: int) -> Sequence[Column]:
    """Return the columns; the consequence gives way on narrow screens."""
    last = Column("KRs teams", COUNT, "right")
    return [Column("", minimum=24, flex=3), Column("Consequence", flex=2, minimum=14), last]


MANY = 1000
"""Key results of one choice that are counted; a screen says "1000+" beyond them."""

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
        ("GOALS", [(key_of(GOAL, one.id), _goal(one, glyphs)) for one in brief.goals]),
        ("WE WILL NOT", [(key_of(EXCLUSION, one.id), _exclusion(one, glyphs)) for one in brief.exclusions]),
        ("MEASURES THAT MATTER", [(key_of(MEASURE, one.id), _measure(one, glyphs)) for one in brief.measures]),
        ("WE ASSUME", [(key_of(ASSUMPTION, one.id), _assumption(one, glyphs)) for one in brief.assumptions]),
        ("IF / THEN", [(key_of(TRIGGER, one.id), _trigger(one)) for one in brief.triggers]),
        ("ELEPHANTS", elephants),
        ("" if draft else MARKS, [(key_of(MARK, one.id), _mark(brief, one)) for one in brief.marks]),
    )
    rows: list[tuple[int, Row]] = []
    for place, (name, some) in enumerate(sections, 1):
        if name == MARKS:
            rows += _marks_heading(brief, width)
        elif some and name:
            rows.append((-place, Row((name,), heading=True)))
        for key, cells in some:
            rows += _lines(key, cells, width, glyphs)
            rows += _said(brief, key, glyphs)
    return rows


def sentences(brief: BriefView) -> dict[int, ChoiceView | ExclusionView | AssumptionView]:
    """Return the choices, exclusions and assumptions of a brief by the key of their row."""
    some = ((CHOICE, brief.choices), (EXCLUSION, brief.exclusions), (ASSUMPTION, brief.assumptions))
    return {key_of(what, one.id): one for what, found in some for one in found}


def _said(brief: BriefView, key: int, glyphs: Glyphs) -> list[tuple[int, Row]]:
    """Return the line below a sentence: whose week it changes, and doubts that are open."""
    texts = {VISION_KEY: VISION, ELEPHANTS_KEY: ELEPHANTS}
    part = sentences(brief).get(key)
    if part is None and key not in texts:
        return []
    teams = dict.fromkeys(one.team for one in brief.marks_of(part.key if part else texts[key]) if not one.older)
    open_doubts = sum(not one.answer for one in part.doubts) if part else 0
    spans: list[tuple[str, str]] = []
    if teams:
        spans += [(f"  {glyphs.crumb} changes the week of ", "muted"), (", ".join(teams), "quote")]
    if open_doubts:
        spans.append((f"  ? {open_doubts} open doubt{'' if open_doubts == 1 else 's'}", "risk"))
    return [(-key * 1000 - 999, Row((tuple(spans),), heading=True))] if spans else []


def _lines(key: int, cells: Cells, width: int, glyphs: Glyphs) -> list[tuple[int, Row]]:
    """Return a row, and the rest of its two texts in rows that the cursor passes over."""
    room = max(48, width) - GUTTER - COUNT - 3
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


def _marks_heading(brief: BriefView, width: int) -> list[tuple[int, Row]]:
    """Return the heading of the marks: how many teams have one, and in full who has none."""
    teams = len({one.team for one in brief.marks if not one.older})
    of = teams + len(brief.unmarked)
    counts = f"{MARKS}   {teams} of {of} teams" if of else f"{MARKS}   S marks it"
    missing = f"; not yet: {', '.join(brief.unmarked)}" if brief.unmarked else ""
    lines = wrap(counts + missing, max(48, width) - GUTTER - 1)
    if len(lines) > NOT_YET:
        lines = [*lines[:NOT_YET], "... `oar brief marks` names them all"]
    return [(-100 - at, Row((line,), heading=True)) for at, line in enumerate(lines)]


def _text(text: str, hint: str) -> Cells:
    return (((" ".join(text.split()), ""),) if text else ((hint, "muted"),),)


def _mark(brief: BriefView, one: MarkView) -> Cells:
    older: Spans = ((f"of v{one.older}: ", "risk"),) if one.older else ()
    who = one.by.split()[0] if one.by.split() else one.by
    said: Spans = ((one.team, "bold"), (f", {who}  ", "muted"), (one.text, "quote"))
    return (said, (*older, (brief.words_of(one.key), "muted")), "")


def _choice(one: ChoiceView) -> Cells:
    held: Spans = (("no longer holds  ", "off"),) if one.still_holds == "no" else ()
    count: Spans = ((f"{counted(one)} ", ""),) if one.krs else (("0 ! ", "risk"),)
    teams = f"{min(len(one.reach.teams), TEAMS_NEEDED)}/{TEAMS_NEEDED}"
    count = (*count, (teams, "ok") if one.reach.ready else (f"{teams} !", "risk"))
    return ((*held, (f"{one.number} ", "muted"), (one.sentence, "")), one.consequence, count)


def counted(one: ChoiceView) -> str:
    """Return how many key results follow from a choice."""
    return str(one.krs) if one.krs < MANY else f"{MANY}+"


def _exclusion(one: ExclusionView, glyphs: Glyphs) -> Cells:
    token = "risk" if one.due else "muted"
    state = f"lift? {one.progress}" if one.due else one.progress
    mark = glyphs.done if one.lifted_on else glyphs.off
    return (((f"{mark} ", "muted"), (one.statement, "")), ((state, token),), one.now)


def _assumption(one: AssumptionView, glyphs: Glyphs) -> Cells:
    state = {"yes": (("holds", "ok"),), "no": (("no longer holds", "off"),)}.get(one.still_holds, ())
    return (one.statement, state or ((one.measure, "muted"),), _now(one.now, one.status, glyphs) if one.measure else "")


def _goal(one: GoalView, glyphs: Glyphs) -> Cells:
    from_choice = f"from choice {one.choice}" if one.choice else "from no choice"
    said = f"{one.owner.split()[0]}, {from_choice}" if one.owner.split() else from_choice
    return (f"{'  ' * one.depth}{one.title}", ((said, "muted"),), _now(one.now, one.status, glyphs) if one.now else "")


def _measure(one: MeasureView, glyphs: Glyphs) -> Cells:
    return (one.name, ((one.goal, "muted"),), _now(one.now, one.status, glyphs))


def _now(now: str, status: str, glyphs: Glyphs) -> Spans:
    if not status or status == "none":
        return ((now or "-", "muted"),)
    return ((f"{now} ", ""), *badge(status, word=False, glyphs=glyphs))


def _trigger(one: TriggerView) -> Cells:
    token = "off" if one.fired else ""
    return (((f"{'! ' if one.fired else ''}If {one.text}", token),), f"then {one.action}", one.now)


def tally(brief: BriefView, width: int, glyphs: Glyphs) -> Spans:
    """Return the line above the brief: version, length, who has read it. In a narrow one the title gives way first."""
    when = f"published {brief.published_on:%-d %b}" if brief.published_on else "DRAFT"
    pages = f"{brief.pages} page{'' if brief.pages == 1 else 's'}"
    length = f"{brief.words} words, {pages}, {brief.minutes} min"
    if brief.too_long:
        length += f": too long, cut {brief.words - LONGEST}"
    parts: list[tuple[str, str]] = [
        (f"v{brief.version}  ", ""), (f"{when}  ", "muted" if brief.published_on else "risk"),
        (f"{length}  ", "risk" if brief.too_long else "muted"),
    ]  # fmt: skip
    if brief.published_on:
        all_read = brief.read_by >= brief.people
        parts.append((f"read by {brief.read_by} of {brief.people}", "ok" if all_read else ""))
    if brief.draft:
        parts.append((f"  draft v{brief.draft[1]}: v", "accent"))
    elif not brief.published_on and brief.published:
        parts.append((f"  published v{brief.published}: v", "accent"))
    if brief.published_on and not brief.mine:
        parts.append(("  not by you: A", "risk"))
    room = width - 1 - sum(cell_width(text) for text, _ in parts)
    title = f"{clip(brief.title, room - 2, glyphs)}  " if room >= TITLE else ""
    return ((f" {title}", "bold"), *parts)
