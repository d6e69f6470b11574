"""Finding records by reference, prefix and likeness, on both databases (product.md 1)."""

from __future__ import annotations

import pytest

from models.errors import Ambiguous, Unknown
from models.find import resolve
from models.store.store import Store
from models.titles import TITLES, Found, title_of
from models.verbs import Add, Edit
from tests.models.conftest import Open


@pytest.fixture
def goals(store: Store) -> Store:
    """Return the company with three objectives whose titles are alike."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    for title in ("Win the mid-market", "Win the mid-market faster", "Shorten approval to 1 day"):
        store.write(Add(kind="objective", fields={"title": title, "intent": "stretch"}))
    store.write(Add(kind="annual", fields={"title": "Revenue up 20%"}))
    return store


@pytest.mark.parametrize("write", [True, False])
def test_reference_is_exact_in_any_case(goals: Store, write: bool) -> None:
    assert resolve(goals.reader, " o1 ", write=write) == Found("O1", "objective", 1, "Win the mid-market")
    assert resolve(goals.reader, "O4", write=write).ref == "G4"
    with pytest.raises(Unknown):
        resolve(goals.reader, "O99", write=write)


def test_wrong_kind_of_reference_is_said(goals: Store) -> None:
    with pytest.raises(Unknown, match="T2 is a team"):
        resolve(goals.reader, "T2", write=True, kinds=("objective",))


def test_exact_title_is_taken_before_longer_ones(goals: Store) -> None:
    assert resolve(goals.reader, "win the mid-market", write=True).ref == "O1"


def test_prefix_of_several_is_ambiguous_and_names_them(goals: Store) -> None:
    with pytest.raises(Ambiguous) as caught:
        resolve(goals.reader, "Win", write=True)
    assert caught.value.candidates == (("O1", "Win the mid-market"), ("O2", "Win the mid-market faster"))


def test_likeness_is_for_reading_only(goals: Store) -> None:
    assert resolve(goals.reader, "approval shorten day", write=False).ref == "O3"
    with pytest.raises(Unknown):
        resolve(goals.reader, "approval shorten day", write=True)


@pytest.mark.parametrize("word", ["%", "_", "\\", "100%", "Win%", "", "   ", "'; DROP TABLE goal;--", "x" * 5000])
def test_wildcards_are_letters(goals: Store, word: str) -> None:
    with pytest.raises(Unknown):
        resolve(goals.reader, word, write=True)


def test_archived_records_are_found_by_reference_alone(goals: Store) -> None:
    from models.verbs import Archive

    goals.write(Archive(refs=("O3",)))
    assert resolve(goals.reader, "O3", write=False).title == "Shorten approval to 1 day"
    with pytest.raises(Unknown):
        resolve(goals.reader, "Shorten", write=True)


def test_private_records_are_not_found_by_others(store: Store, open_store: Open) -> None:
    open_store("cleo").write(Add(kind="issue", fields={"title": "Salary of Ben", "team": "T2", "private": "yes"}))
    stranger = open_store("eve")
    for word in ("I1", "Salary of Ben", "salary"):
        with pytest.raises(Unknown):
            resolve(stranger.reader, word, write=False)
    assert title_of(stranger.reader, "I1") == ""


def test_person_is_found_by_handle(store: Store) -> None:
    assert resolve(store.reader, "@cleo", write=True).title == "Cleo Marx"


@pytest.mark.parametrize("kind", TITLES)
def test_every_kind_can_be_searched(store: Store, kind: str) -> None:
    with pytest.raises(Unknown):
        resolve(store.reader, "nothing is called so", write=False, kinds=(kind,))
