"""The handler that adds steps to a milestone, several at once as one undo step."""

from __future__ import annotations

from models import refs
from models.errors import Refused
from models.okrs.glide import read_step
from models.okrs.tables import KeyResult
from models.okrs.verbs import AddSteps
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit
from models.verbs import Add


@handles(AddSteps)
def add_steps(unit: Unit, verb: AddSteps) -> Done:
    """Add the steps behind those that there are. Raises Refused for one that is none, and then adds nothing."""
    row = unit.get(KeyResult, verb.kr)
    reference = refs.ref("key_result", verb.kr)
    if row.kind != "milestone":
        raise Refused(
            f"{reference} is a {row.kind}: only a milestone has steps", f"oar edit {reference} kind=milestone"
        )
    made = []
    for line in verb.steps:
        if line.strip():
            step = read_step(line, unit.today)
            fields = {"title": step.title, "key_result": reference, "weight": step.weight, "due_on": step.due}
            made.append(carry_out(unit, Add(kind="step", fields=fields, case=verb.case)))
    count = f"{len(made)} step{'' if len(made) == 1 else 's'}"
    names = tuple(ref for done in made for ref in done.refs)
    return Done(f"{reference} {row.title[:40]}: {count} added", (reference, *names), len(made))
