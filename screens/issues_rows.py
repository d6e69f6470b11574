"""The rows, the panel and the tally of the issues list: views in, Rows and Spans out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from models.issues.order import matches
from models.issues.reads import IssueView
from models.reviews.rules import planned_minutes
from screens.text import Spans, wrap
from screens.widgets.rows import Column, Row

HEADINGS = {"weekly": "", "monthly": "MONTHLY REVIEW", "quarterly": "QUARTERLY REVIEW"}
STEPS = (("IDENTIFY", "what is the real issue?"), ("DISCUSS", "once, no repeats"), ("SOLVE", "to-do, decision, route"))
Result = tuple[str, str, str]


def columns(width: int) -> Sequence[Column]:
    """Return the columns of the issues list."""
    owner = 12 if width >= 76 else 8
    return [
        Column("#", 2, "right"),
        Column("Issue"),
        Column("Owner", owner),
        Column("Age", 4, "right"),
        Column("Vote", 4, "right"),
        Column("Est", 4, "right"),
    ]


def fits(view: IssueView, wanted: str) -> bool:
    """Return whether an issue answers the filter."""
    texts = (view.title, view.real_issue, view.about, view.measure[1], view.ref.casefold())
    return matches(wanted, texts, view.handle, view.owner, view.team)


def rows(views: Iterable[IssueView], *, teams: bool, minutes: int, state: str) -> list[tuple[int, Row]]:
    """Return (key, row) of issues by forum, the planned minutes below those of the weekly review.

    teams: whether rows say whose they are. Headings and sums have negative keys.
    """
    out: list[tuple[int, Row]] = []
    for forum, found in groupby(views, key=lambda view: view.forum):
        some = list(found)
        if HEADINGS[forum]:
            out.append((-len(out) - 1, Row((((HEADINGS[forum], "head"),),), heading=True)))
        out += [(view.id, _row(view, teams)) for view in some]
        if forum == "weekly" and state == "open":
            planned, budget = planned_minutes([view.estimate for view in some], minutes)
            words = f"planned {planned}m of {budget}m"
            token = "warn" if planned > budget else "muted"
            out.append((-len(out) - 1, Row((((" " * 40 + words, token),),), heading=True)))
    return out


def _row(view: IssueView, teams: bool) -> Row:
    what: Spans = ((view.title, ""),)
    if view.private:
        what = (("private ", "muted"), *what)
    if view.asked_by:
        what += ((f"  from {view.asked_by}", "accent"),)
    if teams:
        what += ((f"  {view.team}", "muted"),)
    if view.until:
        what += ((f"  until {view.until}", "muted"),)
    place = (str(view.place), "bold" if view.rank else "")
    votes = (f"+{view.votes}" if view.votes else "", "good" if view.voted else "")
    estimate = (f"{view.estimate}m" if view.estimate else "-", "" if view.estimate else "muted")
    owner = (view.owner.split(" ")[0], "") if view.owner else ("-", "muted")
    cells = ((place,), what, (owner,), ((f"{view.age}d", "muted"),), (votes,), (estimate,))
    return Row(cells, second=view.real_issue)


def tally(counts: Mapping[str, int], state: str, everywhere: bool, wanted: str) -> Spans:
    """Return the line above the list."""
    names = (("open", "Discuss"), ("snoozed", "Snoozed"), ("solved", "Solved"))
    parts: list[tuple[str, str]] = []
    for name, word in names:
        parts.append((f" {word} {counts.get(name, 0)}  ", "bold" if name == state else "muted"))
    parts.append((f" {'all teams' if everywhere else 'my teams'}", "muted"))
    if wanted:
        parts.append((f"   filter: {wanted}", "accent"))
    return tuple(parts)


def panel(view: IssueView, made: Sequence[Result], past: Sequence[tuple[str, str, str]], width: int) -> list[Spans]:
    """Return the side panel: identify, discuss, solve, what came of it, history."""
    lines: list[Spans] = [((line, "title"),) for line in wrap(f"#{view.place} {view.title}", width)]
    about = "  ".join(part for part in (view.about, view.measure[1]) if part)
    lines.append(((f"raised by {view.raised_by or 'a rule'}  {view.age}d  {view.ref}  {about}", "muted"),))
    if view.asked_by:
        lines.append(((f"{view.asked_by} waits for the answer", "accent"),))
    said = (view.real_issue, view.discussion, view.solution)
    for (name, hint), text in zip(STEPS, said, strict=True):
        lines += [(), ((name, "head"), (f"  {hint}", "muted"))]
        lines += [((f"  {line}", ""),) for line in wrap(text, width - 2)] if text else []
    for ref, title, owner in made:
        lines += [((f"  {line}", ""),) for line in wrap(f"{ref} {title} ({owner})", width - 2)]
    if view.answer:
        lines += [((f"  answer: {line}", ""),) for line in wrap(view.answer, width - 10)]
    if view.disposition:
        lines += [((f"  {view.disposition}: {line}", "muted"),) for line in wrap(view.reason, width - 12)]
    lines += [(), (("HISTORY", "head"),)]
    lines += [((f"  {at[5:10]} {who} {what}", "muted"),) for at, who, what in past]
    return lines


def short_panel(view: IssueView, made: Sequence[Result]) -> list[Spans]:
    """Return the four lines below the list on a narrow window."""
    results = ", ".join(f"{ref} {title}" for ref, title, _ in made)
    facts = (
        ("Real issue", view.real_issue or "Enter says it in one line"),
        ("Discussed", view.discussion.rpartition("\n")[2] or "-"),
        ("Solved", "; ".join(part for part in (view.solution, results) if part) or "-"),
    )
    head: Spans = ((f" #{view.place} ", "bold"), (view.title, "title"))
    if view.asked_by:
        head += ((f"  {view.asked_by} waits for the answer", "accent"),)
    return [head, *(((f"  {name:<11}", "muted"), (text, "")) for name, text in facts)]
