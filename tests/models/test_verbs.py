"""Verbs say what can be answered when they are refused, and the screens go by it (screens/settling.py)."""

from __future__ import annotations

import importlib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from models.verbs import Batch, Edit, SetOwner, TakesCase, TakesMine, parts

ROOT = Path(__file__).parents[2]


def _verbs() -> list[type]:
    """Return every verb there is."""
    paths = sorted((ROOT / "models").rglob("verbs.py"))
    modules = [importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in paths]
    found = [one for module in modules for one in vars(module).values() if isinstance(one, type) and is_dataclass(one)]
    return sorted({one for one in found if one.__module__.endswith("verbs")}, key=lambda one: one.__qualname__)


@pytest.mark.parametrize(("field", "kind"), [("Case | None", TakesCase), ("mine", TakesMine)], ids=["case", "mine"])
def test_verb_that_can_be_written_again_with_an_answer_is_of_the_kind_that_is_asked(field: str, kind: type) -> None:
    has = {verb for verb in _verbs() if any(field in (one.name, one.type) for one in fields(verb))}
    assert has and has == {verb for verb in _verbs() if issubclass(verb, kind)}


def test_verbs_of_a_batch_are_told_from_a_verb_alone() -> None:
    one, other = Edit(ref="O1", fields={}), SetOwner(refs=("O1",), handle="ana")
    assert parts(Batch(verbs=(one, other))) == (one, other)
    assert parts(one) == (one,)
