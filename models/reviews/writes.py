"""Handlers that start a review and move it on; what is captured and how it ends is in the modules beside."""

from __future__ import annotations

import json

from models import fields
from models.errors import NotPermitted, Refused
from models.reviews import captures, closing, rules  # noqa: F401 - register their handlers
from models.reviews.here import must_drive, open_review, run_of, step_number, stop_clocks
from models.reviews.tables import Present, Review
from models.reviews.verbs import Borrow, Focus, GoToStep, JoinReview, Pause, SetPresent, SetSeat, StartReview
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.weeks import week_of

KINDS = ("weekly", "monthly", "quarterly", "retrospective")


@handles(StartReview)
def start(unit: Unit, verb: StartReview) -> Done:
    """Start a review with everybody of the team here, or join the one that is open."""
    if verb.kind not in KINDS:
        raise Refused(f"There is no {verb.kind[:40]!r} review", f"It is {', '.join(KINDS)}")
    team = fields.record(unit, "team", verb.team) if verb.team.strip() else _home(unit)
    found = unit.read.value(
        "SELECT id FROM review WHERE team_id = :team AND kind = :kind AND state = 'open' AND archived_at IS NULL",
        team=team,
        kind=verb.kind,
    )
    if found is not None:
        return join(unit, JoinReview(review=found))
    name = unit.read.value("SELECT name FROM team WHERE id = :id", id=team)
    if not (unit.trusted or unit.me.at_least(team, "member")):
        raise NotPermitted(f"You may not start a review of {name}", "Its members can")
    review = unit.add(
        Review(
            team_id=team,
            kind=verb.kind,
            week=week_of(unit.today),
            agenda=json.dumps(rules.weekly_agenda(unit.settings.weekly_minutes)),
            started_at=unit.now,
            facilitator_id=unit.me.id or None,
            scribe_id=fields.person(unit, verb.scribe) if verb.scribe else None,
            state="open",
            private=int(verb.private),
        )
    )
    for person in _members(unit, team):
        unit.add(Present(review_id=review.id or 0, person_id=person))
    run_of(unit, review, 1).started_at = unit.now
    return Done(f"Started R{review.id}, the {verb.kind} review of {name}", (f"R{review.id}",), review.id)


def _home(unit: Unit) -> int:
    if not unit.me.own:
        raise Refused("Whose review?", "You are in no team yet; name one")
    return unit.me.own[0]


def _members(unit: Unit, team: int) -> list[int]:
    rows = unit.read.rows(
        "SELECT m.person_id FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.team_id = :team AND m.archived_at IS NULL AND p.active = 1 AND m.access <> 'viewer' ORDER BY p.name",
        team=team,
    )
    found = [row[0] for row in rows]
    return found if not unit.me.id or unit.me.id in found else [*found, unit.me.id]


@handles(JoinReview)
def join(unit: Unit, verb: JoinReview) -> Done:
    """Be there: a late joiner is here from now on."""
    review = open_review(unit, verb.review)
    leads = unit.read.value("SELECT name FROM person WHERE id = :id", id=review.facilitator_id)
    row = _present(unit, review, unit.me.id)
    if row is None:
        unit.add(Present(review_id=review.id or 0, person_id=unit.me.id))
    elif row.state != "here":
        row.state = "here"
    who = "you lead" if review.facilitator_id == unit.me.id else f"{leads or 'nobody'} leads"
    return Done(f"R{review.id} is open, {who}", (f"R{review.id}",), review.id)


def _present(unit: Unit, review: Review, person: int) -> Present | None:
    found = unit.read.value(
        "SELECT id FROM present WHERE review_id = :review AND person_id = :person", review=review.id, person=person
    )
    return unit.get(Present, found, archived=True) if found is not None else None


@handles(SetPresent)
def set_present(unit: Unit, verb: SetPresent) -> Done:
    """Say who is away, or here after all."""
    review = open_review(unit, verb.review)
    person = fields.person(unit, verb.person)
    row = _present(unit, review, person) or unit.add(Present(review_id=review.id or 0, person_id=person))
    row.state = "away" if verb.away else "here"
    return Done(f"{_name(unit, person)} is {row.state}", (f"R{review.id}",))


@handles(SetSeat)
def set_seat(unit: Unit, verb: SetSeat) -> Done:
    """Give the seat of facilitator or scribe to a person.

    May be done by facilitator, scribe and a lead of the team, and by anybody when the facilitator is away.
    """
    review = open_review(unit, verb.review)
    if verb.seat not in ("facilitator", "scribe"):
        raise Refused(f"There is no seat {verb.seat[:40]!r}", "facilitator or scribe")
    leader = _present(unit, review, review.facilitator_id or 0)
    gone = review.facilitator_id is None or (leader is not None and leader.state == "away")
    if not (gone or unit.me.at_least(review.team_id, "lead")):
        must_drive(unit, review)
    person = fields.person(unit, verb.person) if verb.person else unit.me.id
    setattr(review, f"{verb.seat}_id", person)
    return Done(f"{_name(unit, person)} {'leads' if verb.seat == 'facilitator' else 'writes'} now", (f"R{review.id}",))


def _name(unit: Unit, person: int) -> str:
    return str(unit.read.value("SELECT name FROM person WHERE id = :id", id=person) or "")


@handles(GoToStep)
def go_to_step(unit: Unit, verb: GoToStep) -> Done:
    """Go to a step; its clock runs on from where it was left."""
    review = open_review(unit, verb.review)
    must_drive(unit, review)
    step = step_number(verb.step)
    run = run_of(unit, review, step)
    if review.step != step or run.started_at is None:
        stop_clocks(unit, review)
        run.started_at = unit.now
        review.step, review.focus = step, None
    return Done("", (f"R{review.id}",), step)


@handles(Pause)
def pause(unit: Unit, verb: Pause) -> Done:
    """Stop the clock, or start it again where it stopped."""
    review = open_review(unit, verb.review)
    must_drive(unit, review)
    run = run_of(unit, review, review.step)
    if verb.on:
        stop_clocks(unit, review)
    elif run.started_at is None:
        run.started_at = unit.now
        if review.focus:
            run_of(unit, review, review.step, review.focus).started_at = unit.now
    return Done("The clock stands" if verb.on else "", (f"R{review.id}",))


@handles(Focus)
def focus(unit: Unit, verb: Focus) -> Done:
    """Take a row up: its own clock runs on, that of the row before stops."""
    review = open_review(unit, verb.review)
    must_drive(unit, review)
    wanted = verb.ref.strip().upper() or None
    if wanted != review.focus:
        stop_clocks(unit, review, rows_only=True)
        review.focus = wanted
        if wanted:
            run_of(unit, review, review.step, wanted).started_at = unit.now
    return Done("", (f"R{review.id}",))


@handles(Borrow)
def borrow(unit: Unit, verb: Borrow) -> Done:
    """Give a step two minutes of Issues; the whole stays as long as it was."""
    review = open_review(unit, verb.review)
    must_drive(unit, review)
    budgets = [(str(name), int(minutes)) for name, minutes in json.loads(review.agenda)]
    name, before = budgets[step_number(verb.step) - 1]
    after = rules.borrow(budgets, name)
    given = dict(after)[name] - before
    review.agenda = json.dumps(after)
    run_of(unit, review, verb.step).borrowed += given
    return Done(f"{given} minutes from Issues for {name.capitalize()}", (f"R{review.id}",))
