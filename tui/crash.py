"""What is left behind when the program itself fails: a file without anybody's data, one line for people."""

from __future__ import annotations

import os
from collections.abc import Callable

from models.store.location import folder


def state_folder() -> str:
    """Return the folder of crash logs and drafts, made if needed. Raises OSError when it cannot be made."""
    path = folder("state", os.environ)
    os.makedirs(path, mode=0o700, exist_ok=True)
    return path


def write_crash_log(error: BaseException, where: Callable[[], str]) -> str:
    """Write the traceback without locals and without the error's text into `crash.log`; return its path."""
    import traceback

    try:
        path = os.path.join(where(), "crash.log")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(traceback.format_tb(error.__traceback__))
            file.write(f"{type(error).__name__}\n")
    except OSError:
        return "nowhere (the log could not be written)"
    return path


def sentence(error: BaseException, log: str) -> str:
    """Return what a person reads: that it is not their fault, what is kept, where the details are."""
    return (
        f"An error in Oarlock itself ({type(error).__name__}). What was saved is kept."
        f" Details, without your data, are in {log}; please send them with what you did"
    )


def crash_text(error: BaseException, log: str) -> str:
    """Return what a person reads when the program failed: no locals, no secrets, where the details are."""
    return (
        f"Oarlock stopped because of an error in itself ({type(error).__name__}). What was saved is kept.\n"
        f"Details, without your data, are in {log}. Please send them with what you did last."
    )
