"""Time whole processes: from spawn to exit, as a shell prompt waits for them."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class RefusedError(Exception):
    """A command that should be timed does not do its work; the message is its own first line."""


def check(argv: Sequence[str], env: Mapping[str, str]) -> str:
    """Run the command once and return what it printed.

    Raises RefusedError when it does not end with exit code 0.
    """
    done = subprocess.run(
        argv, env=dict(env), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise RefusedError(
            f"{os.path.basename(argv[0])} {' '.join(argv[1:])}: exit {done.returncode}: {said[-1]}"
        )
    return done.stdout


def seconds(argv: Sequence[str], env: Mapping[str, str], *, expected: int = 0) -> float:
    """Seconds of wall clock from just before the spawn to the end of the process.

    Raises RefusedError when it does not end with the expected exit code.
    """
    silent = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDWR, 0),
        (os.POSIX_SPAWN_DUP2, 0, 1),
        (os.POSIX_SPAWN_DUP2, 0, 2),
    ]
    started = time.perf_counter()
    pid = os.posix_spawn(argv[0], list(argv), dict(env), file_actions=silent)
    _, status, _ = os.wait4(pid, 0)
    took = time.perf_counter() - started
    if (code := os.waitstatus_to_exitcode(status)) != expected:
        raise RefusedError(f"{' '.join(argv)}: exit {code}")
    return took


def peak(argv: Sequence[str], env: Mapping[str, str], *, every: float = 0.02) -> float:
    """The most memory that was resident while a process ran, in MiB, looked up every so many seconds.

    What the kernel tells a parent afterwards counts the parent's own memory at the spawn.
    Raises RefusedError when it does not end with exit code 0.
    """
    process = subprocess.Popen(argv, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    status, most = Path(f"/proc/{process.pid}/status"), 0
    while process.poll() is None:
        with suppress(OSError, StopIteration):
            line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
            most = max(most, int(line.split()[1]))
        time.sleep(every)
    if process.returncode:
        raise RefusedError(f"{' '.join(argv)}: exit {process.returncode}")
    return most / 1024
