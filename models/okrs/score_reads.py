"""Both scores of a row (product.md 3): what it reaches, and what that is on the plan that the cycle began with.

The arithmetic is that of the closing (models/cycles/scoring.py), so that no screen says another number before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.cycles import rules
from models.cycles.scoring import propose
from models.okrs.rules import Part, score_text
from models.settings import Settings
from models.store.protocol import Reads

MOST = 400
"""Goals below which the scores of an objective are worked out; above, the closing alone says them."""


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score from 0 to 1. original: on the plan at the start, None when that was not changed. final: frozen."""

    score: float
    original: float | None
    final: bool

    @property
    def text(self) -> str:
        """Return both as people read them: `0.66 (0.41 on the original)`."""
        return score_text(self.score, self.original)


def score_of(reader: Reads, key: int, *, settings: Settings, today: date) -> ScoreView | None:
    """Return the scores of a row as if its cycle ended today, frozen ones as they are; None when nothing is set."""
    table = "key_result" if key < 0 else "goal"
    row = reader.row(f"SELECT final_score, final_original FROM {table} WHERE id = :id", id=abs(key))
    if row is None:
        return None
    if row[0] is not None:
        return ScoreView(row[0], row[1], True)
    if key < 0:
        score, original = propose(reader, [-key], settings=settings, today=today).get(-key, (None, None))
    else:
        score, original = _objective(reader, key, settings, today)
    return None if score is None else ScoreView(score, original, False)


def _objective(reader: Reads, goal: int, settings: Settings, today: date) -> tuple[float | None, float | None]:
    """Return both scores of an objective: over its key results and the objectives that contribute to it."""
    path = str(reader.value("SELECT path FROM goal WHERE id = :id", id=goal) or "")
    below = reader.rows(
        "SELECT id, parent_id, weight, contributes, final_score, final_original, path FROM goal"
        f" WHERE path LIKE :path AND archived_at IS NULL AND kind = 'objective' LIMIT {MOST + 1}",
        path=f"{path}%",
    )
    if not path or not below or len(below) > MOST:
        return None, None
    numbers = ", ".join(str(int(row[0])) for row in below)
    results = reader.rows(
        "SELECT id, goal_id, weight, final_score, final_original FROM key_result"
        f" WHERE archived_at IS NULL AND goal_id IN ({numbers})"
    )
    proposals = propose(reader, [row[0] for row in results], settings=settings, today=today)
    known: dict[int, tuple[float | None, float | None]] = {}
    for number, _, _, _, final, kept, _ in sorted(below, key=lambda row: -str(row[6]).count("/")):
        if final is not None and number != goal:
            known[number] = (final, kept)
            continue
        pairs = [(*proposals.get(row[0], (None, None)), row[2]) for row in results if row[1] == number]
        under = [(*known.get(row[0], (None, None)), row[2]) for row in below if row[1] == number and row[3]]
        known[number] = _both(pairs, under)
    return known.get(goal, (None, None))


Scored = list[tuple[float | None, float | None, float]]
"""(score, score on the original plan, weight) of each part."""


def _both(own: Scored, under: Scored) -> tuple[float | None, float | None]:
    now = rules.proposed_for_objective([Part(one[0], one[2]) for one in own], [Part(one[0], one[2]) for one in under])
    if all(one[1] is None for one in (*own, *under)):
        return now, None
    first = [[Part(one[0] if one[1] is None else one[1], one[2]) for one in parts] for parts in (own, under)]
    return now, rules.proposed_for_objective(first[0], first[1])
