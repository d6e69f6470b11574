"""Fetching many sources at once: each has its time, and none keeps the others waiting."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

from models.errors import OarError
from models.sources.declared import Source
from models.sources.outcome import NotPulled, Rows, Watch
from models.sources.secrets import Secrets, names_in
from models.text import clean

AT_ONCE = 4
GRACE = 2.0
"""Seconds beyond its time after which a source is given up, wherever it hangs (a name server, a dead disk)."""
BACKOFF = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between a try and the next one."""
LONGEST_LINE = 300
Fetcher = Callable[[Source, Secrets, Watch, tuple[str, ...]], Rows]


@dataclass(frozen=True, slots=True)
class Job:
    """A source to fetch, and what the measure that it feeds may be called in it."""

    source: Source
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a job: rows, or one line why there are none. secrets: hides what no text about it may show."""

    job: Job
    secrets: Secrets
    rows: Rows
    problem: str = ""
    tries: int = 1
    seconds: float = 0.0


class _Running:
    """One job on a thread of its own, which ends with the program when it cannot be stopped."""

    def __init__(self, job: Job, secrets: Secrets, done: queue.SimpleQueue[Fetched]) -> None:
        self.job, self.secrets = job, secrets
        self.watch = Watch(job.source.timeout)
        self.began = time.monotonic()
        tries = job.source.retries + 1
        self.until = self.began + GRACE + tries * job.source.timeout + sum(BACKOFF[: tries - 1])
        self.thread = threading.Thread(target=lambda: done.put(_fetch(self)), daemon=True)
        self.thread.start()


def fetch_all(
    jobs: Sequence[Job], env: Mapping[str, str], *, at_once: int = AT_ONCE, grace: float = 0.0
) -> Iterator[Fetched]:
    """Yield what came of each job, in the order in which they end.

    env: where `${NAME}` is looked up. grace: seconds on top of what every job has anyway.
    """
    waiting = list(reversed(jobs))
    asked_for = set().union(*(names_in(str(job.source.about)) for job in jobs))
    running: dict[int, _Running] = {}
    done: queue.SimpleQueue[Fetched] = queue.SimpleQueue()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                one = _Running(waiting.pop(), Secrets(env, asked_for), done)
                running[id(one.job)] = one
            found = _next(done, running, grace)
            if found is not None and running.pop(id(found.job), None) is not None:
                yield found
    finally:
        for one in running.values():
            one.watch.stop.set()
        for one in running.values():  # a command's process group is ended by its thread
            one.thread.join(GRACE)


def _next(done: queue.SimpleQueue[Fetched], running: dict[int, _Running], grace: float) -> Fetched | None:
    soonest = min(running.values(), key=lambda one: one.until)
    with suppress(queue.Empty):
        return done.get(timeout=max(0.01, soonest.until + grace - time.monotonic()))
    soonest.watch.stop.set()
    line = f"did not answer within {soonest.job.source.timeout:g} s and was given up"
    return Fetched(soonest.job, soonest.secrets, [], line, seconds=time.monotonic() - soonest.began)


def _fetch(one: _Running) -> Fetched:
    source, watch, tries, problem = one.job.source, one.watch, 0, ""
    rows: Rows = []
    while True:
        tries += 1
        watch.begin()
        try:
            rows, problem = _fetcher(source.kind)(source, one.secrets, watch, one.job.names), ""
        except NotPulled as error:
            problem = error.message
            if error.again and tries <= source.retries and not watch.stop.wait(BACKOFF[tries - 1]):
                continue
        except OarError as error:
            problem = error.line()
        except Exception as error:  # noqa: BLE001 - whatever a driver does, the other sources go on
            problem = f"failed in an unforeseen way ({type(error).__name__})"
        break
    if problem and tries > 1:
        problem += f" ({tries} tries)"
    line = clean(one.secrets.hide(problem))[:LONGEST_LINE]
    return Fetched(one.job, one.secrets, rows, line, tries, time.monotonic() - one.began)


def _fetcher(kind: str) -> Fetcher:
    """Return the function that fetches sources of a kind; only the kinds that are used get imported."""
    found: Fetcher = import_module(f"models.sources.from_{kind}").fetch
    return found
