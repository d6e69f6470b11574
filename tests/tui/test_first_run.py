"""What the first screen finds out for a person who has no database yet."""

from __future__ import annotations

from pathlib import Path

from tui.arguments import Options
from tui.cli.context import Context
from tui.welcome import SHOWN, FirstRun


def never(location: str, handle: str) -> None:
    raise AssertionError(f"{location} was opened as {handle}")


def test_dry_run_begins_with_what_was_understood_and_makes_nothing(tmp_path: Path) -> None:
    outline = tmp_path / "okrs.md"
    outline.write_text("".join(f"* CEO: Goal {place}\n  * Win {place} of 40 deals\n" for place in range(1, 21)))
    options = Options()
    options.db = str(tmp_path / "oar.db")
    first = FirstRun(Context(options, "open", env={}), never)  # type: ignore[arg-type]
    lines = first.preview(str(outline)).splitlines()
    assert lines[0].startswith("40 items: 20 objectives, 20 key results, 0 not understood")
    assert len(lines) == SHOWN + 1 and "more lines" in lines[SHOWN // 2]
    assert not (tmp_path / "oar.db").exists()
