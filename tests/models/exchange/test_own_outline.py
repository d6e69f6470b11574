"""The Markdown export is imported again to the same tree, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import Refused
from models.exchange import exports, tree_reads
from models.exchange.foreign_text import decode_foreign
from models.exchange.own_outline import is_own, read_outline, write_outline
from models.exchange.verbs import ImportOkrs, NewKeyResult, NewObjective, NewStep
from models.okrs.consequences import check
from models.store.store import Store
from models.text import clean
from models.verbs import Add
from tests.hostile import HOSTILE

Open = Callable[..., Store]
FIXTURE = HealthCheck.function_scoped_fixture

SHARP = [
    "**", "\\", "\\\\", "a\\", "*", "_x_", "`code`", "[a](b)", "<b>", "<!-- -->", "-->", "# x", "- x", "1. x", "| a |",
    "KR: x", "Objective: x", "CFO: x", "x => 66 %", "x (45%)", "x (owner: ana)", "x @ana", "a; b", "a — b", "**a** — b",
    "&amp;", "&nbsp;", "a\u00a0b", "\u3000", "---", "[ ] x", "```", "!", "~~x~~", "e\u0301", "\u05d0\u05d1", "🚣",
]  # fmt: skip


def titles() -> st.SearchStrategy[str]:
    words = st.one_of(st.text(min_size=1, max_size=30), st.sampled_from(SHARP), st.sampled_from(HOSTILE))
    joined = st.lists(words, min_size=1, max_size=3).map(" ".join)
    return joined.map(lambda text: clean(text).strip()[:150].strip()).filter(bool)


def notes() -> st.SearchStrategy[str]:
    said = st.lists(titles(), max_size=3).map("\n".join)
    return st.one_of(st.just(""), said.map(lambda text: clean(text, multiline=True).strip()))


NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, -3.5, 0.1, 1e-9, 1234567.89, 1e21, 1 / 3]),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
)
DAYS = st.sampled_from(["", "2026-08-31", "2027-01-01"])
STEPS = st.builds(NewStep, title=titles(), weight=st.sampled_from([1.0, 0.5]), due=DAYS, done=DAYS)
KEY_RESULTS = st.builds(
    NewKeyResult,
    title=titles(),
    kind=st.sampled_from(["increase", "decrease", "count", "threshold", "milestone", "boolean"]),
    unit=st.sampled_from(["", "%", "EUR", "d"]),
    start=st.none() | NUMBERS,
    target=st.none() | NUMBERS,
    low=st.none() | NUMBERS,
    high=st.none() | NUMBERS,
    owner_text=st.just("") | titles(),
    value=st.none() | NUMBERS,
    confidence=st.none() | st.integers(1, 10),
    note=notes(),
    weight=st.sampled_from([1.0, 0.0, 2.5]),
    baseline=notes(),
    starts=DAYS,
    due=DAYS,
    controlled=st.booleans(),
    measure=st.just("") | titles(),
    whole=st.just(True),
    steps=st.lists(STEPS, max_size=2).map(tuple),
)


@st.composite
def trees(draw: st.DrawFn) -> tuple[NewObjective, ...]:
    """A forest in the order of an export: every goal stands right behind what is below the one before it."""
    count = draw(st.integers(1, 8))
    above = [draw(st.integers(-1, place - 1)) for place in range(count)]
    order: list[int] = []
    waiting = [place for place in reversed(range(count)) if above[place] < 0]
    while waiting:
        place = waiting.pop()
        order.append(place)
        waiting += [child for child in reversed(range(count)) if above[child] == place]
    places = {old: new for new, old in enumerate(order)}
    return tuple(_goal(draw, places.get(above[old])) for old in order)


def _goal(draw: st.DrawFn, parent: int | None) -> NewObjective:
    cycle = draw(st.sampled_from(["", "2026-Q3", "Next; the — **one**"]))
    return NewObjective(
        title=draw(titles()),
        parent=parent,
        kind=draw(st.sampled_from(["imperative", "annual", "objective", "objective"])),
        owner_text=draw(st.just("") | titles()),
        team=draw(st.sampled_from(["", "Sales", "[/] team"])),
        cycle=cycle,
        start="2026-10-01" if cycle else "",
        end="2026-12-31" if cycle else "",
        contributes=draw(st.booleans()),
        weight=draw(st.sampled_from([1.0, 0.0, 3.25])),
        why=draw(notes()),
        note=draw(notes()),
        key_results=tuple(draw(st.lists(KEY_RESULTS, max_size=3))),
    )


@given(trees(), titles())
@settings(max_examples=300, deadline=None)
def test_writing_and_reading_is_the_identity(tree: tuple[NewObjective, ...], heading: str) -> None:
    text = write_outline(tree, heading)
    read = decode_foreign(text.encode()).text
    assert is_own(read)
    assert read_outline(read) == tree


def imported(store: Store, tree: tuple[NewObjective, ...]) -> None:
    store.write(ImportOkrs(objectives=tree, source="x.md", cycle="Next", start="2026-10-01", end="2026-12-31"))


def sound(tree: tuple[NewObjective, ...]) -> tuple[NewObjective, ...]:
    """The tree with numbers a key result may have, and only what the store of the tests knows."""
    return tuple(
        replace(
            one,
            team="Sales" if one.team else "Harbor Pay",
            cycle="Next" if one.kind == "objective" else "",
            start="2026-10-01" if one.kind == "objective" else "",
            end="2026-12-31" if one.kind == "objective" else "",
            key_results=tuple(
                replace(
                    result, start=1.5, target=7.25, measure="", steps=() if result.kind != "milestone" else result.steps
                )
                for result in one.key_results
            ),
        )
        for one in tree
    )


@given(tree=trees())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_export_of_an_import_of_an_export_is_the_export(tree: tuple[NewObjective, ...], open_store: Open) -> None:
    store = open_store("ana")
    team = store.reader.value("SELECT name FROM team WHERE id = 1")
    tree = tuple(replace(one, team=team if one.team != "Sales" else "Sales") for one in sound(tree))
    imported(store, tree)
    first = exports.outline(store.reader, "Harbor")
    kept = tree_reads.objectives(store.reader)
    assert [(one.title, one.parent, one.kind, one.weight) for one in kept] == [
        (one.title, one.parent, one.kind, one.weight) for one in tree
    ]
    store.undo()
    imported(store, read_outline(first))
    assert tree_reads.objectives(store.reader) == kept
    assert exports.outline(store.reader, "Harbor") == first
    assert list(check(store.reader, store.clock.today())) == []
    store.undo()
    assert tree_reads.objectives(store.reader) == ()


GOOD = "<!-- oarlock outline 1 -->\n\n# Harbor\n\n- Objective: **Grow** — owner @ben\n"


def test_what_people_change_in_the_file_is_read() -> None:
    text = GOOD.replace("- O", "* O").replace("**", "__").replace(" — ", " - ")
    text += "    * KR: __Share__ - kind increase; start 4; target 18; weight 2\r\n"
    (found,) = read_outline(text)
    assert (found.title, found.owner_text) == ("Grow", "@ben")
    assert [(one.title, one.target, one.weight) for one in found.key_results] == [("Share", 18.0, 2.0)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  - KR: **Share** — targte 17", "Line 6: 'targte'"),
        ("  - KR: **Share** — target seventeen", "Line 6: target 'seventeen' is no number"),
        ("  - KR: **Share** — target nan", "is no number"),
        ("  - KR: **Share** — kind wish", "is no kind"),
        ("  - KR: Share", "Line 6 is no entry"),
        ("  - Hope: **Share**", "Line 6 is no entry"),
        ("words", "Line 6 is no entry"),
        ("- Objective: **Win** — intent maybe", "intent is stretch or committed"),
        ("- KR: **Share**", "needs an objective above"),
    ],
)
def test_a_line_that_is_not_understood_refuses_all_with_its_number(line: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        read_outline(GOOD + line + "\n")
    assert said in caught.value.line()
    assert "\n" not in caught.value.line()


@pytest.mark.parametrize("fact", ["weight -1", "kind increase; start 4; target 4", "due someday"])
def test_numbers_and_days_that_cannot_be_are_refused_whole(fact: str, store: Store) -> None:
    with pytest.raises(Refused):
        imported(store, read_outline(f"{GOOD}  - KR: **Share** — {fact}\n"))
    assert store.reader.value("SELECT count(*) FROM goal") == 0
    assert store.reader.value("SELECT count(*) FROM cycle WHERE name = 'Next'") == 0


def test_a_key_result_finds_its_measure_again(store: Store) -> None:
    store.write(Add(kind="measure", fields={"name": "Churn", "team": "T1", "owner": "ana"}))
    imported(store, read_outline(f"{GOOD}  - KR: **Churn** — kind decrease; measure Churn\n"))
    assert store.reader.value("SELECT measure_id FROM key_result") == 1


def test_goals_of_all_kinds_and_several_cycles_come_back(store: Store) -> None:
    text = (
        "<!-- oarlock outline 1 -->\n- Imperative: **Win**\n  - Annual goal: **Revenue**\n"
        "    - Objective: **One** — cycle A; from 2026-10-01; to 2026-12-31; intent committed\n"
        "    - Objective: **Two** — cycle B; from 2027-01-01; to 2027-03-31\n"
    )
    imported(store, read_outline(text))
    rows = store.reader.rows(
        "SELECT g.kind, g.title, g.intent, c.name, c.state FROM goal g"
        " LEFT JOIN cycle c ON c.id = g.cycle_id ORDER BY g.id"
    )
    assert rows == [
        ("imperative", "Win", None, None, None),
        ("annual", "Revenue", None, None, None),
        ("objective", "One", "committed", "A", "planning"),
        ("objective", "Two", "stretch", "B", "planning"),
    ]
    assert store.reader.value("SELECT count(*) FROM cycle WHERE name = 'Next'") == 0
