"""Our own Markdown outline, exported and imported again to the same tree (interface.md 6).

Other people's outlines are read by guessing well (outline.py). This one needs no guess: its first line says what it
is, every entry names what it is, its title stands in bold and the facts behind a dash:

    - Objective: **Default choice for mid-market** — owner @ana
      - KR: **Mid-market share** — kind increase; unit %; start 4; target 17; value 9

It is a Markdown list like any other, to be read, diffed and edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.errors import Refused
from models.exchange.outline_lines import Block, blocks
from models.exchange.told import facts, read_facts, read_number, shown, typed
from models.exchange.verbs import NewKeyResult, NewObjective, NewStep
from models.text import clean

MARK = "<!-- oarlock outline 1: edit it and import it again -->"
LABELS = {"imperative": "Imperative", "annual": "Annual goal", "objective": "Objective"}
_KINDS = {label.casefold(): kind for kind, label in LABELS.items()}
_ENTRY = re.compile(r"([A-Za-z ]+):\s+(?:\*\*|__)((?:\\.|[^\\])+?)(?:\*\*|__)\s*(?:[—–-]+\s*(.*))?$", re.DOTALL)


def _names(said: str) -> frozenset[str]:
    return frozenset(said.split())


_GOAL = _names("owner team cycle from to intent contributes weight measure why what how note")
_RESULT = _names(
    "kind unit start target low high value confidence baseline weight owner starts due uncontrolled measure glide note"
)
_STEP = _names("weight due done")
_KR_KINDS = ("increase", "decrease", "count", "threshold", "milestone", "boolean")


def is_own(text: str) -> bool:
    """Return whether a file is one of our own exports."""
    return text[:400].lstrip().startswith("<!-- oarlock outline 1")


def write_outline(objectives: Sequence[NewObjective], heading: str) -> str:
    """Return the tree as Markdown; parents stand before their children in `objectives`."""
    below: dict[int | None, list[int]] = {}
    for place, one in enumerate(objectives):
        below.setdefault(one.parent, []).append(place)
    lines = [MARK, "", f"# {shown(heading)}", ""]
    waiting = [(place, 0) for place in reversed(below.get(None, []))]
    while waiting:
        place, depth = waiting.pop()
        one = objectives[place]
        above = objectives[one.parent] if one.parent is not None else NewObjective(title="")
        lines.append(_line(depth, LABELS[one.kind], one.title, _goal_facts(one, above)))
        for result in one.key_results:
            lines.append(_line(depth + 1, "KR", result.title, _result_facts(result)))
            for step in result.steps:
                told: dict[str, object] = {"weight": _unless(step.weight, 1.0), "due": step.due, "done": step.done}
                lines.append(_line(depth + 2, "Step", step.title, told))
        waiting += [(child, depth + 1) for child in reversed(below.get(place, []))]
    return "\n".join(lines) + "\n"


def _line(depth: int, label: str, title: str, told: dict[str, object]) -> str:
    said = facts(told)
    return f"{'  ' * depth}- {label}: **{shown(title)}**" + (f" — {shown(said)}" if said else "")


def _unless(value: float, default: float) -> float | None:
    return None if value == default else value


def _goal_facts(one: NewObjective, above: NewObjective) -> dict[str, object]:
    """Return what a goal tells; team and cycle only where they are not those of the goal above."""
    moved = one.cycle != above.cycle
    return {
        "owner": one.owner_text,
        "team": (one.team or True) if one.team != above.team else "",
        "cycle": (one.cycle or True) if moved else "",
        "from": one.start if moved else "",
        "to": one.end if moved else "",
        "intent": one.intent if one.kind == "objective" and one.intent != "stretch" else "",
        "contributes": one.contributes,
        "weight": _unless(one.weight, 1.0),
        "measure": one.measure,
        "why": one.why,
        "what": one.what,
        "how": one.how,
        "note": one.note,
    }


def _result_facts(one: NewKeyResult) -> dict[str, object]:
    return {
        "kind": one.kind,
        "unit": one.unit,
        "start": one.start,
        "target": one.target,
        "low": one.low,
        "high": one.high,
        "value": one.value,
        "confidence": one.confidence,
        "baseline": one.baseline,
        "weight": _unless(one.weight, 1.0),
        "owner": one.owner_text,
        "starts": one.starts,
        "due": one.due,
        "uncontrolled": not one.controlled,
        "measure": one.measure,
        "glide": one.glide,
        "note": one.note,
    }


def read_outline(text: str) -> tuple[NewObjective, ...]:
    """Return the tree of one of our own exports, parents before children.

    Raises Refused with the number of the first line that is not understood; nothing is guessed.
    """
    found: list[NewObjective] = []
    results: list[list[NewKeyResult]] = []
    stack: list[tuple[int, int]] = []  # (indent, place) of the goals above
    for block, label, title, said in _entries(text):
        while stack and stack[-1][0] >= block.indent:
            stack.pop()
        if label in _KINDS:
            parent = stack[-1][1] if stack else None
            stack.append((block.indent, len(found)))
            found.append(_goal(_KINDS[label], title, said, parent, found, block.line))
            results.append([])
        elif not stack:
            raise Refused(f"Line {block.line}: a key result needs an objective above it", "Nothing was imported")
        elif label in ("kr", "key result"):
            results[stack[-1][1]].append(_result(title, said, block.line))
        elif label == "step" and results[stack[-1][1]]:
            own = results[stack[-1][1]]
            own[-1] = replace(own[-1], steps=(*own[-1].steps, _step(title, said, block.line)))
        else:
            raise _odd(block)
    if not found:
        raise Refused("The outline holds no objective", "Nothing was imported")
    return tuple(replace(one, key_results=tuple(own)) for one, own in zip(found, results, strict=True))


def _entries(text: str) -> Iterator[tuple[Block, str, str, str]]:
    """Yield the list's entries as (block, label in lower case, title, facts)."""
    for block in blocks(clean(text, multiline=True)):
        if block.what in ("aside", "heading"):
            continue
        match = _ENTRY.match(block.text) if block.what == "entry" and not block.more else None
        if match is None:
            raise _odd(block)
        yield block, match[1].strip().casefold(), typed(match[2]).strip(), typed(match[3] or "")


def _odd(block: Block) -> Refused:
    line, text = (block.more[0][0], block.more[0][1]) if block.more else (block.line, block.text)
    return Refused(
        f"Line {line} is no entry of this outline: {text[:40]!r}",
        "Write it as `- KR: **title** — target 17`, or take the first line away to have it guessed",
    )


def _goal(
    kind: str, title: str, said: str, parent: int | None, found: Sequence[NewObjective], line: int
) -> NewObjective:
    told = read_facts(said, line, _GOAL)
    above = found[parent] if parent is not None else NewObjective(title="")
    intent = told.get("intent", "stretch")
    if intent not in ("stretch", "committed"):
        raise Refused(f"Line {line}: intent is stretch or committed, not {intent[:20]!r}", "Nothing was imported")
    moved = "cycle" in told
    weight = read_number(told, "weight", line)
    return NewObjective(
        kind=kind,
        title=title,
        parent=parent,
        owner_text=told.get("owner", ""),
        team=told.get("team", above.team),
        cycle=told["cycle"] if moved else above.cycle,
        start=told.get("from", "") if moved else above.start,
        end=told.get("to", "") if moved else above.end,
        intent=intent,
        contributes="contributes" in told,
        weight=1.0 if weight is None else weight,
        measure=told.get("measure", ""),
        why=told.get("why", ""),
        what=told.get("what", ""),
        how=told.get("how", ""),
        note=told.get("note", ""),
    )


def _result(title: str, said: str, line: int) -> NewKeyResult:
    told = read_facts(said, line, _RESULT)
    kind = told.get("kind", "boolean")
    if kind not in _KR_KINDS:
        raise Refused(f"Line {line}: {kind[:20]!r} is no kind of key result", f"One of {', '.join(_KR_KINDS)}")
    weight, confidence = read_number(told, "weight", line), read_number(told, "confidence", line)
    return NewKeyResult(
        title=title,
        kind=kind,
        unit=told.get("unit", ""),
        start=read_number(told, "start", line),
        target=read_number(told, "target", line),
        low=read_number(told, "low", line),
        high=read_number(told, "high", line),
        value=read_number(told, "value", line),
        confidence=None if confidence is None else int(confidence),
        baseline=told.get("baseline", ""),
        weight=1.0 if weight is None else weight,
        owner_text=told.get("owner", ""),
        starts=told.get("starts", ""),
        due=told.get("due", ""),
        controlled="uncontrolled" not in told,
        measure=told.get("measure", ""),
        glide=told.get("glide", ""),
        note=told.get("note", ""),
        whole=True,
    )


def _step(title: str, said: str, line: int) -> NewStep:
    told = read_facts(said, line, _STEP)
    weight = read_number(told, "weight", line)
    return NewStep(
        title=title, weight=1.0 if weight is None else weight, due=told.get("due", ""), done=told.get("done", "")
    )
