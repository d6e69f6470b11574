"""The words of one version of the brief as plain values: what is written to an editor and read back from it.

Live values, marks and doubts are no part of it. Two sheets are equal when nobody changed a word or an order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from hashlib import sha256

from models.errors import Refused
from models.refs import ref
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceLine:
    """A choice. ref: "" for one that is new."""

    ref: str = ""
    statement: str
    rather_than: str = ""
    because: str = ""
    consequence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionLine:
    """What we will not do. measure: a reference, or words that name one; limit and periods: as they are typed."""

    ref: str = ""
    statement: str
    elephant: str = ""
    measure: str = ""
    operator: str = ""
    limit: str = ""
    periods: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionLine:
    """What has to be true."""

    ref: str = ""
    statement: str
    measure: str = ""


Line = ChoiceLine | ExclusionLine | AssumptionLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The words of one version. version: its number, 0 while there is none. measures: references, in order."""

    version: int = 0
    title: str = "Strategy brief"
    vision: str = ""
    elephants: str = ""
    choices: tuple[ChoiceLine, ...] = ()
    exclusions: tuple[ExclusionLine, ...] = ()
    assumptions: tuple[AssumptionLine, ...] = ()
    measures: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict, compare=False, hash=False)
    """Names of the measures by reference, for people; those that the reader may not see are missing."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every choice, exclusion and assumption."""
        return (*self.choices, *self.exclusions, *self.assumptions)

    @property
    def state(self) -> str:
        """A short name of these very words: two sheets have the same one when they are equal."""
        return sha256(repr([getattr(self, one.name) for one in fields(self) if one.compare]).encode()).hexdigest()[:12]


def must_choose(choices: int) -> None:
    """Raise Refused for a brief without a choice: it cannot be published."""
    if not choices:
        raise Refused("A brief without a choice says nothing", "Add one first: we choose X rather than Y")


def read_sheet(reader: Reads, number: int | None) -> Sheet:
    """Return the words of a version by its id; those of an empty first version for None."""
    row = reader.row("SELECT version, title, vision, elephants FROM brief WHERE id = :id", id=number or 0)
    if row is None:
        return Sheet()
    seen = dict(
        reader.rows(
            "SELECT id, name FROM measure WHERE id IN (SELECT measure_id FROM brief_measure WHERE brief_id = :id"
            " UNION SELECT measure_id FROM exclusion WHERE brief_id = :id"
            " UNION SELECT measure_id FROM assumption WHERE brief_id = :id)",
            id=number,
        )
    )
    where = "WHERE brief_id = :id AND archived_at IS NULL ORDER BY rank, id"
    choices = reader.rows(f"SELECT id, statement, rather_than, because, consequence FROM choice {where}", id=number)
    exclusions = reader.rows(
        f"SELECT id, statement, elephant, measure_id, operator, bound, periods FROM exclusion {where}", id=number
    )
    assumptions = reader.rows(f"SELECT id, statement, measure_id FROM assumption {where}", id=number)
    measures = reader.rows(f"SELECT measure_id FROM brief_measure {where}", id=number)
    return Sheet(
        version=row[0], title=row[1], vision=row[2] or "", elephants=row[3] or "",
        choices=tuple(
            ChoiceLine(
                ref=ref("choice", one), statement=said, rather_than=rather or "", because=why or "",
                consequence=cost or "",
            )
            for one, said, rather, why, cost in choices
        ),
        exclusions=tuple(
            ExclusionLine(
                ref=ref("exclusion", one), statement=said, elephant=elephant or "", measure=_measure(measure),
                operator=operator or "", limit=limit_text(bound),
                periods=str(periods) if measure and operator and bound is not None else "",
            )
            for one, said, elephant, measure, operator, bound, periods in exclusions
        ),
        assumptions=tuple(
            AssumptionLine(ref=ref("assumption", one), statement=said, measure=_measure(measure))
            for one, said, measure in assumptions
        ),
        measures=tuple(ref("measure", measure) for (measure,) in measures if measure in seen),
        names={ref("measure", measure): name for measure, name in seen.items()},
    )  # fmt: skip


def _measure(number: int | None) -> str:
    return ref("measure", number) if number else ""


def limit_text(bound: float | None) -> str:
    """Return a limit as it is typed, with all its digits."""
    if bound is None:
        return ""
    return str(int(bound)) if float(bound).is_integer() and abs(bound) < 1e15 else repr(float(bound))
