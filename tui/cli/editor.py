"""Writing a text in the person's editor ($VISUAL, $EDITOR)."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from models.errors import Refused


def write_in_editor(text: str, env: Mapping[str, str], name: str = "memo") -> str:
    """Open the editor on `text` and return what was saved. Raises Refused when there is no editor or it failed.

    The file is the person's alone and is gone afterwards, unless reading it back failed: then its path is said.
    """
    chosen = env.get("VISUAL") or env.get("EDITOR") or "vi"
    try:
        folder = Path(tempfile.mkdtemp(prefix="oar-"))
        path = folder / f"{name}.md"
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"No file for the editor could be written: {error.strerror}", "Set TMPDIR to a folder") from error
    try:
        ended = subprocess.run([*shlex.split(chosen), str(path)], check=False)
    except (OSError, ValueError) as error:
        _remove(folder)
        raise Refused(f"The editor {chosen!r} cannot be started", "Set EDITOR to one that is here") from error
    if ended.returncode:
        raise Refused(f"The editor ended with {ended.returncode}, nothing was changed", f"What you wrote is in {path}")
    try:
        return path.read_bytes().decode("utf-8", "replace")
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink(missing_ok=True)
    folder.rmdir()
