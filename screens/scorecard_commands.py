"""What can be done on the scorecard, key by key (interface.md 2)."""

from __future__ import annotations

from typing import Any

from screens.commands import Command


def row(word: str, key: str, title: str, said: str, footer: int = 0, **more: Any) -> Command:
    """Return a command that changes the measure under the cursor."""
    more.setdefault("when", "writable_row")
    return Command(id=f"scorecard.{word}", key=key, title=title, help=said, footer=footer, **more)


ON_A_MEASURE: tuple[Command, ...] = (
    row("issue", "i", "to issues", "Send this measure to the issues", 2, repeat=True),
    row("why", "w", "why", "Write why it is as it is", 12),
    row("comment", "c", "comment", "Comment on this measure", 13),
    row("owner", "o", "owner", "Give the measure to somebody", repeat=True),
    row("todo", "t", "to-do", "Make a to-do from this measure"),
    row("edit", "E", "edit", "Edit the measure and its plan", 15),
    row("acknowledge", "A", "acknowledge", "Acknowledge the triggers of this measure that fired"),
    row("menu", "space", "menu", "More for this measure", children=(
        row("plan", "p", "new plan", "Judge it by another plan from a period on"),
        row("trigger", "t", "trigger", "Agree on an action for when it goes wrong, after a dry run over its past"),
        row("triggers", "l", "triggers", "The list of all triggers", when=""),
        row("formula", "f", "formula", "Work it out from other measures"),
        row("top", "d", "dashboard", "Put it on the top dashboard, or take it off"),
        row("private", "v", "private", "Show it to its team only, or to everybody"),
        row("retire", "r", "retire", "Take it off the scorecard and say why; its past stays"),
    )),
)  # fmt: skip
"""What can be done to a measure wherever one is shown."""

COMMANDS: tuple[Command, ...] = (
    Command(id="row.open", key="enter", title="chart", help="Open the chart; once more: everything about the measure",
            when="has_row", footer=1),
    Command(id="scorecard.numbers", key="tab", title="all numbers", footer=11, when="can_type",
            help="Type the numbers of all measures shown, or paste a column of them"),
    *ON_A_MEASURE,
    Command(id="scorecard.order", key="v", title="order", help="Worst first, by plan, by owner, by area", footer=14,
            when="has_row"),
    Command(id="row.fold", key="z", title="fold ok", help="Put the measures that are ok into one line, or show them"),
    Command(id="scorecard.trim", key="T", title="trim", help="Report of measures that change nothing: trim? and quiet"),
    Command(id="scorecard.parent", key="<", title="team above", help="Back towards the scorecard of all teams"),
    Command(id="scorecard.child", key=">", title="team below", help="The top dashboard, then single teams"),
    row("move-up", "K", "move up", "Move the measure up in plan order"),
    row("move-down", "J", "move down", "Move the measure down in plan order"),
)  # fmt: skip
