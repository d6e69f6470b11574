"""The handler that takes a whole brief back from an editor: only what differs is written, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from models import fields as field_values
from models import refs
from models.errors import Conflict, Refused
from models.scorecard.tables import Measure
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit
from models.strategy.drafting import draft_or_none, published_or_none, start
from models.strategy.sheet import Line, Sheet, read_sheet
from models.strategy.tables import Assumption, Brief, BriefMeasure, Choice, Exclusion
from models.strategy.verbs import AddToDraft, LinkMeasure, RewriteBrief, WriteBrief
from models.verbs import Archive, Edit

TABLES: dict[str, type[Choice] | type[Exclusion] | type[Assumption]] = {
    "choices": Choice, "exclusions": Exclusion, "assumptions": Assumption,
}  # fmt: skip
KINDS = {"choices": "choice", "exclusions": "exclusion", "assumptions": "assumption"}
TEXTS = ("title", "vision", "elephants")


@handles(RewriteBrief)
def rewrite(unit: Unit, verb: RewriteBrief) -> Done:
    """Write what differs. Raises Conflict when somebody changed the brief since, Refused for what does not fit."""
    base, wanted = verb.base, verb.wanted
    draft = draft_or_none(unit)
    old = draft or published_or_none(unit)
    check_unchanged(unit, old, base, "while you wrote, nothing was taken", "Open it again and bring over what is yours")
    if wanted == base:
        return Done("Nothing was changed")
    row = draft or start(unit)
    places = _places(unit, old, row)
    texts = {name: getattr(wanted, name) for name in TEXTS if getattr(wanted, name) != getattr(base, name)}
    if texts:
        carry_out(unit, WriteBrief(**texts))
    counts = [len(texts), 0, 0]
    for part in TABLES:
        for at, count in enumerate(_part(unit, part, getattr(base, part), getattr(wanted, part), places)):
            counts[at] += count
    added, gone = _measures(unit, row, base, wanted)
    words = zip(("changed", "added", "taken out"), (counts[0], counts[1] + added, counts[2] + gone), strict=True)
    said = ", ".join(f"{count} {word}" for word, count in words if count) or "another order"
    return Done(f"Version {row.version} of the brief: {said}", (refs.ref("brief", row.id or 0),), row.id)


def check_unchanged(unit: Unit, old: Brief | None, base: Sheet, end: str, fix: str) -> None:
    """Raise Conflict unless the brief still says what the person was shown. end, fix: the rest of what is said."""
    now = read_sheet(unit.read, old.id if old is not None else None)
    now = replace(now, measures=tuple(one for one in now.measures if one in base.measures or _seen(unit, one)))
    if now == base:
        return
    who, at = _last(unit, old)
    by = f" by {who}" if who else ""
    what = f"version {base.version} of the brief" if base.version else "the brief"
    raise Conflict(f"{what[0].upper()}{what[1:]} was changed{by} {end}", (), fix, who, at)


def _seen(unit: Unit, measure: str) -> bool:
    row = unit.load(Measure, int(measure[1:]))
    return row is not None and unit.sees(row)


def _last(unit: Unit, brief: Brief | None) -> tuple[str, str]:
    """Return (name, instant) of the last change of anything in a version, ("", "") when nobody may be named."""
    if brief is None:
        return "", ""
    parts = " OR ".join(
        f"(c.kind = '{table}' AND c.row_id IN (SELECT id FROM {table} WHERE brief_id = :brief))"
        for table in ("choice", "exclusion", "assumption", "brief_measure")
    )
    found = unit.read.row(
        "SELECT p.name, a.at FROM change c JOIN action a ON a.id = c.action_id JOIN person p ON p.id = a.by_id"
        f" WHERE (c.kind = 'brief' AND c.row_id = :brief) OR {parts} ORDER BY c.id DESC LIMIT 1",
        brief=brief.id,
    )
    return ("", "") if found is None else (str(found[0]), str(found[1]))


def _places(unit: Unit, old: Brief | None, row: Brief) -> dict[str, str]:
    """Return where each sentence of the version that was read stands in the one that is written, by reference."""
    if old is None or old is row:
        return {}
    found: dict[str, str] = {}
    for kind in KINDS.values():
        rows = unit.read.rows(
            f"SELECT o.id, n.id FROM {kind} o JOIN {kind} n ON n.lineage = o.lineage AND n.brief_id = :new"
            " WHERE o.brief_id = :old AND o.archived_at IS NULL",
            old=old.id,
            new=row.id,
        )
        found |= {refs.ref(kind, before): refs.ref(kind, after) for before, after in rows}
    return found


def _part(
    unit: Unit, part: str, base: Sequence[Line], wanted: Sequence[Line], places: Mapping[str, str]
) -> tuple[int, int, int]:
    """Write one part; return how many sentences were changed, added and taken out."""
    before, order = {one.ref: one for one in base}, list[int]()
    changed = added = 0
    for line in wanted:
        if line.ref:
            ref = places.get(line.ref, line.ref)
            given = _given(unit, line, before[line.ref])
            if given:
                carry_out(unit, Edit(ref=ref, fields=given))
                changed += 1
        else:
            made = carry_out(unit, AddToDraft(kind=KINDS[part], fields=_given(unit, line, None)))
            ref, added = made.refs[0], added + 1
        order.append(int(ref[1:]))
    gone = tuple(places.get(one.ref, one.ref) for one in base if one.ref not in {line.ref for line in wanted})
    if gone:
        carry_out(unit, Archive(refs=gone))
    _order([unit.get(TABLES[part], number) for number in order])
    return changed, added, len(gone)


def _given(unit: Unit, line: Line, base: Line | None) -> dict[str, Any]:
    """Return the fields that differ as the form would send them; those of a new sentence that are not empty."""
    names = [field.name for field in fields(line) if field.name != "ref"]
    if base is None:
        return {name: getattr(line, name) for name in names if getattr(line, name)}
    found: dict[str, Any] = {name: getattr(line, name) for name in names if getattr(line, name) != getattr(base, name)}
    if found.get("periods") == "":
        measure = getattr(line, "measure", "")
        found["periods"] = _usual_periods(unit, measure) if measure else "4"
    return found


def _usual_periods(unit: Unit, measure: str) -> str:
    from models.strategy.rules import lifting_periods

    number = field_values.record(unit, "measure", measure)
    cadence = str(unit.read.value("SELECT cadence FROM measure WHERE id = :id", id=number))
    return str(lifting_periods(None, cadence))


def _order(rows: Sequence[Any]) -> None:
    """Give the rows this order; those that stand right keep their place."""
    if list(rows) == sorted(rows, key=lambda row: (row.rank, row.id)):
        return
    last = None
    for row in rows:
        if last is not None and row.rank <= last:
            row.rank = last + 1
        last = row.rank


def _measures(unit: Unit, row: Brief, base: Sheet, wanted: Sheet) -> tuple[int, int]:
    """Name the measures that matter; return how many came and went."""
    gone = [one for one in base.measures if one not in wanted.measures]
    for one in gone:
        carry_out(unit, LinkMeasure(measure=one, gone=True))
    numbers = [field_values.record(unit, "measure", one) for one in wanted.measures]
    twice = next((one for at, one in enumerate(numbers) if one in numbers[:at]), None)
    if twice is not None:
        raise Refused(f"M{twice} stands twice among the measures that matter", "Keep one of the two")
    came = [one for one in numbers if refs.ref("measure", one) not in base.measures]
    for number in came:
        carry_out(unit, LinkMeasure(measure=number))
    known = dict(
        unit.read.rows(
            "SELECT measure_id, id FROM brief_measure WHERE brief_id = :brief AND archived_at IS NULL", brief=row.id
        )
    )
    _order([unit.get(BriefMeasure, known[one]) for one in numbers])
    return len(came), len(gone)
