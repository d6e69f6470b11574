"""Handlers of what is captured in a review: one key, one line, Enter."""

from __future__ import annotations

from datetime import date

from models import fields, refs, text
from models.base import Row
from models.decisions.verbs import Decide
from models.errors import Refused
from models.issues.verbs import AddTodo, CarryTodo, RaiseIssue
from models.kinds import kind_of_ref
from models.learning.verbs import AddWin
from models.reviews import lines
from models.reviews.here import about, open_review, owner_of, step_number
from models.reviews.tables import Entry, Review, Tell
from models.reviews.verbs import AcknowledgeTell, Capture, CaptureDecision, CarryPromise, SendToIssues, SettleDependency
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit
from models.verbs import AddNote
from models.weeks import last_closed, week_of


@handles(Capture)
def capture(unit: Unit, verb: Capture) -> Done:
    """Write one line down. Raises Refused for an empty one."""
    review = open_review(unit, verb.review)
    step_number(verb.step)
    if verb.kind not in _CAPTURES:
        raise Refused(f"A review keeps no {verb.kind[:40]!r}", f"It keeps {', '.join(_CAPTURES)}")
    if not text.clean(verb.text).strip():
        raise Refused("Nothing was typed", "Type a line, or Esc")
    return _CAPTURES[verb.kind](unit, review, verb)


def _write(
    unit: Unit, review: Review, step: int, kind: str, said: str, *, ref: str = "", result: str = "", by: str = ""
) -> Entry:
    row = about(unit, ref) if ref else None
    return unit.add(
        Entry(
            review_id=review.id or 0,
            step=step,
            ref=ref.upper() or None,
            kind=kind,
            text=said,
            by_id=fields.person(unit, by) if by else unit.me.id or None,
            at=unit.now,
            result_ref=result or None,
            team_id=review.team_id,
            private=int(bool(review.private or getattr(row, "private", 0))),
        )
    )


def _why(unit: Unit, review: Review, verb: Capture) -> Done:
    if not verb.ref:
        raise Refused("Why what?", "Put the cursor on a line")
    said = text.title(verb.text, "why")
    week = last_closed(unit.today)
    carry_out(unit, AddNote(ref=verb.ref, text=said, kind="why", period=week, private=bool(review.private)))
    _write(unit, review, verb.step, "why", said, ref=verb.ref)
    return Done(f"Why: {said}", (verb.ref.upper(),))


def _line(unit: Unit, review: Review, verb: Capture) -> Done:
    said = text.title(verb.text, verb.kind)
    entry = _write(unit, review, verb.step, verb.kind, said, ref=verb.ref, by=verb.by)
    return Done(said, (f"R{review.id}",), entry.id)


def _win(unit: Unit, review: Review, verb: Capture) -> Done:
    win = AddWin(text=verb.text, by=verb.by, team=refs.ref("team", review.team_id), review=review.id)
    return carry_out(unit, win)


def _change(unit: Unit, review: Review, verb: Capture) -> Done:
    """Make a to-do with the owner and week that were typed, or the row's owner and the next review."""
    from models.issues.tables import Todo

    weekday = _weekday(unit, review)
    promise = lines.parse_promise(text.clean(verb.text), unit.today, weekday)
    row = about(unit, verb.ref) if verb.ref else None
    owner = promise.owner or (owner_of(unit, row) if row is not None else "")
    due = promise.due or lines.next_review(unit.today, weekday)
    if due < unit.today:
        raise Refused(f"{due.isoformat()} is over", "Give a week or day to come")
    done = carry_out(
        unit,
        AddTodo(
            title=promise.title,
            owner=owner,
            due=due.isoformat(),
            ref=verb.ref,
            team=refs.ref("team", review.team_id),
            change=True,
            week=week_of(due),
            review=review.id,
            private=bool(review.private),
        ),
    )
    if not owner:
        unit.get(Todo, done.value).owner_id = None  # nobody was named: closing asks for the owner
    _write(unit, review, verb.step, "change", promise.title, ref=verb.ref, result=done.refs[0])
    who = f"@{owner}" if owner else "no owner yet"
    return Done(f"{done.refs[0]} {promise.title} ({who}, by {due.isoformat()})", done.refs, done.value)


def _tell(unit: Unit, review: Review, verb: Capture) -> Done:
    name, said = lines.parse_tell(text.clean(verb.text))
    team = fields.record(unit, "team", name)
    if team == review.team_id:
        raise Refused("That is this team", "Name another one")
    row = unit.add(
        Tell(review_id=review.id or 0, to_team_id=team, text=text.title(said, "line"), by_id=unit.me.id or None)
    )
    return Done(f"Tell {_team_name(unit, team)}: {row.text}", (f"R{review.id}",), row.id)


_CAPTURES = {"why": _why, "change": _change, "headline": _line, "note": _line, "win": _win, "tell": _tell}


def _weekday(unit: Unit, review: Review) -> int:
    return int(unit.read.value("SELECT review_weekday FROM team WHERE id = :id", id=review.team_id) or 1)


def _team_name(unit: Unit, team: int) -> str:
    return str(unit.read.value("SELECT name FROM team WHERE id = :id", id=team) or "")


@handles(CaptureDecision)
def decision(unit: Unit, verb: CaptureDecision) -> Done:
    """Note a decision, made or needed; without an owner named or known, closing asks for one."""
    from models.decisions.tables import Decision

    review = open_review(unit, verb.review)
    said, handle = lines.parse_decision(text.clean(verb.text))
    row = about(unit, verb.ref) if verb.ref else None
    owner = handle or (owner_of(unit, row) if row is not None else "")
    done = carry_out(
        unit,
        Decide(
            text=said,
            team=refs.ref("team", review.team_id),
            owner=owner,
            origin_ref=verb.ref,
            review=review.id,
            private=bool(review.private),
        ),
    )
    if not owner:
        unit.get(Decision, done.value).owner_id = None
    _write(unit, review, step_number(verb.step), "decision", text.title(said), ref=verb.ref, result=done.refs[0])
    return done


@handles(SendToIssues)
def to_issues(unit: Unit, verb: SendToIssues) -> Done:
    """Raise an issue about a row or a captured line. Raises Refused when one about it is open already."""
    review = open_review(unit, verb.review)
    entry = unit.get(Entry, verb.entry) if verb.entry else None
    title, private = _subject(unit, verb.ref, entry)
    open_one = entry.result_ref if entry is not None else _issue_about(unit, review, verb.ref)
    if open_one:
        raise Refused(f"{open_one} is about it already", "Step 6 lists the issues")
    done = carry_out(
        unit,
        RaiseIssue(
            title=title, ref=verb.ref, team=refs.ref("team", review.team_id), private=bool(private or review.private)
        ),
    )
    if entry is not None:
        entry.result_ref = done.refs[0]
    else:
        _write(unit, review, step_number(verb.step), "issue", title, ref=verb.ref, result=done.refs[0])
    return Done(f"To issues: {done.refs[0]} {title}", done.refs, done.value)


def _subject(unit: Unit, ref: str, entry: Entry | None) -> tuple[str, int]:
    if entry is not None:
        return entry.text, entry.private
    row: Row = about(unit, ref)
    parsed = refs.parse(ref)
    name = str(getattr(row, kind_of_ref(parsed[0] if parsed else "").title))
    return name[: text.TITLE_LIMIT], int(getattr(row, "private", 0) or 0)


def _issue_about(unit: Unit, review: Review, ref: str) -> str:
    found = unit.read.value(
        "SELECT id FROM issue WHERE ref = :ref AND team_id = :team AND state = 'open' AND archived_at IS NULL",
        ref=ref.upper(),
        team=review.team_id,
    )
    return f"I{found}" if found else ""


@handles(CarryPromise)
def carry(unit: Unit, verb: CarryPromise) -> Done:
    """Carry a promise to the next review, or to a day."""
    review = open_review(unit, verb.review)
    weekday = _weekday(unit, review)
    given = lines.parse_day(verb.due, unit.today, weekday) if verb.due.strip() else None
    due = given or lines.next_review(unit.today, weekday)
    done = carry_out(unit, CarryTodo(todos=(verb.todo,), due=due.isoformat()))
    _write(unit, review, review.step, "carried", due.isoformat(), ref=verb.todo)
    return done


@handles(SettleDependency)
def settle(unit: Unit, verb: SettleDependency) -> Done:
    """Say that a dependency is fine, or promise another day for it."""
    from models.plan.tables import Dependency

    review = open_review(unit, verb.review)
    row = unit.get(Dependency, verb.dependency)
    ref = refs.ref("dependency", row.id or 0)
    if not verb.promised_on.strip():
        _write(unit, review, review.step, "fine", row.what, ref=ref)
        return Done(f"Fine: {row.what}", (ref,))
    day: date = lines.parse_day(verb.promised_on, unit.today, _weekday(unit, review))
    row.promised_on = day.isoformat()
    _write(unit, review, review.step, "moved", row.promised_on, ref=ref)
    return Done(f"{row.what}: {row.promised_on}", (ref,))


@handles(AcknowledgeTell)
def acknowledge(unit: Unit, verb: AcknowledgeTell) -> Done:
    """Say that our team has heard it."""
    row = unit.get(Tell, verb.tell)
    if row.seen_at is not None:
        raise Refused("That was acknowledged already")
    row.seen_at, row.seen_by, row.done = unit.now, unit.me.id or None, 1
    return Done(f"Heard: {row.text}", (f"R{row.review_id}",))
