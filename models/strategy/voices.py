"""Handlers of what people say about the published brief: that they read it, marks, doubts, judgements."""

from __future__ import annotations

from typing import Any

from models import fields as field_values
from models import refs, text
from models.audit.last import last_change
from models.base import Row
from models.errors import Conflict, Refused, Unknown
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.strategy.drafting import published_of
from models.strategy.tables import Ack, Assumption, Choice, Doubt, Exclusion, Mark
from models.strategy.verbs import Acknowledge, AnswerDoubt, DoubtIt, Judge, Lift, MarkSentence
from models.strategy.voice_reads import PARTS, sentence_key, sentence_keys
from models.weeks import week_of


@handles(Acknowledge)
def acknowledge(unit: Unit, _verb: Acknowledge) -> Done:
    """Note that I have read the published version; a second time changes nothing."""
    brief = published_of(unit)
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
    brief = published_of(unit)
    parsed = refs.parse(verb.sentence)
    key = sentence_key(unit.read, *parsed) if parsed is not None and parsed[0] in PARTS else verb.sentence
    if key not in sentence_keys(unit.read, brief.id or 0):
        raise Unknown("That sentence is not in the published brief", "Look at the brief again")
    said = text.clean(text.note(verb.text, "mark"))
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
    name = unit.read.value("SELECT name FROM team WHERE id = :id", id=number)
    if not said:
        return _take_back(unit, number, str(name))
    row.sentence_key, row.text, row.week = key, said, week_of(unit.today)
    if known is None:
        unit.add(row)
    return Done(f"Marked for {name}: {row.text}", (), row.id)


def _take_back(unit: Unit, team: int, name: str) -> Done:
    """Hide my marks for a team, those of earlier versions too: they would stand there again."""
    known = unit.read.rows(
        "SELECT id FROM mark WHERE team_id = :team AND person_id = :me AND archived_at IS NULL",
        team=team,
        me=unit.me.id,
    )
    if not known:
        raise Refused("How does it change your week?", "Say it in one line")
    for (one,) in known:
        unit.archive(unit.get(Mark, one))
    return Done(f"{name} has no mark of yours any more")


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
    if row.answer not in (None, verb.base, said) and not verb.mine:
        who, at = last_change(unit.read, "doubt", row.id or 0, "answer")
        clash = ("answer", verb.base, row.answer, said)
        raise Conflict(f"{verb.ref.upper()} was answered meanwhile", (clash,), "Look, then try again", who, at)
    row.answer, row.answered_by, row.answered_at = said, unit.me.id or None, unit.now
    return Done(f"Answered the doubt about {row.ref}", (row.ref,), row.id)


@handles(Judge)
def judge(unit: Unit, verb: Judge) -> Done:
    """Say whether a choice or an assumption still holds; that is no change of the brief's words."""
    row: Any = _part(unit, verb.ref, (Choice, Assumption))
    said = None if verb.holds is None else "yes" if verb.holds else "no"
    for one in (row, *_drafted(unit, row)):
        one.still_holds = said
    words = {None: "is not judged", "yes": "still holds", "no": "no longer holds"}
    return Done(f"{verb.ref.upper()} {words[said]}", (verb.ref.upper(),), row.id)


@handles(Lift)
def lift(unit: Unit, verb: Lift) -> Done:
    """Lift an exclusion, or put it back."""
    row: Any = _part(unit, verb.ref, (Exclusion,))
    for one in (row, *_drafted(unit, row)):
        one.lifted_at = None if verb.back else unit.now
    return Done(f"{'Put back' if verb.back else 'Lifted'} {row.statement}", (verb.ref.upper(),), row.id)


def _drafted(unit: Unit, row: Any) -> list[Any]:
    """Return the same sentence in the draft that is being written: it would be published as it was copied."""
    numbers = unit.read.rows(
        f"SELECT p.id FROM {row.__tablename__} p JOIN brief b ON b.id = p.brief_id WHERE p.lineage = :lineage"
        " AND p.id <> :id AND p.archived_at IS NULL AND b.state = 'draft' AND b.archived_at IS NULL",
        lineage=row.lineage,
        id=row.id,
    )
    return [unit.get(type(row), number) for (number,) in numbers]


def _part(unit: Unit, reference: str, tables: tuple[type[Row], ...]) -> Row:
    parsed = refs.parse(reference)
    table = next((one for one in tables if parsed and one.__tablename__ == parsed[0]), None)
    if parsed is None or table is None:
        raise Unknown(f"{reference!r} is no {' or '.join(str(one.__tablename__) for one in tables)}")
    return unit.get(table, parsed[1])
