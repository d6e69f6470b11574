"""The entry point: the short commands first, everything else through tui/cli (architecture.md).

`run` is what the installed `oar` and `oarlock` call; `main` returns its exit code, for tests. Exit codes are
those of interface.md 5; besides them 70 is an error in Oarlock itself, 130 is Ctrl+C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from models.errors import Ambiguous, OarError
from themes.width import shown
from tui.arguments import Options, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

SHORT = ("glance", "status")
BROKEN, INTERRUPTED = 70, 130
OUTPUT_LOST = 5


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (without the program's name) and return its exit code; never raises."""
    try:
        options, words = split(sys.argv[1:] if argv is None else argv)
        return _dispatch(options, words)
    except OarError as error:
        return complain(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return 0
    except Exception as error:  # noqa: BLE001 - people get one line, the details go into a file
        return _broken(error)


def _dispatch(options: Options, words: list[str]) -> int:
    if words and words[0] in SHORT and not options.help and not options.version:
        from tui import glance

        return glance.main(words[0], words[1:], options)
    import gc

    gc.disable()  # importing makes no garbage; the app collects again after its first frame, a command once it began
    if not words and not options.help and not options.version:
        from tui.cli import app

        return app.start(options)
    from tui.cli import dispatch

    return dispatch.main(options, words)


def complain(error: OarError) -> int:
    """Write an error as one line on stderr, candidates of an ambiguous reference below; return its code."""
    lines = [f"oar: {error.line()}"]
    if isinstance(error, Ambiguous):
        lines += [f"  {reference}  {title}" for reference, title in error.candidates]
    _say_error(lines)
    return error.code


def _say_error(lines: Sequence[str]) -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
        if sys.stderr is not None:
            sys.stderr.write("".join(f"{shown(line)}\n" for line in lines))
            sys.stderr.flush()
    except (OSError, ValueError):
        _forget_output()


def _broken(error: Exception) -> int:
    from tui import crash

    if isinstance(error, OSError) and sys.stdout is not None and not _can_write():
        _say_error(["oar: The output could not be written. What was saved is kept; free some space and try again"])
        return OUTPUT_LOST
    where = crash.write_crash_log(error, crash.state_folder)
    _say_error([f"oar: {crash.sentence(error, where)}"])
    return BROKEN


def _can_write() -> bool:
    try:
        sys.stdout.flush()
    except OSError:
        _forget_output()
        return False
    return True


def _forget_output() -> None:
    """Point stdout at nothing: its reader is gone, and the interpreter must not complain at its end."""
    try:
        hole = os.open(os.devnull, os.O_WRONLY)
        os.dup2(hole, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = None


def run() -> NoReturn:
    """Run the command line and leave at once, after everything that was printed has been handed over."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by who started us
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115 - open to the end
        else:
            stream.reconfigure(errors="replace")
    code = main()
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
    except OSError as error:
        code = code or _broken(error)
    os._exit(code)


if __name__ == "__main__":
    run()
