"""Handlers of the verbs of the strategy brief: drafting, publishing, and what people say about it."""

from __future__ import annotations

from typing import Any

from models import fields as field_values
from models import refs, text
from models.base import Row
from models.errors import Conflict, Refused, Unknown
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit
from models.strategy.tables import (
    Ack,
    Assumption,
    Brief,
    BriefMeasure,
    Choice,
    Doubt,
    Exclusion,
    Mark,
)
from models.strategy.verbs import (
    Acknowledge,
    AddToDraft,
    AnswerDoubt,
    DoubtIt,
    DropDraft,
    Judge,
    Lift,
    LinkMeasure,
    MarkSentence,
    Publish,
    StartDraft,
    WriteBrief,
)
from models.verbs import Add
from models.weeks import week_of

PARTS: tuple[type[Row], ...] = (Choice, Exclusion, Assumption, BriefMeasure)
COPIED_NOT = {"id", "created_at", "archived_at", "brief_id"}
KINDS = ("choice", "exclusion", "assumption")
TEXTS = ("title", "vision", "elephants")


@handles(StartDraft)
def start_draft(unit: Unit, _verb: StartDraft) -> Done:
    """Copy the published version into the next one, lineages kept. Raises Refused when there is a draft already."""
    draft = _draft_or_none(unit)
    if draft is not None:
        raise Refused(f"Version {draft.version} is a draft already", "Change that one, or throw it away first")
    row = _start(unit)
    return Done(f"Started version {row.version} of the brief", (refs.ref("brief", row.id or 0),), row.id)


def _start(unit: Unit) -> Brief:
    old = _published_or_none(unit)
    if old is None:
        return unit.add(Brief(version=_next_version(unit), team_id=None))
    row = unit.add(
        Brief(
            team_id=old.team_id,
            version=_next_version(unit),
            title=old.title,
            vision=old.vision,
            elephants=old.elephants,
        )
    )
    for table in PARTS:
        for (number,) in unit.read.rows(
            f"SELECT id FROM {table.__tablename__} WHERE brief_id = :brief AND archived_at IS NULL ORDER BY rank, id",
            brief=old.id,
        ):
            kept = {k: v for k, v in unit.get(table, number).model_dump().items() if k not in COPIED_NOT}
            kept["brief_id"] = row.id
            unit.add(table(**kept))
    return row


def _next_version(unit: Unit) -> int:
    last = unit.read.value("SELECT max(version) FROM brief WHERE archived_at IS NULL")
    return int(last or 0) + 1


@handles(AddToDraft)
def add_to_draft(unit: Unit, verb: AddToDraft) -> Done:
    """Add a part to the draft. Raises Refused for another kind and when only a published version is there."""
    if verb.kind not in KINDS:
        raise Refused(f"A brief has no {verb.kind!r}", f"It has {', '.join(KINDS)}")
    draft = _draft_or_none(unit)
    if draft is None and _published_or_none(unit) is None:
        draft = _start(unit)
    draft = draft or _draft(unit)
    return carry_out(unit, Add(kind=verb.kind, fields={**verb.fields, "brief": draft.id}))


@handles(WriteBrief)
def write_brief(unit: Unit, verb: WriteBrief) -> Done:
    """Write title, vision and elephants of the draft. Raises Conflict when somebody changed the same one."""
    row = _draft_or_none(unit)
    if row is None and _published_or_none(unit) is None:
        row = _start(unit)
    row = row or _draft(unit)
    clashes = []
    for name in TEXTS:
        given = getattr(verb, name)
        if given is None:
            continue
        wanted = text.title(given) if name == "title" else text.note(given, name) or None
        now = getattr(row, name)
        base = text.clean(verb.base[name], multiline=True).strip() if name in verb.base else (now or "")
        if wanted != now and base != (now or ""):
            clashes.append((name, base, now, wanted))
        else:
            setattr(row, name, wanted)
    if clashes:
        raise Conflict(f"{clashes[0][0]} of the brief changed while you typed", tuple(clashes), "Look, then try again")
    return Done(f"Changed the draft of version {row.version}", (refs.ref("brief", row.id or 0),), row.id)


@handles(LinkMeasure)
def link_measure(unit: Unit, verb: LinkMeasure) -> Done:
    """Name a measure in the draft or take it off."""
    draft = _draft(unit)
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
    """Publish the draft. Raises Refused for a draft without a choice or of another version than was looked at."""
    row = _draft(unit)
    if verb.version is not None and verb.version != row.version:
        raise Refused(f"The draft is version {row.version} now, not {verb.version}", "Look at it, then publish")
    choices = unit.read.value("SELECT count(*) FROM choice WHERE brief_id = :b AND archived_at IS NULL", b=row.id)
    if not choices:
        raise Refused("A brief without a choice says nothing", "Add one first: we choose X rather than Y")
    row.state, row.published_at, row.published_by = "published", unit.now, unit.me.id or None
    return Done(f"Published version {row.version} of the brief", (refs.ref("brief", row.id or 0),), row.id)


@handles(DropDraft)
def drop_draft(unit: Unit, _verb: DropDraft) -> Done:
    """Throw the draft away."""
    row = _draft(unit)
    unit.archive(row)
    return Done(f"Threw the draft of version {row.version} away", (refs.ref("brief", row.id or 0),), row.id)


@handles(Acknowledge)
def acknowledge(unit: Unit, _verb: Acknowledge) -> Done:
    """Note that I have read the published version; a second time changes nothing."""
    brief = _published(unit)
    known = unit.read.value(
        "SELECT id FROM ack WHERE brief_id = :brief AND person_id = :me", brief=brief.id, me=unit.me.id
    )
    if known is None:
        unit.add(Ack(brief_id=brief.id or 0, person_id=unit.me.id, at=unit.now))
    else:
        row = unit.get(Ack, known, archived=True)
        if row.archived_at is None:
            return Done(f"You read version {brief.version} already", (refs.ref("brief", brief.id or 0),))
        row.archived_at = None
    return Done(f"You read version {brief.version}", (refs.ref("brief", brief.id or 0),))


@handles(MarkSentence)
def mark_sentence(unit: Unit, verb: MarkSentence) -> Done:
    """Mark the sentence that changes a team's week. Raises Unknown for a sentence the brief does not have."""
    brief = _published(unit)
    if verb.sentence not in _sentences(unit, brief):
        raise Unknown("That sentence is not in the published brief", "Look at the brief again")
    said = text.note(verb.text, "mark")
    if not said:
        raise Refused("How does it change your week?", "Say it in one line")
    team = verb.team if verb.team != "" else (unit.me.own[0] if unit.me.own else None)
    if team is None:
        raise Refused("Whose week does it change?", "Name the team")
    number = team if isinstance(team, int) else field_values.record(unit, "team", team)
    known = unit.read.value(
        "SELECT id FROM mark WHERE brief_id = :brief AND team_id = :team AND person_id = :me AND archived_at IS NULL",
        brief=brief.id,
        team=number,
        me=unit.me.id,
    )
    if known is None:
        row = Mark(brief_id=brief.id or 0, sentence_key="", team_id=number, person_id=unit.me.id, text="", week=0)
    else:
        row = unit.get(Mark, known)
    row.sentence_key, row.text, row.week = verb.sentence, text.clean(said), week_of(unit.today)
    if known is None:
        unit.add(row)
    name = unit.read.value("SELECT name FROM team WHERE id = :id", id=number)
    return Done(f"Marked for {name}: {row.text}", (), row.id)


def _sentences(unit: Unit, brief: Brief) -> set[str]:
    from models.strategy.reads import sentence_keys

    return sentence_keys(unit.read, brief.id or 0)


@handles(DoubtIt)
def doubt(unit: Unit, verb: DoubtIt) -> Done:
    """Note a doubt about a record. Raises Unknown when there is no such record."""
    from models.store.registry import table_class

    parsed = refs.parse(verb.ref)
    if parsed is None:
        raise Unknown(f"{verb.ref!r} is no reference", "Use one such as C2 or G5")
    unit.get(table_class({"objective": "goal"}.get(parsed[0], parsed[0])), parsed[1])
    said = text.note(verb.text, "doubt")
    if not said:
        raise Refused("What is the doubt?", "Say it in one line")
    row = unit.add(Doubt(ref=refs.ref(*parsed), person_id=unit.me.id, text=said))
    return Done(f"Doubted {row.ref}", (row.ref, refs.ref("doubt", row.id or 0)), row.id)


@handles(AnswerDoubt)
def answer_doubt(unit: Unit, verb: AnswerDoubt) -> Done:
    """Answer a doubt."""
    parsed = refs.parse(verb.ref)
    if parsed is None or parsed[0] != "doubt":
        raise Unknown(f"{verb.ref!r} is no doubt", "Use a reference such as DB3")
    row = unit.get(Doubt, parsed[1])
    said = text.note(verb.answer, "answer")
    if not said:
        raise Refused("What is the answer?", "Say it in one line")
    row.answer, row.answered_by, row.answered_at = said, unit.me.id or None, unit.now
    return Done(f"Answered the doubt about {row.ref}", (row.ref,), row.id)


@handles(Judge)
def judge(unit: Unit, verb: Judge) -> Done:
    """Say whether a choice or an assumption still holds; that is no change of the brief's words."""
    row: Any = _part(unit, verb.ref, (Choice, Assumption))
    row.still_holds = None if verb.holds is None else "yes" if verb.holds else "no"
    words = {None: "is not judged", "yes": "still holds", "no": "no longer holds"}
    return Done(f"{verb.ref.upper()} {words[row.still_holds]}", (verb.ref.upper(),), row.id)


@handles(Lift)
def lift(unit: Unit, verb: Lift) -> Done:
    """Lift an exclusion, or put it back."""
    row: Any = _part(unit, verb.ref, (Exclusion,))
    row.lifted_at = None if verb.back else unit.now
    return Done(f"{'Put back' if verb.back else 'Lifted'} {row.statement}", (verb.ref.upper(),), row.id)


def _part(unit: Unit, reference: str, tables: tuple[type[Row], ...]) -> Row:
    parsed = refs.parse(reference)
    table = next((one for one in tables if parsed and one.__tablename__ == parsed[0]), None)
    if parsed is None or table is None:
        raise Unknown(f"{reference!r} is no {' or '.join(str(one.__tablename__) for one in tables)}")
    return unit.get(table, parsed[1])


def _draft_or_none(unit: Unit) -> Brief | None:
    number = unit.read.value(
        "SELECT id FROM brief WHERE state = 'draft' AND archived_at IS NULL ORDER BY version DESC LIMIT 1"
    )
    return unit.get(Brief, number) if number is not None else None


def _published_or_none(unit: Unit) -> Brief | None:
    number = unit.read.value(
        "SELECT id FROM brief WHERE state = 'published' AND archived_at IS NULL ORDER BY version DESC LIMIT 1"
    )
    return unit.get(Brief, number) if number is not None else None


def _draft(unit: Unit) -> Brief:
    row = _draft_or_none(unit)
    if row is None:
        old = _published_or_none(unit)
        said = f"Version {old.version} of the brief is published and stays as it is" if old else "There is no brief yet"
        raise Refused(said, "Start a new version: Space d on the brief, or `oar brief draft`")
    return row


def _published(unit: Unit) -> Brief:
    row = _published_or_none(unit)
    if row is None:
        raise Refused("No version of the brief is published yet", "Publish the draft first")
    return row
