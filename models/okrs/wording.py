"""What the words of a title tell the live checks (product.md 6): a task, a missing number, a copy, two owners.

Only the standard library's regular expressions and rapidfuzz; each function takes titles and says yes or no.
The word lists are English and were calibrated on outlines of real companies: a word that is a noun as often as an
order ("share", "support", "call") counts as an order only where the word behind it shows that it is one.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DOING = _words(
    "adjust analyse analyze arrange ask assess attend brainstorm clarify collect communicate compile conduct consult"
    " continue coordinate define discuss document draft evaluate explore facilitate finalise finalize gather identify"
    " interview investigate involve kickoff learn meet organise organize participate perform prepare present produce"
    " propose schedule send tag track verify visit write"
)
"""Orders that name what people do; what changes by it stays open."""

_EITHER = _words(
    "audit book brief call chat check contact email follow look market meeting message note pilot plan post"
    " process report research review share study support survey sync talk test track train update visit work"
)
"""Words that are orders before an object ("review the budget") and nouns elsewhere ("review score", "share of...")."""

_OBJECT = _words(
    "a an the all any both each every existing new current remaining our my your their its this that these those"
    " with to out up through about other more"
)
_METRIC = _words(
    "accuracy adoption age availability average backlog budget capacity completion compliance conversion cost count"
    " coverage csat days duration efficiency errors frequency gap growth hours index latency length level margin"
    " maturity median minutes nps number output participation percentage per pipeline price productivity quality"
    " quantity quota rate ratio reach response results retention revenue roi satisfaction score sentiment share size"
    " speed success throughput time turnaround uptime usage utilisation utilization value velocity volume wait"
)
_RISING = _words(
    "is are rises rise falls fall grows grow drops drop stays stay reaches reach exceeds exceed doubles halves beats"
    " shrinks climbs improves above below over under up down at of by in"
)
_MAKING = _words("agree build create develop establish make set")
_PAPER = _words("deck document documentation list plan plans presentation proposal report")
_NOUNS = _words("analysis assessment discussion evaluation investigation preparation")
_SKIPPED = _words("to we and please actively also clearly continuously effectively proactively successfully")

_COUNTED = re.compile(
    r"(?<![^\W_])\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|hundred|thousand|million|double|triple"
    r"|halve|half|twice|zero|no|none)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(_COUNTED.pattern + r"|\b(all|every|each|daily|weekly|monthly)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\?{2,}\s?%?|(?<![\w.])(?:X{1,3}|Y|NN|TBD|TBA|TBC)\s?%|\b(?:from|by|to)\s+(?:X{1,3}|NN|TBD|TBA|TBC|Y)\b"
    r"|\b(?:TBD|TBA|TBC)\b|(?<!\w)_{2,}\s?%"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PART = re.compile(r"\w+")
_NAME = r"[A-Z]\w*(?: [A-Z]\w*){0,2}"
_OWNERS = re.compile(rf"{_NAME}(?: and | ?[&/+] ?){_NAME}:")
_HANDLES = re.compile(r"(?<!\S)@\w+")
_BETWEEN = re.compile(r"\s*;\s*|\s+and\s+|\s*[&+/]\s*|,\s*(?=@)")
_SEAT = re.compile(
    r"@\w|\b(?:c[a-z]o|vp|svp|evp|director|manager|head|chief|lead|president|officer|controller|founder|principal)\b",
    re.IGNORECASE,
)
NUMBERLESS = ("milestone", "boolean")
"""Kinds of key results that need no number."""

ALIKE = 85
"""Per cent of two titles that must be the same before the words that differ are looked at."""

LEFT_ALIKE = 60
"""Per cent that the words which differ must share: a plural or a hyphen, not another customer or region."""


def two_owners(title: str, owner: str = "") -> bool:
    """Return True when a title or the owner as written names two: "CFO and CRO: ...", "@ana @mei", "VP X; Head Y"."""
    if ":" in title and _OWNERS.match(title):
        return True
    if "@" in title and len(set(_HANDLES.findall(title))) > 1:
        return True
    return len(owner) > 5 and sum(1 for part in _BETWEEN.split(owner) if _SEAT.search(part)) > 1


def counts(title: str) -> bool:
    """Return True when a title holds a number that says how many or how much: not "FY21", but "at least one" too."""
    return _COUNTED.search(title) is not None


def open_number(title: str) -> bool:
    """Return True when the place of a number is still empty: "from X to Y", "??%", "TBD"."""
    return _OPEN.search(title) is not None


def lacks_number(title: str, kind: str, has_target: bool) -> bool:
    """Return True for a key result without any number.

    A milestone and a boolean need none (product.md 6), unless the title leaves the number's place empty.
    """
    if has_target:
        return False
    if open_number(title):
        return True
    return kind not in NUMBERLESS and not _NUMBERED.search(title)


def reads_like_task(title: str) -> bool:
    """Return True when a title without a number starts with something people do, not with what changes."""
    said = _said(title)
    if _COUNTED.search(said):
        return False
    first, rest = _first(said)
    if first in _NOUNS:
        return rest[:1] in (["of"], ["on"])
    if first in _MAKING:
        return any(word in _PAPER for word in rest[:3])
    if rest and (rest[0] in _RISING or rest[0] in _METRIC):
        return False
    if first in _EITHER:
        gerund = bool(rest) and rest[0].endswith("ing") and not any(word in _METRIC for word in rest[1:3])
        return gerund or (rest[:1] != [] and rest[0] in _OBJECT)
    return first in _DOING


def _said(title: str) -> str:
    """Return a title without the owner or label before its colon."""
    head, colon, rest = title.rpartition(": ")
    return rest if colon and len(head) < 60 else title


def _first(said: str) -> tuple[str, list[str]]:
    """Return the first word that counts and the next few, in lower case."""
    words = [word.casefold() for word in _WORD.findall(said[:120])[:9]]
    while len(words) > 1 and words[0] in _SKIPPED:
        del words[0]
    return (words[0], words[1:]) if words else ("", [])


def nearly_same(title: str, parent: str | None) -> bool:
    """Return True when two titles are nearly the same words: in another order, a plural, another number.

    "Win small merchants" below "Win large merchants" is another aim, however many letters they share.
    """
    if not parent:
        return False
    if title == parent:
        return bool(_PART.search(title))
    if not _close(len(title), len(parent)):
        return False
    from rapidfuzz import fuzz  # compiled; the screen of the tree starts without it

    one, other = _parts(title), _parts(parent)
    if not one or not other:
        return False
    alike = fuzz.token_sort_ratio(" ".join(one), " ".join(other), score_cutoff=ALIKE)
    if not alike:
        return False
    left, right = _left(one, other), _left(other, one)
    return not left or not right or fuzz.ratio(left, right) >= LEFT_ALIKE


def _close(one: int, other: int) -> bool:
    """Return whether titles of such lengths can be nearly the same at all; looking first saves most comparisons."""
    return 100 * abs(one - other) <= 40 * min(one, other) + 400


def _parts(title: str) -> list[str]:
    return _PART.findall(title.casefold())


def _left(words: list[str], others: list[str]) -> str:
    """Return what only `words` has, numbers left out, as one run of letters."""
    return "".join(word for word in words if word not in others and not word.isdigit())
