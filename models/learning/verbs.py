"""What can be done about wins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWin:
    """Say a small win (M86): whose it is (a handle, "" is mine), in which team, in which review."""

    text: str
    by: str = ""
    team: str = ""
    review: int | None = None
