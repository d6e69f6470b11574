"""Reading a palette from its TOML files, every key checked; the built-in ones are read so by tests and `make` only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from themes.palette import ANSI_COLOURS, BASE, BUILT_IN, KINDS, Look, Palette, ThemeError, palette_names
from themes.sgr import TOKENS

_FLAGS = ("bold", "italic", "underline", "reverse")
_PARENT = {"dark": "dark", "light": "light", "ansi": "ansi16"}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_SIZE_LIMIT = 100_000
HOME = Path(__file__).parent


@dataclass(slots=True)
class _Draft:
    """A palette while its files are merged: looks are still the fields as written."""

    kind: str
    title: str
    base: dict[str, str]
    tokens: dict[str, dict[str, Any]]


def read(path: Path, folder: Path | None = None) -> Palette:
    """Return the palette of a file, filled up from what it is based on.

    Raises ThemeError with the first thing wrong in it.
    """
    draft = _merged(path, folder, ())
    for where, wanted, given in (("base", BASE, draft.base), ("tokens", TOKENS, draft.tokens)):
        for key in wanted:
            if key not in given:
                raise _wrong(path, f"{where}.{key}", "is missing")
    return Palette(
        name=path.stem,
        kind=draft.kind,
        title=draft.title,
        base={key: draft.base[key] for key in BASE},
        looks={token: _look(draft.tokens[token], draft.base) for token in TOKENS},
    )


def _merged(path: Path, folder: Path | None, children: tuple[str, ...]) -> _Draft:
    """Return a file's palette on top of the one it is based on, looks not yet resolved."""
    data = _parse(path)
    for key in data:
        if key not in ("name", "kind", "title", "based_on", "base", "tokens"):
            raise _wrong(path, key, "there is no such key")
    kind = _text(path, data, "kind", "dark")
    if kind not in KINDS:
        raise _wrong(path, "kind", f"{kind!r} is none of {', '.join(KINDS)}")
    draft = _Draft(kind, _text(path, data, "title", path.stem), {}, {})
    own = path.parent != HOME
    if own or "based_on" in data:
        parent = _parent(path, _text(path, data, "based_on", _PARENT[kind]), folder, (*children, path.stem))
        above = _merged(parent, folder, (*children, path.stem))
        if (above.kind == "ansi") != (kind == "ansi"):
            raise _wrong(path, "based_on", f"{parent.stem!r} is of kind {above.kind}, this theme of kind {kind}")
        draft.base.update(above.base)
        draft.tokens.update(above.tokens)
    for key, value in _table(path, data, "base").items():
        if key not in BASE:
            raise _wrong(path, f"base.{key}", "there is no such base colour")
        draft.base[key] = _colour(path, f"base.{key}", value, kind)
    for token, fields in _table(path, data, "tokens").items():
        draft.tokens[token] = _fields(path, token, fields, kind)
    return draft


def _parent(path: Path, name: str, folder: Path | None, chain: tuple[str, ...]) -> Path:
    if name in chain:
        raise _wrong(path, "based_on", f"{name!r} leads back to this theme")
    if name in BUILT_IN:
        return HOME / f"{name}.toml"
    if folder is None or name not in palette_names(folder):
        raise _wrong(path, "based_on", f"there is no theme {name!r}")
    return folder / f"{name}.toml"


def _parse(path: Path) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
        if len(raw) > _SIZE_LIMIT:
            raise _wrong(path, "", "is too large for a theme")
        return tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise _wrong(path, "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _wrong(path, "", "is not a text file") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(path, "", f"is not valid TOML: {error}") from None


def _wrong(path: Path, key: str, what: str) -> ThemeError:
    """Return the error as one printable line, whatever the file contains."""
    line = ": ".join(part for part in (path.name, key, what) if part)
    return ThemeError("".join(char if char.isprintable() else " " for char in line))


def _text(path: Path, data: Mapping[str, Any], key: str, default: str) -> str:
    value = data.get(key, default)
    if not isinstance(value, str) or not value.isprintable() or not value:
        raise _wrong(path, key, "must be a word in quotes")
    return value


def _table(path: Path, data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _wrong(path, key, f"must be a table, [{key}]")
    return value


def _fields(path: Path, token: str, fields: Any, kind: str) -> dict[str, Any]:
    """Return the fields of a token as written, after checking each; raises ThemeError."""
    where = f"tokens.{token}"
    if isinstance(fields, dict):
        for key in fields:
            if f"{token}.{key}" in TOKENS:
                raise _wrong(path, f"{where}.{key}", f'write this token in quotes, "{token}.{key}"')
    if token not in TOKENS:
        raise _wrong(path, where, "there is no such token")
    if not isinstance(fields, dict):
        raise _wrong(path, where, "must be a table such as { bold = true }")
    for key, value in fields.items():
        if key in _FLAGS:
            if not isinstance(value, bool):
                raise _wrong(path, f"{where}.{key}", "must be true or false")
        elif key not in ("fg", "bg"):
            raise _wrong(path, f"{where}.{key}", f"there is no such key; use fg, bg, {', '.join(_FLAGS)}")
        elif not (isinstance(value, str) and value[:1] == "$" and value[1:] in BASE):
            _colour(path, f"{where}.{key}", value, kind)
    return fields


def _colour(path: Path, where: str, value: object, kind: str) -> str:
    if kind == "ansi":
        good, example = value in ANSI_COLOURS, "a colour of the terminal such as bright_blue"
    else:
        good, example = isinstance(value, str) and bool(_HEX.fullmatch(value)), "a colour such as #ffcc00"
    if not good or not isinstance(value, str):
        raise _wrong(path, where, f"{value!r} is not {example}")
    return value


def _look(fields: Mapping[str, Any], base: Mapping[str, str]) -> Look:
    values = dict(fields)
    for key in ("fg", "bg"):
        if values.get(key, "").startswith("$"):
            values[key] = base[values[key][1:]]
    return Look(**values)
