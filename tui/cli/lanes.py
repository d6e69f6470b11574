"""`oar decision lanes` and `propose`: commitments and guardrails."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from models.decisions import lane_reads
from models.decisions.verbs import AddLaneItem, ChangeLaneItem
from models.find import resolve
from tui.cli.context import Context
from tui.cli.printer import Column


def show(context: Context, _options: Namespace) -> int:
    """List commitments and guardrails with their limits."""
    items = lane_reads.lane_items(context.store.reader, context.store.clock.today())
    if items:
        rows = [(one.ref, one.kind, one.text, one.condition, lane_state(one)) for one in items]
        heads = ["", "Kind", "Text", "Limit", "State"]
        context.table([Column(name, flexible=name == "Text") for name in heads], rows)
    else:
        context.say('No commitments or guardrails. `oar decision propose guardrail "No discount over 15 %"` adds one')
    context.dump({"items": [_shape(one) for one in items]})
    return 0


def _shape(one: lane_reads.LaneItemView) -> dict[str, Any]:
    return {
        "ref": one.ref, "kind": one.kind, "text": one.text, "team": one.team, "measure": one.measure or None,
        "operator": one.operator or None, "limit": one.bound, "value": one.value, "breached": one.breached,
        "proposal": one.proposal or None,
    }  # fmt: skip


def lane_state(one: lane_reads.LaneItemView) -> str:
    """Return "breached", "to approve" or how it stands, in words."""
    if one.proposal:
        return f"to approve: {one.proposal}"
    if one.breached:
        return "breached"
    return "kept" if one.operator and one.value is not None else ""


def propose(context: Context, options: Namespace) -> int:
    """Add a commitment or guardrail, or change one."""
    text = " ".join(options.text)
    if options.ref.lower() in ("commitment", "guardrail"):
        verb: Any = AddLaneItem(
            kind=options.ref.lower(), text=text, team=options.team, measure=options.measure or "",
            operator=options.operator or "", limit=options.limit, because=options.because,
        )  # fmt: skip
    else:
        found = resolve(context.store.reader, options.ref, write=True, kinds=("lane_item",))
        verb = ChangeLaneItem(
            ref=found.ref, text=text or None, measure=options.measure, operator=options.operator,
            limit=options.limit, archive=options.end, because=options.because,
        )  # fmt: skip
    return context.done(context.store.write(verb))
