"""The reasons people give for changing a cycle that runs: four count, three are refused with why (product.md 5)."""

from __future__ import annotations

from models.verbs import Case

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
CORRECTION = "correction"
"""The reason of a change in the first tenth of a cycle: nobody is asked for one (product.md 5)."""

EARLY = "Corrected in the first tenth of the cycle"

WORDS = {**VALID, CORRECTION: "Correction at the start of the cycle"}
"""Every reason that is written down, in words."""


def what_is_missing(case: Case | None, *, alone: bool = False) -> str:
    """Return what a case still needs, in one line; "" when it is complete. alone: nobody else is there to agree."""
    if case is None:
        return f"Give a reason ({', '.join(VALID)}), the case, the evidence and who agreed"
    needs = (
        ("the case in words", case.case),
        ("the evidence", case.evidence),
        ("another leader who agreed", case.agreed_by or ("nobody" if alone else "")),
    )
    missing = [what for what, given in needs if not given.strip()]
    return f"Missing: {', '.join(missing)}" if missing else ""
