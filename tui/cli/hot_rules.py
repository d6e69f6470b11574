"""`oar hot rules` and `oar hot replay`: do the hot rules serve, and what would another threshold have brought."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from models.errors import Refused
from models.issues import tuning_reads
from models.issues.replay_rules import NAMES
from models.issues.tuning_reads import FoundView, ReplayView
from models.numbers import format_share
from tui.cli.context import Context
from tui.cli.printer import Cell, Column

HOW = "Such as: oar hot replay off_periods=3"


def rules(context: Context, teams: Collection[int] | None) -> int:
    """Print per rule how many hot items it made in 13 weeks and what became of them.

    teams: only theirs; None for all, since the thresholds are the organisation's.
    """
    store = context.store
    found = tuning_reads.rule_rows(store.reader, store.clock.today(), teams=teams)
    rows: list[tuple[Cell, ...]] = [
        (
            one.word,
            str(one.fired),
            str(one.acted),
            format_share(one.share),
            str(one.dropped or ""),
            str(one.recovered or ""),
            str(one.waiting or ""),
            ((f"{one.setting} = {one.value}" if one.setting else "", "muted"),),
        )
        for one in found
    ]
    counts = ("Fired", "Acted on", "of settled", "Dropped", "Recovered", "Waiting")
    columns: list[str | Column] = ["Rule", *(Column(word, right=True) for word in counts), "Threshold"]
    context.table(columns, rows)
    context.say()
    context.say((("The last 13 weeks. `oar hot replay off_periods=3` shows what another threshold brings.", "muted"),))
    context.dump({"rules": [{**asdict(one), "share": one.share} for one in found]})
    return 0


def replay(context: Context, words: Sequence[str], teams: Collection[int] | None) -> int:
    """Print what the last 13 weeks would have brought with NAME=VALUE; changes nothing."""
    parts = " ".join(words).replace("=", " ").split()
    if len(parts) != 2 or not parts[1].isascii() or not parts[1].isdigit():
        raise Refused("A replay needs a threshold and its value", f"{HOW}; there are {', '.join(NAMES)}")
    store = context.store
    found = tuning_reads.replay(store.reader, store.clock.today(), parts[0], int(parts[1]), teams=teams)
    context.say(((summary(found), "title"),))
    rows: list[tuple[Cell, ...]] = [
        (tuning_reads.WORDS[rule], str(found.now[rule]), str(found.then[rule])) for rule in found.now
    ]
    context.table(("Rule", Column(f"at {found.before}", right=True), Column(f"at {found.after}", right=True)), rows)
    for title, some in (("There would not have been", found.gone), ("There would have been besides", found.new)):
        _some(context, title, some)
    context.say()
    context.say(((f"Nothing was changed; oar config {found.setting} {found.after} does.", "muted"),))
    context.dump(asdict(found))
    return 0


def _some(context: Context, title: str, found: tuple[FoundView, ...]) -> None:
    if not found:
        return
    context.say()
    context.say(((title, "muted"),))
    rows: list[tuple[Cell, ...]] = [
        (one.when, ((one.measure, "ref"),), one.name, ((tuning_reads.WORDS[one.rule], "muted"),)) for one in found
    ]
    context.table(("", "", "", ""), rows)


def summary(found: ReplayView) -> str:
    """Return a replay in one line."""
    now, then = sum(found.now.values()), sum(found.then.values())
    return (
        f"{found.setting} {found.before} to {found.after}: {then} hot items in the last 13 weeks instead of {now},"
        f" over {found.measures} measures"
    )
