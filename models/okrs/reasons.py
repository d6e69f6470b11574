"""The reasons people give for changing a cycle that runs: four count, three are refused with why (product.md 5)."""

from __future__ import annotations

VALID = {
    "market": "The market shifted",
    "opportunity": "A key customer opportunity appeared or was lost",
    "learned": "Something fundamental was learned",
    "dependency": "A dependency failed",
}
REFUSED = {
    "harder": "Harder than expected is what confidence is for: lower it and say why",
    "too-much": "Too much at once is for planning: finish, then carry over",
    "one-more": "One more goal waits for the next cycle, unless something is archived with its case",
}
