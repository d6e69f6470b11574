"""Short typed references (product.md 1): `KR40`, `M7`, `D9`. Letters name the kind, the number the row."""

from __future__ import annotations

PREFIXES = {
    "team": "T",
    "choice": "C",
    "objective": "O",
    "key_result": "KR",
    "measure": "M",
    "issue": "I",
    "decision": "D",
    "todo": "TD",
    "initiative": "N",
    "review": "R",
    "goal": "G",
    "cycle": "Q",
    "hot_item": "H",
    "trigger": "TR",
    "exclusion": "X",
    "milestone": "MS",
    "lane_item": "L",
    "person": "P",
    "assumption": "A",
    "learning": "LE",
    "win": "W",
    "dependency": "DP",
    "brief": "B",
    "doubt": "DB",
    "flow": "F",
    "role": "RO",
    "step": "ST",
    "flow_step": "FS",
    "saved_filter": "SF",
}
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


def ref(kind: str, number: int) -> str:
    """Return the reference of a row, as in `ref("key_result", 40) == "KR40"`."""
    return f"{PREFIXES[kind]}{number}"


def parse(text: str) -> tuple[str, int] | None:
    """Read `KR40` or `kr40` as ("key_result", 40); None when it is no reference."""
    word = text.strip().upper()
    letters = word.rstrip("0123456789")
    digits = word[len(letters) :]
    if not digits or letters not in KINDS or len(digits) > 12 or not digits.isascii():
        return None
    return KINDS[letters], int(digits)
