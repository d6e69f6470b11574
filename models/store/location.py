"""Where the database is and who is asking: options, environment, a one-line file, defaults (interface.md 5).

On the path of `oar glance`: `os` alone, no platformdirs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from models.errors import Unreachable

NAME = "oarlock"
_XDG = {"config": "XDG_CONFIG_HOME", "data": "XDG_DATA_HOME", "state": "XDG_STATE_HOME"}
_LINUX = {"config": (".config",), "data": (".local", "share"), "state": (".local", "state")}
_LONGEST_LINE = 4_000


def folder(kind: str, env: Mapping[str, str]) -> str:
    """Return the program's own folder of a `kind`: config, data or state. It need not be there."""
    base = env.get(_XDG[kind], "")
    if not os.path.isabs(base):
        home = env.get("HOME") or os.path.expanduser("~")
        parts = ("Library", "Application Support") if sys.platform == "darwin" else _LINUX[kind]
        base = os.path.join(home, *parts)
    return os.path.join(base, NAME)


def find_location(flag: str | None, env: Mapping[str, str]) -> str:
    """Return the database's path or URL: `flag` (--db), OAR_DB, the one-line file `database` in the config
    folder, `database` in its config.toml, else `oar.db` in the data folder.

    Raises Unreachable when a file in the config folder cannot be read.
    """
    named = flag or env.get("OAR_DB")
    if not named:
        own = folder("config", env)
        named = _written(os.path.join(own, "database")) or _configured(os.path.join(own, "config.toml"))
    if not named:
        return os.path.join(folder("data", env), "oar.db")
    if "://" in named:
        return named
    return os.path.expanduser(named)


def _written(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline(_LONGEST_LINE).strip().replace("\0", "")
    except FileNotFoundError:
        return ""
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise Unreachable(message, "Nothing was changed; name the database with --db") from error


def _configured(path: str) -> str:
    """Return `database` of the config file without a TOML parser: a short command has no time for one.

    tui/config.py checks the whole file. Only a text without escapes, above the first table, counts.
    """
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                name, equals, value = line.strip().partition("=")
                if name.startswith("["):
                    break
                value = value.strip()
                end = value.find(value[:1], 1)
                if equals and name.strip() in ("database", '"database"') and value[:1] in ("'", '"') and end > 0:
                    return value[1:end]
    except OSError:
        pass
    return ""


def find_handle(flag: str | None, env: Mapping[str, str]) -> str:
    """Return the handle of who is asking: `flag` (--as), OAR_USER, else the login name as a handle."""
    given = (flag or env.get("OAR_USER") or "").strip().lstrip("@").encode(errors="replace").decode()
    return given.lower() if given else handle_of(_login(env))


def handle_of(login: str) -> str:
    """Return a login name as a handle: letters, digits, dot, dash and underscore, at most 32."""
    kept = "".join([char if char.isalnum() or char in "._-" else "-" for char in login.strip().lower()])
    return kept.lstrip("._-")[:32] or "me"


def _login(env: Mapping[str, str]) -> str:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if env.get(name):
            return env[name]
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError, AttributeError):
        return "me"
