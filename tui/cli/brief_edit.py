"""`oar brief edit`: the whole brief in an editor, or read from a file, with what was not changed left alone."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from models.errors import Conflict, OarError, Refused
from models.kept import with_copy
from models.store.store import Store
from models.store.unit import Done
from models.strategy import reads
from models.strategy.outline import as_outline
from models.strategy.outline_reader import LONGEST_FILE, read_outline, stamp_of
from models.strategy.sheet import Sheet, read_sheet
from models.strategy.verbs import RewriteBrief
from models.strategy.writers import refusal
from tui.cli.context import Context
from tui.cli.editor import write_in_editor


def edit_arguments(commands: Any) -> None:
    """FILE."""
    parser: ArgumentParser = commands.add_parser(
        "edit", help="Write the whole brief in $EDITOR; what you leave alone keeps its marks and links"
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default="", help="one of `oar brief export --editable`, or - for stdin"
    )


def sheet_of(context: Context) -> Sheet:
    """Return the words that are edited: the draft's, else those of the published version."""
    reader = context.store.reader
    return read_sheet(reader, reads.brief_id(reader, draft=True) or reads.brief_id(reader))


def must_write(store: Store) -> None:
    """Raise NotPermitted for somebody who may not change the brief, before they type anything."""
    refused = refusal(store.reader, store.me)
    if refused is not None:
        raise refused


def edit(context: Context, options: Namespace) -> int:
    """Open the editor, or read the file, and write what differs. A text that is refused is kept in a file."""
    must_write(context.store)
    base = sheet_of(context)
    if options.file:
        text = _read(options.file)
        written = _taken(context, base, text, from_file=True)
    else:
        text = write_in_editor(as_outline(base), context.env, "brief")
        try:
            written = _taken(context, base, text)
        except OarError as error:
            raise with_copy(error, text, "brief") from error
    if written is None:
        context.say("Nothing was changed")
        context.dump({"message": "nothing was changed", "refs": []})
        return 0
    return context.done(written)


def _taken(context: Context, base: Sheet, text: str, *, from_file: bool = False) -> Done | None:
    """Write what differs from `base`; None when nothing does."""
    if from_file and text.strip() and stamp_of(text) != (base.version, base.state):
        version, _ = stamp_of(text)
        fix = "Export it again with --editable and bring over what is yours"
        raise Conflict(f"The brief was changed since this file was written from version {version}", (), fix)
    wanted = read_outline(text, base)
    if wanted == base:
        return None
    return context.store.write(RewriteBrief(base=base, wanted=wanted))


def _read(name: str) -> str:
    try:
        if name == "-" and not hasattr(sys.stdin, "buffer"):
            return sys.stdin.read(LONGEST_FILE + 1)
        # A device or a pipe may have no end.
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            raw = file.read(4 * LONGEST_FILE + 1)
        if len(raw) > 4 * LONGEST_FILE:
            raise Refused(f"{name[:200]} is larger than any brief", "Name another file")
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"{name[:200]} is no UTF-8 text", "Save it as UTF-8") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no name for a file"
        raise Refused(f"{name[:200]} cannot be read: {reason}", "Name another file") from error
