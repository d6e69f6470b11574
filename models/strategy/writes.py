"""Handlers of the verbs of the strategy brief: drafting and publishing; voices.py and rewrite.py hold the others."""

from __future__ import annotations

from models import fields as field_values
from models import refs, text
from models.audit.last import last_change
from models.errors import Conflict, Refused
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit
from models.strategy import recall, rewrite, voices  # noqa: F401 - their handlers are found here
from models.strategy.drafting import draft_of, draft_or_none, published_or_none, start
from models.strategy.sheet import must_choose
from models.strategy.tables import BriefMeasure
from models.strategy.verbs import AddToDraft, DropDraft, LinkMeasure, Publish, StartDraft, WriteBrief
from models.verbs import Add

KINDS = ("choice", "exclusion", "assumption")
TEXTS = ("title", "vision", "elephants")


@handles(StartDraft)
def start_draft(unit: Unit, _verb: StartDraft) -> Done:
    """Copy the published version into the next one, lineages kept. Raises Refused when there is a draft already."""
    draft = draft_or_none(unit)
    if draft is not None:
        raise Refused(f"Version {draft.version} is a draft already", "Change that one, or throw it away first")
    row = start(unit)
    return Done(f"Started version {row.version} of the brief", (refs.ref("brief", row.id or 0),), row.id)


@handles(AddToDraft)
def add_to_draft(unit: Unit, verb: AddToDraft) -> Done:
    """Add a part to the draft. Raises Refused for another kind and when only a published version is there."""
    if verb.kind not in KINDS:
        raise Refused(f"A brief has no {verb.kind!r}", f"It has {', '.join(KINDS)}")
    draft = draft_or_none(unit)
    if draft is None and published_or_none(unit) is None:
        draft = start(unit)
    draft = draft or draft_of(unit)
    return carry_out(unit, Add(kind=verb.kind, fields={**verb.fields, "brief": draft.id}))


@handles(WriteBrief)
def write_brief(unit: Unit, verb: WriteBrief) -> Done:
    """Write title, vision and elephants of the draft. Raises Conflict when somebody changed the same one."""
    row = draft_or_none(unit)
    if row is None and published_or_none(unit) is None:
        row = start(unit)
    row = row or draft_of(unit)
    clashes = []
    for name in TEXTS:
        given = getattr(verb, name)
        if given is None:
            continue
        wanted = text.title(given) if name == "title" else text.note(given, name) or None
        now = getattr(row, name)
        base = text.clean(verb.base[name], multiline=True).strip() if name in verb.base else (now or "")
        if wanted != now and base != (now or "") and not verb.mine:
            clashes.append((name, base, now, wanted))
        else:
            setattr(row, name, wanted)
    if clashes:
        who, at = last_change(unit.read, "brief", row.id or 0, clashes[0][0])
        raise Conflict(
            f"{clashes[0][0]} of the brief changed while you typed", tuple(clashes), "Look, then try again", who, at
        )
    return Done(f"Changed the draft of version {row.version}", (refs.ref("brief", row.id or 0),), row.id)


@handles(LinkMeasure)
def link_measure(unit: Unit, verb: LinkMeasure) -> Done:
    """Name a measure in the draft or take it off."""
    draft = draft_of(unit)
    measure = verb.measure if isinstance(verb.measure, int) else field_values.record(unit, "measure", verb.measure)
    name = unit.read.value("SELECT name FROM measure WHERE id = :id", id=measure)
    number = unit.read.value(
        "SELECT id FROM brief_measure WHERE brief_id = :brief AND measure_id = :measure",
        brief=draft.id,
        measure=measure,
    )
    row = unit.get(BriefMeasure, number, archived=True) if number is not None else None
    if verb.gone:
        if row is None or row.archived_at is not None:
            raise Refused(f"The brief does not name {name}")
        unit.archive(row)
        return Done(f"Took {name} off the brief", (refs.ref("measure", measure),))
    last = unit.read.value("SELECT max(rank) FROM brief_measure WHERE brief_id = :brief", brief=draft.id)
    if row is None:
        row = unit.add(BriefMeasure(brief_id=draft.id or 0, measure_id=measure, rank=int(last or 0) + 1))
    row.archived_at = None
    return Done(f"The brief names {name}", (refs.ref("measure", measure),), row.id)


@handles(Publish)
def publish(unit: Unit, verb: Publish) -> Done:
    """Publish the draft. Raises Refused for one without a choice, Conflict for other words than were looked at."""
    row = draft_of(unit)
    if verb.version is not None and verb.version != row.version:
        raise Refused(f"The draft is version {row.version} now, not {verb.version}", "Look at it, then publish")
    if verb.base is not None:
        rewrite.check_unchanged(
            unit, row, verb.base, "while you looked, nothing was published", "Look at it, then publish"
        )
    must_choose(unit.read.value("SELECT count(*) FROM choice WHERE brief_id = :b AND archived_at IS NULL", b=row.id))
    row.state, row.published_at, row.published_by = "published", unit.now, unit.me.id or None
    return Done(f"Published version {row.version} of the brief", (refs.ref("brief", row.id or 0),), row.id)


@handles(DropDraft)
def drop_draft(unit: Unit, _verb: DropDraft) -> Done:
    """Throw the draft away."""
    row = draft_of(unit)
    unit.archive(row)
    return Done(f"Threw the draft of version {row.version} away", (refs.ref("brief", row.id or 0),), row.id)
