"""Reads back what a person left of a brief's outline (outline.py). Everything is understood, or nothing is taken."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any, TypeVar

from models import text as texts
from models.errors import Refused
from models.strategy.outline import STAMP
from models.strategy.outline_parts import FIELDS, PARTS, PREFIX, plain
from models.strategy.sentence import choice_fields
from models.strategy.sheet import AssumptionLine, ChoiceLine, ExclusionLine, Sheet

_ITEM = re.compile(r"^(?:[-*+]|\d+[.)])\s+(.*)$")
_BARE = re.compile(r"^(?:[-*+]|\d+[.)])$")
_FIELD = re.compile(r"^[-*+]\s+([A-Za-z][A-Za-z ]*?):(?:\s+(.*))?$")
_TAG = re.compile(r"([A-Z]+\d{1,12})\]")
_UNTIL = re.compile(r"^(?P<measure>.+?) ?(?P<operator><=|>=|<|>|=) ?(?P<limit>\S.*?)(?: for (?P<periods>\d+)\D*)?$")
"""In a text with single blanks: several of them in a row would be tried in every way to share them out."""
S = TypeVar("S", Sheet, ChoiceLine, ExclusionLine, AssumptionLine)
MOST = 200
"""New sentences in one edit."""
LONGEST_FILE = 2_000_000
"""Characters of a file that may be a brief; two pages have 7,000."""
_HINT = "Put it back as it was, or start again from `oar brief edit`"


class _Item:
    """A sentence with what stands below it. fields: label -> its lines."""

    def __init__(self, line: int, text: str) -> None:
        self.line, self.words = line, [text]
        self.fields: dict[str, list[str]] = {}
        self.column = 0
        self.label = ""
        self.blank = 0

    def take_field(self, line: int, label: str, text: str, column: int, known: dict[str, str]) -> None:
        """Begin a field. Raises Refused for one that is not known or stands there twice."""
        if label not in known:
            wanted = ", ".join(known) or "nothing"
            raise Refused(f"Line {line}: what is {label[:40]!r}?", f"Below such a sentence stands {wanted}")
        if label in self.fields:
            raise Refused(f"Line {line}: {label!r} stands twice below {self.words[0][:40]!r}", "Keep one of the two")
        self.fields[label], self.label, self.column = [text], label, column + 2

    def go_on(self, line: str) -> None:
        """Take a further line of the sentence, or of the field that was begun last."""
        if not self.label:
            self.words.append(line.strip())
            return
        inner = line[self.column :] if line[: self.column].isspace() else line.lstrip()
        self.fields[self.label] += [""] * self.blank + [inner]

    def value(self, label: str, *, note: bool = False) -> str:
        """Return a field's text; in one line unless it is a note."""
        lines = self.fields.get(label, [])
        return "\n".join(lines).strip() if note else " ".join(line.strip() for line in lines).strip()


def stamp_of(text: str) -> tuple[int, str]:
    """Return (version, state) of the brief that an outline was written from. Raises Refused when it is gone."""
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    words = first.removeprefix(STAMP).split()
    if not first.startswith(STAMP) or len(words) != 2 or not words[0].isdecimal():
        raise Refused("The first line, which says what it was written from, is gone", _HINT)
    return int(words[0]), words[1]


def read_outline(text: str, base: Sheet) -> Sheet:
    """Return the words a person wrote, `base` being what they started from. Raises Refused with one line."""
    if len(text) > LONGEST_FILE:
        raise Refused(f"A file of more than {LONGEST_FILE:,} characters is no brief", "Is it another file?")
    lines = texts.clean(text.lstrip("\ufeff"), multiline=True).split("\n")
    if not any(line.strip() for line in lines):
        raise Refused("The file is empty, nothing was changed", "`oar brief drop` throws a draft away")
    title, head, parts = _sections(lines)
    found: dict[str, list[_Item]] = {name: _items(name, parts[name]) for name in FIELDS}
    count = sum(len(some) for some in found.values())
    if count > len(base.lines) + MOST:
        hint = f"At most {MOST} new ones are taken at once; is it another file?"
        raise Refused(f"{count} sentences are no brief", hint)
    sheet = replace(
        base,
        title=texts.title(title, "title of the brief"),
        vision=texts.note(plain(head), "vision"),
        elephants=texts.note(plain([line for _, line in parts["elephants"]]), "elephants"),
        choices=tuple(_choice(one) for one in found["choices"]),
        exclusions=tuple(_exclusion(one) for one in found["exclusions"]),
        assumptions=tuple(_assumption(one) for one in found["assumptions"]),
        measures=tuple(_measure_line(one, base) for one in found["measures"]),
    )
    return unspoilt(_identified(sheet, base), base)


def _sections(lines: list[str]) -> tuple[str, list[str], dict[str, list[tuple[int, str]]]]:
    """Return title, the text below it, and the numbered lines of every part. Raises Refused unless all are there."""
    names = {heading.lower(): name for name, heading in PARTS.items()}
    parts: dict[str, list[tuple[int, str]]] = {}
    title, head, here = "", list[str](), ""
    for number, line in _behind_comment(lines):
        if line.startswith("## "):
            here = names.get(" ".join(line[3:].split()).lower(), "")
            if not here:
                raise Refused(f"Line {number}: a brief has no part {line[3:43].strip()!r}", _known())
            if here in parts:
                raise Refused(f"Line {number}: the heading '## {PARTS[here]}' stands twice", "Put both parts under one")
            parts[here] = []
        elif here:
            parts[here].append((number, line))
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        elif line.startswith("#"):
            raise Refused(f"Line {number}: what is {line[:40]!r}?", _known())
        elif line.strip() and not title:
            raise Refused(f"Line {number}: the title of the brief is missing", "It stands first: # Strategy brief")
        else:
            head.append(line)
    missing = [PARTS[name] for name in PARTS if name not in parts]
    if missing:
        gone = ", ".join(f"'## {name}'" for name in missing)
        many = "headings are" if len(missing) > 1 else "heading is"
        raise Refused(
            f"The {many} gone: {gone}", f"Put {'them' if len(missing) > 1 else 'it'} back, with nothing below if empty"
        )
    return title, head, parts


def _known() -> str:
    return f"It has {', '.join(PARTS.values())}; begin a line of a text with \\# to write a #"


def _behind_comment(lines: list[str]) -> list[tuple[int, str]]:
    numbered = list(enumerate(lines, 1))
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines[start].startswith("<!--"):
        return numbered
    end = next((at for at, line in enumerate(lines[start:], start) if "-->" in line), None)
    if end is None:
        raise Refused("The end --> of the first lines is gone", _HINT)
    return numbered[end + 1 :]


def _items(part: str, lines: list[tuple[int, str]]) -> list[_Item]:
    """Return the sentences of a part. Raises Refused for a line that is neither one nor belongs to one."""
    out: list[_Item] = []
    for number, line in lines:
        body = line.strip()
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs(4))
        item, field, here = _ITEM.match(body), _FIELD.match(body), out[-1] if out else None
        if not body:
            if here is not None:
                here.blank += 1
            continue
        if indent == 0 and (item or _BARE.match(body)):
            out.append(_Item(number, item[1] if item else ""))
        elif here is None or indent == 0:
            raise Refused(f"Line {number}: what is {body[:40]!r}?", f"Begin a sentence of {PARTS[part]!r} with `- `")
        elif (field or item) and (not here.label or indent < here.column):
            label, text = (" ".join(field[1].lower().split()), field[2]) if field else (body, "")
            here.take_field(number, label, text or "", indent, FIELDS[part])
        else:
            here.go_on(line)
        out[-1].blank = 0
    return out


def _tagged(part: str, item: _Item) -> tuple[str, str]:
    """Return (statement, reference) of a sentence, "" for a new one."""
    statement, tag = _tag_of(" ".join(item.words).strip())
    if tag and tag.rstrip("0123456789") != PREFIX[part]:
        hint = "Put it where it was; take the reference away for a new sentence"
        raise Refused(f"Line {item.line}: {tag} does not stand under {PARTS[part]!r}", hint)
    if not statement and part != "measures":
        raise Refused(f"Line {item.line} says nothing", "Write a sentence, or take the line out")
    return (texts.title(statement, "sentence") if statement else ""), tag


def _tag_of(text: str) -> tuple[str, str]:
    """Return (words, reference) of a text that ends in one, such as `Churn [M4]`; "" without one."""
    words, mark, end = text.rpartition("[")
    found = _TAG.fullmatch(end) if mark else None
    return (words.rstrip(), found[1]) if found else (text, "")


def _choice(item: _Item) -> ChoiceLine:
    statement, tag = _tagged("choices", item)
    given = {"statement": statement}
    if not tag and not item.fields:
        given = choice_fields(statement)
    rather = given.get("rather_than") or item.value("rather than")
    return ChoiceLine(
        ref=tag,
        statement=given["statement"],
        rather_than=texts.title(rather, "rather than") if rather else "",
        because=texts.note(given.get("because") or item.value("because", note=True), "because"),
        consequence=texts.note(given.get("consequence") or item.value("so", note=True), "so"),
    )


def _exclusion(item: _Item) -> ExclusionLine:
    statement, tag = _tagged("exclusions", item)
    elephant = texts.note(item.value("elephant", note=True), "elephant")
    return ExclusionLine(ref=tag, statement=statement, elephant=elephant, **_until(item, item.value("until")))


def _until(item: _Item, text: str) -> dict[str, Any]:
    if not text:
        return {}
    text = " ".join(text.split())
    # A name may hold a "<" of its own: what stands behind its reference is the condition.
    name, mark, rest = text.rpartition("]")
    found = _UNTIL.match(f"x {rest}") if mark else _UNTIL.match(text)
    if found is None:
        if mark and not rest.strip():
            return {"measure": _reference(text)}
        hint = "Such as: until: Churn [M9] < 5 for 6; take it out for none"
        raise Refused(f"Line {item.line}: what is until {text[:40]!r}?", hint)
    return {
        "measure": _reference(name + mark) if mark else found["measure"].strip(),
        "operator": found["operator"],
        "limit": found["limit"].strip(),
        "periods": found["periods"] or "",
    }


def _assumption(item: _Item) -> AssumptionLine:
    statement, tag = _tagged("assumptions", item)
    return AssumptionLine(ref=tag, statement=statement, measure=_reference(item.value("measure")))


def _reference(text: str) -> str:
    """Return the reference in "Churn [M4]", or the words themselves."""
    return _tag_of(text)[1] or text


def _measure_line(item: _Item, base: Sheet) -> str:
    name, tag = _tagged("measures", item)
    if tag and name not in ("", base.names.get(tag, name)):
        hint = "Names of measures change on the scorecard"
        raise Refused(f"Line {item.line}: {tag} is called {base.names[tag]!r}", hint)
    return tag or name


def _identified(sheet: Sheet, base: Sheet) -> Sheet:
    """Give sentences that lost their reference the one they had. Raises Refused for a reference that is not ours."""
    given = [one.ref for one in sheet.lines if one.ref] + [one for one in sheet.measures if one in base.measures]
    twice = next((one for at, one in enumerate(given) if one in given[:at]), "")
    if twice:
        raise Refused(f"{twice} stands twice", "Take the reference away from the one that is new")
    known = {one.ref for one in base.lines}
    strange = next((one.ref for one in sheet.lines if one.ref and one.ref not in known), "")
    if strange:
        raise Refused(f"{strange} is not in version {base.version} of the brief", "Take it away for a new sentence")
    free = {(type(one), one.statement): one.ref for one in base.lines if one.ref not in given}
    parts: dict[str, Any] = {}
    for name in ("choices", "exclusions", "assumptions"):
        some = getattr(sheet, name)
        parts[name] = tuple(
            one if one.ref else replace(one, ref=free.pop((type(one), one.statement), "")) for one in some
        )
    return replace(sheet, **parts)


def unspoilt(sheet: Sheet, base: Sheet) -> Sheet:
    """Return the sheet with the texts of `base` where an editor took nothing but blanks at the ends of lines."""
    before = {one.ref: one for one in base.lines}
    parts: dict[str, Any] = {
        name: tuple(_alike(one, before[one.ref]) if one.ref else one for one in getattr(sheet, name))
        for name in ("choices", "exclusions", "assumptions")
    }
    return _alike(replace(sheet, **parts), base)


def _alike(one: S, base: Any) -> S:
    kept = {}
    for name in (field.name for field in fields(one)):
        text, was = getattr(one, name), getattr(base, name)
        if isinstance(text, str) and text != was and _ends(text) == _ends(was):
            kept[name] = was
    return replace(one, **kept) if kept else one


def _ends(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n")]
