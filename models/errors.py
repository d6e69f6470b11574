"""The few errors people see: one line that says what failed, and a hint that says what to do."""

from __future__ import annotations


class OarError(Exception):
    """Something was refused and nothing was changed.

    message: one line, what failed. hint: one line, what to do about it; may be empty.
    code: the exit code of interface.md 5.
    """

    code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def line(self) -> str:
        """Return message and hint as the one line that the command line prints."""
        if not self.hint:
            return self.message
        stop = "" if self.message.endswith((".", "?", "!")) else "."
        return f"{self.message}{stop} {self.hint}"


class Refused(OarError):
    """A value or a wish that the rules do not allow (exit code 2)."""

    code = 2


class Guarded(Refused):
    """A change inside an active cycle that needs its case: reason, grounds, evidence, who agreed (product.md 5)."""


class NeedsNote(Guarded):
    """A change inside an active cycle that needs only a note: a new owner (product.md 5)."""


class Unknown(OarError):
    """A reference that names nothing (exit code 3)."""

    code = 3


class Ambiguous(Unknown):
    """A reference that names several things; `candidates` holds (ref, title) pairs (exit code 3)."""

    def __init__(self, message: str, candidates: tuple[tuple[str, str], ...] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.candidates = candidates


class Conflict(OarError):
    """Somebody changed the same field in between (exit code 4).

    fields: for each field (name, value when opened, value now, value wanted). by, at: who changed it (a
    name), and when (an instant), where that is known.
    """

    code = 4

    def __init__(
        self,
        message: str,
        fields: tuple[tuple[str, object, object, object], ...] = (),
        hint: str = "",
        by: str = "",
        at: str = "",
    ) -> None:
        super().__init__(message, hint)
        self.fields = fields
        self.by = by
        self.at = at


class Unreachable(OarError):
    """The database cannot be used: missing, busy, read-only, newer, damaged or full (exit code 5)."""

    code = 5


class Busy(Unreachable):
    """Another program was writing for longer than we wait; reading goes on (exit code 5)."""

    @classmethod
    def of(cls, what: str) -> Busy:
        """Return the error for a database, named by `what`."""
        return cls(f"{what} is busy: another program is writing", "Nothing was changed; try again in a moment")


class NotPermitted(OarError):
    """The person may not do this; the message says who can (exit code 6)."""

    code = 6
