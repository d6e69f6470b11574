"""What the handlers of reviews share: the review, who leads it, clocks, what a row is called."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from models import refs
from models.base import Row
from models.clock import moment
from models.errors import NotPermitted, Refused
from models.reviews import rules
from models.reviews.tables import Review, StepRun
from models.store.registry import table_class
from models.store.unit import Unit

LAST_STEP = len(rules.WEEKLY)
REF_TABLES = {"objective": "goal", "annual": "goal"}


def open_review(unit: Unit, number: int) -> Review:
    """Return an open review. Raises Refused for one that is closed."""
    review = unit.get(Review, number)
    if review.state == "closed":
        raise closed(review)
    return review


def closed(review: Review) -> Refused:
    """Return the refusal to change a closed review."""
    return Refused(f"R{review.id} is closed, it does not change any more", "Say it in the next review")


def drives(unit: Unit, review: Review) -> bool:
    """Return whether the unit's person leads the review or writes for it."""
    return unit.me.id in (review.facilitator_id, review.scribe_id) or unit.trusted


def must_drive(unit: Unit, review: Review) -> None:
    """Raise NotPermitted for anybody but facilitator and scribe."""
    if not drives(unit, review):
        name = unit.read.value("SELECT name FROM person WHERE id = :id", id=review.facilitator_id)
        raise NotPermitted(f"{name or 'Nobody'} leads this review", "n and b look around; o in step 1 hands it over")


def step_number(step: int) -> int:
    """Return a step's number. Raises Refused when there is no such step."""
    if not 1 <= step <= LAST_STEP:
        raise Refused(f"There is no step {step}", f"A review has steps 1 to {LAST_STEP}")
    return step


def run_of(unit: Unit, review: Review, step: int, ref: str = "") -> StepRun:
    """Return the clock of a step, or of one row in it; it is made when it is not there."""
    found = unit.read.value(
        "SELECT id FROM step_run WHERE review_id = :review AND step = :step AND ref = :ref",
        review=review.id,
        step=step,
        ref=ref,
    )
    if found is not None:
        return unit.get(StepRun, found, archived=True)
    return unit.add(StepRun(review_id=review.id or 0, step=step, ref=ref))


def stop_clocks(unit: Unit, review: Review, *, rows_only: bool = False) -> None:
    """Stop every running clock of a review, or only those of rows."""
    where = " AND ref <> ''" if rows_only else ""
    for (number,) in unit.read.rows(
        f"SELECT id FROM step_run WHERE review_id = :review AND started_at IS NOT NULL{where}", review=review.id
    ):
        run = unit.get(StepRun, number, archived=True)
        run.seconds = rules.elapsed_seconds(int(run.seconds), _started(run), moment(unit.now))
        run.started_at = None


def _started(run: StepRun) -> datetime | None:
    return moment(run.started_at) if run.started_at else None


def about(unit: Unit, reference: str) -> Row:
    """Return the row behind a reference. Raises Unknown through `unit.get`, Refused for what is no reference."""
    parsed = refs.parse(reference)
    if parsed is None:
        _no_ref(reference)
    return unit.get(table_class(REF_TABLES.get(parsed[0], parsed[0])), parsed[1])


def _no_ref(reference: str) -> NoReturn:
    raise Refused(f"{reference[:40]!r} is no reference", "Use one such as M7 or KR40")


def owner_of(unit: Unit, row: Row) -> str:
    """Return the handle of a row's owner, "" without one."""
    owner = getattr(row, "owner_id", None)
    found = unit.read.value("SELECT handle FROM person WHERE id = :id AND active = 1", id=owner) if owner else ""
    return str(found or "")
