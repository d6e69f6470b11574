"""What is typed at `a`, `t` and `!` anywhere: one line becomes the right verb, an @handle at either end the owner."""

from __future__ import annotations

from typing import Any

TODO_HINT = "what @who by fri"


def captured(kind: str, text: str) -> Any:
    """Return the verb that adds a record of `kind` from one line of text."""
    if kind == "todo":
        return todo(text)
    said, owner = owner_in(text)
    if kind in ("hot_item", "issue"):
        from models.issues import verbs

        if kind == "hot_item":
            return verbs.RaiseHot(text=said, owner=owner)
        return verbs.RaiseIssue(title=said, owner=owner)
    if kind == "win":
        from models.learning.verbs import AddWin

        return AddWin(text=said, by=owner)
    if kind == "decision":
        from models.decisions.verbs import Decide

        return Decide(text=said, owner=owner)
    from models.verbs import Add

    return Add(kind=kind, fields={"title": text})


def todo(text: str, *, ref: str = "", owner: str = "") -> Any:
    """Return the verb for "call ten @ben by W35", about `ref`; `owner` has it when nobody is named."""
    from models.issues.verbs import AddTodo
    from models.reviews.lines import due_in

    rest, due = due_in(text)
    said, named = owner_in(rest)
    return AddTodo(title=said, owner=named or owner, due=due, ref=ref)


def owner_in(text: str) -> tuple[str, str]:
    """Return (text, handle) of a line with @handle at its end or beginning, "" for none."""
    words = text.split()
    if len(words) < 2:
        return text, ""
    if words[-1].startswith("@") and len(words[-1]) > 1:
        return text.rpartition("@")[0].strip(), words[-1][1:]
    if words[0].startswith("@") and len(words[0]) > 1:
        return text.partition(words[0])[2].strip(), words[0][1:]
    return text, ""
