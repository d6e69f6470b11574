"""What was typed and is not saved: kept in memory for `R`, and in a file that survives a kill (sharing.md 2).

The file is the person's alone (0600). It is written a moment after the last key, never on a key's own time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from screens.widgets.message import Prompt

FILE = "drafts.json"
KEPT = 9
LEAST = 3
"""Characters below which a text is not worth offering again: a number is typed faster than found."""
SIZE_LIMIT = 400_000


class Draft(NamedTuple):
    """One unsaved text: where it was typed, what it was asked as, the text, or a form's fields.

    target: what form it belongs to, `edit KR40` or `add issue`; "" for a prompt.
    """

    place: str
    label: str
    text: str
    target: str = ""
    fields: Mapping[str, str] = MappingProxyType({})

    def as_dict(self) -> dict[str, Any]:
        """Return the draft as the file holds it."""
        return {**self._asdict(), "fields": dict(self.fields)}

    @property
    def words(self) -> str:
        """The text in one line."""
        return " ".join((self.text or "; ".join(f"{name} {value}" for name, value in self.fields.items())).split())


class Drafts:
    """The unsaved texts of one person. folder: where the file goes; owner: database and person it belongs to.

    Both are asked anew each time: a first run begins without a database.
    """

    def __init__(self, folder: Callable[[], str], owner: Callable[[], str]) -> None:
        self._folder = folder
        self._owner = owner
        self._now: Draft | None = None
        self._failed: list[tuple[Draft, Prompt]] = []
        self._along = ""
        self.wake: Callable[[], None] | None = None
        self.old: list[Draft] = []

    # ---- while typing

    def typed(self, place: Any, prompt: Prompt | None) -> None:
        """Take what stands in a prompt now, None when the prompt was answered or cancelled."""
        text = prompt.edit.text if prompt is not None else ""
        self._set(Draft(place.headline(), prompt.label, text) if prompt and len(text.strip()) >= LEAST else None)

    def form(self, place: str, target: str, fields: Mapping[str, str]) -> None:
        """Take what was changed in a form so far; nothing when `fields` are empty."""
        worth = any(len(text.strip()) >= LEAST for text in fields.values())
        self._set(Draft(place, target, "", target, dict(fields)) if worth else None)

    def _set(self, draft: Draft | None) -> None:
        changed = draft != self._now
        self._now = draft
        if changed and self.wake is not None:
            self.wake()

    # ---- what could not be written

    def keep(self, place: str, prompt: Prompt) -> None:
        """Keep the answer of a prompt that could not be written; `bring_back` gives it back."""
        self._failed.append((Draft(place, prompt.label, prompt.edit.text), prompt))
        del self._failed[:-KEPT]
        if self.wake is not None:
            self.wake()

    def bring_back(self) -> Prompt | None:
        """Return the prompt of the last text that could not be written, and forget it here."""
        return self._failed.pop()[1] if self._failed else None

    def carry(self, text: str) -> None:
        """Put `text` into the next prompt that opens."""
        self._along = text

    def take_along(self) -> str:
        """Return the text carried into the prompt that opens now, once."""
        text, self._along = self._along, ""
        return text

    # ---- the file

    @property
    def all(self) -> list[Draft]:
        """Everything unsaved, the newest last."""
        return [*self.old, *(draft for draft, _ in self._failed), *([self._now] if self._now else [])][-KEPT:]

    def drop(self, draft: Draft) -> None:
        """Forget one."""
        self.old = [one for one in self.old if one is not draft]
        self._failed = [(one, prompt) for one, prompt in self._failed if one is not draft]
        self.save()

    def load(self) -> None:
        """Read what an earlier run left; a file that is damaged or somebody else's is passed over."""
        try:
            with open(os.path.join(self._folder(), FILE), encoding="utf-8") as file:
                data = _read(file.read(SIZE_LIMIT))
            found = [Draft(**one) for one in data.get(self._owner(), ())]
        except (OSError, ValueError, TypeError, AttributeError):
            return
        self.old = [one for one in found if isinstance(one.text, str) and isinstance(one.fields, dict)][-KEPT:]

    def save(self) -> None:
        """Write the file, or take it away when there is nothing; a full disk is no reason to end the program."""
        try:
            self._write(self._others() | ({self._owner(): [one.as_dict() for one in self.all]} if self.all else {}))
        except OSError:
            return

    def _others(self) -> dict[str, Any]:
        try:
            with open(os.path.join(self._folder(), FILE), encoding="utf-8") as file:
                data = _read(file.read(SIZE_LIMIT))
        except (OSError, ValueError):
            return {}
        owner = self._owner()
        kept = data.items() if isinstance(data, dict) else ()
        # What was typed for a database that was not there yet is done with when one is.
        return {key: value for key, value in kept if key != owner and not key.startswith(" ")}

    def _write(self, data: Mapping[str, Any]) -> None:
        import json

        path = os.path.join(self._folder(), FILE)
        if not data:
            if os.path.exists(path):
                os.unlink(path)
            return
        descriptor, new = tempfile.mkstemp(prefix=FILE, dir=os.path.dirname(path))  # made with mode 0600
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(json.dumps(data))
        os.replace(new, path)


def _read(text: str) -> Any:
    """Return what the file holds; JSON is imported only where there is one. Raises ValueError."""
    import json

    return json.loads(text)
