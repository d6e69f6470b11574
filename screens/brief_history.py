"""Versions of the brief, and what differs between any two of them (`H`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.strategy.versions import DiffView, VersionView
from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans, wrap


class HistoryDialog(OarDialog):
    """Up and Down choose a version, x the other one; below stands what changed. differs: reads (old, new)."""

    wide = True
    title_text = "Versions"

    def __init__(self, versions: Sequence[VersionView], differs: Callable[[int, int], Sequence[DiffView]]) -> None:
        super().__init__()
        self._versions = tuple(versions)
        self._differs = differs
        self._at = 0
        self._other: int | None = None

    @property
    def _pair(self) -> tuple[int, int] | None:
        """The two versions that are compared, the older one first; None while there is one."""
        here = self._versions[self._at].version
        before = next((one.version for one in self._versions[self._at + 1 :]), None)
        other = self._other if self._other not in (None, here) else before
        return None if other is None else (min(here, other), max(here, other))

    def lines(self) -> Sequence[Spans]:
        """Return the versions, what differs between the two, the keys."""
        out = version_lines(self._versions, self._at, self._other)
        pair = self._pair
        if pair is not None:
            out += [(), ((f"FROM v{pair[0]} TO v{pair[1]}", "title"),), *diff_lines(self._differs(*pair), self.room)]
        keys = (("Up Down", "version"), ("x", "compare with"), ("PgDn", "scroll"), ("Esc", "close"))
        return [*out, (), tuple(part for key, word in keys for part in ((key, "key"), (f" {word}  ", "")))]

    def press(self, key: str) -> Result:
        """Choose versions; page keys scroll."""
        key = {"q": "escape", "enter": "escape", "j": "down", "k": "up"}.get(key, key)
        if key in ("down", "up"):
            self._at = max(0, min(self._at + (1 if key == "down" else -1), len(self._versions) - 1))
        elif key == "x":
            here = self._versions[self._at].version
            self._other = None if self._other == here else here
        else:
            return super().press(key)
        self.box.top = 0
        self.draw()
        return None


def version_lines(versions: Sequence[VersionView], at: int, other: int | None) -> list[Spans]:
    """Return the versions, newest first, the chosen one under the cursor and the other one marked."""
    out: list[Spans] = []
    for place, one in enumerate(versions):
        when = f"published {one.published_on:%-d %b %Y}, {one.published_by}" if one.published_on else "draft"
        mark = "x" if one.version == other else " "
        here = place == at
        out.append(((f"{mark} v{one.version} ", "cursor" if here else "bold"), (when, "cursor" if here else "")))
    return out


def diff_lines(found: Sequence[DiffView], width: int) -> list[Spans]:
    """Return what changed between two versions, one sentence after the other."""
    out: list[Spans] = []
    for place, one in enumerate(found):
        if not place or found[place - 1].label != one.label:
            out.append(((one.label, "head"),))
        out += [((f" - {line}", "removed"),) for line in (wrap(one.before, width - 3) if one.before else [])]
        out += [((f" + {line}", "added"),) for line in (wrap(one.after, width - 3) if one.after else [])]
    return out or [(("Nothing changed between the two.", "muted"),)]
