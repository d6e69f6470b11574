"""The words by which a person tells an owner, a label or a section from a title (interface.md 6)."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# An owner is a name or a seat; a prefix that starts with one of these is an order, not an owner.
VERBS = _words(
    """
    accelerate achieve add adopt align analyze answer assess attract automate be become begin boost
    bring build burn capture certify change clean close collect complete conduct convert create cut
    decide decrease define delight deliver deploy design develop document double drive earn educate
    eliminate empower enable engage enhance ensure establish evaluate evolve exceed execute expand
    extend finalize find finish fix focus gain generate get grow have help hire identify implement
    improve include increase instrument integrate introduce invest keep launch lead learn lower
    maintain make maximize measure meet migrate minimize modernize move optimize own pilot plan
    prepare produce promote protect prove provide publish raise reach rebuild reduce refactor refine
    release remove replace research resolve restructure retain revamp roll run scale secure sell set
    share ship simplify source speed stabilize standardize start stop strengthen submit support
    sustain target test track train transform triple turn understand unify update upgrade use
    validate win write
    """
)

# Orders that are departments too: "Support Engineering: 100% SLA".
_DEPARTMENTS = _words(
    """
    support design research test source plan lead target track launch build scale
    """
)

# Words before a colon that describe the line above instead of naming an owner.
DETAILS = {
    "owner": "owner", "owners": "owner", "dri": "owner", "responsible": "owner", "assignee": "owner",
    "lead": "owner", "who": "owner", "champion": "owner",
    "score": "score", "progress": "score", "status": "score", "result": "score", "grade": "score",
    "final score": "score", "completion": "score", "update": "score", "outcome": "score",
    "baseline": "start", "start": "start", "from": "start", "start value": "start",
    "target": "target", "goal": "target", "target value": "target",
    "current": "note", "confidence": "note", "note": "note", "notes": "note", "comment": "note",
    "comments": "note", "due": "note", "due date": "note", "deadline": "note", "date": "note", "why": "note",
    "context": "note", "description": "note", "metric": "note", "how": "note", "weight": "note", "type": "note",
    "team": "note", "health": "note", "risk": "note", "risks": "note", "link": "note", "links": "note",
}  # fmt: skip

# Work, not outcomes: real lines of real outlines that are neither objective nor key result.
WORK = _words(
    """
    initiative initiatives project projects task tasks action actions todo to-do activity
    """
)

SEAT = re.compile(
    r"\b(?:c[a-z]o|vp|svp|evp|vpe|director|dir|manager|mgr|head|chief|lead|president|officer|fellow|team|dept"
    r"|department|controller|engineer|founder|principal|staff|owner|partner)\b",
    re.IGNORECASE,
)

_SMALL = _words(
    """
    of and & the for in at to de du la von van team stage group department dept - – / + ;
    """
)

LEFT_OUT = re.compile(
    r"^(?:\d+[.)]\s*)?(?:.*\bretrospectives?\b.*|retros?|.*\blessons learned\b|what went (?:well|wrong).*"
    r"|how to achieve presentations?|(?:.*\s)?presentations?|glossary|appendix.*|references|resources|links"
    r"|further reading|change ?log|history|action items|meeting notes|faq|parking lot|contacts?"
    r"|how (?:okrs|this) works?.*|about (?:this|okrs).*|instructions?|legend|how to (?:use|read|score).*)\s*[:.]?$",
    re.IGNORECASE,
)

NAVIGATION = re.compile(r"^(?:on this page|(?:table of )?contents|toc)\b", re.IGNORECASE)

TEAMS = _words(
    """
    company engineering sales marketing product finance people hr support design operations ops
    legal security infrastructure quality data growth it ux success recruiting talent procurement
    research platform alliances leadership executive team teams department organisation organization
    corporate okr okrs goals objectives overview summary introduction individual personal
    company-wide q1 q2 q3 q4 backlog
    """
)

PLACEHOLDERS = _words(
    """
    toc tbd tba todo n/a na none ... … - – — ? ?? xxx x lorem objective objectives kr krs empty
    ditto
    """
) | {"table of contents", "key result", "key results", "to be defined", "to be decided", "to be determined"}


def looks_like_owner(text: str) -> bool:
    """Tell "Director of Engineering, Enablement" from "Improve onboarding": the words before a colon.

    An owner has at most 10 words, is written like a name, and starts with no verb of doing.
    """
    words = text.replace(",", " ").replace(";", " ; ").split()
    if not words or len(words) > 10 or len(text) > 90 or re.search(r"[.!?]\s+\w+\s+\w|[%=<>\"“]", text):
        return False
    first = words[0].lower()
    if (first in VERBS and first not in _DEPARTMENTS) or text.lower() in DETAILS or first in WORK:
        return False
    if not any(character.isalpha() for character in text):
        return False
    if first.startswith("@"):
        return len(words) == 1
    return all(_name_like(word) for word in words)


def _name_like(word: str) -> bool:
    core = word.strip("()[]*_.,\"'")
    return word.lower() in _SMALL or not core or core[0].isupper() or not core[0].isascii()
