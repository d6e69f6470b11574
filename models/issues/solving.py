"""Handlers for issues: raise, vote, rank, identify, discuss, solve, snooze, route, answer, dispose."""

from __future__ import annotations

from models import fields, refs, text
from models.errors import Refused
from models.issues import targets
from models.issues.tables import Issue
from models.issues.tables import Vote as VoteRow
from models.issues.verbs import (
    AnswerIssue,
    Discuss,
    Dispose,
    Identify,
    RaiseIssue,
    Rank,
    ReopenIssue,
    RouteIssue,
    SnoozeIssue,
    Solve,
    SolveIssue,
    Vote,
)
from models.store.handlers import handles
from models.store.unit import Done, Unit

FORUMS = ("weekly", "monthly", "quarterly")
DISPOSITIONS = ("do", "defer", "decline")
PLACES = 99


@handles(RaiseIssue)
def raise_issue(unit: Unit, verb: RaiseIssue) -> Done:
    """Raise an issue. Raises Refused for a product issue without the measure it touches (M25)."""
    about = targets.source(unit, verb.ref) if verb.ref else None
    parsed = refs.parse(about.ref) if about else None
    measure = fields.record(unit, "measure", verb.measure) if verb.measure else None
    if measure is None and parsed is not None and parsed[0] == "measure":
        measure = parsed[1]
    if verb.kind == "product" and measure is None:
        raise Refused("A product issue needs the measure it touches", "Name one, such as measure=M7")
    if verb.kind not in ("general", "product"):
        raise Refused(f"{text.clean(verb.kind)[:40]!r} is no kind of issue", "It is general or product")
    team = about.team_id if about is not None and not verb.team else None
    row = unit.add(
        Issue(
            team_id=team or targets.team(unit, verb.team),
            forum=_one_of(verb.forum, FORUMS, "forum"),
            title=text.title(verb.title, "issue"),
            kind=verb.kind,
            measure_id=measure,
            ref=about.ref if about else None,
            owner_id=targets.person(unit, verb.owner) or (about.owner_id if about else None),
            raised_by=unit.me.id or None,
            estimate=_minutes(verb.estimate),
            private=int(verb.private or bool(about and about.private)),
        )
    )
    reference = refs.ref("issue", row.id or 0)
    return Done(f"Raised {reference} {row.title}", (reference,), row.id)


@handles(Vote)
def vote(unit: Unit, verb: Vote) -> Done:
    """Vote for an issue, or take my vote back."""
    issue = _open(unit, verb.issue)
    found = unit.read.value(
        "SELECT id FROM vote WHERE issue_id = :issue AND person_id = :me", issue=issue.id, me=unit.me.id
    )
    if found is None:
        unit.add(VoteRow(issue_id=issue.id or 0, person_id=unit.me.id))
        return Done(f"Voted for I{issue.id} {issue.title}", (f"I{issue.id}",))
    row = unit.get(VoteRow, found, archived=True)
    back = row.archived_at is None
    row.archived_at = unit.now if back else None
    word = "Took back the vote for" if back else "Voted for"
    return Done(f"{word} I{issue.id} {issue.title}", (f"I{issue.id}",))


@handles(Rank)
def rank(unit: Unit, verb: Rank) -> Done:
    """Pin an issue to a place; others pinned there or right behind move one down."""
    if not 0 <= verb.place <= PLACES:
        raise Refused(f"There is no place {verb.place}", "Give 1 to 99, 0 to let votes decide")
    issue = _open(unit, verb.issue)
    issue.rank = None
    if verb.place:
        unit.session.flush()
        _make_room(unit, issue, verb.place)
        issue.rank = verb.place
    where = f"is number {verb.place}" if verb.place else "goes by its votes again"
    return Done(f"I{issue.id} {issue.title} {where}", (f"I{issue.id}",))


def _make_room(unit: Unit, issue: Issue, place: int) -> None:
    taken = unit.read.rows(
        "SELECT id, rank FROM issue WHERE team_id = :team AND forum = :forum AND state = 'open'"
        " AND archived_at IS NULL AND rank >= :place ORDER BY rank, id",
        team=issue.team_id,
        forum=issue.forum,
        place=place,
    )
    for number, now in taken:
        if now > place:
            break
        place += 1
        unit.get(Issue, number).rank = place


@handles(Identify)
def identify(unit: Unit, verb: Identify) -> Done:
    """Say what the real issue is."""
    issue = _open(unit, verb.issue)
    issue.real_issue = text.title(verb.text, "real issue")
    return Done(f"I{issue.id}: {issue.real_issue}", (f"I{issue.id}",))


@handles(Discuss)
def discuss(unit: Unit, verb: Discuss) -> Done:
    """Add one line to the discussion, under my name."""
    issue = _open(unit, verb.issue)
    line = f"{unit.me.name}: {text.title(verb.text, 'line')}"
    issue.discussion = text.note(f"{issue.discussion}\n{line}" if issue.discussion else line, "discussion")
    return Done(f"I{issue.id}: {line}", (f"I{issue.id}",))


@handles(Solve)
def solve(unit: Unit, verb: Solve) -> Done:
    """Say how the issue is solved."""
    issue = _open(unit, verb.issue)
    issue.solution = text.note(text.title(verb.text, "solution"))
    return Done(f"I{issue.id}: {issue.solution}", (f"I{issue.id}",))


@handles(SolveIssue)
def solve_issue(unit: Unit, verb: SolveIssue) -> Done:
    """Close issues. Raises Refused for an escalated one that takes no answer back."""
    found = targets.issues(unit, verb.issues)
    given = text.title(verb.answer, "answer") if verb.answer.strip() else ""
    for issue in found:
        if issue.state == "solved":
            raise Refused(f"I{issue.id} is solved already", "Undo opens it again")
        if issue.escalated_from is not None and not issue.answer:
            issue.answer = given or issue.solution
            if not issue.answer:
                name = targets.name_of(unit, "team", issue.escalated_from)
                raise Refused(f"{name} waits for an answer to I{issue.id}", "Write the solution in one line first")
        elif given:
            issue.solution = issue.solution or given
        _finish(unit, issue)
    return Done(targets.told("Solved:", [one.title for one in found], "issues"), verb.issues)


@handles(ReopenIssue)
def reopen_issue(unit: Unit, verb: ReopenIssue) -> Done:
    """Open issues again."""
    found = targets.issues(unit, verb.issues)
    for issue in found:
        issue.state, issue.until, issue.solved_at, issue.disposition = "open", None, None, None
    return Done(targets.told("Open again:", [one.title for one in found], "issues"), verb.issues)


@handles(SnoozeIssue)
def snooze_issue(unit: Unit, verb: SnoozeIssue) -> Done:
    """Put issues away until a day."""
    found = targets.issues(unit, verb.issues)
    until = targets.day(unit, verb.until)
    for issue in found:
        _sleep(issue, until)
    return Done(targets.told(f"Until {until}:", [one.title for one in found], "issues"), verb.issues)


@handles(RouteIssue)
def route_issue(unit: Unit, verb: RouteIssue) -> Done:
    """Hand issues to another team or forum. The team they came from is remembered and waits for the answer."""
    found = targets.issues(unit, verb.issues)
    to = ""
    for issue in found:
        if verb.forum:
            issue.forum = _one_of(verb.forum, FORUMS, "forum")
            to = f"the {issue.forum} review"
        if verb.team or not verb.forum:
            to = _escalate(unit, issue, verb.team)
        issue.rank = None
    return Done(targets.told(f"To {to}:", [one.title for one in found], "issues"), verb.issues)


def _escalate(unit: Unit, issue: Issue, given: str) -> str:
    if issue.state == "solved":
        raise Refused(f"I{issue.id} is solved already", "Undo opens it again")
    team = targets.receiver(unit, f"I{issue.id}", issue, given)
    issue.escalated_from, issue.team_id, issue.answer = issue.team_id, team, None
    issue.state, issue.until = "open", None
    return targets.name_of(unit, "team", team)


@handles(AnswerIssue)
def answer_issue(unit: Unit, verb: AnswerIssue) -> Done:
    """Answer an escalated issue to the team it came from."""
    issue = targets.issues(unit, (verb.issue,))[0]
    if issue.escalated_from is None:
        raise Refused(f"I{issue.id} was not escalated", "Write its solution instead")
    issue.answer = text.title(verb.text, "answer")
    name = targets.name_of(unit, "team", issue.escalated_from)
    return Done(f"Answered {name}: {issue.answer}", (f"I{issue.id}",))


@handles(Dispose)
def dispose(unit: Unit, verb: Dispose) -> Done:
    """Do, defer or decline issues. Raises Refused for a deferred or declined one without a reason."""
    word = _one_of(verb.disposition, DISPOSITIONS, "disposition")
    found = targets.issues(unit, verb.issues)
    reason = text.note(verb.reason, "reason")
    if word != "do" and not reason:
        raise Refused(f"Why {word}?", "Give the reason in one line")
    until = targets.day(unit, verb.until) if verb.until else ""
    if word == "defer" and not until:
        raise Refused("Defer until when?", "Give a day such as 2026-11-21")
    for issue in found:
        issue.disposition, issue.disposition_reason = word, reason or None
        if word == "defer":
            _sleep(issue, until)
        if word == "decline":
            if issue.escalated_from is not None:
                issue.answer = issue.answer or f"declined: {reason}"
            _finish(unit, issue)
    return Done(targets.told(f"{word.capitalize()}:", [one.title for one in found], "issues"), verb.issues)


def _open(unit: Unit, reference: str) -> Issue:
    issue = targets.issues(unit, (reference,))[0]
    if issue.state == "solved":
        raise Refused(f"I{issue.id} is solved already", "Undo opens it again")
    return issue


def _finish(unit: Unit, issue: Issue) -> None:
    issue.state, issue.solved_at, issue.until, issue.rank = "solved", unit.now, None, None


def _sleep(issue: Issue, until: str) -> None:
    if issue.state == "solved":
        raise Refused(f"I{issue.id} is solved already", "Undo opens it again")
    issue.state, issue.until, issue.rank = "snoozed", until, None


def _one_of(given: str, known: tuple[str, ...], name: str) -> str:
    word = given.strip().lower()
    if word not in known:
        raise Refused(f"{text.clean(given)[:40]!r} is no {name}", f"One of {', '.join(known)}")
    return word


def _minutes(given: int | None) -> int | None:
    if given is not None and not 0 < given <= 600:
        raise Refused(f"{given} minutes is no estimate", "Give 1 to 600")
    return given
