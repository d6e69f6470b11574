"""Live checks over what is stored: which rows they name, in which cycle, on which screens (product.md 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.clock import FrozenClock
from models.live_checks import live_checks
from models.okrs import branch_checks
from models.okrs.verbs import CheckIn
from models.store.store import Store
from models.verbs import Add, Edit


def add(store: Store, kind: str, /, **values: str) -> str:
    return store.write(Add(kind=kind, fields=values)).refs[0]


@pytest.fixture
def planned(store: Store) -> Store:
    """A cycle that starts in October with one imperative, one objective below it and three key results."""
    add(store, "cycle", name="Next", start_on="2026-10-01", end_on="2026-12-31")
    add(store, "imperative", title="Win the mid-market")
    objective(store, "Default choice for mid-market", parent="G1")
    for title in ("Share of new bookings", "Days to first transaction", "Referrals"):
        key_result(store, "O2", title)
    return store


def objective(store: Store, title: str, **values: str) -> str:
    return add(
        store,
        "objective",
        **{"title": title, "cycle": "Q2", "team": "T2", "owner": "ben", "intent": "stretch"} | values,
    )


def key_result(store: Store, parent: str, title: str, **values: str) -> str:
    values = {
        "title": title,
        "goal": parent,
        "kind": "increase",
        "start": "4",
        "target": "17",
        "owner": "ben",
    } | values
    return add(store, "key_result", **values)


def rules(store: Store, *refs: str) -> set[tuple[str, str]]:
    found = live_checks(store.reader, store.clock.today())
    return {(one.ref, one.finding.rule) for one in found if one.ref in refs or not refs}


def test_a_good_plan_has_no_findings_on_its_rows(planned: Store) -> None:
    assert not {one for one in rules(planned) if one[0].startswith(("O", "KR", "G"))}


def test_the_five_traps_are_named_with_their_fix(planned: Store) -> None:
    for number in range(5):
        objective(planned, f"Another aim, {'abcde'[number] * 9}", parent="G1")  # too many goals
    objective(planned, "Default choice for midmarket", parent="O2")  # copied from the parent
    key_result(planned, "O2", "Nobody's", owner="")  # no single owner
    planned.write(CheckIn(kr=1, value=18))  # too easy
    found = live_checks(planned.reader, planned.clock.today())
    told = {(one.ref, one.finding.rule) for one in found}
    assert {
        ("T2", "team.many-objectives"),
        ("O8", "objective.copies-parent"),
        ("KR4", "kr.no-owner"),
        ("KR1", "kr.too-easy"),
    } <= told
    assert all(one.finding.fix and "\n" not in one.finding.fix for one in found)


def test_silence_is_found_once_the_cycle_runs(planned: Store, clock: FrozenClock) -> None:
    assert ("KR2", "kr.silent") not in rules(planned)
    clock.at += timedelta(days=80)
    planned.write(Edit(ref="Q2", fields={"state": "active"}))
    planned.write(CheckIn(kr=1, value=5))
    assert ("KR2", "kr.silent") in rules(planned)
    assert ("KR1", "kr.silent") not in rules(planned)


def test_objectives_of_two_cycles_are_not_added_up(planned: Store) -> None:
    add(planned, "cycle", name="After", start_on="2027-01-01", end_on="2027-03-31")
    for cycle in ("Q2", "Q3"):
        for number in range(4 if cycle == "Q2" else 5):
            objective(planned, f"Aim {'abcde'[number] * 9}", parent="G1", cycle=cycle)
    assert not [one for one in rules(planned, "T2") if one[1] == "team.many-objectives"]
    found = [one.finding.message for one in live_checks(planned.reader, planned.clock.today()) if one.ref == "T3"]
    assert any("No objective in After" in message for message in found)


def test_objectives_below_a_teams_own_are_one_persons(planned: Store) -> None:
    for number in range(6):
        objective(planned, f"Mine {'abcdef'[number] * 9}", parent="O2")
    assert ("T2", "team.many-objectives") not in rules(planned, "T2")


def test_a_measure_nobody_moves_needs_one_beside_it_that_somebody_does(planned: Store) -> None:
    lonely = objective(planned, "Money is safe", parent="G1")
    number = key_result(planned, lonely, "Interest rate of the central bank", controlled="no")
    key_result(planned, lonely, "Inflation", controlled="no")
    assert (number, "kr.not-controlled") in rules(planned)
    key_result(planned, lonely, "Forecast within 5 %")
    assert (number, "kr.not-controlled") not in rules(planned)


def test_marks_name_the_rows_of_a_window_and_never_what_is_below(planned: Store) -> None:
    key_result(planned, "O2", "Nobody's", owner="")
    marks = branch_checks.marks(planned.reader, [1, 2, -1, -4], today=planned.clock.today())
    assert {key: [one.rule for one in found] for key, found in marks.items()} == {-4: ["kr.no-owner"]}
    assert branch_checks.marks(planned.reader, [], today=planned.clock.today()) == {}


def test_lint_branch_and_marks_agree(planned: Store) -> None:
    key_result(planned, "O2", "Improve things", owner="", kind="boolean", start="", target="")
    objective(planned, "Alone")
    today = planned.clock.today()
    everything = {(one.ref, one.finding) for one in live_checks(planned.reader, today) if one.ref[0] in "OK"}
    keys = [1, 2, 3, -1, -2, -3, -4]
    marks = branch_checks.marks(planned.reader, keys, today=today)
    assert {(branch_checks.reference(key), one) for key, found in marks.items() for one in found} == everything
    branch = {
        (ref, one)
        for key in (1, 3)
        for _, ref, _, one in branch_checks.branch_findings(planned.reader, key, today=today)
    }
    assert branch == everything


def test_closed_cycles_and_archived_rows_are_left_in_peace(planned: Store) -> None:
    number = key_result(planned, "O2", "Nobody's", owner="")
    assert (number, "kr.no-owner") in rules(planned)
    planned.write(Edit(ref=number, fields={"owner": "ben"}))
    assert (number, "kr.no-owner") not in rules(planned)


def test_an_eleventh_measure_is_warned_of(planned: Store) -> None:
    for number in range(11):
        add(planned, "measure", name=f"Measure {number}", team="T3", owner="eve")
    assert ("T3", "team.many-measures") in rules(planned)
    assert ("M1", "measure.no-goal") in rules(planned)
