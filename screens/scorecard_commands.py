"""What can be done on the scorecard, key by key (interface.md 2)."""

from __future__ import annotations

from typing import Any

from screens.commands import Command


def _row(word: str, key: str, title: str, said: str, footer: int = 0, **more: Any) -> Command:
    more.setdefault("when", "writable_row")
    return Command(id=f"scorecard.{word}", key=key, title=title, help=said, footer=footer, **more)


COMMANDS: tuple[Command, ...] = (
    Command(id="row.open", key="enter", title="chart", help="Open or close the chart of this measure",
            when="has_row", footer=1),
    _row("issue", "i", "to issues", "Send this measure to the issues", 2, repeat=True),
    _row("why", "w", "why", "Write why it is as it is", 12),
    _row("comment", "c", "comment", "Comment on this measure", 13),
    _row("owner", "o", "owner", "Give the measure to somebody", repeat=True),
    _row("todo", "t", "to-do", "Make a to-do from this measure"),
    _row("edit", "E", "edit", "Edit the measure and its plan", 15),
    Command(id="scorecard.order", key="v", title="order", help="Worst first, or results with what leads to them",
            footer=14),
    Command(id="scorecard.trim", key="T", title="trim", help="Only measures that change nothing: trim? and quiet"),
    Command(id="scorecard.parent", key="<", title="team above", help="The scorecard of the team above"),
    Command(id="scorecard.child", key=">", title="team below", help="The scorecards of single teams"),
    _row("move-up", "K", "move up", "Move the measure up in plan order"),
    _row("move-down", "J", "move down", "Move the measure down in plan order"),
    _row("acknowledge", "A", "acknowledge", "Acknowledge the triggers of this measure that fired"),
    _row("menu", "space", "menu", "More for this measure", children=(
        _row("plan", "p", "new plan", "Judge it by another plan from this period on"),
        _row("trigger", "t", "trigger", "Agree on an action for when it goes wrong"),
        _row("private", "v", "private", "Show it to its team only, or to everybody"),
        _row("retire", "r", "retire", "Take it off the scorecard; its past stays"),
    )),
)  # fmt: skip
