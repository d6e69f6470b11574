"""Conditions on ids: a few are parameters, so that a write's statements are prepared once; many stand in the text."""

from __future__ import annotations

from collections.abc import Collection, Iterator

FEW = 40
CHUNK = 4000


def within(column: str, numbers: Collection[int] | None) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield conditions with their parameters that together cover `numbers`; None covers all rows.

    Each is short enough for one statement.
    """
    if numbers is None:
        yield "1 = 1", {}
        return
    ordered = sorted(numbers)
    if 0 < len(ordered) <= FEW:
        named = {f"id{place}": number for place, number in enumerate(ordered)}
        yield f"{column} IN ({', '.join(f':{name}' for name in named)})", named
        return
    for start in range(0, len(ordered), CHUNK):
        yield f"{column} IN ({', '.join(str(int(one)) for one in ordered[start : start + CHUNK])})", {}
