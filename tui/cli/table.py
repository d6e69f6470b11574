"""Every command by name: where its code is and what it does. Only the called command's module is imported.

A command `tree` is two functions of its module: `tree_arguments(parser)` and `tree(context, options) -> int`;
where Python has the word already (`set`, `import`, `open`) the second is `set_command`.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """module: below tui.cli. help: what the command does, one line. group: heading in the help."""

    module: str
    help: str
    group: str


LOOK, UPDATE, MEET, CHANGE, SAFETY, SELF = (
    "Look", "Update and capture", "Meet", "Change anything", "Safety", "The program"
)  # fmt: skip

COMMANDS: dict[str, Entry] = {
    "open": Entry("app", "Open the app on a screen; `oar` alone opens Today", LOOK),
    "demo": Entry("app", "Open the app on a throw-away copy of the demo company", LOOK),
    "today": Entry("core", "What I owe", LOOK),
    "glance": Entry("short", "The scorecard with sparklines", LOOK),
    "scorecard": Entry("measures", "Measures: list, top, trim, owners, backtest, templates", LOOK),
    "status": Entry("short", "One line for prompts and tmux", LOOK),
    "tree": Entry("okrs", "The OKR tree", LOOK),
    "filter": Entry("okr_branches", "Filters of the tree under a name: list, save, drop", LOOK),
    "show": Entry("core", "Anything, with its history", LOOK),
    "due": Entry("okrs", "Who owes what by the next review", LOOK),
    "lint": Entry("lint", "Live checks; exit 1 when there are findings", LOOK),
    "log": Entry("core", "The audit trail", LOOK),
    "set": Entry("okrs", "Check in on a key result, or enter this week's reading of a measure", UPDATE),
    "pull": Entry("pull", "Take readings from their sources", UPDATE),
    "up": Entry("okrs", "Walk my late key results and measures, one prompt at a time", UPDATE),
    "hot": Entry("issues", "Raise a hot item, or list them", UPDATE),
    "issue": Entry("issues", "Issues: add, list, done", UPDATE),
    "todo": Entry("issues", "To-dos: add, list, done", UPDATE),
    "win": Entry("issues", "Note something that went well", UPDATE),
    "decide": Entry("decisions", "Note a decision; one that ends in ? is needed", UPDATE),
    "decision": Entry("decisions", "Decisions: list, show, new", MEET),
    "cycle": Entry("cycles", "Cycles: plan, start, score, close, carry on", MEET),
    "brief": Entry("brief", "The strategy brief: show, publish, diff, export", MEET),
    "review": Entry("reviews", "Reviews: start, minutes, list", MEET),
    "add": Entry("change", "Add anything: KIND TITLE FIELD=VALUE...", CHANGE),
    "edit": Entry("change", "Change fields of anything: REF FIELD=VALUE...", CHANGE),
    "owner": Entry("change", "Give something to a person", CHANGE),
    "move": Entry("change", "Hang something under another parent", CHANGE),
    "copy": Entry("okr_branches", "Copy an objective or key result to another cycle", CHANGE),
    "step": Entry("okr_branches", "Steps of a milestone: list, add, tick", CHANGE),
    "archive": Entry("change", "Hide something; undo brings it back", CHANGE),
    "plan": Entry("scorecard", "Judge a measure by another plan: M7 '4 -> 17 by W39'", CHANGE),
    "formula": Entry("measures", "Work a measure out from others: M9 'M3 / M4 * 100'", CHANGE),
    "trigger": Entry("triggers", "Agree on an action for when a measure goes wrong; list, try, acknowledge", CHANGE),
    "retire": Entry("scorecard", "Take a measure off the scorecard, or bring it back", CHANGE),
    "undo": Entry("change", "Undo my last action", CHANGE),
    "redo": Entry("change", "Do again what the last undo took back", CHANGE),
    "import": Entry("exchange", "Read a Markdown, CSV or JSON file", SAFETY),
    "export": Entry("exchange", "Write everything as JSON, CSV, Markdown or TOML", SAFETY),
    "backup": Entry("data", "Copy the database", SAFETY),
    "restore": Entry("data", "Put a backup back; the old file is kept aside", SAFETY),
    "doctor": Entry("data", "Check the database and where it lives; exit 1 when there are findings", SAFETY),
    "init": Entry("data", "Create the database and its first person", SAFETY),
    "people": Entry("people", "People: list, add, access, deactivate, forget", SELF),
    "config": Entry("settings", "Show and set settings", SELF),
    "keys": Entry("settings", "Every key of every screen", SELF),
    "themes": Entry("settings", "The themes there are", SELF),
    "version": Entry("settings", "The version, of the database library too", SELF),
}
