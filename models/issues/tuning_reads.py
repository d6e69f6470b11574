"""How well the hot rules serve: what became of what they found, and a replay before a threshold is changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models import weeks
from models.errors import Refused
from models.issues import replay_rules
from models.issues.replay_rules import NAMES, RULES, Thresholds
from models.numbers import echo
from models.refs import ref
from models.scorecard.glance_reads import judged
from models.settings import load
from models.store.protocol import Reads

LOOK_BACK = 13
"""Weeks; for monthly measures months."""

WORDS = {
    "measure": "measure off",
    "worsening": "measure worsening",
    "opportunity": "opportunity",
    "trigger": "trigger fired",
    "trigger_near": "trigger one short",
    "kr": "key result off",
    "confidence": "confidence down",
    "planning": "team in planning",
    "milestone": "milestone",
    "dependency": "dependency",
    "promise": "promise missed",
    "decision": "decision",
    "exclusion": "exclusion may lift",
    "guardrail": "limit breached",
    "escalated": "issue escalated",
    "owes": "person owes",
    "raised": "raised by hand",
}
"""Rule -> what people call it, in the order of product.md 4."""


@dataclass(frozen=True, slots=True)
class RuleView:
    """What became of the hot items that a rule found. fired: how many; of these `acted` led to something (an issue, a
    to-do, a decision, done), `dropped` were sent away, `recovered` ended by themselves, `waiting` are open or snoozed.

    setting: the threshold that tunes it, "" for none, and `value` what it is now.
    """

    rule: str
    word: str
    fired: int
    acted: int
    dropped: int
    recovered: int
    waiting: int
    setting: str
    value: int

    @property
    def share(self) -> float | None:
        """How many of those that are settled were acted on, 0 to 1; None when nothing is settled."""
        settled = self.fired - self.waiting
        return self.acted / settled if settled else None


def rule_rows(
    reader: Reads, today: date, *, teams: Collection[int] | None = None, back: int = LOOK_BACK
) -> list[RuleView]:
    """Return every rule that found something in the last `back` weeks, the one that fired most first.

    Those that have a threshold are there in any case: it may be what keeps them silent.
    """
    where = "" if teams is None else f" AND team_id IN ({', '.join(str(int(one)) for one in teams) or 'NULL'})"
    rows = reader.rows(
        "SELECT rule, state, outcome, merged_into FROM hot_item WHERE archived_at IS NULL AND found_at >= :since"
        f"{where}",
        since=(today - timedelta(weeks=back)).isoformat(),
    )
    settings = load(reader)
    tuned = {rule: name for name, rule in RULES.items()}
    found: dict[str, list[str]] = {rule: [] for rule in tuned}
    for rule, state, outcome, merged in rows:
        found.setdefault(rule, []).append(_fate(state, outcome, merged))
    views = [
        RuleView(
            rule=rule,
            word=WORDS.get(rule, rule),
            fired=len(fates),
            acted=fates.count("acted"),
            dropped=fates.count("dropped"),
            recovered=fates.count("recovered"),
            waiting=fates.count("waiting"),
            setting=tuned.get(rule, ""),
            value=int(getattr(settings, tuned[rule])) if rule in tuned else 0,
        )
        for rule, fates in found.items()
    ]
    order = list(WORDS)
    return sorted(views, key=lambda one: (-one.fired, order.index(one.rule) if one.rule in order else len(order)))


def _fate(state: str, outcome: str | None, merged: int | None) -> str:
    if state == "dropped":
        return "dropped"
    if outcome or merged or state == "done":
        return "acted"
    return "recovered" if state == "cleared" else "waiting"


@dataclass(frozen=True, slots=True)
class FoundView:
    """A measure that became hot in a period, by a rule."""

    measure: str
    name: str
    rule: str
    when: str


@dataclass(frozen=True, slots=True)
class ReplayView:
    """The last 13 weeks under another threshold. now, then: how many hot items each rule would have made, by its name.

    gone: hot items there would not have been; new: those there would have been besides.
    """

    setting: str
    before: int
    after: int
    measures: int
    now: dict[str, int]
    then: dict[str, int]
    gone: tuple[FoundView, ...]
    new: tuple[FoundView, ...]


def replay(
    reader: Reads,
    today: date,
    setting: str,
    value: int,
    *,
    teams: Iterable[int] | None = None,
    back: int = LOOK_BACK,
) -> ReplayView:
    """Return what the last `back` closed periods would have brought with `setting` at `value` (1 to 13).

    Raises Refused for a setting that no rule of measures rests on, and for a value out of reach.
    """
    if setting not in NAMES:
        raise Refused(f"{echo(setting)} cannot be replayed", f"What can is {', '.join(NAMES)}")
    if not 1 <= value <= LOOK_BACK:
        raise Refused(f"{setting} is 1 to {LOOK_BACK} periods, not {value}")
    asked = replay_rules.thresholds(load(reader))
    other = Thresholds(*(value if name == setting else own for name, own in zip(NAMES, asked, strict=True)))
    found = judged(reader, today, teams=teams, periods=back + LOOK_BACK + 2)
    now: list[FoundView] = []
    then: list[FoundView] = []
    for one in found.values():
        seen = replay_rules.history(one)
        for wanted, views in ((asked, now), (other, then)):
            for story in replay_rules.stories(seen, wanted, back):
                when = weeks.format_period(seen.periods[story.place], one.cadence)
                views.append(FoundView(ref("measure", one.id), one.name, story.rule, when))
    return ReplayView(
        setting=setting,
        before=asked[NAMES.index(setting)],
        after=value,
        measures=len(found),
        now=_counted(now),
        then=_counted(then),
        gone=tuple(one for one in now if one not in then),
        new=tuple(one for one in then if one not in now),
    )


def _counted(found: Iterable[FoundView]) -> dict[str, int]:
    counts = dict.fromkeys(RULES.values(), 0)
    for one in found:
        counts[one.rule] += 1
    return counts
