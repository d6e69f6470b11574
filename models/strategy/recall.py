"""The recall drill (M115): what was typed from memory against the choices and top goals of the brief.

Only what a team knows together is kept and shown. Nothing says who tried, what they typed or what they knew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.errors import Refused
from models.store.handlers import handles
from models.store.protocol import Reads
from models.store.unit import Done, Unit
from models.strategy.drafting import published_of
from models.strategy.verbs import Recite

ALIKE = 68
"""Least likeness, of 100, of what was typed with what stands there."""
LEAST = 3
"""Sittings, and people in a team, below which its total would tell about one person."""
SHORT = 3


@dataclass(frozen=True, slots=True)
class RecallView:
    """How much of the brief a team knows by heart: shares rounded to a tenth, None where they would tell of one person.

    people: how many are in the team now.
    """

    team: str
    sittings: int
    people: int
    choices: float | None
    goals: float | None

    @property
    def untold(self) -> str:
        """Say why there are no shares, "" when there are."""
        if self.people < LEAST:
            return f"a team of {self.people}: shown from {LEAST} people on"
        return f"{self.sittings} of {LEAST} tries: shown from {LEAST} on" if self.sittings < LEAST else ""


def known(said: Sequence[str], wanted: Sequence[Sequence[str]]) -> int:
    """Return how many of `wanted` were said, in any order and roughly in these words.

    wanted: for each thing the ways to say it. A line counts for one of them only.
    """
    from rapidfuzz import fuzz

    pairs = sorted(
        (
            (max(_likeness(line, way, fuzz.token_set_ratio) for way in ways if way), at, place)
            for at, line in enumerate(said)
            for place, ways in enumerate(wanted)
            if any(ways)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    lines, found = set[int](), set[int]()
    for alike, at, place in pairs:
        if alike >= ALIKE and at not in lines and place not in found:
            lines.add(at)
            found.add(place)
    return len(found)


def _likeness(line: str, way: str, ratio: Callable[[str, str], float]) -> float:
    """Compare words that carry meaning; "the", "of" and the like would be found in anything."""
    told, meant = ([w for w in text.casefold().split() if len(w) > SHORT] for text in (line, way))
    if told and meant:
        return float(ratio(" ".join(told), " ".join(meant)))
    return float(ratio(line.casefold(), way.casefold())) if line.strip() and not meant else 0.0


def asked(reader: Reads, brief: int) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what is to be known: choices as (statement, rather than), and the goals at the top of the tree."""
    choices = reader.rows(
        "SELECT statement, rather_than FROM choice WHERE brief_id = :id AND archived_at IS NULL ORDER BY rank, id",
        id=brief,
    )
    goals = reader.rows(
        "SELECT title FROM goal WHERE kind = 'imperative' AND archived_at IS NULL ORDER BY rank, id"
    ) or reader.rows("SELECT title FROM goal WHERE kind = 'annual' AND archived_at IS NULL ORDER BY rank, id")
    return [(said, rather or "") for said, rather in choices], [title for (title,) in goals]


@handles(Recite)
def recite(unit: Unit, verb: Recite) -> Done:
    """Add one sitting to the total of my team. Raises Refused for somebody without a team."""
    brief = published_of(unit)
    if not unit.me.own:
        raise Refused("You are in no team whose total it could go into", "An admin puts you into one: `oar people`")
    choices, goals = asked(unit.read, brief.id or 0)
    values = {
        "brief": brief.id, "team": unit.me.own[0], "choices": known(verb.choices, choices),
        "choices_of": len(choices), "goals": known(verb.goals, [(title,) for title in goals]), "goals_of": len(goals),
        "at": brief.published_at,
    }  # fmt: skip
    there = unit.read.value(
        "SELECT id FROM recall WHERE brief_id = :brief AND team_id = :team", brief=brief.id, team=unit.me.own[0]
    )
    if there is None:
        # The instant is the brief's own: when somebody tried would say who.
        unit.run(
            "INSERT INTO recall (brief_id, team_id, sittings, choices, choices_of, goals, goals_of, created_at)"
            " VALUES (:brief, :team, 1, :choices, :choices_of, :goals, :goals_of, :at)",
            **values,
        )
    else:
        del values["at"]
        unit.run(
            "UPDATE recall SET sittings = sittings + 1, choices = choices + :choices, goals = goals + :goals,"
            " choices_of = choices_of + :choices_of, goals_of = goals_of + :goals_of"
            " WHERE brief_id = :brief AND team_id = :team",
            **values,
        )
    return Done("Added to what your team knows; nobody sees what you typed")


def totals(reader: Reads, brief: int) -> tuple[RecallView, ...]:
    """Return what each team knows of a version by heart, by name."""
    rows = reader.rows(
        "SELECT t.name, r.sittings, (SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.team_id = t.id AND m.archived_at IS NULL AND p.active = 1),"
        " r.choices, r.choices_of, r.goals, r.goals_of"
        " FROM recall r JOIN team t ON t.id = r.team_id WHERE r.brief_id = :brief AND r.archived_at IS NULL"
        " ORDER BY t.name, t.id",
        brief=brief,
    )
    return tuple(
        RecallView(team, sittings, people, *(_share(*pair, min(sittings, people)) for pair in ((a, b), (c, d))))
        for team, sittings, people, a, b, c, d in rows
    )


def _share(part: int, whole: int, least: int) -> float | None:
    """Return a share in tenths: finer, one sitting more would tell what that one knew."""
    return round(part / whole, 1) if whole and least >= LEAST else None
