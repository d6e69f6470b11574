"""Finding by what people type: each word must occur, whole starts count most. Small and predictable."""

from __future__ import annotations


def score(query: str, text: str) -> float:
    """Return how well `text` answers `query`, 0 for not at all.

    Words in any order; a word may be scattered letters of the text ("bkl" finds "backlog"), which counts
    least. A start of the text counts most, then a start of a word, then any place.
    """
    text = text.lower()
    total = 0.0
    for word in query.lower().split():
        if text.startswith(word):
            total += 4
        elif f" {word}" in text:
            total += 3
        elif word in text:
            total += 2
        elif _scattered(word, text):
            total += 0.5
        else:
            return 0.0
    return total / (1 + len(text) / 200) if total else 0.01


def _scattered(word: str, text: str) -> bool:
    letters = iter(text)
    return len(word) > 1 and all(letter in letters for letter in word)
