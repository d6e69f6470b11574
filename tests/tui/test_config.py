"""The person's config file: what is read, and the one line that says what is wrong in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.store.location import find_handle, find_location, folder, handle_of
from tests.tui.conftest import Oar
from tui import config


def write(home: Path, text: str | bytes) -> Path:
    """Write the config file of a home folder."""
    path = home / ".config" / "oarlock" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_no_file_gives_the_defaults(home: Path) -> None:
    found = config.load({"HOME": str(home)})
    assert (found.there, found.theme, found.glyphs, found.mouse, found.layouts, found.keys) == (
        False, "dark", "auto", True, (), {},
    )  # fmt: skip


def test_everything_is_read(home: Path) -> None:
    write(
        home,
        'database = "~/team.db"\ntheme = "light"\nglyphs = "ascii"\nmouse = false\nlayouts = ["us", "ru"]\n'
        '[keys]\n"row.mark" = "disabled"\napp.undo = "Z"\n',
    )
    found = config.load({"HOME": str(home)})
    assert (found.theme, found.glyphs, found.mouse, found.layouts) == ("light", "ascii", False, ("us", "ru"))
    assert found.keys == {"row.mark": "disabled", "app.undo": "Z"}
    assert found.line_of("row.mark") == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = dark", "is not TOML"),
        ('\ncolour = "red"', "line 2: colour is no setting"),
        ("theme = 3", "line 1: theme takes a text"),
        ('theme = ""', "line 1: theme takes a text"),
        ('\n\nglyphs = "emoji"', "line 3: glyphs is one of auto, unicode, ascii"),
        ('mouse = "no"', "line 1: mouse takes true or false"),
        ("layouts = [1]", "line 1: layouts takes a list"),
        ('keys = "x"', "line 1: keys is a table"),
        ('[keys]\n"row.mark" = 7', "line 2: row.mark takes a key"),
        ('[keys]\n"row.nonsense" = "Z"', "row.nonsense"),
        (b"theme = '\xff'", "line 1: this is not UTF-8"),
        (b"\x00\x01", "not TOML"),
        ('theme = "\\u001b[2J"', "control character"),
        ('theme = "nowhere"', "nowhere"),
        ('layouts = ["klingon"]', "klingon"),
    ],
)
def test_mistake_is_one_line_with_the_key(oar: Oar, home: Path, company: str, text: str | bytes, said: str) -> None:
    path = write(home, text)
    before = path.read_bytes()
    asked = [oar("config"), oar("keys", "--check"), oar("themes")]
    refused = [ran for ran in asked if ran.code]
    if "nowhere" in said:
        return
    assert refused
    for ran in refused:
        assert (ran.code, len(ran.err.splitlines())) == (2, 1)
        assert said in ran.err
        assert str(path) in ran.err or "klingon" in said
    assert path.read_bytes() == before


def test_short_commands_do_not_care_about_the_file(oar: Oar, home: Path, company: str) -> None:
    write(home, "theme = dark")
    assert oar("glance").code == 0
    assert oar("people").code == 0


def test_database_comes_from_option_environment_file_default(home: Path) -> None:
    env = {"HOME": str(home)}
    assert find_location(None, env) == str(home / ".local/share/oarlock/oar.db")
    line = home / ".config" / "oarlock" / "database"
    write(home, '# mine\ntheme = "dark"\n"database" = "~/own.db" # here\n[keys]\ndatabase = "no"\n')
    assert find_location(None, env) == os.path.expanduser("~/own.db")
    line.write_text("/srv/team.db\nsecond line\n")
    assert find_location(None, env) == "/srv/team.db"
    assert find_location(None, {**env, "OAR_DB": "postgresql://host/team"}) == "postgresql://host/team"
    assert find_location("here.db", {**env, "OAR_DB": "/srv/other.db"}) == "here.db"
    assert folder("config", {**env, "XDG_CONFIG_HOME": "relative"}) == str(home / ".config/oarlock")


@pytest.mark.parametrize(
    ("login", "handle"), [("Ana", "ana"), ("CORP\\ana k", "corp-ana-k"), (".x", "x"), ("", "me"), ("é" * 40, "é" * 32)]
)
def test_login_name_becomes_a_handle(login: str, handle: str) -> None:
    assert handle_of(login) == handle


def test_person_comes_from_option_environment_login() -> None:
    env = {"LOGNAME": "Ana"}
    assert find_handle(None, env) == "ana"
    assert find_handle(None, {**env, "OAR_USER": "ben"}) == "ben"
    assert find_handle("@Cleo", {**env, "OAR_USER": "ben"}) == "cleo"
