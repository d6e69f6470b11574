"""Why a guarded change is made inside an active cycle: four reasons that count, three that do not (product.md 5)."""

from __future__ import annotations

from collections.abc import Sequence

from models.okrs.reasons import REFUSED, VALID
from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans, wrap

_TEMPTING = {"harder": "Harder than expected", "too-much": "Too much at once", "one-more": "One more goal"}


class ReasonDialog(OarDialog):
    """Closes with a reason that counts; the others say why they do not. Escape changes nothing."""

    title_text = "Guarded inside an active cycle"

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self._reasons = [*VALID, *REFUSED]
        self._why = ""

    def lines(self) -> Sequence[Spans]:
        """Return the reasons, and what was said to one that does not count."""
        names = VALID | _TEMPTING
        out: list[Spans] = [*(((line, ""),) for line in wrap(self._what, self.room)), ()]
        for number, reason in enumerate(self._reasons, 1):
            out.append(((str(number), "key"), (f"  {names[reason]}", "" if reason in VALID else "muted")))
        out += [(), *(((line, "warn"),) for line in wrap(self._why, self.room) if line)]
        return [*out, (("1-7", "key"), (" reason   ", ""), ("Esc", "key"), (" change nothing", ""))]

    def press(self, key: str) -> Result:
        """A number gives a reason."""
        if not (key.isdigit() and 0 < int(key) <= len(self._reasons)):
            return super().press(key)
        reason = self._reasons[int(key) - 1]
        if reason in VALID:
            return self.close(reason)
        self._why = REFUSED[reason]
        self.draw()
        return None
