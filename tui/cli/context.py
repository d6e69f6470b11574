"""What a command works with: the store opened for a person, and ways to answer.

Commands raise OarError for everything that fails; tui/__main__.py turns it into one line and an exit code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from models.errors import Refused, Unreachable
from models.store.location import find_handle, find_location
from models.store.store import Store, is_postgres
from tui.arguments import Options, readable

if TYPE_CHECKING:
    from models.clock import Clock
    from models.store.unit import Done
    from themes.cells import Spans
    from themes.glyphs import Glyphs
    from tui.cli.printer import Cell, Column, Printer

VERSION = 1
"""The version of the JSON shapes; a field is only ever added without raising it."""


class NoAnswer(Refused):
    """A question that nobody answered: the input has ended."""


class KeptStore(Store):
    """A store that keeps a backup copy a day, made before the day's first write (sharing.md 4)."""

    warn: Any = None

    def write(self, verb: Any, *, action: str = "", join: str = "") -> Done:
        """Carry out a verb as Store.write does, after the day's backup."""
        if self.warn is not None and not self.read_only:
            keep_daily(self, self.warn)
            self.warn = None
        return super().write(verb, action=action, join=join)


def keep_daily(store: Store, warn: Any) -> None:
    """Make today's backup if it is not there; `warn` gets a line when it cannot be made.

    Looks at the folder before it imports anything: on all but the first write of a day this is one listdir.
    """
    if is_postgres(store.location):
        return
    from datetime import UTC, datetime

    stem = os.path.splitext(os.path.basename(store.location))[0]
    beginning = f"{stem}-{datetime.now(UTC):%Y%m%d}-"
    try:
        names = os.listdir(os.path.join(os.path.dirname(os.path.abspath(store.location)), "backups"))
    except OSError:
        names = []
    if any(name.startswith(beginning) and name.endswith("-daily.db") for name in names):
        return
    from models.store import backup

    try:
        backup.daily(store.location, store.settings.backups_kept)
    except (Unreachable, Refused, OSError) as error:
        warn(f"No backup was made today: {getattr(error, 'message', '') or type(error).__name__}")


class Context:
    """One run of one command. json: the answer is one JSON document on stdout and nothing else."""

    def __init__(
        self,
        options: Options,
        command: str,
        *,
        env: Mapping[str, str] | None = None,
        stdin: TextIO | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.options = options
        self.command = command
        self.env = os.environ if env is None else env
        self.json = options.json
        self._stdin = stdin
        self._clock = clock

    @cached_property
    def printer(self) -> Printer:
        """What writes on stdout; the app does without."""
        return self._printer(sys.stdout, plain=self.options.plain)

    @property
    def glyphs(self) -> Glyphs:
        """The glyphs of the terminal."""
        return self.printer.glyphs

    def _printer(self, stream: TextIO | None, *, plain: bool) -> Printer:
        from tui.cli.printer import Printer

        return Printer(stream, plain=plain, env=self.env)

    @cached_property
    def location(self) -> str:
        """The database's path or URL."""
        return find_location(self.options.db, self.env)

    @cached_property
    def handle(self) -> str:
        """The handle of who is asking."""
        return find_handle(self.options.handle, self.env)

    @cached_property
    def store(self) -> Store:
        """The store, opened at its first use, with the day rolled. Raises OarError."""
        store = KeptStore(self.location, handle=self.handle, clock=self._clock, read_only=self.options.read_only)
        store.warn = self.warn
        store.waits = lambda: self.warn("waiting for another program that is writing...")
        self.__dict__["store"] = store  # close() has to find it even when the roll fails
        if store.is_long_day:
            self.warn("a new day: working out what it changes, once")
        try:
            store.roll()
        except Unreachable:
            pass  # a file that cannot be written is still read, as of the day it was rolled
        return store

    def close(self) -> None:
        """Close the database if it was opened."""
        store = self.__dict__.get("store")
        if store is not None:
            store.close()

    def say(self, content: str | Spans = "") -> None:
        """Print one line of text or spans (text, token); nothing with --json."""
        if not self.json:
            self.printer.say(content)

    def note(self, text: str, indent: str = "") -> None:
        """Print a text of several lines; nothing with --json."""
        if not self.json:
            self.printer.note(text, indent)

    def table(self, columns: Sequence[str | Column], rows: Sequence[Sequence[Cell]]) -> None:
        """Print rows below their headings; nothing with --json."""
        if not self.json:
            self.printer.table(columns, rows)

    def warn(self, text: str) -> None:
        """Print one line on stderr; the command goes on."""
        self.printer.flush()
        errors = self._printer(sys.stderr, plain=self.options.plain)
        errors.say(f"oar: {text}")

    def dump(self, value: Mapping[str, Any]) -> None:
        """Print the command's JSON: `{"version": 1, "command": "tree", ...value}`; only with --json."""
        if self.json:
            answer = {"version": VERSION, "command": self.command, **value}
            self.printer.write(as_json(answer) + "\n")

    def done(self, done: Done) -> int:
        """Say what a write did, in words or as JSON (message, refs, action), and return exit code 0."""
        self.say(done.message)
        self.dump({"message": done.message, "refs": list(done.refs), "action": done.action})
        return 0

    def ask(self, label: str, default: str = "") -> str:
        """Ask one question on stderr and return the answer without blanks around it, `default` for none.

        Raises NoAnswer when the input has ended.
        """
        offered = f"{label} [{default}]: " if default else f"{label}: "
        self.printer.flush()
        errors = self._printer(sys.stderr, plain=True)
        errors.write(as_line(offered))
        errors.flush()
        source = self._stdin if self._stdin is not None else sys.stdin
        try:
            line = source.readline() if source is not None and not source.closed else ""
        except (OSError, ValueError):
            line = ""
        if not line:
            errors.write("\n")
            raise NoAnswer(f"Nobody answered: {label.strip()}", "Nothing was changed; say it with an option")
        return readable(line).strip() or default


def as_line(text: str) -> str:
    """Return text as one safe line without an end."""
    from themes.width import shown

    return shown(text)


def as_json(value: Any) -> str:
    """Return `value` as JSON in which every character that a terminal might act on is escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    if text.isascii():
        return text.replace("\x7f", "\\u007f")
    return "".join([char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text])
