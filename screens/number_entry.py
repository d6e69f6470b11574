"""Numbers in as few keys as possible: `1` `1` Enter `6` sets 11 and confidence 6 (interface.md 3)."""

from __future__ import annotations

from screens.commands import DIGITS, Command
from screens.conversation import Conversation


class NumberEntry(Conversation):
    """For screens whose rows take a number: `class OkrsScreen(NumberEntry, OarScreen)`.

    A digit opens the prompt with that digit, `=` with the value there is, `+` and `-` nudge by one.
    Enter calls `number_submit(text)`; if it returns True, a digit right after that calls
    `confidence_submit(digit)` (raw: `0` means 10, product.md 3) and any other key does its own job.
    """

    commands: tuple[Command, ...] = (
        Command(id="number.set", key="0", also=DIGITS[1:], show="0-9", title="set", help="Set the value",
                when="number_target", call="digit", footer=10),
        Command(id="number.number", key="=", title="edit value", help="Edit the value, =-5 for a negative one",
                when="number_prompted"),
        Command(id="number.nudge-up", key="+", title="nudge up", help="One more", when="number_target"),
        Command(id="number.nudge-down", key="-", title="nudge down", help="One less", when="number_target"),
    )  # fmt: skip

    # ---- what a screen fills in

    def number_target(self) -> bool | str:
        """Say whether the row under the cursor takes a number: True, False, or why not."""
        return self.can_write if self.has_row else False

    def number_prompted(self) -> bool | str:
        """Say whether `=` opens the prompt: also on a row that takes everything but a value."""
        return self.number_target()

    def number_label(self) -> str:
        """Return what the prompt is called, with the period where there is one: `pipeline W34`."""
        return "value"

    def number_hint(self) -> str:
        """Return the hint at the right of the prompt."""
        return "11 c6 note"

    def number_value(self) -> str:
        """Return the value there is, as it would be typed."""
        return ""

    def number_submit(self, text: str) -> bool:
        """Write what was typed (`11 c6 two logos signed`, `+2`); raise OarError to have it corrected.

        Return True when a confidence may follow.
        """
        raise NotImplementedError

    def confidence_submit(self, digit: str) -> None:
        """Complete the check-in just written; `write(..., join=...)` keeps it in the same undo step."""
        raise NotImplementedError

    # ---- the keys

    def do_digit(self) -> None:
        """Start a number with the digit pressed."""
        self._number_prompt(self.keymap.here(self.pressed))

    def do_number(self) -> None:
        """Edit the number there is."""
        self._number_prompt(self.number_value(), offered=True)

    def do_nudge_up(self) -> None:
        """One more."""
        self._number("+1")

    def do_nudge_down(self) -> None:
        """One less."""
        self._number("-1")

    def _number_prompt(self, value: str, offered: bool = False) -> None:
        self.prompt(self.number_label(), value, self._number, hint=self.number_hint(), offered=offered)

    def _number(self, text: str) -> None:
        if self.number_submit(text.strip()):
            self.catch("0123456789", self.confidence_submit)
