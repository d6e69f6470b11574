"""Settings and what the program says about itself: config, keys, themes, version."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from importlib import metadata
from pathlib import Path

from models.errors import Refused
from models.settings import NAMES, Settings
from tui import config as preferences
from tui.cli.context import Context

WORDS = {
    "organisation": "What the organisation is called",
    "zone": "The time zone that closes days and weeks",
    "rolled_on": "The day that was rolled last; kept by Oarlock",
    "stretch_pace": "What stretch objectives are expected to reach of their targets (product.md 3)",
    "early_share": "Share of a cycle in which it is too early to judge",
    "ok_ratio": "Progress against expectation from which a key result is ok",
    "risk_ratio": "Progress against expectation from which it is at risk; below, off",
    "late_grace_days": "Days after the due day until a check-in counts as late",
    "measure_limit": "Measures a team should not exceed",
    "objective_limit": "Objectives a team should not exceed in a cycle",
    "hot_limit": "Hot items shown before `n more, quieter`",
    "off_periods": "Periods off until a measure is hot; `oar hot replay off_periods=3` tries another",
    "worse_periods": "Periods of getting worse until a measure that is not ok is hot",
    "better_periods": "Periods far better than plan until it is an opportunity",
    "decide_days": "Days a milestone may wait for a decision",
    "decision_days": "Days a decision may be needed",
    "stale_days": "Days without a check-in that a live check mentions",
    "weekly_minutes": "Minutes of the seven steps of the weekly review",
    "brief_words": "Words a brief should not exceed",
    "import_quiet_days": "Days in which an imported cycle raises no hot items",
    "backups_kept": "Daily backups that are kept",
}
"""What each organisation setting means; docs/settings.md is made from it."""

OWN = ("rolled_on",)
"""Settings that only Oarlock itself sets."""


def config_arguments(parser: ArgumentParser) -> None:
    """NAME and VALUE, both optional."""
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="an organisation setting")
    parser.add_argument("value", metavar="VALUE", nargs="?", default=None, help="its new value")


def config(context: Context, options: Namespace) -> int:
    """Show the settings, one setting, or set one of the organisation."""
    if options.value is not None:
        return _set(context, options.name, options.value)
    mine = preferences.load(context.env)
    known = context.store.settings
    shown = {name: getattr(known, name) for name in NAMES}
    if options.name:
        if options.name not in shown:
            raise Refused(f"There is no setting {options.name[:40]!r}", "`oar config` lists them")
        context.say(f"{shown[options.name]}")
        context.dump({"settings": {options.name: shown[options.name]}})
        return 0
    usual = Settings()
    context.say((("Organisation (oar config NAME VALUE)", "title"),))
    rows = [
        (
            name,
            str(value),
            (("" if value == getattr(usual, name) else "set", "muted"),),
            ((WORDS.get(name, ""), "muted"),),
        )
        for name, value in shown.items()
    ]
    context.table(("Name", "Value", "", "Meaning"), rows)
    personal = {
        "database": mine.database,
        "theme": mine.theme,
        "glyphs": mine.glyphs,
        "mouse": mine.mouse,
        "layouts": list(mine.layouts),
        "keys": dict(mine.keys),
    }
    context.say()
    context.say(((f"Personal ({mine.path}{'' if mine.there else ', not there yet'})", "title"),))
    context.table(
        ("Name", "Value", "Meaning"),
        [(name, _said(value), ((preferences.HELP[name], "muted"),)) for name, value in personal.items()],
    )
    context.say()
    context.say(f"Database  {context.location}")
    context.dump({"settings": shown, "personal": personal, "file": mine.path, "database": context.location})
    return 0


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {one}" for key, one in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)


def _set(context: Context, name: str, value: str) -> int:
    from models.people.verbs import SetSetting

    if name in OWN:
        raise Refused(f"{name} is kept by Oarlock", "Nothing was changed")
    if name in preferences.HELP:
        raise Refused(
            f"{name} is personal", f"Nothing was changed; write it into {preferences.config_path(context.env)}"
        )
    _replayed(context, name, value)
    return context.done(context.store.write(SetSetting(name=name, value=value)))


def _replayed(context: Context, name: str, value: str) -> None:
    """Say what a threshold would have brought before it is changed. Raises Refused for one out of reach."""
    from models.issues import tuning_reads
    from models.issues.replay_rules import NAMES as REPLAYED
    from models.settings import read_value
    from tui.cli import hot_rules

    if name in REPLAYED:
        store = context.store
        found = tuning_reads.replay(store.reader, store.clock.today(), name, read_value(name, value))
        context.say(hot_rules.summary(found))


def keys_arguments(parser: ArgumentParser) -> None:
    """SCREEN, --check."""
    parser.add_argument("screen", metavar="SCREEN", nargs="?", default="", help="one screen only")
    parser.add_argument("--check", action="store_true", help="only check [keys] of the config file")


def keys(context: Context, options: Namespace) -> int:
    """Print every key of every screen, as the config file has them; clashes are refused."""
    from screens.keymap import key_table, read_keys
    from screens.registry import PLACES, all_screens

    if options.screen and options.screen not in PLACES:
        raise Refused(f"There is no screen {options.screen[:40]!r}", f"There are {', '.join(PLACES)}")
    mine = preferences.load(context.env)
    chosen = read_keys(mine.keys, layouts=mine.layouts, line_of=mine.line_of, path=mine.path)
    if options.check:
        context.say(f"{len(mine.keys)} keys of your own, no clashes")
        context.dump({"keys": dict(mine.keys), "clashes": 0})
        return 0
    screens = all_screens()
    if options.screen:
        screens = {name: one for name, one in screens.items() if name.split()[0] == options.screen}
    lines = key_table(chosen, screens)
    rows = [
        (((line.key or "(none)", "key"),), ((line.screen, "muted"),), line.id, line.help or line.title)
        for line in lines
    ]
    context.table(("Key", "Screen", "Command", "Does"), rows)
    context.dump({"keys": [line._asdict() for line in lines]})
    return 0


def themes_arguments(parser: ArgumentParser) -> None:
    """Nothing."""


def themes(context: Context, options: Namespace) -> int:
    """List the themes, the person's own besides, and which one is chosen."""
    from themes.palette import ThemeError, load_palette, palette_names

    mine = preferences.load(context.env)
    own = Path(preferences.themes_folder(context.env))
    rows, found = [], []
    for name in palette_names(own):
        try:
            palette = load_palette(name, own)
            title, wrong = palette.title, ""
        except ThemeError as error:
            title, wrong = "", str(error)
        chosen = name == mine.theme
        rows.append((((context.glyphs.status("done") if chosen else " ", "good"),), name, title or ((wrong, "warn"),)))
        found.append({"name": name, "title": title, "chosen": chosen, "wrong": wrong})
    context.table(("", "Name", "Looks"), rows)
    context.say(f'Choose one with theme = "NAME" in {mine.path}; your own go to {own}')
    context.dump({"themes": found, "folder": str(own)})
    return 0


def version_arguments(parser: ArgumentParser) -> None:
    """Nothing."""


def version(context: Context, options: Namespace) -> int:
    """Print the version of the program, of Python, and of the database library."""
    from models.store import schema
    from models.store.store import sqlite_version

    number = program_version()
    python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    context.say(f"oarlock {number} (schema {schema.STAMP}, SQLite {sqlite_version()}, Python {python})")
    context.dump({"oarlock": number, "schema": schema.STAMP, "sqlite": sqlite_version(), "python": python})
    return 0


def program_version() -> str:
    """Return the installed version, "unknown" when the program runs from a folder that is not installed."""
    try:
        return metadata.version("oarlock")
    except metadata.PackageNotFoundError:
        return "unknown"
