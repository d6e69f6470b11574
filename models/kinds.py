"""Every kind of thing that people add, edit and archive, by name and by the words people use."""

from __future__ import annotations

from models.decisions import kinds as decisions
from models.issues import kinds as issues
from models.kind import RECORDS, Field, Kind
from models.learning import kinds as learning
from models.okrs import kinds as okrs
from models.people import kinds as people
from models.plan import kinds as plan
from models.scorecard import kinds as scorecard
from models.strategy import kinds as strategy

__all__ = ["KINDS", "RECORDS", "Field", "Kind", "kind_named", "kind_of_ref"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for area in (people, strategy, okrs, scorecard, issues, decisions, plan, learning)
    for kind in area.KINDS
}
WORDS = {
    "kr": "key_result",
    "o": "objective",
    "obj": "objective",
    "goal": "annual",
    "annual-goal": "annual",
    "to-do": "todo",
    "hot": "hot_item",
    "hypothesis": "initiative",
    "commitment": "lane_item",
    "guardrail": "lane_item",
}


def kind_named(word: str) -> Kind | None:
    """Return the kind that people call `word` ("kr", "key-result", "objective"), None if there is none."""
    name = word.strip().lower().replace(" ", "_").replace("-", "_")
    name = WORDS.get(word.strip().lower(), name)
    return KINDS.get(name)


def kind_of_ref(kind: str) -> Kind:
    """Return the description behind a reference's kind; a `goal` reference may be any of three."""
    return KINDS["annual" if kind == "goal" else kind]
