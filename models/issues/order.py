"""In which order issues are discussed (interface.md 4): pinned places first, then votes, heat, age. Pure."""

from __future__ import annotations

from collections.abc import Sequence

Standing = tuple[int | None, int, float, str, int]
"""(pinned place or None, votes, heat, when it was raised, id)."""


def in_order(issues: Sequence[Standing]) -> list[int]:
    """Return the ids in the order of discussion: each pinned one at its place, the others around them.

    Others go by votes, then heat, then age, the oldest first. A place beyond the end is the end.
    """
    loose = sorted((one for one in issues if not one[0]), key=lambda one: (-one[1], -one[2], one[3], one[4]))
    found = [one[4] for one in loose]
    for pinned in sorted((one for one in issues if one[0]), key=lambda one: (one[0] or 0, one[4])):
        found.insert((pinned[0] or 1) - 1, pinned[4])
    return found


def matches(wanted: str, texts: Sequence[str], handle: str = "", owner: str = "", team: str = "") -> bool:
    """Return whether a row answers a filter: `owner:mei` (`owner:-` nobody), `team:sales`, other words in its texts."""
    said = " ".join(texts).casefold()
    for word in wanted.casefold().split():
        name, colon, value = word.partition(":")
        if colon and name == "owner":
            known = f"{handle} {owner}".casefold()
            if (value in ("-", "none") and known.strip()) or (value not in ("-", "none") and value not in known):
                return False
        elif colon and name == "team":
            if value not in team.casefold():
                return False
        elif word not in said:
            return False
    return True
