"""One line of figures: what was measured, pair by pair."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: the promised limit, and (ours, baseline) pair by pair, in `unit`.

    `per_pair` False: the limit holds for our own number, there is nothing to divide by.
    """

    name: str
    limit: float
    unit: str
    pairs: tuple[tuple[float, float], ...]
    per_pair: bool = True
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """Ours over the baseline, pair by pair; our own numbers where there is no baseline."""
        return [ours / base if self.per_pair else ours for ours, base in self.pairs]

    @property
    def result(self) -> float:
        """The median over the pairs."""
        return statistics.median(self.ratios)
