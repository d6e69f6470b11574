"""Text that could not be taken is kept in a file, so that nobody types it twice."""

from __future__ import annotations

import os
import tempfile

from models.errors import OarError


def keep(text: str, name: str = "memo") -> str:
    """Write `text` into a file that is the person's alone, and return where."""
    handle, path = tempfile.mkstemp(prefix=f"oar-{name}-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    return path


def with_copy(error: OarError, text: str, name: str = "memo") -> OarError:
    """Return the error with a hint that says where `text` is kept now; an empty text is not."""
    if text.strip():
        said = f"hat you wrote is in {keep(text, name)}"
        error.hint = f"{error.hint}; w{said}" if error.hint else f"W{said}"
    return error
