"""A letter for each of a few names, for questions that are answered with one more key."""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def letters(names: Iterable[str], taken: str = "") -> list[tuple[str, str]]:
    """Return (letter, name): a letter of the name that is still free, else any free one; without letters left, none."""
    free = [letter for letter in LETTERS if letter not in taken]
    found: list[tuple[str, str]] = []
    for name in names:
        letter = next((one for one in name.casefold() if one in free), free[0] if free else "")
        if letter:
            free.remove(letter)
            found.append((letter, name))
    return found
