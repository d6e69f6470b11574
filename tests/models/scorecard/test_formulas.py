"""Measures that are worked out from others: the grammar, what is missing, what follows from a changed input."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import OarError, Refused, Unknown
from models.scorecard.formula import by_cadence, parse, ring, worked_out
from models.scorecard.verbs import AddMeasure, ClearReading, EnterReading, Retire, SetFormula
from models.store.store import Store
from models.verbs import Archive, Edit
from tests.hostile import HOSTILE

Open = Callable[..., Store]
VALUES = {3: 12.0, 4: 48.0, 5: 0.0, 6: None}

# a formula as (text, value): the slow reference works with exact fractions and knows nothing of the grammar
LEAVES = st.sampled_from([("M3", Fraction(12)), ("M4", Fraction(48)), ("M5", Fraction(0)), ("M6", None)]) | st.integers(
    0, 99
).map(lambda number: (str(number), Fraction(number)))


def joined(pair: tuple[tuple[str, Fraction | None], str, tuple[str, Fraction | None]]) -> tuple[str, Fraction | None]:
    (a, left), sign, (b, right) = pair
    text = f"({a}) {sign} ({b})"
    if left is None or right is None or (sign == "/" and right == 0):
        return text, None
    value = {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right, "/": lambda: left / right}
    return text, value[sign]()


FORMULAS = st.recursive(
    LEAVES, lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(joined), max_leaves=6
)


@given(FORMULAS)
def test_a_formula_is_worth_what_exact_arithmetic_says(case: tuple[str, Fraction | None]) -> None:
    text, wanted = case
    if "M" not in text or len(text) > 200:
        return
    found = worked_out(parse(text), VALUES)
    assert found == (None if wanted is None else pytest.approx(float(wanted), rel=1e-9, abs=1e-9))
    assert worked_out(parse(parse(text).text), VALUES) == found  # what is stored says the same


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("M3 / M4 * 100", 25.0),
        ("m3 ÷ m4 × 100", 25.0),
        ("-M3 + 2", -10.0),
        ("M4 - M3 - M3", 24.0),
        ("M4 / M3 / 2", 2.0),
        ("M3 / M5", None),
        ("M3 / (M4 - M4)", None),
        ("M3 + M6", None),
        ("M6 * 0", None),
        ("M3 + M9", None),
        ("0.1 + M5 + 0.2", 0.3),
        ("M4 * 1000000 * 1000000 * 1000000", None),
    ],
)
def test_division_by_zero_and_a_missing_input_are_missing(text: str, value: float | None) -> None:
    assert worked_out(parse(text), VALUES) == value


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "5", "M3 /", "M3 M4", "M3 ** 2", "M3 // 2", "M3 % 2", "M0 + 1", "M3.real", "M3(1)", "(M3", "M3 if M4",
        "__import__('os')", "lambda: M3", "M3 < 4", "M3, M4", "M3 + 1e5", "M3 + 0x1", "M3 + 1_0", "M3 + 007", "M3 + Q",
        "M3 + 'M4'", "M3 = 4", "(" * 99 + "M3" + ")" * 99 + "+1", "M3" + " + 1" * 60, "-" * 250 + "M3",
        "M12345678901", "M3 & M4", "not M3", "[M3]", "M3 + 9" + "9" * 40, *HOSTILE,
    ],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(text)
    assert "\n" not in caught.value.line()


def test_weeks_become_the_month_of_their_thursday_by_the_inputs_own_rule() -> None:
    weekly = {
        202626: 1.0,
        202627: 2.0,
        202628: 4.0,
        202631: 8.0,
        202632: 16.0,
    }  # Thursdays 25 June, 2, 9, 30 July, 6 August
    assert by_cadence(weekly, "week", "sum", "month") == {202606: 1.0, 202607: 14.0, 202608: 16.0}
    assert by_cadence(weekly, "week", "mean", "month")[202607] == pytest.approx(14 / 3)
    assert by_cadence(weekly, "week", "last", "month")[202607] == 8.0
    assert by_cadence({202607: 3.0}, "month", "last", "week") == {}


def test_a_ring_is_named_on_its_shortest_walk() -> None:
    assert list(ring(9, {9: [9]})) == [9, 9]
    assert list(ring(9, {9: [4], 4: [3, 9]})) == [9, 4, 9]
    assert list(ring(9, {9: [4], 4: [3], 3: [4]})) == []  # a ring elsewhere is not this one's


# ---- in a database


def add(store: Store, name: str, formula: str = "", **fields: str) -> int:
    verb = AddMeasure(fields={"name": name, "team": "Sales", **fields}, formula=formula)
    return int(store.write(verb).refs[0][1:])


def read(store: Store, number: int, value: float, week: int = 32) -> None:
    store.write(EnterReading(measure=number, value=value, period=202600 + week))


def values(store: Store, number: int) -> dict[int, float]:
    return dict(
        store.reader.rows(
            "SELECT period, value FROM reading WHERE measure_id = :id AND archived_at IS NULL ORDER BY period",
            id=number,
        )
    )


@pytest.fixture
def ratio(store: Store) -> tuple[int, int, int]:
    """Return (won, offered, rate): rate is worked out as won / offered * 100."""
    won, offered = add(store, "Won"), add(store, "Offered")
    for week, (a, b) in enumerate([(1, 4), (2, 4), (3, 0), (5, 5)], 29):
        read(store, won, a, week)
        read(store, offered, b, week)
    return won, offered, add(store, "Win rate", f"M{won} / M{offered} * 100", unit="%")


def test_past_is_worked_out_at_once_and_a_division_by_zero_is_missing(
    store: Store, ratio: tuple[int, int, int]
) -> None:
    assert values(store, ratio[2]) == {202629: 25.0, 202630: 50.0, 202632: 100.0}


def test_changed_and_cleared_and_undone_inputs_work_it_out_again(store: Store, ratio: tuple[int, int, int]) -> None:
    won, offered, rate = ratio
    read(store, offered, 10, 32)
    assert values(store, rate)[202632] == 50.0
    store.write(ClearReading(measure=won, period=202632))
    assert 202632 not in values(store, rate)
    store.undo()
    assert values(store, rate)[202632] == 50.0
    store.undo()
    assert values(store, rate)[202632] == 100.0


def test_formulas_over_formulas_follow_in_order(store: Store, ratio: tuple[int, int, int]) -> None:
    won, _, rate = ratio
    loss = add(store, "Loss rate", f"100 - M{rate}", unit="%")
    both = add(store, "Sum", f"M{loss} + M{rate}", unit="%")
    assert values(store, both) == {202629: 100.0, 202630: 100.0, 202632: 100.0}
    read(store, won, 4, 32)
    assert values(store, loss)[202632] == 20.0
    assert values(store, both)[202632] == 100.0


def test_its_verdict_and_hot_items_follow_like_those_of_any_measure(store: Store) -> None:
    won = add(store, "Won")
    rate = int(
        store.write(
            AddMeasure(fields={"name": "Rate", "team": "Sales"}, plan=">=50%", off_at="5", formula=f"M{won} * 10")
        ).refs[0][1:]
    )
    for week in (31, 32):
        read(store, won, 1, week)
    sources = [row[0] for row in store.reader.rows("SELECT source FROM hot_item WHERE state = 'open'")]
    assert sources == [f"M{rate}"]


def test_numbers_by_hand_are_refused_and_told_what_it_is_worked_out_from(
    store: Store, ratio: tuple[int, int, int]
) -> None:
    with pytest.raises(Refused, match=f"worked out as M{ratio[0]} / M{ratio[1]}"):
        read(store, ratio[2], 5)
    with pytest.raises(Refused, match="worked out"):
        store.write(ClearReading(measure=ratio[2], period=202632))


def test_itself_and_a_ring_are_refused(store: Store, ratio: tuple[int, int, int]) -> None:
    won, _, rate = ratio
    with pytest.raises(Refused, match=f"M{rate} would be worked out from itself"):
        store.write(SetFormula(measure=rate, formula=f"M{rate} + 1"))
    with pytest.raises(Refused, match=f"M{won} from M{rate} from M{won}"):
        store.write(SetFormula(measure=won, formula=f"M{rate} + 1"))
    with pytest.raises(Unknown):
        store.write(SetFormula(measure=rate, formula="M999"))


def test_retired_input_is_refused_and_leaves_the_past_and_a_gap(store: Store, ratio: tuple[int, int, int]) -> None:
    won, offered, rate = ratio
    done = store.write(Retire(measures=(won,), because="Nobody looks at it"))
    assert f"M{rate} is worked out from it" in done.message
    read(store, offered, 5, 33)
    assert values(store, rate) == {202629: 25.0, 202630: 50.0, 202632: 100.0}
    with pytest.raises(Refused, match="retired"):
        add(store, "Other", f"M{won} * 2")
    assert store.reader.value("SELECT retired_because FROM measure WHERE id = :id", id=won) == "Nobody looks at it"


def test_monthly_formula_takes_weeks_together_and_a_weekly_one_refuses_months(store: Store) -> None:
    calls = add(store, "Calls", aggregate="sum")
    for week, value in ((27, 1), (28, 2), (31, 4), (32, 8)):
        read(store, calls, value, week)
    cost = add(store, "Cost", cadence="month")
    store.write(EnterReading(measure=cost, value=70, period=202607))
    each = add(store, "Cost of a call", f"M{cost} / M{calls}", cadence="month")
    assert values(store, each) == {202607: 10.0}
    with pytest.raises(Refused, match="by the month"):
        add(store, "Weekly", f"M{cost} / 4")
    store.write(Edit(ref=f"M{each}", fields={"cadence": "week"}))  # what does not fit any more is missing, not wrong
    assert values(store, each) == {}


def test_what_was_typed_before_stays_and_hand_entry_comes_back(store: Store, ratio: tuple[int, int, int]) -> None:
    won, offered, _ = ratio
    old = add(store, "Old rate")
    read(store, old, 26.0, 29)
    store.write(SetFormula(measure=old, formula=f"M{won} / M{offered} * 100"))
    assert values(store, old) == {202629: 26.0, 202630: 50.0, 202632: 100.0}
    store.undo()
    assert values(store, old) == {202629: 26.0}
    store.redo()
    assert values(store, old) == {202629: 26.0, 202630: 50.0, 202632: 100.0}
    store.write(SetFormula(measure=old, formula=""))
    read(store, won, 0, 32)
    assert values(store, old)[202632] == 100.0
    read(store, old, 99.0, 32)
    assert values(store, old)[202632] == 99.0
    with pytest.raises(Refused, match="not worked out"):
        store.write(SetFormula(measure=old, formula=""))


def test_private_input_does_not_leak_through_a_formula(open_store: Open) -> None:
    ben = open_store("ben")
    pay = add(ben, "Pay", private="yes")
    read(ben, pay, 70)
    with pytest.raises(Refused, match="private"):
        add(ben, "Pay twice", f"M{pay} * 2")
    twice = add(ben, "Pay twice", f"M{pay} * 2", private="yes")
    assert values(ben, twice) == {202632: 140.0}
    ben.write(Edit(ref=f"M{twice}", fields={"private": "no"}))
    assert values(ben, twice) == {}
    with pytest.raises(OarError):
        add(open_store("eve"), "Peek", f"M{pay} * 1")


def test_archived_input_counts_for_what_it_said(store: Store, ratio: tuple[int, int, int]) -> None:
    store.write(Archive(refs=(f"M{ratio[0]}",)))
    assert values(store, ratio[2])[202632] == 100.0
    with pytest.raises(Unknown):
        add(store, "Other", f"M{ratio[0]} * 2")


def test_day_roll_changes_nothing_that_following_got_right(store: Store, ratio: tuple[int, int, int]) -> None:
    from models.day_roll import RollDay

    everything = "SELECT id, period, value, archived_at FROM reading ORDER BY id"
    before = store.reader.rows(everything)
    store._ready().write(RollDay(), action="again", trusted=True)
    assert store.reader.rows(everything) == before
