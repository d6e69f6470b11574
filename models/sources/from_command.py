"""Readings from a command of one's own: what it prints, within bounds of time and size.

It gets no shell, no input, and a process group of its own that is ended with it, whatever it has started.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
from contextlib import suppress

from models.sources import json_path
from models.sources.declared import Source
from models.sources.outcome import MOST_BYTES, NotPulled, Rows, Watch, too_large
from models.sources.secrets import Secrets

LOOK = 0.05
"""Seconds between two looks at the clock while the command is silent."""
LAST_WORDS = 4_000
PIECE = 65_536


def fetch(source: Source, secrets: Secrets, watch: Watch, names: tuple[str, ...]) -> Rows:
    """Return what the command prints: a number, lines of period and value, or JSON with a path. Raises NotPulled."""
    argv = [secrets.fill(word) for word in source.about["argv"]]
    if os.sep in argv[0]:
        argv[0] = os.path.expanduser(argv[0])
    out = _run(argv, watch, secrets)
    about = source.about
    if about.get("path"):
        return json_path.read(out, path=about["path"], period=about.get("period", ""), value=about.get("value", ""))
    return lines(out)


def lines(out: bytes) -> Rows:
    """Return a lone number, or one row a line: the period, then the value, between them blanks, a tab or a `,` `;`."""
    try:
        text = out.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise NotPulled("did not print UTF-8 text") from None
    if not text:
        raise NotPulled("printed nothing")
    if text.lower().startswith("<"):
        raise NotPulled("printed a web page, not a number")
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) == 1 and not _parted(found[0]):
        return [(None, found[0])]
    rows: Rows = []
    for line in found:
        pair = _parted(line)
        if pair is None:
            raise NotPulled(f"printed {len(found)} lines; each has a period and a value, such as 2026-W46 62.3")
        rows.append(pair)
    return rows


def _parted(line: str) -> tuple[str, str] | None:
    for mark in ("\t", ";", ","):
        head, there, tail = line.partition(mark)
        if there and _like_period(head.strip()):
            return head.strip(), tail.strip()
    head, there, tail = line.partition(" ")
    return (head, tail.strip()) if there and _like_period(head) else None


def _like_period(word: str) -> bool:
    """Return whether a word can be 2026-W46, 2026-11, 2026-11-22 or 202646."""
    return len(word) >= 6 and word[:4].isdigit() and (word[4] in "-W/w" or (len(word) == 6 and word.isdigit()))


def _run(argv: list[str], watch: Watch, secrets: Secrets) -> bytes:
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise NotPulled(f"cannot run {os.path.basename(argv[0])}: {getattr(error, 'strerror', '') or error}") from None
    try:
        out, said = _listen(process, watch)
        code = _ended(process, watch)
    finally:
        _end_group(process)
    if code:
        how = f"ended with signal {-code}" if code < 0 else f"ended with exit code {code}"
        last = secrets.hide(_last_line(said))[:200]
        raise NotPulled(how + (f": {last}" if last else ""), again=True)
    return out


def _last_line(said: bytes) -> str:
    """Return the last line of what a command complained; one that was cut at its beginning is none."""
    lines = said.decode("utf-8", "replace").rstrip().splitlines()
    whole = len(said) < LAST_WORDS or len(lines) > 1
    return lines[-1].strip() if lines and whole else ""


def _listen(process: subprocess.Popen[bytes], watch: Watch) -> tuple[bytes, bytes]:
    """Return what it printed and the end of what it complained, until both are closed or it has ended."""
    out, said = bytearray(), bytearray()
    assert process.stdout is not None and process.stderr is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ, out)
        waiting.register(process.stderr, selectors.EVENT_READ, said)
        while waiting.get_map():
            watch.check()
            ready = waiting.select(min(LOOK, watch.left))
            if not ready and _is_over(process):
                break  # what it left behind keeps the pipe open, and is none of our business
            for key, _ in ready:
                piece = os.read(key.fd, PIECE)
                if not piece:
                    waiting.unregister(key.fileobj)
                key.data.extend(piece)
            if len(out) > MOST_BYTES:
                raise too_large()
            del said[:-LAST_WORDS]
    return bytes(out), bytes(said)


def _is_over(process: subprocess.Popen[bytes]) -> bool:
    """Return whether the command itself has ended, without reaping it: its number must stay taken until the kill."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def _ended(process: subprocess.Popen[bytes], watch: Watch) -> int:
    while not _is_over(process):
        watch.check()
        watch.stop.wait(LOOK / 5)
    info = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert info is not None
    return info.si_status if info.si_code == os.CLD_EXITED else -info.si_status


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
