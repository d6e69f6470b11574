"""The person's config file: TOML, read only, checked key by key (interface.md 2 and 8).

`config.toml` in the config folder (`$XDG_CONFIG_HOME/oarlock`)::

    database = "~/team/oar.db"
    theme = "dark"
    glyphs = "auto"
    mouse = true
    layouts = ["us", "ru"]

    [keys]
    "row.mark" = "disabled"

    [sources.billing]
    measure = "M7"
    kind = "http"
    url = "https://billing.example/api/nrr"
    path = "data.value"

What is wrong in it is one line that names the file, the line and the key; nothing is guessed.
"""

import os
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from models.errors import Refused
from models.store.location import folder

SIZE_LIMIT = 100_000
GLYPHS = ("auto", "unicode", "ascii")


class Preferences(NamedTuple):
    """Personal settings. path: the file they are from; keys: command id -> key or "disabled".

    sources: measure sources by name, as written; models/sources/declared.py checks each when it is pulled.
    """

    path: str
    there: bool = False
    database: str = ""
    theme: str = "dark"
    glyphs: str = "auto"
    mouse: bool = True
    layouts: tuple[str, ...] = ()
    keys: Mapping[str, str] = MappingProxyType({})
    sources: Mapping[str, Any] = MappingProxyType({})
    lines: Mapping[str, int] = MappingProxyType({})

    def line_of(self, key: str) -> int:
        """Return the line of a key in the file, 0 when unknown."""
        return self.lines.get(key, 0)


HELP = {
    "database": "Path or URL of the database; --db and OAR_DB come first",
    "theme": "One of `oar themes`",
    "glyphs": "auto, unicode or ascii",
    "mouse": "true or false",
    "layouts": 'Keyboards whose physical keys count, ["us", "ru"] say',
    "keys": 'Other keys by command id, "row.mark" = "disabled" say; `oar keys` lists the ids',
    "sources": "Where `oar pull` takes readings from, a table each; docs/recipes.md shows every kind",
}
"""Every personal setting and what it takes."""


def config_path(env: Mapping[str, str]) -> str:
    """Return where the config file is or would be."""
    return os.path.join(folder("config", env), "config.toml")


def themes_folder(env: Mapping[str, str]) -> str:
    """Return the folder of the person's own themes."""
    return os.path.join(folder("config", env), "themes")


def load(env: Mapping[str, str]) -> Preferences:
    """Return the person's settings over the defaults. Raises Refused naming file, line and key."""
    path = config_path(env)
    text = _text(path)
    if text is None:
        return Preferences(path)
    import tomllib  # most people have no file

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            f"{path} is not TOML: {_one_line(str(error))}", "Nothing was changed; correct that line"
        ) from error
    lines = _lines(text)
    for key in data:
        if key not in HELP:
            raise _wrong(path, lines, key, f"is no setting; there are {', '.join(HELP)}")
    return Preferences(
        path=path,
        there=True,
        database=_word(path, lines, data, "database", ""),
        theme=_word(path, lines, data, "theme", "dark"),
        glyphs=_one_of(path, lines, data, "glyphs", GLYPHS),
        mouse=_flag(path, lines, data, "mouse", True),
        layouts=_words(path, lines, data, "layouts"),
        keys=_table(path, lines, data, "keys"),
        sources=_tables(path, lines, data, "sources"),
        lines=lines,
    )


def _text(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}", "Nothing was changed") from error
    if len(raw) > SIZE_LIMIT:
        raise Refused(f"{path} has more than {SIZE_LIMIT // 1000} kB", "Nothing was changed; it is a settings file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Refused(f"{path}, line {line}: this is not UTF-8 text", "Nothing was changed") from error


def _lines(text: str) -> dict[str, int]:
    """Return the line on which each key stands first, quoted or not."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"""\s*(?:\[\s*)?(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*(?:=|\])""", line)
        if match:
            found.setdefault(next(part for part in match.groups() if part is not None), number)
    return found


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)[:200]


def _wrong(path: str, lines: Mapping[str, int], key: str, what: str) -> Refused:
    line = lines.get(key, 0)
    where = f"{path}, line {line}" if line else path
    return Refused(f"{where}: {_one_line(key)} {what}", "Nothing was changed; correct it or take it out")


def _word(path: str, lines: Mapping[str, int], data: Mapping[str, Any], key: str, default: str) -> str:
    value = data.get(key, default)
    if not isinstance(value, str) or (key in data and not value.strip()):
        raise _wrong(path, lines, key, "takes a text in quotes")
    if not value.isprintable():
        raise _wrong(path, lines, key, "contains a control character")
    return value


def _one_of(path: str, lines: Mapping[str, int], data: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str:
    value = _word(path, lines, data, key, choices[0])
    if value not in choices:
        raise _wrong(path, lines, key, f"is one of {', '.join(choices)}")
    return value


def _flag(path: str, lines: Mapping[str, int], data: Mapping[str, Any], key: str, default: bool) -> bool:
    value = data.get(key, default)
    if not isinstance(value, bool):
        raise _wrong(path, lines, key, "takes true or false")
    return value


def _words(path: str, lines: Mapping[str, int], data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.isprintable() for one in value):
        raise _wrong(path, lines, key, 'takes a list of texts, ["us", "ru"] say')
    return tuple(value)


def _table(path: str, lines: Mapping[str, int], data: Mapping[str, Any], key: str) -> dict[str, str]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _wrong(path, lines, key, f"is a table, [{key}]")
    return dict(_flat(path, lines, value, ""))


def _tables(path: str, lines: Mapping[str, int], data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return tables by name as they stand; what is in them is not judged here."""
    value = data.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise _wrong(path, lines, key, f"holds tables, [{key}.NAME]")
    return dict(value)


def _flat(path: str, lines: Mapping[str, int], table: Mapping[str, Any], before: str) -> list[tuple[str, str]]:
    """Return id and key of every line; `row.mark = "x"` without quotes is a table inside a table for TOML."""
    found: list[tuple[str, str]] = []
    for name, one in table.items():
        if isinstance(one, dict):
            found += _flat(path, lines, one, f"{before}{name}.")
        elif isinstance(one, str) and one.isprintable() and one:
            found.append((f"{before}{name}", one))
        else:
            raise _wrong(path, lines, f"{before}{name}", 'takes a key in quotes, or "disabled"')
    return found
