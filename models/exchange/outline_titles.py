"""One line of an outline -> its label, owner and words, with links and emphasis read as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from unicodedata import category

from markdown_it import MarkdownIt

from models.exchange.outline_words import DETAILS, SEAT, VERBS, WORK, looks_like_owner

_MARKUP = re.compile(r"[*_\[`<&\\~!]")
_TAG = re.compile(
    r"</?(?:b|i|u|em|strong|span|a|p|div|font|mark|sub|sup|small|s|del|ins|code)(?:\s[^<>]*)?>|<!--.*?-->", re.I
)
_LINK = re.compile(r"(?<!!)\[([^\[\]*_`<&\\]+)\]\(([^()\s<>\\&]*)\)")
_HARD = re.compile(r"[`<&\\~!\[\]]|(?<!\w)_|_(?!\w)")
_BOLD = re.compile(r"(?<!\*)\*\*(?=\S)([^*]*[^*\s])\*\*(?!\*)")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_SIGNS = ("So", "Sk", "Mn", "Cf", "Zs")
_EMPTY = re.compile(
    r"\W*(?:(?:KR|O|Obj|Objective|Key[ -]?Result)s?\b|(?:KR|O)(?=\d))?[\W\d]*(?:(?:=+>|-->|[→⇒]).*)?", re.I
)
"""What is left of a line that is crossed out: nothing, its label, its score."""
_LONGEST = 4_000  # characters; a longer line is kept as typed instead of being taken apart

_NUM = r"(?:[#-]?\s?(?P<num>\d+(?:[.\-]\d+)*[a-z]?))?"
_BY = r"(?:[(\[](?P<by>[^()\[\]]{1,60})[)\]])?"
_KEY_RESULT = re.compile(
    rf"^(?P<owner>[^:]{{0,90}}?)\s*[\[(]?(?<![A-Za-z])(?:KRs?"
    rf"|Key[ -]?Results?)(?![A-Za-z])[\])]?\s*{_NUM}\s*{_BY}\s*"
    r"(?:[:)|–—]|[.\-](?=\s|$)|(?<=[\])])\s)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OBJECTIVE = re.compile(
    r"^(?P<owner>[^:]{0,90}?)\s*[\[(]?(?<![A-Za-z])(?:Objectives?|Obj\.?|O(?=\s?\d"
    r"|\s?[:\]])|Goal(?=\s?[#]?\d))(?![A-Za-z])[\])]?"
    rf"\s*{_NUM}\s*{_BY}\s*(?:[:)|–—]|[.\-](?=\s|$)|(?<=[\])])\s)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BARE_KEY_RESULT = re.compile(r"^(?P<owner>)KR\s?#?(?P<num>\d[\d.\-]*)(?P<by>)\s+(?P<rest>.+)$", re.DOTALL)
_BARE_OBJECTIVE = re.compile(r"^(?P<owner>)(?:O|Objective )(?P<num>\d[\d.]*)(?P<by>)(?:\s+(?P<rest>.+))?$", re.DOTALL)
_GROUP = re.compile(
    r"^(?:the\s)?(?:(?P<krs>key[ -]?results?|krs?)|(?P<objectives>objectives|okrs))\s*:?$", re.IGNORECASE
)
_PREFIX = re.compile(r"^(?P<owner>[^:]{1,90}):(?!//|\d)\s*(?P<rest>.*)$", re.DOTALL)
_OWNER_LAST = re.compile(
    r"\s*(?:[-–—|,.]\s*)?(?:[(\[](?:[\w ]{1,30}\s)?)?\b(?:owner|dri|lead)s?\s*[:=]"
    r"\s*(?P<owner>[^()\[\]:;]{1,60}?)\s*[)\]]?\s*\.?$",
    re.IGNORECASE,
)
_HANDLE_LAST = re.compile(r"\s+[(\[]?(?P<owner>@[\w.\-]{1,40})[)\]]?\s*\.?$")
_FIGURE = re.compile(
    r"(?:from|to|at least|at most|at or|below|above|under|over|less|more|fewer"
    r"|greater|no more|max|min|up to|between|[<>≥≤=~+]"
    r"|[$€£¥]?\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a title: its words stay in the title, its address is kept here."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A line without its markup. bold: the whole line was bold; struck: it was crossed out, its words are kept.

    crossed: words that were crossed out in a line of which more is left, and are no part of the text.
    """

    text: str
    links: tuple[Link, ...] = ()
    bold: bool = False
    struck: bool = False
    crossed: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What the start of a line says. what: `objective`, `key_result`, `krs` and `objectives` (a label for
    those below), `detail` (of the line above, `field` says which), `work`, or "" for none."""

    what: str = ""
    owner: str = ""
    rest: str = ""
    field: str = ""


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def plain(markup: str) -> Plain:
    """Return `markup` as a person reads it: emphasis gone, link and image words kept, entities read."""
    if not _MARKUP.search(markup) or len(markup) > _LONGEST:
        return Plain(_one_blank(markup))
    return _simple(markup) or _parsed(markup)


def _simple(markup: str) -> Plain | None:
    """Read bold words and plain links, nine lines of ten, thirty times faster than a whole parser."""
    links: list[Link] = []

    def words(found: re.Match[str]) -> str:
        links.append(Link(_one_blank(found[1]), found[2]))
        return found[1]

    text = _LINK.sub(words, markup)
    if _HARD.search(text):
        return None
    bare = _BOLD.sub(r"\1", text)
    if "*" in bare:
        return None
    size = sum(len(found[1].strip(" .:;")) for found in _BOLD.finditer(text))
    return Plain(_one_blank(bare), tuple(links), _mostly(size, bare))


def _mostly(bold: int, text: str) -> bool:
    return bold > 0 and bold >= 0.8 * len(text.replace(" ", "")) - 2


def _parsed(markup: str) -> Plain:
    source = _TAG.sub("", _BREAK.sub(" ", markup))
    parts: list[str] = []
    left: list[str] = []
    crossed: list[str] = []
    links: list[Link] = []
    opened: list[tuple[int, str]] = []
    strong = struck = bold_size = 0
    for token in _markdown().parseInline(source)[0].children or ():
        if token.type == "link_open":
            opened.append((len(parts), str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            start, url = opened.pop()
            links.append(Link(_one_blank("".join(parts[start:])), url))
        elif token.type in ("strong_open", "strong_close"):
            strong += 1 if token.type == "strong_open" else -1
        elif token.type in ("s_open", "s_close"):
            struck += 1 if token.type == "s_open" else -1
        else:
            parts.append(" " if token.type.endswith("break") else token.content)
            bold_size += len(parts[-1].strip(" .:;")) if strong else 0
            if struck:
                crossed.append(parts[-1])
            else:
                left.append(parts[-1])
    text, rest = _one_blank("".join(parts)), _one_blank("".join(left))
    if not crossed or _EMPTY.fullmatch(rest):
        return Plain(text, tuple(links), _mostly(bold_size, text), struck=bool(crossed))
    return Plain(rest, tuple(links), _mostly(bold_size, rest), crossed=_one_blank(" ".join(crossed)))


def _one_blank(text: str) -> str:
    return " ".join(text.split())


def read_label(text: str, *, nested: bool) -> Label:
    """Return what the start of `text` says it is; `nested`: it stands below another line."""
    words = _without_sign(text)
    group = _GROUP.match(words)
    if group:
        return Label("krs" if group["krs"] else "objectives", rest="")
    lower = words[:120].lower()
    if "kr" in lower or "key" in lower:
        found = _labelled("key_result", words, (_KEY_RESULT, _BARE_KEY_RESULT))
        if found is not None:
            return found
    if "o" in lower:
        found = _labelled("objective", words, (_OBJECTIVE, _BARE_OBJECTIVE))
        if found is not None:
            return found
    prefix = _PREFIX.match(text)
    if prefix is None:
        return Label(rest=text)
    word = prefix["owner"].strip().lower()
    if nested and word in DETAILS:
        return Label("detail", rest=prefix["rest"], field=DETAILS[word])
    if re.sub(r"[\s#\d.]+$", "", word) in WORK:
        return Label("work", rest=text)
    return Label(rest=text)


def _without_sign(text: str) -> str:
    """Return a text without the emoji that many put before a label: it names no owner."""
    at = next((at for at, char in enumerate(text) if category(char) not in _SIGNS), 0)
    return text[at:] if at else text


def _labelled(what: str, text: str, patterns: tuple[re.Pattern[str], ...]) -> Label | None:
    for pattern in patterns:
        match = pattern.match(text)
        if match is None:
            continue
        owner = match["owner"].strip(" ,;-–—")
        short = len(owner.split()) <= 2 and owner.lower().split(" ")[0] not in VERBS
        if owner and not (looks_like_owner(owner) or short):
            continue
        return Label(what, owner or (match["by"] or "").strip(), (match["rest"] or "").strip())
    return None


def owner_prefix(text: str, *, figures: bool) -> tuple[str, str]:
    """Return (owner, rest) of "CRO: Build pipeline", or ("", text).

    "NPS: 45" names a figure, not an owner; with `figures` a number may follow an owner, because the
    whole file is written that way ("Support: 100% SLA").
    """
    match = _PREFIX.match(text)
    if match is None:
        return "", text
    owner, rest = match["owner"].strip(), match["rest"].strip()
    if not rest or not looks_like_owner(owner):
        return "", text
    if not figures and _FIGURE.match(rest) and not SEAT.search(owner):
        return "", text
    return owner, rest


def owner_suffix(text: str) -> tuple[str, str]:
    """Return (owner, the words before) of "Grow (owner: Ana)" or "Grow @ana", or ("", text)."""
    for pattern in (_OWNER_LAST, _HANDLE_LAST):
        match = pattern.search(text)
        if match and match.start() > 0:
            return match["owner"].strip(), text[: match.start()].rstrip()
    return "", text


_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9%$€£\"“'‘(\[])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|dir|sr|jr|inc|ltd|co|corp|approx|incl|dept|mr"
    r"|mrs|ms|dr|st|no|min|max|avg|est|[A-Z])\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Split "Objective. Key result. Key result." into its sentences; not inside parentheses."""
    parts: list[str] = []
    begin = 0
    for match in _SENTENCE.finditer(text):
        before = text[begin : match.start()]
        if _ABBREVIATION.search(before[-14:]) or before.count("(") > before.count(")"):
            continue
        parts.append(before)
        begin = match.end()
    parts.append(text[begin:])
    return [words for words in (tidy(part) for part in parts) if any(letter.isalnum() for letter in words)]


def tidy(title: str) -> str:
    """Return a title without blanks, a lone full stop or a dangling colon at its end."""
    words = title.strip().rstrip(":;,").rstrip()
    return words[:-1].rstrip() if words.endswith(".") and not words.endswith("..") else words
