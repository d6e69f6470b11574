"""What can be done on the scorecard. Values may be text as typed or plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.verbs import TakesMine


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMeasure:
    """Add a measure and its first plan in one go.

    fields: those of a measure in models/kinds.py (name, unit, direction, owner, team, area, leading, drives ...).
    plan: as typed, ">=62%", "<4h", "90..95%" or "4 -> 17 by W39"; "" for none yet; its sign sets the direction
    when no direction is given. off_at: distance from plan at which it is off, "" takes the suggestion of product.md 3.
    since: the period the plan starts with, "" for the usual one.
    template: key of models/scorecard/templates.py ("mrr") whose fields count where `fields` say nothing.
    formula: "M3 / M4 * 100" makes it one that is worked out and takes no readings by hand (see SetFormula).
    """

    fields: Mapping[str, Any]
    plan: str = ""
    off_at: str = ""
    since: str = ""
    template: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFromTemplates:
    """Add several measures of models/scorecard/templates.py in one go, the leading linked to what they drive.

    templates: keys ("mrr", "nrr"), or names of a stage ("growth") which stand for its whole set (M10). team: a
    reference, "" for my own. owner: a handle, "" for nobody yet. Those a team has under the same name are left out.
    """

    templates: tuple[str, ...]
    team: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFormula:
    """Work a measure out from others ("M3 / M4 * 100"), or "" to take its numbers by hand again.

    Its past is worked out too, but for the periods that have a value from before: those stay until they are cleared.
    A period is missing when an input is, and when something is divided by 0. Weekly inputs of a monthly measure are
    taken together by their own aggregate. Refused: a ring, a retired input, a monthly input of a weekly measure, a
    private input of a measure that is not private to the same team.
    """

    measure: int
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOnTop:
    """Put measures of any team on the one top-level dashboard (M14), or take them `off` it."""

    measures: tuple[int, ...]
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan(TakesMine):
    """Judge a measure by another plan from a period on ("" is the running one); the past keeps its goal.

    base: the newest plan as it stood in the form that this comes from; when it is another one by now that is a
    Conflict, unless `mine` is set. None asks nothing.
    """

    measure: int
    plan: str
    off_at: str = ""
    since: str = ""
    base: str | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterReading:
    """Set the value of a measure for one period; an older value of that period goes to the history.

    value: a number, or text as typed ("62.3%", "+2" to nudge). period: 202633, text such as "W33", or None for the
    one a number typed today is offered for (product.md 2). source: "person", or the name of a measure source.
    """

    measure: int
    value: float | str
    period: int | str | None = None
    note: str = ""
    source: str = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearReading:
    """Take the value of one period away, so that the period counts as missing again."""

    measure: int
    period: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retire:
    """Take measures off the scorecard, their past stays and takes no more readings; `back` brings them back.

    because: why, in a line; shown where the measure is found later.
    """

    measures: tuple[int, ...]
    back: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTrigger:
    """Agree on an action for when a condition on a measure holds N closed periods running.

    condition: as typed, "< 60% for 3", "change < -2 for 2", "mean4 > 12h". action: what is done then.
    """

    measure: int
    condition: str
    action: str
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Say that a fired trigger was seen and its action is under way; it is armed again once its condition ended."""

    trigger: int
