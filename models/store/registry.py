"""Table names and the areas they belong to, so that only the tables that are needed get imported."""

from __future__ import annotations

import importlib
from functools import cache
from typing import cast

from models.base import Row

AREA = {
    "team": "people",
    "person": "people",
    "membership": "people",
    "role": "people",
    "ssh_key": "people",
    "setting": "people",
    "brief": "strategy",
    "choice": "strategy",
    "exclusion": "strategy",
    "assumption": "strategy",
    "brief_measure": "strategy",
    "mark": "strategy",
    "ack": "strategy",
    "doubt": "strategy",
    "recall": "strategy",
    "cycle": "okrs",
    "planning_tick": "okrs",
    "goal": "okrs",
    "key_result": "okrs",
    "step": "okrs",
    "check_in": "okrs",
    "plan_change": "okrs",
    "rollup": "okrs",
    "saved_filter": "okrs",
    "measure": "scorecard",
    "plan": "scorecard",
    "reading": "scorecard",
    "reading_history": "scorecard",
    "trigger": "scorecard",
    "measure_source": "sources",
    "reading_batch": "sources",
    "hot_item": "issues",
    "issue": "issues",
    "vote": "issues",
    "note": "issues",
    "link": "issues",
    "todo": "issues",
    "decision": "decisions",
    "option": "decisions",
    "affects": "decisions",
    "lane_item": "decisions",
    "approval": "decisions",
    "initiative": "plan",
    "milestone": "plan",
    "dependency": "plan",
    "allocation": "plan",
    "flow": "plan",
    "flow_step": "plan",
    "review": "reviews",
    "present": "reviews",
    "step_run": "reviews",
    "entry": "reviews",
    "rating": "reviews",
    "tell": "reviews",
    "learning": "learning",
    "win": "learning",
}


@cache
def table_class(name: str) -> type[Row]:
    """Return the SQLModel class of a table, importing its area if needed."""
    module = importlib.import_module(f"models.{AREA[name]}.tables")
    for value in vars(module).values():
        if isinstance(value, type) and getattr(value, "__tablename__", None) == name:
            return cast(type[Row], value)
    raise KeyError(name)
