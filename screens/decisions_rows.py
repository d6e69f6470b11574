"""The rows, the filter and the memo panel of the decision log: views in, Rows and Spans out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from models.decisions.lane_reads import LaneItemView
from models.decisions.rules import LANES
from models.decisions.views import DecisionView, LineView, LogView, MemoView
from models.numbers import format_number
from models.weeks import format_week, week_of
from screens.text import Spans, wrap
from screens.widgets.rows import Column, Row
from themes.glyphs import Glyphs

LETTERS = "abcdefghijklmnopqrstuvwxyz"
STATES = ("needed", "made", "superseded", "reversed", "late", "revisit", "approve", "private")
NEEDED, MADE, PAST, COMMITMENTS, GUARDRAILS = -1_000_001, -1_000_002, -1_000_003, -1_000_004, -1_000_005
"""Keys of the headings; decisions have their id, commitments and guardrails their negated id."""


def log_columns(width: int) -> Sequence[Column]:
    """Return the columns of the log; the lane gives way first."""
    lane = 10 if width >= 66 else 3
    return [Column("Decision", minimum=20), Column("Lane", lane), Column("Owner", 8), Column("By", 8), Column("Age", 9)]


def lane_columns(width: int) -> Sequence[Column]:
    """Return the columns of commitments and guardrails."""
    return [Column("", minimum=20), Column("Measure", 16 if width >= 90 else 10), Column("Limit", 9), Column("Now", 12)]


def short_week(day: str | date) -> str:
    """Return the week of a day as `W34`."""
    return format_week(week_of(date.fromisoformat(day) if isinstance(day, str) else day), short=True)


def log_row(one: DecisionView, glyphs: Glyphs) -> Row:
    """Return the row of a decision."""
    return Row((_title(one, glyphs), one.lane, _owner(one), _by(one), _age(one)), second=_second(one))


def _title(one: DecisionView, glyphs: Glyphs) -> Spans:
    private: Spans = (("private ", "late"),) if one.private else ()
    if one.state == "needed":
        wait: Spans = (("to approve ", "risk"),) if one.waits else ()
        return (*private, *wait, (one.title, ""))
    when = f"{short_week(one.made_on)} " if one.made_on else ""
    gone = one.state in ("superseded", "reversed")
    after = f" {glyphs.crumb} {one.follows}" if one.follows else " taken back" if one.state == "reversed" else ""
    return ((when, "muted"), *private, (one.title, "muted" if gone else ""), (after, "muted"))


def _owner(one: DecisionView) -> Spans:
    return ((one.owner.split()[0], ""),) if one.owner.split() else (("OWNER?", "risk"),)


def _by(one: DecisionView) -> Spans:
    if one.state == "needed":
        return ((short_week(one.needed_by) if one.needed_by else "-", "off" if one.overdue else ""),)
    if not one.revisit_on:
        return ()
    return ((f"rev {short_week(one.revisit_on)}", "risk" if one.revisit else "muted"),)


def _age(one: DecisionView) -> Spans:
    if one.state != "needed":
        return ((f"took {one.days}d", "muted"),) if one.days else ()
    if one.overdue:
        return ((f"{one.overdue}d late", "off"),)
    return ((f"{one.age}d", "risk" if one.status == "risk" else ""),)


def _second(one: DecisionView) -> Spans:
    return ((one.chosen, "muted"),) if one.chosen and one.chosen != one.title else ((one.team, "muted"),)


def lane_row(one: LaneItemView) -> Row:
    """Return the row of a commitment or guardrail."""
    now = format_number(one.value, one.unit) if one.value is not None else ""
    state: Spans = ((f"{now} breached", "off"),) if one.breached else ((now, ""),)
    waits: Spans = ((f"to approve: {one.proposal}  ", "risk"),) if one.proposal else ()
    return Row(((*waits, (one.text, "")), one.measure, one.condition, state))


def heading(text: str) -> Row:
    """Return a section heading."""
    return Row((text,), heading=True)


def log_rows(log: LogView, shown: Iterable[DecisionView], glyphs: Glyphs) -> list[tuple[int, Row]]:
    """Return the rows of the decisions in `shown`, in sections."""
    chosen = {one.id for one in shown}
    rows: list[tuple[int, Row]] = []
    for key, name, some in (
        (NEEDED, "NEEDED", log.needed), (MADE, "MADE", log.made), (PAST, "SUPERSEDED OR TAKEN BACK", log.past),
    ):  # fmt: skip
        here = [(one.id, log_row(one, glyphs)) for one in some if one.id in chosen]
        rows += [(key, heading(name)), *here] if here else []
    return rows


def lane_rows(items: Sequence[LaneItemView], wanted: str) -> list[tuple[int, Row]]:
    """Return the rows of commitments and guardrails whose words hold `wanted`."""
    rows: list[tuple[int, Row]] = []
    for key, kind in ((COMMITMENTS, "commitment"), (GUARDRAILS, "guardrail")):
        here = [
            (-one.id, lane_row(one))
            for one in items
            if one.kind == kind and wanted.lower() in f"{one.text} {one.measure} {one.team}".lower()
        ]
        rows += [(key, heading(f"{kind.upper()}S")), *here] if here else []
    return rows


def matches(one: DecisionView, wanted: str, found: frozenset[int] | None) -> bool:
    """Say whether a decision answers a filter: `owner:mei lane:auto late`, other words search its memo (`found`)."""
    for word in wanted.lower().split():
        name, colon, value = word.partition(":")
        if colon and name in ("owner", "lane", "team"):
            texts = {"owner": f"{one.handle} {one.owner}", "lane": one.lane, "team": one.team}
            if value not in texts[name].lower():
                return False
        elif word in STATES and not _is(one, word):
            return False
    return found is None or one.id in found


def _is(one: DecisionView, word: str) -> bool:
    marks = {"late": bool(one.overdue), "revisit": one.revisit, "approve": one.waits, "private": one.private}
    return marks.get(word, one.state == word)


def search_words(wanted: str) -> str:
    """Return the words of a filter that search the memos."""
    words = [word for word in wanted.split() if word.partition(":")[0].lower() not in ("owner", "lane", "team")]
    return " ".join(word for word in words if word.lower() not in STATES)


def tally(log: LogView, wanted: str) -> Spans:
    """Return the line of counts above the list."""
    late = sum(one.overdue > 0 for one in log.needed)
    parts: list[tuple[str, str]] = [(f" Needed {len(log.needed)}", "bold")]
    if late:
        parts.append((f"  {late} late", "off"))
    parts.append((f"   Made {len(log.made)}", ""))
    parts.append((f"   To revisit {log.to_revisit}", "risk" if log.to_revisit else ""))
    return (*parts, (f"   filter: {wanted}", "accent")) if wanted else tuple(parts)


def speed(log: LogView) -> tuple[Spans, Spans]:
    """Return the two lines about lanes and days of this quarter."""
    shares = "   ".join(f"{lane} {log.lanes[lane][0]} ({log.lanes[lane][1]}%)" for lane in LANES)
    days = "   ".join(f"{lane} {'-' if (n := log.median[lane]) is None else f'{n:g}'}" for lane in LANES)
    return ((" LANES THIS QUARTER  ", "head"), (shares, "")), ((" MEDIAN DAYS         ", "head"), (days, ""))


def memo_lines(memo: MemoView, width: int, *, brief: bool = False) -> list[Spans]:
    """Return a memo as lines of `width` cells; brief leaves out what the short panel has no room for."""
    one = memo.one
    state = "to approve" if one.waits else "to revisit" if one.revisit else one.state
    facts = [state, one.lane, one.team, one.owner or "no owner"]
    out: list[Spans] = [((f"{one.ref} ", "ref"), (one.title, "title")), (("  ".join(f for f in facts if f), "muted"),)]
    if brief:
        return [*out[:1], *_short(memo, width)]
    if one.title and len(one.title) > width - 6:
        out[:1] = [((one.ref, "ref"),), *(((line, "title"),) for line in wrap(one.title, width))]
    for name, text in (("CONTEXT", memo.context), ("OPTIONS", _options(memo)), ("CHOSEN", one.chosen),
                       ("WHY", memo.because), ("CONSEQUENCES", memo.consequences), ("EXPECTED", memo.expected),
                       ("AFFECTS", _affects(memo)), ("FOLLOWS FROM", memo.choice),
                       ("ABOUT", " ".join(memo.measure or ())), ("CAME FROM", " ".join(memo.origin or ())),
                       ("SUPERSEDES", " ".join(memo.supersedes or ())), ("APPROVED BY", ", ".join(memo.approved)),
                       ("SPEED", _speed(memo))):  # fmt: skip
        out += section(name, text, width)
    return [*out, *log_lines(memo.log, width)]


def _short(memo: MemoView, width: int) -> list[Spans]:
    options = "   ".join(_options(memo).split("\n"))
    chosen = f"{memo.one.chosen}{', because ' if memo.one.chosen and memo.because else ''}{memo.because}"
    touched = "   ".join(_affects(memo).split("\n"))
    parts = (("Context", memo.context), ("Options", options), ("Chosen", chosen), ("Touches", touched))
    return [((f" {name:9}", "head"), (text.replace("\n", " ")[: width * 2], "")) for name, text in parts if text]


def section(name: str, text: str, width: int) -> list[Spans]:
    """Return a heading and its wrapped text, nothing for an empty text."""
    if not text.strip():
        return []
    return [((name, "head"),), *(((f" {line}", ""),) for line in wrap(text, max(10, width - 1)))]


def log_lines(log: Sequence[LineView], width: int) -> list[Spans]:
    """Return the change log, newest first."""
    if not log:
        return []
    out: list[Spans] = [(("CHANGE LOG", "head"),)]
    for line in log:
        by = line.by.split()[0] if line.by.split() else "oar"
        out.append(((f" {short_week(line.on)} ", "muted"), (f"{by} ", "bold"), (line.text, "")))
    return out


def _options(memo: MemoView) -> str:
    lines = []
    for letter, one in zip(LETTERS, memo.options, strict=False):
        lines.append(f"{letter} {one.title}{'  < chosen' if one.chosen else ''}")
        lines += [f"   + {part}" for part in one.pro.splitlines()] + [f"   - {part}" for part in one.con.splitlines()]
    return "\n".join(lines)


def _affects(memo: MemoView) -> str:
    lines = []
    for one in memo.affects:
        told = f"told {short_week(one.told_on)}" if one.told_on else "not told"
        lines.append(f"{one.team}{': ' + one.effect if one.effect else ''}  {told}")
    return "\n".join(lines)


def _speed(memo: MemoView) -> str:
    if memo.one.days is None:
        return ""
    median = f", median of its lane {memo.median:g}" if memo.median is not None else ""
    return f"needed to made: {memo.one.days} days{median}"


def lane_lines(one: LaneItemView, log: Sequence[LineView], width: int) -> list[Spans]:
    """Return the panel of a commitment or guardrail."""
    out: list[Spans] = [((f"{one.ref} {one.kind}", "ref"),), *(((line, "title"),) for line in wrap(one.text, width))]
    out.append(((one.team, "muted"),))
    if one.condition:
        out += section("LIMIT", f"{one.measure} {one.condition}", width)
    if one.proposal:
        why = f", because {one.because}" if one.because else ""
        out += section("WAITS FOR APPROVAL", f"{one.proposal}, by {one.author or 'somebody'}{why}", width)
    return [*out, *log_lines(log, width)]
