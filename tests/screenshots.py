"""`python -m tests.screenshots [FOLDER]`: every screen of the demo company at both sizes, as SVG for the README.

The company is that of one fixed morning and the clock stands still, so that only a change of the program changes
a picture.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from models.clock import FrozenClock
from models.demo import company
from models.store.store import Store
from screens.look import make_look
from screens.registry import PLACES
from themes.palette import load_palette
from tui.app import OarApp
from tui.cli.app import facts

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screens"
DAY = date(2026, 8, 19)
NOW = datetime(2026, 8, 19, 8, 30, tzinfo=UTC)
SIZES = ((80, 24), (120, 40))

KEYS = {"okrs": "jjj", "decisions": "jjjjjj", "brief": "j"}
"""What is typed on a screen before its picture is taken."""

REVIEW = {"review": "", "review-off-track": "nn", "review-issues": "nnn"}
"""Pictures of the weekly review, one after another, and what is typed before each."""


def _lean(svg: str) -> str:
    """Return the picture without what only a browser that fetches fonts would use, and without random names."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    svg = re.sub(r"terminal-\d+", "oar", svg)
    svg = re.sub(r'<clipPath id="oar-line-.*?</clipPath>\s*', "", svg, flags=re.S)
    svg = re.sub(r' clip-path="url\(#oar-line-\d+\)"', "", svg)
    svg = re.sub(r'="(-?\d+\.\d)\d*"', r'="\1"', svg)
    return re.sub(r"\n\s+", "\n", svg)


async def _take(database: str, size: tuple[int, int], folder: Path) -> None:
    store = Store(database, handle="ana", clock=FrozenClock(NOW, "Europe/Berlin"))
    app = OarApp(store, look=make_look(load_palette("dark")), facts=lambda: facts(store))
    async with app.run_test(size=size) as pilot:

        async def shoot(name: str, keys: str) -> None:
            for key in keys:
                await pilot.press("enter" if key == "\r" else key)
                await pilot.pause()
            await app.writer.idle()
            for _ in range(5):  # what is shown after the first frame: panel, notice
                await pilot.pause()
            picture = app.export_screenshot(title="oar", simplify=True)
            (folder / f"{name}-{size[0]}x{size[1]}.svg").write_text(_lean(picture), encoding="utf-8")

        for name in (name for name in PLACES if name != "weekly"):
            await shoot(name, f"g{PLACES[name].key}{KEYS.get(name, '')}")
        await pilot.press("g", "w", "enter")
        for name, keys in REVIEW.items():
            await shoot(name, keys)
    store.close()


def main() -> None:
    """Make the company, take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            database = str(Path(scratch) / "demo.db")
            company.build(database, DAY)
            asyncio.run(_take(database, size, folder))


if __name__ == "__main__":
    main()
