"""A decision memo as Markdown, for an editor: written from a decision, read back into the verb WriteMemo."""

from __future__ import annotations

import re

from models.decisions.verbs import WriteMemo
from models.decisions.views import MemoView
from models.errors import Conflict, Refused

HELP = """<!--
One decision. Everything may stay empty but the title. Save and leave; an empty file changes nothing.
Lane: commitment (needs an executive's approval), guardrail or autonomy. Days as 2026-11-21.
Options are a list; + and - below one are its pro and con, [x] marks the chosen one.
What stands under Chosen makes the decision; without it the decision is needed.
-->"""
PARTS = ("Context", "Options", "Chosen", "Why", "Consequences", "Affects")
FACTS = {
    "team": "team",
    "owner": "owner",
    "lane": "lane",
    "needed by": "needed_by",
    "revisit": "revisit_on",
}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FACT = re.compile(r"^([A-Za-z ]+):\s*(.*)$")
_OPTION = re.compile(r"^[-*]\s+(?:\[([ xX])\]\s*)?(.*)$")
_ARGUMENT = re.compile(r"^\s+([+-])\s+(.*)$")


def as_markdown(memo: MemoView | None, title: str = "") -> str:
    """Return the text to edit: of a decision, or the empty form with `title`."""
    one = memo.one if memo is not None else None
    facts = {
        "Team": one.team if one else "",
        "Owner": f"@{one.handle}" if one and one.handle else "",
        "Lane": one.lane if one else "",
        "Needed by": one.needed_by if one else "",
        "Revisit": one.revisit_on if one else "",
    }
    texts = {
        "Context": memo.context if memo else "",
        "Options": _options(memo) if memo else "",
        "Chosen": one.chosen if one else "",
        "Why": memo.because if memo else "",
        "Consequences": memo.consequences if memo else "",
        "Affects": "\n".join(f"- {a.team}: {a.effect}".rstrip(": ") for a in memo.affects) if memo else "",
    }
    head = [f"# {_escaped(one.title if one else title)}"]
    head += [f"{name}: {value}".rstrip() for name, value in facts.items()]
    body = [f"## {name}\n{_quoted(texts[name])}".rstrip() + "\n" for name in PARTS]
    return "\n".join([*head, "", HELP, "", *body])


def _options(memo: MemoView) -> str:
    lines: list[str] = []
    for option in memo.options:
        lines.append(f"- [{'x' if option.chosen else ' '}] {option.title}")
        lines += [f"  + {part}" for part in option.pro.splitlines()]
        lines += [f"  - {part}" for part in option.con.splitlines()]
    return "\n".join(lines)


def _escaped(title: str) -> str:
    return title.replace("<!--", "<! --")


def _quoted(text: str) -> str:
    """Return a note in which no line is taken for a heading or a comment when it is read back."""
    lines = [f"\\{line}" if line.startswith(("#", "\\")) else line for line in _escaped(text).split("\n")]
    return "\n".join(lines)


def parse(text: str, ref: str = "") -> WriteMemo | None:
    """Read what an editor left; None when nothing was written. Raises Refused for a heading nobody knows."""
    lines = _COMMENT.sub("", text.replace("\r\n", "\n")).split("\n")
    title, facts, parts = _sections(lines)
    if not title:
        if any(parts.values()) or any(facts.values()):
            raise Refused("The memo has no title", "Its first line is `# ` and what is to be decided")
        return None
    return WriteMemo(
        ref=ref,
        title=title,
        context=parts["Context"],
        chosen=" ".join(parts["Chosen"].split()),
        because=parts["Why"],
        consequences=parts["Consequences"],
        options=_read_options(parts["Options"]),
        affects=_read_affects(parts["Affects"]),
        **facts,
    )


def changes(base: WriteMemo, mine: WriteMemo, now: WriteMemo) -> WriteMemo:
    """Return only what I changed since `base`; raises Conflict where somebody changed the same part (`now`)."""
    names = [name for name in WriteMemo.__slots__ if name not in ("ref", "title")]
    changed = {name: getattr(mine, name) for name in names if getattr(mine, name) != getattr(base, name)}
    title = mine.title if mine.title != base.title else now.title
    clashes = [
        (name, getattr(base, name), getattr(now, name), getattr(mine, name))
        for name in ("title", *changed)
        if getattr(mine, name) != getattr(base, name)
        and getattr(now, name) not in (getattr(base, name), getattr(mine, name))
    ]
    if clashes:
        said = ", ".join(name for name, *_ in clashes)
        raise Conflict(f"{said} of {mine.ref} changed while you wrote", tuple(clashes), "Nothing was changed")
    return WriteMemo(ref=mine.ref, title=title, **changed)


def _sections(lines: list[str]) -> tuple[str, dict[str, str], dict[str, str]]:
    title, here = "", ""
    facts: dict[str, str] = dict.fromkeys(FACTS.values(), "")
    parts: dict[str, list[str]] = {name: [] for name in PARTS}
    for line in lines:
        fact = _FACT.match(line.strip())
        if line.startswith("## "):
            here = line[3:].strip().capitalize()
            if here not in parts:
                raise Refused(f"A memo has no part {line[3:43].strip()!r}", f"It has {', '.join(PARTS)}")
        elif here:
            parts[here].append(line[1:] if line.startswith("\\") else line)
        elif line.startswith("# ") or line.strip() == "#":
            title = line[1:].strip()
        elif fact and fact[1].strip().lower() in FACTS:
            facts[FACTS[fact[1].strip().lower()]] = fact[2].strip().lstrip("@")
        elif line.strip():
            raise Refused(f"What is {line.strip()[:40]!r}?", f"Above the first ## stand only {', '.join(FACTS)}")
    return title, facts, {name: "\n".join(some).strip() for name, some in parts.items()}


def _read_options(text: str) -> tuple[tuple[str, str, str, bool], ...]:
    found: list[tuple[str, list[str], list[str], bool]] = []
    for line in text.split("\n"):
        argument, option = _ARGUMENT.match(line), _OPTION.match(line)
        if argument and found:
            _title, pro, con, _chosen = found[-1]
            (pro if argument[1] == "+" else con).append(argument[2].strip())
        elif option and option[2].strip():
            found.append((option[2].strip(), [], [], option[1] in ("x", "X")))
        elif line.strip() and not option:
            raise Refused(f"What is {line.strip()[:40]!r} among the options?", "Begin an option with `- `")
    return tuple((title, "\n".join(pro), "\n".join(con), chosen) for title, pro, con, chosen in found)


def _read_affects(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for line in text.split("\n"):
        word = line.strip().removeprefix("-").removeprefix("*").strip()
        if word:
            team, _, effect = word.partition(":")
            found.append((team.strip(), effect.strip()))
    return tuple(found)
