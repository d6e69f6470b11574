"""What happened in the demo company, in the order in which it happened, carried out through the usual verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from models.clock import FrozenClock
from models.demo.calendar import Calendar
from models.store.unit import Done
from models.store.writer import Writer
from models.verbs import Batch

LATELY = 4
"""Days in which every step is an action of its own, so that Today and the change log name it."""

Ids = dict[str, int]
Make = Callable[[Ids], Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody does something at an instant; `make` builds the verb from the ids known by then.

    keep: the name under which the id it makes is remembered. trusted: skips the policy, for rows of `record`.
    """

    at: datetime
    who: str
    make: Make
    keep: str = ""
    trusted: bool = False
    order: int = 0


@dataclass(slots=True)
class Agenda:
    """The events of the story; `run` carries them out by time.

    What one person did at one instant is one action, but in the last days every step is one of its own.
    known: ids by the name they are remembered under.
    """

    calendar: Calendar
    events: list[Event] = field(default_factory=list)
    known: Ids = field(default_factory=dict)

    def add(self, at: datetime, who: str, verb: Any, *, keep: str = "", trusted: bool = False) -> None:
        """Put a verb, or a function from the known ids to a verb, on the agenda."""
        make: Make = verb if callable(verb) and not hasattr(verb, "__dataclass_fields__") else lambda _ids: verb
        self.events.append(Event(at, who, make, keep, trusted, len(self.events)))

    def run(self, writer: Writer, clock: FrozenClock) -> Ids:
        """Carry everything out and return the remembered ids. Raises OarError when a verb is refused."""
        ordered = sorted(self.events, key=lambda event: (event.at, event.order))
        for number, (_, group) in enumerate(groupby(ordered, key=self._action), 1):
            events = list(group)
            clock.at, writer.handle = events[0].at, events[0].who
            verbs = tuple(event.make(self.known) for event in events)
            whole = verbs[0] if len(verbs) == 1 else Batch(verbs=verbs)
            done = writer.write(whole, action=f"{number:08d}harborpay", trusted=events[0].trusted)
            _remember(self.known, events, done)
        return self.known

    def _action(self, event: Event) -> tuple[datetime, str, bool, int]:
        alone = event.at >= self.calendar.at(-LATELY)
        return event.at, event.who, event.trusted, event.order if alone else 0


def _remember(known: Ids, events: list[Event], done: Done) -> None:
    values = done.value if len(events) > 1 else (done.value,)
    for event, value in zip(events, values, strict=True):
        if event.keep:
            known[event.keep] = int(value)
