"""What people say about the brief: marks at its sentences, who has read it, doubts."""

from __future__ import annotations

from datetime import UTC, tzinfo

from models.decisions.reads import local_day
from models.refs import parse
from models.store.protocol import Reads
from models.strategy.views import DoubtView, MarkView, ReaderView
from models.titles import title_of

PARTS = ("choice", "exclusion", "assumption")
COLUMNS = {"choice": "statement, rather_than, because, consequence"}


def published(reader: Reads) -> int:
    """Return the id of the version that is published, 0 while none is."""
    found = reader.value(
        "SELECT id FROM brief WHERE archived_at IS NULL AND state = 'published' ORDER BY version DESC, id DESC LIMIT 1"
    )
    return int(found or 0)


def sentences(reader: Reads, number: int) -> dict[str, tuple[str, ...]]:
    """Return the words of every sentence of a version by the key that marks know it by."""
    vision, elephants = reader.row("SELECT vision, elephants FROM brief WHERE id = :id", id=number) or ("", "")
    found: dict[str, tuple[str, ...]] = {"vision": (vision or "",), "elephants": (elephants or "",)}
    for kind in PARTS:
        rows = reader.rows(
            f"SELECT lineage, {COLUMNS.get(kind, 'statement')} FROM {kind}"
            " WHERE brief_id = :id AND archived_at IS NULL",
            id=number,
        )
        found |= {f"{kind}:{row[0]}": tuple(word or "" for word in row[1:]) for row in rows}
    return found


def sentence_keys(reader: Reads, number: int) -> set[str]:
    """Return the keys of the sentences that can be marked in one version; a text that is empty is none."""
    return {key for key, words in sentences(reader, number).items() if any(words)}


def sentence_key(reader: Reads, kind: str, number: int) -> str:
    """Return the key of the sentence of a choice, exclusion or assumption, whichever version it stands in."""
    return f"{kind}:{reader.value(f'SELECT lineage FROM {kind} WHERE id = :id', id=number)}"


def marks(reader: Reads, number: int) -> tuple[tuple[MarkView, ...], tuple[str, ...]]:
    """Return the marks of a version, and the names of teams with people in them that have none.

    A mark stays with its sentence from version to version, until the person says another; where the words have changed
    since, it is `older` and no answer any more.
    """
    version = reader.value("SELECT version FROM brief WHERE id = :id", id=number) or 0
    rows = reader.rows(
        "SELECT m.id, m.sentence_key, t.name, p.name, m.text, m.week, m.team_id, m.person_id, b.id, b.version"
        " FROM mark m JOIN brief b ON b.id = m.brief_id JOIN team t ON t.id = m.team_id"
        " JOIN person p ON p.id = m.person_id"
        " WHERE m.archived_at IS NULL AND b.archived_at IS NULL AND b.version <= :version AND t.archived_at IS NULL"
        " ORDER BY b.version DESC, m.id DESC",
        version=version,
    )
    words = {number: sentences(reader, number)}
    said: dict[tuple[int, int], MarkView] = {}
    answered: set[int] = set()
    for one, key, team, by, text, week, team_id, person, brief, made in rows:
        if (team_id, person) in said or key not in words[number]:
            continue
        if brief not in words:
            words[brief] = sentences(reader, brief)
        older = words[brief].get(key) != words[number][key]
        said[team_id, person] = MarkView(one, key, team, by, text, week, made if older else 0)
        answered |= set() if older else {team_id}
    teams = reader.rows(
        "SELECT t.id, t.name FROM team t WHERE t.archived_at IS NULL AND t.parent_id IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM membership m JOIN person p ON p.id = m.person_id WHERE m.team_id = t.id"
        " AND m.archived_at IS NULL AND p.active = 1) ORDER BY t.name, t.id"
    )
    ordered = sorted(said.values(), key=lambda one: (one.team, one.id))
    return tuple(ordered), tuple(name for team, name in teams if team not in answered)


def readers(reader: Reads, number: int, *, zone: tzinfo = UTC) -> tuple[ReaderView, ...]:
    """Return everybody with a team: those who have not read this version first, by team and name."""
    rows = reader.rows(
        "SELECT p.id, p.name, p.handle, t.name, a.at, CASE WHEN t.parent_id IS NULL THEN 1 ELSE 0 END AS top"
        " FROM membership m JOIN person p ON p.id = m.person_id JOIN team t ON t.id = m.team_id"
        " LEFT JOIN ack a ON a.person_id = p.id AND a.brief_id = :id AND a.archived_at IS NULL"
        " WHERE m.archived_at IS NULL AND p.active = 1 AND p.archived_at IS NULL ORDER BY top, m.id",
        id=number,
    )
    found: dict[int, ReaderView] = {}
    for person, name, handle, team, at, _ in rows:
        if person not in found:
            found[person] = ReaderView(name, handle, team, local_day(at, zone) if at else None)
    return tuple(sorted(found.values(), key=lambda one: (one.read_on is not None, one.team, one.name)))


def doubts(reader: Reads, *, zone: tzinfo = UTC, open_only: bool = False) -> tuple[DoubtView, ...]:
    """Return the doubts about anything that the reader may see: the open ones first, each group newest first."""
    where = " AND d.answer IS NULL" if open_only else ""
    rows = reader.rows(
        "SELECT d.id, d.ref, p.name, d.created_at, d.text, d.answer, a.name, d.answered_at FROM doubt d"
        " JOIN person p ON p.id = d.person_id LEFT JOIN person a ON a.id = d.answered_by"
        f" WHERE d.archived_at IS NULL{where}"
        " ORDER BY CASE WHEN d.answer IS NULL THEN 0 ELSE 1 END, d.id DESC"
    )
    titles = {about: title_of(reader, about) for about in {row[1] for row in rows}}
    return tuple(
        DoubtView(
            id=number, ref=about, title=titles[about], by=by, on=local_day(at, zone), text=said, answer=answer or "",
            answered_by=who or "", answered_on=local_day(when, zone) if when else None,
        )
        for number, about, by, at, said, answer, who, when in rows
        if titles[about]
    )  # fmt: skip


def doubts_of(reader: Reads, kind: str, zone: tzinfo) -> dict[str, tuple[DoubtView, ...]]:
    """Return the doubts about choices, exclusions or assumptions by lineage, in whichever version they were raised."""
    about = dict(reader.rows(f"SELECT id, lineage FROM {kind} WHERE id IN ({_pointed(reader, kind)})"))
    found: dict[str, tuple[DoubtView, ...]] = {}
    for one in doubts(reader, zone=zone) if about else ():
        parsed = parse(one.ref)
        if parsed is not None and parsed[0] == kind and parsed[1] in about:
            lineage = about[parsed[1]]
            found[lineage] = (*found.get(lineage, ()), one)
    return found


def _pointed(reader: Reads, kind: str) -> str:
    rows = reader.rows("SELECT DISTINCT ref FROM doubt WHERE archived_at IS NULL")
    parsed = [parse(about) for (about,) in rows]
    return ", ".join(str(one[1]) for one in parsed if one is not None and one[0] == kind) or "0"
