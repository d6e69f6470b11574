"""Finding records of every kind by words, on both databases."""

from __future__ import annotations

import pytest

from models.search_reads import search
from models.store.store import Store
from models.verbs import Add, Archive, Edit
from tests.hostile import HOSTILE
from tests.models.conftest import Open


@pytest.fixture
def records(store: Store) -> Store:
    """Return two objectives, a measure, an issue and a decision about approvals."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Shorten approval to 1 day", "intent": "stretch"}))
    store.write(Add(kind="objective", fields={"title": "Win the mid-market", "intent": "stretch"}))
    store.write(Add(kind="measure", fields={"name": "Approval time", "unit": "d"}))
    store.write(Add(kind="issue", fields={"title": "Approvals wait for legal"}))
    store.write(Add(kind="decision", fields={"title": "Own queue under 50k", "context": "approval took a week"}))
    return store


def refs(store: Store, text: str) -> set[str]:
    return {one.ref for one in search(store.reader, text)}


def test_words_are_found_in_any_order_and_kind_with_the_text_of_memos(records: Store) -> None:
    assert refs(records, "APPROVAL") == {"O1", "M1", "I1", "D1"}
    assert refs(records, "day approval") == {"O1"}


def test_reference_is_found_and_stands_first(records: Store) -> None:
    assert search(records.reader, "o2")[0].title == "Win the mid-market"
    assert refs(records, "O99") == set()


def test_scattered_letters_are_looked_for_when_no_title_holds_the_words(records: Store) -> None:
    assert refs(records, "mdmkt") == {"O2"}
    assert refs(records, "zzz") == set()


@pytest.mark.parametrize("word", ["%", "_", "\\", "'", "%%%", "", "   ", "'; DROP TABLE goal;--"])
def test_wildcards_are_letters(records: Store, word: str) -> None:
    assert refs(records, word) == set()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_found_as_it_was_typed(records: Store, text: str) -> None:
    done = records.write(Add(kind="issue", fields={"title": f"x {text} y"[:200]}))
    assert done.refs[0] in refs(records, text[:190]) or not text.strip()


def test_archived_and_private_records_are_not_found(records: Store, open_store: Open) -> None:
    records.write(Archive(refs=("I1",)))
    records.write(Add(kind="issue", fields={"title": "Approval of a salary", "team": "T2", "private": True}))
    outsider = open_store("eve")
    assert {one.kind for one in search(outsider.reader, "approval")} == {"objective", "measure", "decision"}
