"""Bytes of a file somebody else wrote -> clean text, or one clear line why not (interface.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.errors import Refused
from models.text import clean

SIZE_LIMIT = 64 * 1024 * 1024  # bytes; a bigger file is a mistake, and reading it would freeze the machine
_LOOK = 65_536
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class ForeignText:
    """Clean text with `\\n` line ends, and what had to be said about reading it (one line each)."""

    text: str
    remarks: tuple[str, ...] = ()


def read_foreign(path: str | Path) -> ForeignText:
    """Return the text of the file at `path`.

    Raises Refused when it cannot be read, is empty, is binary or is larger than 64 MB.
    """
    place = Path(path)
    try:
        with place.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise Refused(f"There is no file {place}", "Check the path") from None
    except IsADirectoryError:
        raise Refused(f"{place} is a folder", "Name one file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(f"{clean(str(place))} cannot be read: {reason}", "Check the path and its permissions") from None
    if len(raw) > SIZE_LIMIT:
        raise Refused(f"{place.name} is larger than 64 MB", "Split it, or export less")
    return decode_foreign(raw, name=place.name)


def decode_foreign(raw: bytes, *, name: str = "the file") -> ForeignText:
    """Return `raw` as clean text; bytes that are not UTF-8 are replaced, and a remark says how many.

    Raises Refused when `raw` is empty or holds no text.
    """
    if not raw.strip():
        raise Refused(f"{name} is empty", "Nothing was read")
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return ForeignText(_lines(raw.decode(encoding, "replace")), (f"{name} is UTF-16, read as such",))
    if _binary(raw[:_LOOK]):
        raise Refused(f"{name} is a binary file", "Export it as text first: Markdown or CSV")
    try:
        return ForeignText(_lines(raw.decode("utf-8")))
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    bad = text.count("�") - raw.count("�".encode())
    remark = f"{name} is not UTF-8: {bad} characters could not be read and show as �"
    return ForeignText(_lines(text), (remark,))


def _binary(head: bytes) -> bool:
    """Tell a picture or an archive from text: NUL bytes, or more than one control byte in twenty."""
    if b"\0" in head:
        return True
    controls = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return controls * 20 > len(head)


def _lines(text: str) -> str:
    for end in ("\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"):
        text = text.replace(end, "\n")
    return clean(text, multiline=True)
