"""What the scorecard screen shows besides its numbers: the plan to improve, and what the grid starts with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.refs import ref
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class BesideView:
    """What is being done about a measure. why: said last; change: the next promise, its owner and due day."""

    why: str = ""
    change: str = ""
    owner: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class EnteredView:
    """What a period of a measure holds now: value, who entered it, when."""

    value: float
    by: str
    at: str
    source: str


def beside(reader: Reads, measures: Iterable[int]) -> dict[int, BesideView]:
    """Return what is said and promised about measures, by id; those without either are left out."""
    wanted = {ref("measure", number): number for number in measures}
    if not wanted:
        return {}
    listed = _listed(wanted)
    whys = dict(
        reader.rows(
            "SELECT ref, text FROM note WHERE archived_at IS NULL AND kind = 'why'"
            f" AND ref IN ({listed}) ORDER BY at, id"
        )
    )
    changes = {
        about: (title, owner, due)
        for about, title, owner, due in reader.rows(
            "SELECT d.origin_ref, d.title, p.name, d.due_on FROM todo d LEFT JOIN person p ON p.id = d.owner_id"
            f" WHERE d.archived_at IS NULL AND d.done_at IS NULL AND d.origin_ref IN ({listed})"
            " ORDER BY d.due_on DESC, d.id DESC"
        )
    }
    found = {}
    for about in wanted.keys() & (whys.keys() | changes.keys()):
        title, owner, due = changes.get(about, ("", "", ""))
        found[wanted[about]] = BesideView(str(whys.get(about, "")), str(title), str(owner or ""), str(due or ""))
    return found


def entered(reader: Reads, measures: Sequence[int], periods: Iterable[int]) -> dict[tuple[int, int], EnteredView]:
    """Return what these periods of these measures hold, by (measure, period)."""
    numbers = ", ".join(str(int(number)) for number in measures)
    wanted = ", ".join(str(int(period)) for period in periods)
    if not numbers or not wanted:
        return {}
    rows = reader.rows(
        "SELECT r.measure_id, r.period, r.value, p.name, r.at, r.source FROM reading r"
        " LEFT JOIN person p ON p.id = r.by_id"
        f" WHERE r.archived_at IS NULL AND r.measure_id IN ({numbers}) AND r.period IN ({wanted})"
    )
    return {
        (measure, period): EnteredView(value, str(by or ""), str(at), str(source))
        for measure, period, value, by, at, source in rows
    }


def worked_out(reader: Reads) -> set[int]:
    """Return the measures that are worked out from others: nobody types their numbers."""
    rows = reader.rows("SELECT id FROM measure WHERE archived_at IS NULL AND coalesce(formula, '') <> ''")
    return {number for (number,) in rows}


def _listed(references: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in sorted(references))
