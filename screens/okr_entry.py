"""Updating a key result in as few keys as possible, on the tree and on its own screen (interface.md 3)."""

from __future__ import annotations

from models.errors import Refused
from models.okrs.entry import read_check_in
from models.okrs.row_reads import RowView
from models.okrs.verbs import Amend, CheckIn
from models.prompt import parse_confidence
from screens.commands import Command
from screens.number_entry import NumberEntry
from screens.writer import Writing
from themes.width import clip

LABEL = 24


class KeyResultEntry(NumberEntry):
    """For screens that have a key result in hand: `class OkrsScreen(KeyResultEntry, OarScreen)`."""

    commands: tuple[Command, ...] = (
        Command(id="okrs.numbers", key="tab", title="all check-ins", footer=25, when="can_write",
                help="Type value, confidence and note of a whole team's key results in one grid"),
    )  # fmt: skip

    _writing: Writing | None = None
    _entered = 0

    async def do_numbers(self) -> None:
        """Type the check-ins of a whole team, beginning with this row."""
        from screens.check_in_grid import CheckInGrid

        row = self.entry_row()
        await self.shell.open_screen(CheckInGrid(start=row.key if row is not None else 0))

    def entry_row(self) -> RowView | None:
        """Return the row that takes the number, None when there is none."""
        raise NotImplementedError

    def number_target(self) -> bool | str:
        """Say whether the row takes a number, or why not."""
        row, prompted = self.entry_row(), self.number_prompted()
        elsewhere = valued_by(row) if row is not None and prompted is True else ""
        return f"{elsewhere}: = takes your confidence" if elsewhere else prompted

    def number_prompted(self) -> bool | str:
        """Say whether the row takes a check-in, or why not: what gets its value from elsewhere takes a confidence."""
        row = self.entry_row()
        if row is None:
            return False
        if not row.is_key_result:
            return "Only key results take a number; go down to one"
        if row.cycle_state == "closed":
            return "That cycle is closed and stays as it is"
        return self.can_write

    def number_label(self) -> str:
        """Return the title of the key result, short enough for the prompt."""
        row = self.entry_row()
        return "value" if row is None else clip(row.title, LABEL, self.look.glyphs)

    def number_hint(self) -> str:
        """Return what fits this key result."""
        row = self.entry_row()
        if row is not None and valued_by(row):
            return "c6 note: how sure you are"
        return "yes c6 note" if row is not None and row.kind == "boolean" else "11 c6 note"

    def _number_prompt(self, value: str, offered: bool = False) -> None:
        """Begin with the `c` of a confidence where that is all that is taken."""
        row = self.entry_row()
        only = row is not None and valued_by(row)
        super()._number_prompt("c" if only else value, offered and not only)

    def number_value(self) -> str:
        """Return the value there is as it would be typed."""
        row = self.entry_row()
        if row is None or row.value is None:
            return ""
        value = row.value * 100 if row.kind == "milestone" else row.value
        return f"{'=' if value < 0 else ''}{value:.15g}"

    def number_submit(self, text: str) -> bool:
        """Write the check-in that was typed; True when a confidence digit may follow."""
        row = self.entry_row()
        if row is None:
            return False
        verb = read_check_in(text, kr=-row.key, kind=row.kind, unit=row.unit)
        refuse_early(row, verb)
        self._writing, self._entered = self.write(verb), -row.key
        return verb.confidence is None

    def confidence_submit(self, digit: str) -> None:
        """Complete the check-in just written, in the same undo step: `0` means 10."""
        self.write(Amend(kr=self._entered, confidence=parse_confidence(digit)), join=self._writing)


def valued_by(row: RowView) -> str:
    """Return where a key result gets its value when nobody types it, else ""."""
    if row.measure is not None:
        return f"{row.ref} takes its value from M{row.measure}"
    return f"{row.ref} counts its steps" if row.steps[1] else ""


def refuse_early(row: RowView, verb: CheckIn) -> None:
    """Refuse what can be seen to be wrong on the row, so that the typed line stays to be corrected."""
    typed = verb.value is not None or verb.nudge is not None
    if typed and (elsewhere := valued_by(row)):
        where = "Enter it on the scorecard" if row.measure is not None else "Enter opens it, e completes a step"
        raise Refused(elsewhere, f"{where}; c6 is for here")
    if verb.nudge is not None and row.value is None and row.kind not in ("count", "boolean", "milestone"):
        raise Refused(f"There is no value yet to change by {verb.nudge:+g}", f"Type ={verb.nudge:g} to set it")
    if verb.value is not None and row.kind == "boolean" and verb.value not in (0, 1):
        raise Refused("This key result is done or not", "Type 1 or 0, yes or no")
    if verb.value is not None and row.kind == "milestone" and not 0 <= verb.value <= 1:
        raise Refused("A milestone is between 0 and 100 %", "Type 40 for 40 %")
