"""The reference pages are made from the program and are up to date."""

from __future__ import annotations

import pytest

from models.settings import NAMES
from tui import config, docs
from tui.cli.settings import WORDS
from tui.cli.table import COMMANDS


@pytest.mark.parametrize("name", docs.PAGES)
def test_page_is_up_to_date(name: str) -> None:
    path = docs.FOLDER / name
    assert path.exists(), "python -m tui.docs makes it"
    assert path.read_text(encoding="utf-8") == docs.PAGES[name](), "run python -m tui.docs"


def test_every_setting_is_explained() -> None:
    assert set(WORDS) == set(NAMES)
    assert set(config.HELP) == set(config.Preferences._fields) - {"path", "there", "lines"}


def test_every_command_is_documented() -> None:
    page = docs.commands()
    assert all(f"### oar {name}\n" in page for name in COMMANDS)
