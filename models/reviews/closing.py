"""Handlers of the end of a review: ratings, missing owners, the minutes that stay."""

from __future__ import annotations

from models import fields
from models.errors import NotPermitted, Refused
from models.reviews import minutes, record, rules, step_reads
from models.reviews.here import drives, must_drive, open_review, stop_clocks
from models.reviews.tables import Entry, Rating, Review
from models.reviews.verbs import CloseReview, Rate, Reveal
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.text import title

HIGHEST = 10


@handles(Rate)
def rate(unit: Unit, verb: Rate) -> Done:
    """Rate the review. The answer never says the value: ratings are shown together."""
    review = open_review(unit, verb.review)
    person = fields.person(unit, verb.person) if verb.person else unit.me.id
    if person != unit.me.id and not drives(unit, review):
        raise NotPermitted("Everybody rates for themselves", "Facilitator and scribe enter ratings of others")
    if verb.value is not None and not 1 <= verb.value <= HIGHEST:
        raise Refused(f"{verb.value} is no rating", "Give 1 to 10")
    row = _rating(unit, review, person)
    if row is None:
        if verb.value is None:
            raise Refused("Rate first, then say why", "Type a digit; 0 is 10")
        row = unit.add(Rating(review_id=review.id or 0, person_id=person, value=verb.value))
    elif verb.value is not None:
        row.value, row.archived_at = verb.value, None
    if verb.why is not None:
        row.why = title(verb.why, "why") if verb.why.strip() else None
    name = unit.read.value("SELECT name FROM person WHERE id = :id", id=person)
    return Done(f"{name} has rated", (f"R{review.id}",))


def _rating(unit: Unit, review: Review, person: int) -> Rating | None:
    found = unit.read.value(
        "SELECT id FROM rating WHERE review_id = :review AND person_id = :person", review=review.id, person=person
    )
    return unit.get(Rating, found, archived=True) if found is not None else None


@handles(Reveal)
def reveal(unit: Unit, verb: Reveal) -> Done:
    """Show the ratings to everybody."""
    review = open_review(unit, verb.review)
    must_drive(unit, review)
    review.revealed = 1
    return Done("Ratings are shown", (f"R{review.id}",))


@handles(CloseReview)
def close(unit: Unit, verb: CloseReview) -> Done:
    """Close the review and save its minutes.

    Raises Refused while something decided or promised in it has no owner: that is all that closing asks for.
    """
    review = open_review(unit, verb.review)
    must_drive(unit, review)
    missing = step_reads.without_owner(unit.read, verb.review)
    if missing:
        named = ", ".join(one.ref for one in missing)
        raise Refused(f"Without owner: {named}", "o gives each one an owner")
    stop_clocks(unit, review)
    review.focus = None
    review.revealed = 1
    review.ended_at = unit.now
    review.state = "closed"
    unit.session.flush()
    whole = record.load(unit.read, verb.review, unit.today)
    review.promised, review.kept = len(whole.promises), sum(one.kept for one in whole.promises)
    review.rating = rules.mean_rating([one.rating for one in whole.people if one.rating is not None])
    unit.session.flush()
    whole = record.load(unit.read, verb.review, unit.today)
    review.minutes = minutes.build(record.public(whole))
    full = minutes.build(whole)
    if full != review.minutes:
        # The team keeps the whole; others read the minutes without what is private to the team.
        unit.add(
            Entry(
                review_id=verb.review,
                step=review.step,
                kind="minutes",
                text=full,
                by_id=unit.me.id or None,
                at=unit.now,
                team_id=review.team_id,
                private=1,
            )
        )
    return Done(f"Closed R{review.id}; `oar review minutes R{review.id}` prints the minutes", (f"R{review.id}",))
