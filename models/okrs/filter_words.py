"""The grammar of `/` in the tree: `owner:mei off`, `team:"Customer Success" late`, `kind:milestone "two words"`.

Words of one kind are alternatives (`off risk`: either), different kinds all have to hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.errors import Refused
from models.numbers import echo
from models.text import clean

STATUSES = ("off", "risk", "ok", "late", "none", "early", "done")
LEVELS = ("imperative", "annual", "objective", "kr")
TYPES = ("increase", "decrease", "count", "threshold", "milestone", "boolean")
INTENTS = ("stretch", "committed")
KINDS = (*LEVELS, *TYPES, *INTENTS, "linked")
NAMES = ("owner", "team", "cycle", "kind", "saved")
FLAGS = ("mine", "orphan")
NOBODY = ("-", "none", "nobody")
HINT = "Words are owner: team: cycle: kind: saved:, off risk ok late none early done, mine, orphan, or of the title"


@dataclass(frozen=True, slots=True)
class Filter:
    """What was typed. owners: "" is nobody. statuses: status words. words: all of them are in the title.

    kinds: words of KINDS. saved: names of saved filters that have to be put in their place.
    """

    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    cycles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    mine: bool = False
    orphan: bool = False
    saved: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == _NOTHING


_NOTHING = Filter()


@dataclass(slots=True)
class _Reading:
    """The parts of a filter while it is read."""

    parts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, word: str) -> None:
        found = self.parts.setdefault(name, [])
        if word not in found:
            found.append(word)

    def of(self, name: str) -> tuple[str, ...]:
        return tuple(self.parts.get(name, ()))


def parse_filter(text: str) -> Filter:
    """Read a filter as it is typed; an unfinished `owner:` asks for nothing yet.

    Raises Refused with the words there are for a name that is none, and for a kind that is none.
    """
    reading = _Reading()
    for name, word, quoted in tokens(clean(text)):
        if name:
            _named(reading, name, word)
        elif not quoted and word.lower() in STATUSES:
            reading.add("statuses", word.lower())
        elif not quoted and word.lower().rstrip("s") in FLAGS:
            reading.add(word.lower().rstrip("s"), "yes")
        elif word:
            reading.add("words", word)
    return Filter(
        owners=reading.of("owner"),
        teams=reading.of("team"),
        statuses=reading.of("statuses"),
        words=reading.of("words"),
        cycles=reading.of("cycle"),
        kinds=reading.of("kind"),
        mine=bool(reading.of("mine")),
        orphan=bool(reading.of("orphan")),
        saved=reading.of("saved"),
    )


def _named(reading: _Reading, name: str, word: str) -> None:
    if name not in NAMES:
        raise Refused(f"{echo(name)}: is no word of a filter", f'{HINT}; a title with a colon goes in quotes: "a: b"')
    if name == "owner":
        word = word.lstrip("@")
        if word.lower() in NOBODY:
            reading.add("owner", "")
        elif word:
            reading.add("owner", word)
    elif name == "kind" and word:
        reading.add("kind", _kind(word))
    elif word:
        reading.add(name, word)


def _kind(word: str) -> str:
    typed = {"key-result": "kr", "key_result": "kr", "goal": "annual"}.get(word.lower(), word.lower())
    found = [one for one in KINDS if one == typed] or [one for one in KINDS if one.startswith(typed)]
    if not found:
        raise Refused(f"{echo(word)} is no kind", f"Kinds are {', '.join(KINDS)}")
    return found[0]


def tokens(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (name, word, whether it was quoted) of each part; name is "" for bare words, lower case otherwise.

    A quotation mark that is not closed holds until the end, so that a title can be found while it is typed.
    """
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start = at
        while at < len(text) and not text[at].isspace() and text[at] != '"':
            at += 1
        head = text[start:at]
        if at < len(text) and text[at] == '"' and (not head or head.endswith(":")):
            end = text.find('"', at + 1)
            end = len(text) if end < 0 else end
            yield head[:-1].lower(), text[at + 1 : end].strip(), True
            at = end + 1
            continue
        while at < len(text) and not text[at].isspace():
            at += 1
        yield _bare(text[start:at])


def _bare(part: str) -> tuple[str, str, bool]:
    name, colon, word = part.partition(":")
    if colon and name.isalpha() and name.isascii() and not word.startswith("//"):
        return name.lower(), word, False
    return "", part, False


def quoted(word: str) -> str:
    """Return a word as it has to be typed: in quotes when it has blanks."""
    return f'"{word}"' if any(one.isspace() for one in word) or not word else word


def last_part(text: str) -> tuple[str, str, str]:
    """Return (what is before, name, beginning) of the part that the end of the text is in, for completion."""
    depth = text.count('"') % 2
    cut = text.rfind('"') if depth else max((place for place, one in enumerate(text) if one.isspace()), default=-1) + 1
    if depth:
        start = max((place for place, one in enumerate(text[:cut]) if one.isspace()), default=-1) + 1
        return text[:start], text[start:cut].rstrip(":").lower(), text[cut + 1 :]
    head, part = text[:cut], text[cut:]
    name, colon, word = part.partition(":")
    return (head, name.lower(), word.lstrip("@")) if colon else (head, "", part)
