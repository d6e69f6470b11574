"""Opening the app: on a screen, or on a throw-away copy of the demo company."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from models.errors import Refused, Unreachable
from models.store.store import Store
from tui import config
from tui.cli.context import Context, keep_daily
from tui.config import Preferences

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from screens.base import OarScreen
    from screens.look import Look
    from screens.shell import Facts
    from tui.app import OarApp
    from tui.arguments import Options

FRAMES = "240"
"""Frames a second at most. A change is painted at the next one: at Textual's 60 a saved value was seen 20 ms late."""


class AppStore(Store):
    """The app's store. What a day brings is done after the first frame: the day roll, the day's backup."""

    hurries = True

    def warm(self) -> None:
        """Import what writing needs, roll the day, make the day's backup; runs on another thread."""
        super().warm()
        try:
            self.roll()
            if not self.read_only:
                keep_daily(self, lambda line: None)
        except Unreachable:
            pass  # a file that cannot be written is still read, as of the day it was rolled


def open_arguments(parser: ArgumentParser) -> None:
    """SCREEN."""
    parser.add_argument("screen", metavar="SCREEN", nargs="?", default="", help="today, okrs, scorecard, ...")


def start(options: Options) -> int:
    """Do what `oar` alone does; no table of commands and no parser, so that the first frame waits for neither."""
    context = Context(options, "open")
    try:
        return open_command(context, SimpleNamespace(screen=""))
    finally:
        context.close()


def open_command(context: Context, options: Any) -> int:
    """Open the app; with --plain, print what I owe instead."""
    if context.options.plain or context.json:
        from argparse import Namespace

        from tui.cli import core

        if options.screen:
            raise Refused("The app does not open with --plain or --json", "`oar --help` lists the commands for text")
        context.command = "today"
        return core.today(context, Namespace(fail_on=None, watch=False, every=1))
    return _run(context, context.location, context.handle, options.screen)


def demo_arguments(parser: ArgumentParser) -> None:
    """SCREEN."""
    parser.add_argument("screen", metavar="SCREEN", nargs="?", default="", help="today, okrs, scorecard, ...")


def demo(context: Context, options: Namespace) -> int:
    """Open the app on a copy of the demo company that goes away with it."""
    from models.demo import ready
    from tui.cli.data import join_demo

    _check_terminal(context)
    folder = tempfile.mkdtemp(prefix="oarlock-demo-")
    try:
        location = os.path.join(folder, "demo.db")
        ready.copy(location, date.today(), ready.cache_folder(context.env))
        return _run(context, location, join_demo(location, context.handle), options.screen)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _without_tls() -> None:
    """Import asyncio without the TLS library, which is for connections that the app never makes.

    asyncio runs where Python was built without it. Loading it is 3 % of a start; who needs it later imports it.
    """
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment] # what Python's import system takes for "not there"
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]


def _run(context: Context, location: str, handle: str, screen: str) -> int:
    _check_terminal(context)
    gc.disable()  # until the first frame is painted; the app enables it again (architecture.md)
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    _without_tls()
    from screens.registry import HOME, PLACES

    if screen and screen not in PLACES:
        raise Refused(f"There is no screen {screen[:40]!r}", f"There are {', '.join(PLACES)}")
    mine = config.load(context.env)
    if _nothing_there(context, location):
        return _first_run(context, mine)
    store = AppStore(location, handle=handle, read_only=context.options.read_only)
    try:
        app = _app(context, mine, store, lambda: facts(store), screen or _first_screen(store) or HOME)
        return _shown(app, mine)
    finally:
        store.close()


def _app(
    context: Context,
    mine: Preferences,
    store: Any,
    get_facts: Callable[[], Facts],
    start: str | Callable[[], OarScreen],
) -> OarApp:
    from screens.keymap import read_keys
    from tui.app import OarApp
    from tui.crash import state_folder
    from tui.safety import OarDriver

    return OarApp(
        store,
        look=look(context, mine),
        keys=read_keys(mine.keys, layouts=mine.layouts, line_of=mine.line_of, path=mine.path),
        facts=get_facts,
        start=start,
        state_folder=state_folder,
        driver=OarDriver,
        editor=lambda text: _edited(text, context.env),
    )


def _edited(text: str, env: Mapping[str, str]) -> str:
    from tui.cli.editor import write_in_editor

    return write_in_editor(text, env, "note").rstrip("\n")


def _shown(app: OarApp, mine: Preferences) -> int:
    code = app.run(mouse=mine.mouse)
    return int(code if code is not None else app.return_code or 0)


def _first_screen(store: Store) -> str | Callable[[], OarScreen]:
    """Return the screen that an invited person sees once, "" for everybody else."""
    from models.today_reads import first_time

    if store.read_only or not first_time(store.reader, store.me):
        return ""
    from screens.invited import InvitedScreen

    return InvitedScreen


def _nothing_there(context: Context, location: str) -> bool:
    """Return whether there is no database yet and one may be made."""
    return not context.options.read_only and "://" not in location and not os.path.lexists(location)


def _first_run(context: Context, mine: Preferences) -> int:
    """Open the welcome screen; what it makes is opened in the same run."""
    from screens.shell import Facts
    from screens.welcome import WelcomeScreen
    from tui.welcome import FirstRun, NoStore

    first = FirstRun(context, lambda location, handle: AppStore(location, handle=handle))
    doors = first.doors(facts)

    def now() -> Facts:
        return facts(app.store) if isinstance(app.store, Store) else Facts(state="not connected")

    app = _app(context, mine, NoStore(context.handle), now, lambda: WelcomeScreen(doors))
    try:
        return _shown(app, mine)
    finally:
        app.store.close()
        first.close()


def _check_terminal(context: Context) -> None:
    """Say kindly where the app cannot be shown, and what to use instead (interface.md 1). Raises Refused."""
    hint = "`oar --plain` prints what you owe, `oar --help` lists the commands"
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout) and _is_terminal(sys.stderr)):
        raise Refused("The app needs a terminal", hint)
    if context.env.get("TERM", "") in ("", "dumb"):
        raise Refused("This terminal (TERM=dumb) cannot show the app", hint)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def look(context: Context, mine: Preferences) -> Look:
    """Return the palette and glyphs of the person's choice. Raises Refused for a theme that is wrong."""
    from screens.look import make_look
    from themes.glyphs import glyphs, wants_ascii
    from themes.palette import ThemeError, load_palette

    try:
        palette = load_palette(mine.theme, Path(config.themes_folder(context.env)))
    except ThemeError as error:
        line = mine.line_of("theme")
        where = f"{mine.path}, line {line}: theme: " if line else ""
        raise Refused(f"{where}{error}", "Nothing was changed; `oar themes` lists them") from error
    ascii_only = wants_ascii(context.env) if mine.glyphs == "auto" else mine.glyphs == "ascii"
    return make_look(palette, glyphs(ascii_only), colours=not context.env.get("NO_COLOR"))


def facts(store: Store) -> Facts:
    """Return what the header says: the organisation, this week in its quarter, whether it can be written."""
    from models import weeks
    from screens.shell import Facts

    week = weeks.week_of(store.clock.today())
    year, quarter = weeks.quarter_of(week)
    first, last = weeks.quarter_days(year, quarter)
    within = weeks.weeks_within(first, last)
    place = f" {within.index(week) + 1}/{len(within)}" if week in within else ""
    state = "READ ONLY" if store.read_only else "live"
    return Facts(store.settings.organisation, f"{weeks.format_week(week, short=True)}{place}", state)
