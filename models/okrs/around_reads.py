"""What hangs around a goal or key result: work and hypotheses, issues, decisions, to-dos, the rows right below it."""

from __future__ import annotations

from dataclasses import dataclass

from models import refs
from models.store.protocol import Reads

NEWEST = 40


@dataclass(frozen=True, slots=True)
class WorkView:
    """Work under a key result or objective. kind: project, hypothesis or product; believed: "we believe X moves Y"."""

    ref: str
    title: str
    kind: str
    believed: str
    state: str
    owner: str
    end_on: str


@dataclass(frozen=True, slots=True)
class AboutView:
    """An issue, decision or to-do about the row: its state in a word, owner's handle, the day it is about."""

    ref: str
    title: str
    state: str
    owner: str
    on: str


def work(reader: Reads, key: int) -> tuple[WorkView, ...]:
    """Return the initiatives and hypotheses of a row; of an objective those of its key results too."""
    where = "i.key_result_id = :id"
    if key > 0:
        own = "SELECT k.id FROM key_result k WHERE k.goal_id = :id AND k.archived_at IS NULL"
        where = f"(i.goal_id = :id OR i.key_result_id IN ({own}))"
    rows = reader.rows(
        "SELECT i.id, i.title, i.kind, coalesce(i.hypothesis, ''), i.state, coalesce(p.handle, ''),"
        f" coalesce(i.end_on, '') FROM initiative i LEFT JOIN person p ON p.id = i.owner_id WHERE {where}"
        f" AND i.archived_at IS NULL ORDER BY i.state = 'open' DESC, i.id LIMIT {NEWEST}",
        id=abs(key),
    )
    return tuple(WorkView(refs.ref("initiative", row[0]), *row[1:]) for row in rows)


def issues(reader: Reads, ref: str) -> tuple[AboutView, ...]:
    """Return the issues about a row that may be seen, the open ones first."""
    return _about(
        reader,
        "issue",
        "SELECT i.id, i.title, i.state, coalesce(p.handle, ''), '' FROM issue i LEFT JOIN person p ON p.id = i.owner_id"
        " WHERE i.ref = :ref AND i.archived_at IS NULL ORDER BY i.state = 'solved', i.id DESC",
        ref,
    )


def decisions(reader: Reads, ref: str) -> tuple[AboutView, ...]:
    """Return the decisions that came from a row or were linked to it, the needed ones first."""
    linked = (
        "SELECT l.from_ref FROM link l WHERE l.to_ref = :ref AND l.archived_at IS NULL"
        " UNION SELECT l.to_ref FROM link l WHERE l.from_ref = :ref AND l.archived_at IS NULL"
    )
    return _about(
        reader,
        "decision",
        "SELECT d.id, d.title, d.state, coalesce(p.handle, ''),"
        " CASE WHEN d.state = 'needed' THEN coalesce(d.needed_by, '') ELSE coalesce(d.made_at, '') END"
        " FROM decision d LEFT JOIN person p ON p.id = d.owner_id WHERE d.archived_at IS NULL"
        f" AND (d.origin_ref = :ref OR 'D' || CAST(d.id AS TEXT) IN ({linked}))"
        " ORDER BY CASE d.state WHEN 'needed' THEN 0 ELSE 1 END, d.id DESC",
        ref,
    )


def todos(reader: Reads, ref: str) -> tuple[AboutView, ...]:
    """Return the to-dos about a row, the open ones first."""
    return _about(
        reader,
        "todo",
        "SELECT d.id, d.title, CASE WHEN d.done_at IS NULL THEN 'open' ELSE 'done' END, coalesce(p.handle, ''),"
        " d.due_on FROM todo d LEFT JOIN person p ON p.id = d.owner_id WHERE d.origin_ref = :ref"
        " AND d.archived_at IS NULL ORDER BY CASE WHEN d.done_at IS NULL THEN 0 ELSE 1 END, d.due_on, d.id",
        ref,
    )


def _about(reader: Reads, kind: str, sql: str, ref: str) -> tuple[AboutView, ...]:
    rows = reader.rows(f"{sql} LIMIT {NEWEST}", ref=ref)
    return tuple(AboutView(refs.ref(kind, row[0]), row[1], row[2], row[3], str(row[4])[:10]) for row in rows)
