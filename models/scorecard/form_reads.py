"""What the forms about measures let choose from: teams, people, and the results that others lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from models.refs import ref
from models.scorecard.glance_reads import in_view
from models.store.protocol import Reads


def teams(reader: Reads) -> list[tuple[str, str]]:
    """Return (reference, name) of every team, for a form."""
    rows = reader.rows("SELECT id, name FROM team WHERE archived_at IS NULL ORDER BY id")
    return [(ref("team", number), name) for number, name in rows]


def results(reader: Reads, person: int, also: Iterable[int] = ()) -> list[tuple[str, str]]:
    """Return (reference, name) of the measures that others may lead to, for a form: those that lead to none themselves.

    In a large company those that `person` looks at. also: ids that are among them in any case. A name that two share
    stands with its reference.
    """
    some = in_view(reader, person)
    listed = ", ".join(str(int(number)) for number in also) or "NULL"
    where = "" if some is None else f" AND id IN ({', '.join(map(str, sorted(some))) or 'NULL'})"
    rows = reader.rows(
        "SELECT id, name FROM measure WHERE archived_at IS NULL AND retired_at IS NULL"
        f" AND (leads = 0{where} OR id IN ({listed})) ORDER BY team_id, rank, id"
    )
    shared = Counter(name for _, name in rows)
    return [
        (ref("measure", number), name if shared[name] == 1 else f"{name} {ref('measure', number)}")
        for number, name in rows
    ]


def people(reader: Reads) -> list[tuple[str, str]]:
    """Return (handle, name) of everybody who is here, those with measures first."""
    rows = reader.rows(
        "SELECT p.handle, p.name FROM person p WHERE p.active = 1 AND p.archived_at IS NULL ORDER BY"
        " (SELECT count(*) FROM measure m WHERE m.owner_id = p.id AND m.archived_at IS NULL) DESC, p.name, p.id"
    )
    return [(handle, name) for handle, name in rows]
