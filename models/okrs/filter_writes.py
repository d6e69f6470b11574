"""Handlers that keep filters of the tree under a name, and let them go."""

from __future__ import annotations

from models import refs, text
from models.errors import NotPermitted, Refused
from models.okrs.filter_words import parse_filter
from models.okrs.tables import SavedFilter
from models.okrs.verbs import DropFilter, SaveFilter
from models.store.handlers import handles
from models.store.unit import Done, Unit


@handles(SaveFilter)
def save_filter(unit: Unit, verb: SaveFilter) -> Done:
    """Save a filter, or change the one that I have under that name. Raises Refused for one that cannot be read."""
    name, wanted = text.title(verb.name, "name").lower(), " ".join(text.title(verb.text, "filter").split())
    if any(one.isspace() or one in '":' for one in name):
        raise Refused(f"{name[:30]!r} cannot be typed after saved:", "A name is one word, such as board")
    if parse_filter(wanted).empty:
        raise Refused("That filter shows everything", "Type one first, such as owner:mei off")
    known = unit.read.row(
        "SELECT id, owner_id FROM saved_filter WHERE lower(name) = :name AND archived_at IS NULL"
        " AND (owner_id = :me OR shared = 1) ORDER BY CASE owner_id WHEN :me THEN 0 ELSE 1 END, id LIMIT 1",
        name=name,
        me=unit.me.id,
    )
    if known is not None and known[1] != unit.me.id:
        raise Refused(f"There is a shared filter {name} already", "Give another name")
    if known is None:
        row = unit.add(SavedFilter(name=name, text=wanted, owner_id=unit.me.id, shared=int(verb.shared)))
    else:
        row = unit.get(SavedFilter, known[0])
        row.text, row.shared = wanted, int(verb.shared)
    whose = "for everybody" if verb.shared else "for me"
    return Done(f"Saved {name} {whose}: {wanted}", (refs.ref("saved_filter", row.id or 0),), row.id)


@handles(DropFilter)
def drop_filter(unit: Unit, verb: DropFilter) -> Done:
    """Let a saved filter go; undo brings it back. Raises NotPermitted for somebody else's."""
    row = unit.get(SavedFilter, verb.filter)
    if row.owner_id != unit.me.id and not unit.me.admin:
        raise NotPermitted(f"{row.name} is somebody else's filter", "They or an admin can let it go")
    unit.archive(row)
    return Done(f"Let {row.name} go", (refs.ref("saved_filter", verb.filter),))
