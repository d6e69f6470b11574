"""Make `built_in.py` from the TOML files of the built-in palettes: `python -m themes.make`."""

from __future__ import annotations

from themes.palette import BUILT_IN, Look, Palette
from themes.palette_files import HOME, read

HEAD = '"""The built-in palettes, ready to use. Made by `python -m themes.make` from the TOML files; change those."""'


def source() -> str:
    """Return the text of `built_in.py`."""
    lines = [HEAD, "", "from __future__ import annotations", "", "from themes.palette import Look, Palette", ""]
    lines += ["# fmt: off", "PALETTES = {"]
    for name in BUILT_IN:
        lines += _palette(read(HOME / f"{name}.toml"))
    return "\n".join([*lines, "}", ""])


def _palette(one: Palette) -> list[str]:
    first = ", ".join(_text(word) for word in (one.name, one.kind, one.title))
    lines = [f"    {_text(one.name)}: Palette(", f"        {first},", "        {"]
    base = [f"{_text(key)}: {_text(colour)}," for key, colour in one.base.items()]
    lines += [f"            {' '.join(base[at : at + 4])}" for at in range(0, len(base), 4)]
    lines += ["        },", "        {"]
    lines += [f"            {_text(token)}: {_look(look)}," for token, look in one.looks.items()]
    return [*lines, "        },", "    ),"]


def _look(look: Look) -> str:
    given = [
        f"{key}={_text(value) if isinstance(value, str) else value}"
        for key, value in look._asdict().items()
        if value != Look._field_defaults[key]
    ]
    return f"Look({', '.join(given)})"


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    (HOME / "built_in.py").write_text(source(), encoding="utf-8")
