"""A refused field is named so that the sentence reads, whatever words its label has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.errors import Refused
from models.store.store import Store
from models.strategy.verbs import AddToDraft
from models.verbs import Add, Edit

WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a label that is a sentence": (
        lambda: AddToDraft(kind="choice", fields={"statement": "x" * 304}),
        "'We choose' has 304 characters, at most 200 fit",
    ),
    "a label of two words": (
        lambda: Add(kind="dependency", fields={"what": "X", "from_team": "T2", "to_team": "T3", "needed_on": "soon"}),
        "'Needed on' takes a day such as 2026-11-21, not 'soon'",
    ),
    "what must not be empty": (lambda: Edit(ref="T2", fields={"name": ""}), "'Name' cannot be empty"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_refused_field_is_named_by_its_label_in_quotes(store: Store, case: str) -> None:
    verb, words = WRONG[case]
    with pytest.raises(Refused) as refused:
        store.write(verb())
    assert words in refused.value.message
