"""The first run: no database yet. Makes one, or the demo, or looks into a file, for screens/welcome.py."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import threading
import uuid
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from models.clock import Clock
from models.people.me import Me
from models.store.location import handle_of

if TYPE_CHECKING:
    from models.store.store import Store
    from screens.shell import Facts
    from screens.welcome import Doors
    from tui.cli.context import Context

SHOWN = 12
"""Lines of a dry run that the question shows."""
COUNTED = re.compile(r"\d+ items: ")
"""How the line of a dry run begins that counts what was understood: the question shows it first."""


class NoStore:
    """Stands where the store will be while there is no database: nothing to read, nothing to write."""

    reader = None
    read_only = False

    def __init__(self, handle: str) -> None:
        self.me = Me(0, handle, handle)
        self.clock = Clock()

    def changed(self) -> frozenset[str]:
        """Nothing changes where nothing is."""
        return frozenset()

    def warm(self) -> None:
        """Import what making a database needs, while the person reads."""
        from models.store import migrate as _migrate  # noqa: F401 - imported for its time

    def close(self) -> None:
        """Nothing is open."""


class FirstRun:
    """What the welcome screen may ask for; `close` takes the demo's folder away again."""

    def __init__(self, context: Context, open_store: Callable[[str, str], Store]) -> None:
        self.context = context
        self._open = open_store
        self._folder = ""

    def doors(self, facts: Callable[[Any], Facts]) -> Doors:
        """Return the doors for the screen."""
        from screens.welcome import Doors
        from tui.cli.data import local_zone

        return Doors(
            where=self.context.location, name=self.context.handle, zone=local_zone(), begin=self.begin,
            make_demo=self.make_demo, opened=self.opened, preview=self.preview, take=self.take, facts=facts,
        )  # fmt: skip

    def begin(self, organisation: str, name: str, zone: str) -> str:
        """Make the database with its first person. Raises OarError, and nothing is left then."""
        from models.people.verbs import Begin
        from models.store import migrate
        from models.store.writer import Writer

        location, handle = self.context.location, handle_of(self.context.handle)
        clock = Clock(zone.strip() or "UTC")
        migrate.create(location)
        writer = Writer(location, "", clock)
        try:
            verb = Begin(organisation=organisation, handle=handle, name=name, zone=zone.strip() or "UTC")
            return writer.write(verb, action=uuid.uuid4().hex, trusted=True).message
        except BaseException:
            migrate.remove(location)
            raise
        finally:
            writer.close()

    def make_demo(self) -> None:
        """Make a throw-away copy of the demo company."""
        from models.demo import ready

        self._folder = self._folder or tempfile.mkdtemp(prefix="oarlock-demo-")
        location = self._demo()
        if not os.path.exists(location):
            ready.copy(location, date.today(), ready.cache_folder(self.context.env))

    def _demo(self) -> str:
        return os.path.join(self._folder, "demo.db")

    def opened(self, demo: bool) -> Store:
        """Open what was made; writing gets ready on another thread."""
        from tui.cli.data import join_demo

        location = self._demo() if demo else self.context.location
        handle = join_demo(location, self.context.handle) if demo else handle_of(self.context.handle)
        store = self._open(location, handle)
        threading.Thread(target=store.warm, name="oar-warm", daemon=True).start()
        return store

    def preview(self, path: str) -> str:
        """Return what importing a file would do, in a few lines. Raises OarError."""
        said = self._imported(path, dry=True).splitlines()
        lines = [line for line in said if "--dry-run" not in line]  # the screen asks instead
        counted = [line for line in lines if COUNTED.match(line)]
        lines = [*counted, *(line for line in lines if line not in counted)]
        more = [f"... {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
        return "\n".join([*lines[: SHOWN // 2], *more, *lines[-SHOWN // 2 :]] if more else lines)

    def take(self, store: Any, path: str) -> str:
        """Import the file into an open store and return what happened."""
        self.context.__dict__["store"] = store
        return self._imported(path, dry=False).strip().splitlines()[-1]

    def _imported(self, path: str, *, dry: bool) -> str:
        from tui.cli import exchange
        from tui.cli.printer import Printer

        said = io.StringIO()
        self.context.printer = Printer(said, plain=True, env=self.context.env)
        options = Namespace(
            file=os.path.expanduser(path), dry_run=dry, cycle="", start="", end="", team="", under="", good_rows=True
        )
        try:
            exchange.import_command(self.context, options)
        finally:
            del self.context.printer  # the next one is made for whoever asks
        return said.getvalue()

    def close(self) -> None:
        """Take the demo's folder away."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
