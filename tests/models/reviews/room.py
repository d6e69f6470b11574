"""What the tests of reviews share: a review of Sales, a measure that is off, the record as it is read."""

from __future__ import annotations

from collections.abc import Callable

from models.reviews import line_reads, record
from models.reviews.verbs import (
    StartReview,
)
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store

Open = Callable[..., Store]


def start(store: Store, team: str = "T2") -> int:
    return int(store.write(StartReview(team=team)).value)


def off_measure(store: Store, *, team: str = "T2", private: bool = False, name: str = "Pipeline coverage") -> str:
    fields = {"name": name, "unit": "x", "team": team, "owner": "ben", "private": private}
    done = store.write(AddMeasure(fields=fields, plan=">=3", off_at="0.5", since="W30"))
    number = int(done.value)
    for week, value in ((202631, 3.1), (202632, 2.2)):
        store.write(EnterReading(measure=number, value=value, period=week))
    return f"M{number}"


def load(store: Store, number: int) -> record.RecordView:
    return record.load(store.reader, number, store.clock.today(), now=store.clock.now(), me=store.me.id)


def off_track(store: Store, number: int) -> list[line_reads.LineView]:
    return list(load(store, number).off_track)
