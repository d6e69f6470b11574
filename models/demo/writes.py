"""Handlers of the demo company's own verbs. They serve trusted writers alone: nobody gets around the rules here."""

from __future__ import annotations

from models.demo.verbs import Amend, Record
from models.errors import NotPermitted
from models.store.handlers import handles
from models.store.registry import table_class
from models.store.unit import Done, Unit


@handles(Record)
def record(unit: Unit, verb: Record) -> Done:
    """Write one row. Raises NotPermitted for a writer that is not trusted."""
    _only_trusted(unit)
    row = unit.add(table_class(verb.table)(**verb.values))
    return Done(f"Recorded {verb.table.replace('_', ' ')}", (), row.id)


@handles(Amend)
def amend(unit: Unit, verb: Amend) -> Done:
    """Change one row. Raises NotPermitted for a writer that is not trusted."""
    _only_trusted(unit)
    row = unit.get(table_class(verb.table), verb.row)
    for name, value in verb.values.items():
        setattr(row, name, value)
    return Done(f"Amended {verb.table.replace('_', ' ')}", (), verb.row)


def _only_trusted(unit: Unit) -> None:
    if not unit.trusted:
        raise NotPermitted("Rows are written by their own verbs", "Nothing was changed")
