"""Random forests: after whatever people do, the rollups that are stored are those a slow reference works out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from models.clock import FrozenClock
from models.exchange import copy
from models.exchange.verbs import ImportCopy
from models.store import migrate
from models.store.store import Store
from models.store.writer import Writer
from tests.models.conftest import NOW
from tests.models.okrs.garden import DOINGS, KINDS, Garden, Step, by_chance, compare

number = st.integers(0, 10_000)
STAYS = ("undo", "redo", "stage", "wait")
"""What is no action of its own, or not to be undone."""

steps = st.lists(st.tuples(st.sampled_from(DOINGS), number, number, number), min_size=4, max_size=30)


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def planted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the beginnings of a forest, copied by every example."""
    path = tmp_path_factory.mktemp("forest") / "oar.db"
    shutil.copyfile(template, path)
    with opened(path) as garden:
        garden.begin()
        compare(garden)
    return path


@contextmanager
def opened(path: Path) -> Iterator[Garden]:
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    try:
        yield Garden(store)
    finally:
        store.close()


@contextmanager
def forest(planted: Path) -> Iterator[tuple[Garden, Path]]:
    """Return a fresh forest, and a folder for more."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "oar.db"
        shutil.copyfile(planted, path)
        with opened(path) as garden:
            yield garden, Path(folder)


@settings(patient, max_examples=25)
@given(what=steps)
def test_rollups_equal_the_slow_reference_whatever_people_do(planted: Path, what: list[Step]) -> None:
    with forest(planted) as (garden, _):
        for step in what:
            note(garden.do(step))
            compare(garden)


@settings(patient, max_examples=10)
@given(what=steps)
def test_undoing_everything_brings_every_row_and_rollup_back(planted: Path, what: list[Step]) -> None:
    with forest(planted) as (garden, _):
        before, count = garden.rows(), garden.actions()
        for step in what:
            note(garden.do(step) if step[0] not in STAYS else "")
        for _ in range(garden.actions() - count):
            note(garden.do(("undo", 0, 0, 0)))
            compare(garden)
        assert garden.rows() == before


@settings(patient, max_examples=10)
@given(what=steps)
def test_json_export_and_import_is_the_identity(planted: Path, what: list[Step]) -> None:
    with forest(planted) as (garden, folder):
        for step in what:
            note(garden.do(step))
        first = copy.export(garden.store.reader)
        target = folder / "copy.db"
        migrate.create(str(target))
        writer = Writer(str(target), "", garden.clock)
        writer.write(ImportCopy(tables=copy.read(first)), action="import", trusted=True)
        writer.close()
        with opened(target) as again:
            again.clock.at = garden.clock.at
            compare(again)
            assert without_import(copy.export(again.store.reader)) == without_import(first)


def test_every_kind_of_thing_really_happens(planted: Path) -> None:
    """A forest in which most steps were refused would prove nothing."""
    done, seen = set[str](), set[tuple[str, str]]()
    for seed in range(4):
        with forest(planted) as (garden, _):
            for step in by_chance(seed, 100):
                said = garden.do(step)
                compare(garden)
                done |= set() if "refused" in said else {step[0]}
            for table, what in HAPPENS:
                sql = f"SELECT count(*) FROM {table} x JOIN rollup r ON r.node = '{table}' AND r.node_id = x.id"
                if garden.store.reader.value(f"{sql} WHERE {what}"):
                    seen.add((table, what))
    assert done >= set(DOINGS) - {"score"}  # which the closing of a cycle does
    assert seen == set(HAPPENS)


HAPPENS = (
    *(("key_result", f"x.kind = '{kind}' AND r.raw IS NOT NULL AND x.archived_at IS NULL") for kind in KINDS),
    *(("key_result", what) for what in ("r.raw IS NULL", "r.raw < 0", "r.raw > 1", "x.low IS NULL AND x.high > 0")),
    *(
        ("key_result", f"x.{name} IS NOT NULL")
        for name in ("archived_at", "plan_json", "due_on", "copied_from", "final_score")
    ),
    *(("key_result", f"x.weight {weight}") for weight in ("= 0", "> 1", "= 0.5")),
    *(("goal", what) for what in ("x.contributes = 1 AND x.parent_id > 0", "x.archived_at IS NOT NULL")),
    *(("goal", f"x.weight {weight} AND x.parent_id > 0") for weight in ("= 0", "> 1")),
    *(("goal", f"x.kind = '{kind}'") for kind in ("imperative", "annual", "objective")),
)
"""What the forest of that test has: each kind with progress, beyond 0 and 100 %, archived, copied, weighed."""


def without_import(source: str) -> dict[str, Any]:
    """Return the tables of a copy without the import itself, which is in the log too."""
    found = dict(copy.read(source))
    found["action"] = [row for row in found["action"] if row["id"] != "import"]
    return found
