"""The rows, tallies and details of the cycle screens: views in, Rows and Spans out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from models.cycles import rules
from models.cycles.planning import LineView as CheckView
from models.cycles.planning import PlanningView, QuestionView, WeekView
from models.cycles.reads import CycleView, LearningView
from models.cycles.scoring import LineView, ScoresView
from models.okrs.rules import needs_cause, score_text
from models.weeks import MONTH_NAMES
from screens.text import Spans, wrap
from screens.widgets.rows import Column, Row
from themes.glyphs import Glyphs

CHECK, TAUGHT, HEADING = 1_000_000_000, 2_000_000_000, -1_000_000_000
"""Keys: CHECK + number of a checklist line, TAUGHT + id of a learning, HEADING - n; others as in the tree."""

Keyed = tuple[int, Row]


def days(start: str | date, end: str | date) -> str:
    """Return first and last day as people read them: `1 Oct to 31 Dec 2026`."""
    first, last = (date.fromisoformat(one) if isinstance(one, str) else one for one in (start, end))
    if first.year == last.year:
        return f"{_day(first)} to {_day(last)} {last.year}"
    return f"{_day(first)} {first:%y} to {_day(last)} {last:%y}"


def _day(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]}"


def list_columns(width: int) -> Sequence[Column]:
    """Return the columns of the list of cycles."""
    return [Column("Cycle", flex=2, minimum=17), Column("Days", 22), Column("State", 8), Column("So far", flex=3)]


def list_row(view: CycleView) -> Row:
    """Return the row of a cycle."""
    name: Spans = ((view.name, "bold" if view.state in ("active", "closing") else ""),)
    if view.team:
        name = (*name, (f"  {view.team}", "muted"))
    token = "muted" if view.state == "closed" else ""
    return Row((name, ((days(view.start_on, view.end_on), token),), ((view.state, token),), _so_far(view)))


def _so_far(view: CycleView) -> Spans:
    if view.state == "planning":
        asked = f", {view.answered}/{view.objectives} asked" if view.objectives else ", no objectives"
        return ((f"{view.ticks}/{len(rules.ITEMS)} planned{asked}", ""),)
    if view.state == "closing":
        return ((f"{view.scored} of {view.lines} scored", ""),)
    if view.state == "closed":
        found = view.verdict
        shown = 0 if found.stretch is not None else found.committed  # what was committed is told on its own screen
        return verdict(found.stretch, found.verdict, found.committed_met, shown)
    return ((f"{view.objectives} objectives, {view.key_results} KRs", "muted"),)


def verdict(stretch: float | None, word: str, kept: int, committed: int) -> Spans:
    """Return a verdict on one line: `0.66 target band, committed 1 of 2`."""
    token = {"target band": "good", "below the band": "risk", "too safe": "risk"}.get(word, "")
    parts: list[tuple[str, str]] = []
    if stretch is not None:
        parts += [(f"{stretch:.2f} ", "bold"), (word, token)]
    if committed:
        said = f"{', ' if parts else ''}committed {kept} of {committed} kept"
        parts.append((said, "" if kept == committed else "risk"))
    return tuple(parts) or (("nothing to judge", "muted"),)


# ---- planning


def planning_columns(width: int) -> Sequence[Column]:
    """Return the columns of a cycle in planning."""
    return [Column("", flex=3, minimum=30), Column("", flex=2, minimum=16)]


def planning_rows(plan: PlanningView, glyphs: Glyphs, wanted: str, *, open_only: bool) -> list[Keyed]:
    """Return the checklist of the four weeks, the review question, what the last cycle taught.

    wanted: words that a row has to hold. open_only: leave out what is done.
    """
    rows: list[Keyed] = []
    for number, week in enumerate(plan.weeks, 1):
        lines = [line for line in week.lines if not (open_only and line.by) and holds(line.item.title, wanted)]
        if lines:
            rows.append(_heading(rows, _week(number, week, plan.week, glyphs)))
        rows += [(CHECK + line.number, _check(line, glyphs)) for line in lines]
    asked = [
        one for one in plan.questions if not (open_only and one.supports) and holds(f"{one.title} {one.owner}", wanted)
    ]
    if asked:
        count = f"  {plan.answered} of {len(plan.questions)} asked"
        rows.append(_heading(rows, (("DOES IT SUPPORT THE STRATEGY?", "head"), (count, "muted"))))
    rows += [(one.id, _question(one)) for one in asked]
    return [*rows, *taught_rows(rows, plan.learnings, "WHAT THE LAST CYCLE TAUGHT", wanted)]


def holds(text: str, wanted: str) -> bool:
    """Return whether a text holds all the words of a filter."""
    low = text.casefold()
    return all(word in low for word in wanted.casefold().split())


def _heading(rows: Sequence[Keyed], content: Spans) -> Keyed:
    return HEADING - len(rows), Row((content,), heading=True)


def _week(number: int, week: WeekView, now: int, glyphs: Glyphs) -> Spans:
    here: Spans = ((f"  {glyphs.crumb} now", "accent"),) if number == now else ()
    title = f"WEEK {number}  {week.title.upper()}"
    return ((title, "head"), (f"  {_day(week.first)} to {_day(week.last)}", "muted"), *here)


def _check(line: CheckView, glyphs: Glyphs) -> Row:
    box = glyphs.check_on if line.by else glyphs.check_off
    token = "muted" if line.by else ""
    said: Spans
    if line.by:
        said = ((f"{line.by} {_day(date.fromisoformat(line.on))}", "muted"),)
    else:
        said = ((line.seen, "risk" if line.open else "muted"),)
    return Row((((f"{box} ", token), (line.item.title, token)), said))


def _question(one: QuestionView) -> Row:
    title: Spans = ((one.title, ""),)
    if one.of:
        title = (*title, (f"  from {one.of}", "muted"))
    if not one.supports:
        return Row((title, (("not asked yet", "risk"),)))
    token = "good" if one.supports == "yes" else "off"
    return Row((title, ((f"{one.supports}  ", token), (one.reason, "muted"))))


def taught_rows(before: Sequence[Keyed], found: Iterable[LearningView], title: str, wanted: str) -> list[Keyed]:
    """Return the lines of a retrospective below their heading."""
    rows: list[Keyed] = []
    for one in found:
        if holds(one.text, wanted):
            mark: Spans = (("+ ", "good"),) if one.outcome == "worked" else (("- ", "bad"),)
            about = f"{one.ref} {one.title}" if one.ref else "the cycle as a whole"
            rows.append((TAUGHT + one.id, Row(((*mark, (one.text, "")), ((about, "muted"),)))))
    return [_heading(before, ((title, "head"),)), *rows] if rows else []


def planning_tally(view: CycleView, plan: PlanningView, today: date) -> Spans:
    """Return the line above the planning."""
    starts = (date.fromisoformat(view.start_on) - today).days
    when = f"starts in {starts} days" if starts > 1 else "starts tomorrow" if starts == 1 else "should have begun"
    week = f"week {plan.week} of 4" if 0 < plan.week < 5 else "before its planning" if not plan.week else when
    lacking = plan.lack.text()
    return (
        (f" {plan.done} of {len(rules.ITEMS)} done", "bold"),
        (f"   {week}{f', {when}' if week != when else ''}", "muted"),
        (f"   {lacking}" if lacking else "   ready to start", "risk" if lacking else "good"),
    )


# ---- scores


def score_columns(width: int, state: str) -> Sequence[Column]:
    """Return the columns of the scores; a running cycle has none yet."""
    title = Column("Objective, key result", flex=3, minimum=26)
    if state == "active":
        return [title, Column("Today", 5, "right"), Column("Owner", 14)]
    return [title, Column("Today", 5, "right"), Column("Score", 11), Column("Why", flex=2, minimum=12)]


def score_rows(
    scores: ScoresView, taught: Iterable[LearningView], wanted: str, *, open_only: bool, state: str
) -> list[Keyed]:
    """Return the objectives with their key results and scores, and what the cycle taught."""
    rows = [
        (line.key, _scored(line, state))
        for line in scores.lines
        if not (open_only and not line.missing) and holds(f"{line.title} {line.owner} {line.team}", wanted)
    ]
    return [*rows, *taught_rows(rows, taught, "WHAT IT TAUGHT", wanted)]


def _scored(line: LineView, state: str) -> Row:
    title: list[tuple[str, str]] = [("  " * line.depth, ""), (line.title, "" if line.is_key_result else "bold")]
    if line.intent == "committed" and not line.is_key_result:
        title.append(("  committed", "muted"))
    if line.into:
        title.append((f"  on as {line.into[0]}", "accent"))
    today: Spans = (("-" if line.proposed is None else f"{line.proposed:.2f}", "muted"),)
    if state == "active":
        return Row((tuple(title), today, line.owner or (("nobody", "risk"),)))
    return Row((tuple(title), today, _score(line), _why(line, state)))


def _score(line: LineView) -> Spans:
    if line.score is None:
        return (("score?", "risk"),)
    token = "off" if needs_cause(line.score, line.intent) else "good"
    original = f" ({line.original:.2f})" if line.original is not None else ""
    return ((f"{line.score:.2f}", token), (original, "muted"))


def _why(line: LineView, state: str) -> Spans:
    if state == "closing" and line.score is not None and line.missing:
        return ((" ".join(f"{word}?" for word in line.missing), "risk"), (f"  {line.reason}", "muted"))
    return ((line.reason, ""),)


def score_tally(view: CycleView, scores: ScoresView, today: date) -> Spans:
    """Return the line above the scores: how it ended, or would."""
    found = scores.verdict
    said = verdict(found.stretch, found.verdict, found.committed_met, found.committed)
    if view.state == "closed":
        return ((" Closed  ", "bold"), *said)
    if view.state == "closing":
        left = len(scores.unfinished)
        first = f" {left} of {len(scores.lines)} to do" if left else " Ready to close: >"
        return ((f"{first}   ", "bold"), ("so far ", "muted"), *said)
    ends = (date.fromisoformat(view.end_on) - today).days
    when = f"ends in {ends} days" if ends > 0 else "is over: > begins the closing"
    return ((f" {when}   ", "bold"), ("if it ended today ", "muted"), *said)


# ---- the row under the cursor


def score_detail(line: LineView, width: int) -> list[Spans]:
    """Return what is known of a line: score with its original, reason, cause, what worked, where it goes on."""
    score, original = (line.proposed, line.first) if line.score is None else (line.score, line.original)
    said = score_text(score, original) if score is not None else "nothing to score by itself"
    word = "score" if line.score is not None else "today"
    who = f"{line.owner or 'nobody'}, {line.intent}"
    head: Spans = ((f" {line.ref} ", "ref"), (line.title, "title"), (f"  {word} {said}  {who}", "muted"))
    head += tuple((f"  {said}", "accent") for said in _lineage(line))
    lines: list[Spans] = [((f"  {name:<8}", "muted"), (text, "")) for name, text in _said(line) if text]
    lessons = [part for text in line.worked for part in (("  + ", "good"), (text, ""))]
    lessons += [part for text in line.did_not for part in (("  - ", "bad"), (text, ""))]
    return [head, *lines, *((tuple(lessons),) if lessons else ())]


def _said(line: LineView) -> tuple[tuple[str, str], ...]:
    return ("Why", line.reason), ("Cause", line.cause)


def _lineage(line: LineView) -> list[str]:
    found = [f"from {line.of[0]} of {line.of[1]}"] if line.of else []
    return found + ([f"goes on as {line.into[0]} in {line.into[1]}"] if line.into else [])


def check_detail(line: CheckView, width: int) -> list[Spans]:
    """Return how a line of the checklist is done, and what the data says."""
    head: Spans = ((f" {line.number}  {line.item.title}", "title"),)
    how = [((f"  {part}", ""),) for part in wrap(line.item.how, max(20, width - 4))]
    seen: list[Spans] = [((f"  Now: {line.seen}", "risk" if line.open else "muted"),)] if line.seen else []
    done: list[Spans] = [((f"  Done by {line.by} on {line.on}", "muted"),)] if line.by else []
    return [head, *how, *seen, *done]


def question_detail(one: QuestionView, width: int) -> list[Spans]:
    """Return an objective with the answer to the review question."""
    who = "  ".join(part for part in (one.owner or "nobody", one.team) if part)
    head: Spans = ((f" {one.ref} ", "ref"), (one.title, "title"), (f"  {who}", "muted"))
    head += ((f"  from {one.of}", "accent"),) if one.of else ()
    said = f"{one.supports}: {one.reason}" if one.supports else "Enter asks: does it support the strategy?"
    return [head, *(((f"  {part}", ""),) for part in wrap(said, max(20, width - 4)))]


def dates(view: CycleView) -> tuple[date, date]:
    """Return first and last day of a cycle."""
    return date.fromisoformat(view.start_on), date.fromisoformat(view.end_on)
