"""A key result's own glide path and the steps of a milestone, as they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from models import form_reads
from models.errors import OarError
from models.okrs import row_reads
from models.okrs.glide import read_step
from models.okrs.verbs import AddSteps, CheckIn, CompleteStep
from models.store.store import Store
from models.verbs import Add, Archive, Edit


@pytest.fixture(autouse=True)
def tree(store: Store) -> None:
    """O1 with KR1 on a line from 4 to 17 and KR2, a milestone; July to September, today 16 August."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Aim", "intent": "committed"}))
    store.write(Add(kind="key_result", fields={"title": "Share", "goal": "O1", "start": 4, "target": 17, "unit": "%"}))
    store.write(Add(kind="key_result", fields={"title": "Launch", "goal": "O1", "kind": "milestone"}))


def expected(store: Store) -> float | None:
    return row_reads.rows(store.reader, [-1], today=store.clock.today())[-1].expected


def test_an_own_glide_path_takes_the_place_of_the_line_and_opens_in_the_form_as_it_was_typed(store: Store) -> None:
    assert expected(store) == pytest.approx(46 / 92)
    store.write(Edit(ref="KR1", fields={"plan": "5 by W33, 17% by 2026-09-30"}))
    assert expected(store) == pytest.approx(1 / 13)  # W33 ends today, on 16 August, at 5 %
    view = form_reads.record(store.reader, "KR1")
    field = view.kind.field("plan")
    assert field is not None
    assert form_reads.typed(store.reader, field, view.values["plan"]) == "5 by 2026-08-16, 17 by 2026-09-30"
    store.write(CheckIn(kr=1, value=5))
    assert store.reader.value("SELECT pace FROM rollup WHERE node = 'key_result' AND node_id = 1") == "ok"
    store.write(Edit(ref="KR1", fields={"plan": ""}))
    assert expected(store) == pytest.approx(46 / 92)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nine by W33", "nine"),
        ("9", "no point of a glide path"),
        ("9 by 2026-08-15, 10 by 2026-08-15", "go forward"),
        ("9 by 2026-09-15, 10 by 2026-08-15", "go forward"),
        ("9 by 2026-10-15", "runs from 2026-07-01 to 2026-09-30"),
        ("NaN by W33", "is not a number"),
        ("1e400 by W33", "1e400"),
        ("[1, 2]", "no glide path"),
    ],
)
def test_a_wrong_glide_path_is_one_line(store: Store, path: str, said: str) -> None:
    with pytest.raises(OarError) as refused:
        store.write(Edit(ref="KR1", fields={"plan": path}))
    assert said in refused.value.line() and "\n" not in refused.value.line()
    assert store.reader.value("SELECT plan_json FROM key_result WHERE id = 1") is None


def test_a_milestone_has_no_glide_path(store: Store) -> None:
    with pytest.raises(OarError, match="A milestone has no glide path"):
        store.write(Edit(ref="KR2", fields={"plan": "9 by W33"}))


def test_steps_come_as_lines_with_weight_and_day_as_one_undo_step(store: Store) -> None:
    done = store.write(AddSteps(kr=2, steps=("Draft", "Pilot with 3 banks x2 by 2026-08-31", "Sign by hand by W38")))
    assert done.message == "KR2 Launch: 3 steps added"
    rows = store.reader.rows("SELECT title, weight, due_on, rank FROM step ORDER BY rank")
    assert rows == [
        ("Draft", 1, None, 1), ("Pilot with 3 banks", 2, "2026-08-31", 2), ("Sign by hand", 1, "2026-09-20", 3),
    ]  # fmt: skip
    store.write(CompleteStep(step=2))
    assert store.reader.value("SELECT progress FROM rollup WHERE node = 'key_result' AND node_id = 2") == 0.5
    store.undo()
    store.undo()
    assert store.reader.value("SELECT count(*) FROM step WHERE archived_at IS NULL") == 0


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Pilot x2 by fri", ("Pilot", 2, "2026-08-21")),
        ("Pilot by fri x2", ("Pilot", 2, "2026-08-21")),
        ("Pilot by 2026-08-31 x0.5", ("Pilot", 0.5, "2026-08-31")),
        ("Pilot x0", ("Pilot", 0, None)),
        ("Sign by hand x3", ("Sign by hand", 3, None)),
        ("Grow 2x by W35", ("Grow 2x", 1, "2026-08-30")),
        ("x2", ("x2", 1, None)),
    ],
)
def test_a_step_is_typed_with_weight_and_day_in_either_order(typed: str, wanted: tuple[str, float, str | None]) -> None:
    assert read_step(typed, date(2026, 8, 16)) == wanted


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Pilot x-1", "a weight is 0 or more"),
        ("Pilot by W34 x−2", "a weight is 0 or more"),
        ("A by 2026-13-40", "no day"),
    ],
)
def test_a_wrong_step_is_one_line_and_adds_nothing(store: Store, typed: str, said: str) -> None:
    with pytest.raises(OarError) as refused:
        store.write(AddSteps(kr=2, steps=("Draft", typed)))
    assert said in refused.value.line() and "\n" not in refused.value.line()
    assert store.reader.value("SELECT count(*) FROM step") == 0


def test_steps_change_and_go_and_the_share_follows(store: Store) -> None:
    store.write(AddSteps(kr=2, steps=("Draft", "Ship")))
    store.write(CompleteStep(step=1))
    store.write(Edit(ref="ST2", fields={"title": "Ship it", "weight": "3", "due_on": "2026-09-01"}))
    progress = "SELECT progress FROM rollup WHERE node = 'key_result' AND node_id = 2"
    assert store.reader.value(progress) == 0.25
    store.write(Archive(refs=("ST2",)))
    assert store.reader.value(progress) == 1


def test_a_key_result_with_steps_stays_a_milestone(store: Store) -> None:
    store.write(AddSteps(kr=2, steps=("Draft",)))
    with pytest.raises(OarError, match="KR2 has 1 step, so it is a milestone"):
        store.write(Edit(ref="KR2", fields={"kind": "boolean"}))
