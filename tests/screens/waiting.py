"""Waiting for what a screen comes to, however slow the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 60.0
"""Seconds a condition may take: a loaded machine is slow, not wrong."""


async def until(pilot: Any, holds: Callable[[], bool]) -> None:
    """Let the program run until `holds` is true; fails when it never comes to that."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        await pilot.pause(0.02)
