"""Scores as teams append them to a line: "=> 66 %", "--> DONE", "= 70 % done", "(45%)", ": 100% done"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARROW = re.compile(
    r"\s*(?:=+>|-{2,}>|⇒|➜|➡️?|(?<=\s)→(?=\s*(?:\d+(?:[.,]\d+)?\s?%|done|complete|in progress)))\s*", re.I
)
_DONE = r"(?:complete[d]?|done|achieved|finished|accomplished|delivered|there)"
_EQUALS = re.compile(rf"\s+=\s+(?=\d[\d.,]*\s?%|{_DONE}\b)", re.I)
_TAIL = re.compile(
    rf"(?:[.:;,]\s+|\s+[-–—]\s+|\s*\((?=[^()]*\)\s*\.?$))(?P<note>\d[\d.,]*\s?%\s+{_DONE}\b.*)$"
    rf"|\s*[:;–—-]\s+(?P<word>{_DONE}|not started|in progress)\W*$",
    re.I,
)
_LABEL = re.compile(
    r"\s*[-–—|,;.(\[]\s*(?P<label>final score|score|progress|grade|status)\s*[:=]\s*(?P<note>[^()\[\]]+?)[)\]]?\s*$",
    re.I,
)
_BRACKET = re.compile(r"\s*[(\[](?P<note>\d{1,3}(?:[.,]\d+)?\s?%|[01][.,]\d{1,2}|[01][.,]\d/1\.0|✓|✔|✅)[)\]]\s*\.?$")
_RESULTS = re.compile(
    r":\s+(?P<note>[A-Z]\w*ed\s(?:\d|X\b)[^:]*?\((?:[\d.,]+|X)\s?%\)(?:,\s[^:]*?\((?:[\d.,]+|X)\s?%\))*)\.?\s*$"
)
_TALLY = re.compile(r"\s*\((?P<note>[^()]*(?:\([^()]*\)[^()]*)*\d+/\d+[^()]*)\)\s*\.?$")
_TICK = re.compile(r"\s*(?:✅|✔️?|☑️?)\s*$")

_PERCENT = re.compile(r"(?<![\w+.-])(\d[\d.,]*)\s?%")
_LEADING = re.compile(r"[(~≈]?\s*(\d[\d.,]*)\s?%(?P<rest>.*)$", re.S)
_ACHIEVED = re.compile(rf"(?<![\w+.-])(?<!to )(?<!at )(\d[\d.,]*)\s?%\s+{_DONE}\b", re.I)
_OF = re.compile(r"(\d+)\s*(?:of|/|out of)\s*(\d+)\b", re.I)
_DECIMAL = re.compile(r"([01][.,]\d{1,3})(?:\s*/\s*1(?:\.0)?)?(?=\s*(?:$|[.;,(–-]\s|[-–(]))")
_DONE_WORD = re.compile(r"(?:done|complete[d]?|achieved|finished|delivered|shipped|✅|✔|✓|yes)\b|[✅✔✓]", re.I)
_NOTHING = re.compile(
    r"(?:not started|no progress|we did not make (?:any )?progress|did not make (?:any )?progress)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Score:
    """What a line says about itself: `progress` 0..1 or None, and its words as typed in `note`."""

    progress: float | None = None
    note: str = ""


NO_SCORE = Score()

_ARROW_HINT = re.compile("[=⇒➜➡→]|-->")
# Without one of these there is no score in a line; looking first keeps long files fast.
_HINT = re.compile(
    rf"[)\]]\W*$|[✅✔☑]|%\s+{_DONE}|(?:score|progress|grade|status)\s*[:=]|(?:{_DONE}|started|progress)\W*$", re.I
)


def split_arrow(text: str) -> tuple[str, Score]:
    """Return the words before `=>`, `-->` or `= 70 % done`, and the score behind it."""
    if not _ARROW_HINT.search(text):
        return text, NO_SCORE
    for pattern in (_ARROW, _EQUALS):
        match = pattern.search(text)
        if match and match.start() > 0:
            return text[: match.start()].rstrip(), read_score(text[match.end() :])
    return text, NO_SCORE


def split_tail(text: str) -> tuple[str, Score]:
    """Return the words before a score without an arrow: "(45%)", ": 45% done", "Score: 0.7", a tick."""
    if not _HINT.search(text):
        return text, NO_SCORE
    for pattern in (_LABEL, _TAIL, _RESULTS, _BRACKET, _TALLY):
        match = pattern.search(text)
        if match and match.start() > 0:
            words = next(part for name, part in match.groupdict().items() if name != "label" and part)
            closed = words.endswith(")") and words.count(")") > words.count("(")
            return text[: match.start()].rstrip(), read_score(words[:-1] if closed else words)
    tick = _TICK.search(text)
    if tick and tick.start() > 0:
        return text[: tick.start()], Score(1.0, tick.group().strip())
    return text, NO_SCORE


def starts_with_score(text: str) -> str | None:
    """Return the words after the arrow when a continuation line is nothing but the score, else None."""
    match = _ARROW.match(text) or re.match(r"=\s+(?=\d)", text)
    if match:
        return text[match.end() :]
    label = re.match(r"(?:final score|score|progress|grade|status)\s*[:=]\s*", text, re.I)
    return text[label.end() :] if label else None


def read_score(note: str) -> Score:
    """Return the score in `note`: a share of the whole as progress, everything as note.

    Only what a careful person would put into the progress column is progress: "+8 % a quarter" and
    "75 % for these, 46 % for those" stay words. More than 100 % is 1.0, the note keeps the rest.
    """
    words = note.strip()
    if not words:
        return NO_SCORE
    return Score(_progress(words), words)


def _progress(words: str) -> float | None:
    if _NOTHING.match(words):
        return 0.0
    leading = _LEADING.match(words)
    if leading:
        return _leading(words, leading)
    if _DONE_WORD.match(words):
        return 1.0
    share = _OF.match(words)
    if share and int(share.group(2)) and int(share.group(1)) <= int(share.group(2)):
        return int(share.group(1)) / int(share.group(2))
    decimal = _DECIMAL.match(words)
    if decimal:
        return min(float(decimal.group(1).replace(",", ".")), 1.0)
    achieved = {_share(found) for found in _ACHIEVED.findall(words)}
    if len(achieved) == 1:
        return achieved.pop()
    shares = {_share(found) for found in re.findall(r"\(([\d.,]+)\s?%\)", words)}
    unknown = re.search(r"\(X\s?%\)", words)
    return shares.pop() if len(shares) == 1 and unknown is None else None


def _leading(words: str, leading: re.Match[str]) -> float | None:
    rest = leading["rest"].lstrip()
    shares = {_share(found) for found in _PERCENT.findall(words)}
    partly = re.match(rf"(?:{_DONE}\s+)?(?:for|on)\b", rest, re.I)
    if partly and (len(shares) > 1 or not re.match(_DONE, rest, re.I)):
        return None
    return _share(leading.group(1))


def _share(digits: str) -> float:
    try:
        return min(float(digits.rstrip(".,").replace(",", ".")) / 100, 1.0)
    except ValueError:
        return 0.0
