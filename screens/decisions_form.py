"""The fields of the edit forms of decisions, commitments and guardrails."""

from __future__ import annotations

from collections.abc import Sequence

from models.decisions.lane_reads import LaneItemView
from models.decisions.reads import DecisionView, MemoView
from models.decisions.rules import LANES
from screens.dialogs.form import FormField

OPERATORS = tuple((sign, sign) for sign in ("", "<", "<=", ">", ">=", "="))
NOTES = (("context", "Context"), ("because", "Why"), ("consequences", "Consequences"))
DAY = "A day such as 2026-11-21"


def decision_fields(
    one: DecisionView, memo: MemoView, people: Sequence[tuple[str, str]]
) -> tuple[dict[str, str], list[FormField]]:
    """Return (what is stored, the fields) of a decision; a field shows a text of several lines as one."""
    stored = {
        "title": one.title, "owner": one.handle, "lane": one.lane, "context": memo.context, "because": memo.because,
        "consequences": memo.consequences, "chosen": one.chosen, "expected": memo.expected,
        "needed_by": one.needed_by, "revisit_on": one.revisit_on,
    }  # fmt: skip
    flat = {name: " ".join(value.split("\n")) for name, value in stored.items()}
    fields = [
        FormField("title", "Decision", value=flat["title"]),
        FormField("owner", "Owner", "person", flat["owner"], (("", ""), *people)),
        FormField("lane", "Lane", "choice", flat["lane"], (("", ""), *((lane, lane) for lane in LANES))),
        *(FormField(name, label, value=flat[name], help=_lines_help(stored[name])) for name, label in NOTES),
        FormField("chosen", "Chosen", value=flat["chosen"], help="What was chosen; e makes a needed decision"),
        FormField("expected", "Expected effect", value=flat["expected"]),
        FormField("needed_by", "Needed by", "date", flat["needed_by"], help=DAY),
        FormField("revisit_on", "Revisit", "date", flat["revisit_on"], help=DAY),
    ]
    return stored, fields


def _lines_help(text: str) -> str:
    return "It has several lines; changing it here makes it one" if "\n" in text else ""


def item_fields(one: LaneItemView) -> list[FormField]:
    """Return the fields of a commitment or guardrail."""
    return [
        FormField("text", one.kind.capitalize(), value=one.text),
        FormField("measure", "Measure", value=f"M{one.measure_id}" if one.measure_id else "", help="M7, or its name"),
        FormField("operator", "Must be", "choice", one.operator, OPERATORS),
        FormField("limit", "Limit", value="" if one.bound is None else f"{one.bound:g}"),
        FormField("because", "Because", help="Why it changes; it is kept in the change log"),
    ]
