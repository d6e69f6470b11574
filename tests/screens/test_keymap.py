"""Keys and commands: names, prefixes, overrides, layouts, clashes."""

from __future__ import annotations

import pytest
from textual.events import Key

from models.errors import Refused
from screens.commands import EVERYWHERE, FORBIDDEN, VOCABULARY, Command, commands_of, flat
from screens.keymap import LAYOUTS, Keymap, clashes, key_names, key_table, layout_table, read_keys
from screens.registry import all_screens
from tests.screens.fakes import CLASSES, TodayScreen

REAL = all_screens()


@pytest.mark.parametrize(
    ("event", "keys"),
    [
        (Key("z", "z"), ("z",)),
        (Key("U", "U"), ("U",)),
        (Key("question_mark", "?"), ("?",)),
        (Key("space", " "), ("space",)),
        (Key("enter", "\r"), ("enter",)),
        (Key("ctrl+p", "\x10"), ("ctrl+p",)),
        (Key("alt+j", "j"), ("escape", "j")),
        (Key("alt+shift+d", "D"), ("escape", "D")),
        (Key("alt+shift+d", None), ("escape", "D")),
        (Key("left_shift", None), ()),
        (Key("iso_level3_shift", None), ()),
        (Key("left", None), ("left",)),
        (Key("é", "é"), ("é",)),
    ],
)
def test_a_key_event_is_read_as_the_keys_a_person_typed(event: Key, keys: tuple[str, ...]) -> None:
    assert key_names(event) == keys


@pytest.mark.parametrize("screens", [CLASSES, REAL], ids=["fakes", "real"])
def test_no_screen_uses_a_key_twice(screens: dict[str, type]) -> None:
    for name, screen in screens.items():
        found = clashes(commands_of(screen))
        assert not found, (name, [(key, one.id, other.id) for key, one, other in found])


@pytest.mark.parametrize("screens", [CLASSES, REAL], ids=["fakes", "real"])
def test_a_letter_keeps_its_meaning_on_every_screen(screens: dict[str, type]) -> None:
    for name, screen in screens.items():
        for command in commands_of(screen):
            if len(command.key) == 1 and not command.key.isdigit():
                word = command.id.rpartition(".")[2]
                assert word in VOCABULARY.get(command.key, ()), (name, command.key, command.id)


@pytest.mark.parametrize("screens", [CLASSES, REAL], ids=["fakes", "real"])
def test_no_command_needs_a_key_that_terminals_swallow(screens: dict[str, type]) -> None:
    for screen in screens.values():
        for command, _prefix in flat(commands_of(screen)):
            assert not FORBIDDEN & set(command.keys), command.id
            assert not any(ord(key) > 126 for key in command.keys if len(key) == 1), command.id


@pytest.mark.parametrize("screens", [CLASSES, REAL], ids=["fakes", "real"])
def test_every_command_has_a_handler_and_a_condition_that_exist(screens: dict[str, type]) -> None:
    for screen in screens.values():
        for command, _prefix in flat(commands_of(screen)):
            if not command.children:
                assert callable(getattr(screen, command.handler[0], None)), (screen, command.id)
            assert not command.when or hasattr(screen, command.when), (screen, command.when)


def test_ids_are_unique_on_a_screen_and_footers_offer_help_to_all() -> None:
    for screen in CLASSES.values():
        ids = [command.id for command, _ in flat(commands_of(screen))]
        assert len(ids) == len(set(ids))
        assert "app.help" in ids


def test_a_key_can_be_moved_and_a_command_disabled_by_config() -> None:
    keys = read_keys({"today.snooze": "Z", "row.mark": "disabled"}, screens=CLASSES)
    keymap = Keymap(keys.commands(TodayScreen))
    moved = keymap.find("Z")
    assert moved is not None and moved.id == "today.snooze"
    assert keymap.find("s") is None
    assert keymap.find("x") is None


def test_an_unknown_id_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match=r"keys\.toml, line 7: no command is called 'today\.snoze'"):
        read_keys({"today.snoze": "Z"}, screens=CLASSES, line_of=lambda _id: 7, path="keys.toml")


def test_a_clash_of_overrides_is_refused_with_both_commands() -> None:
    with pytest.raises(Refused, match=r"line 3: 'o' is both today\.owner and today\.snooze on today"):
        read_keys({"today.snooze": "o"}, screens=CLASSES, line_of=lambda _id: 3, path="c")


@pytest.mark.parametrize("key", ["ctrl+i", "shift+up", "@", "zz", "", "f13"])
def test_a_key_that_cannot_work_is_refused(key: str) -> None:
    if key == "":
        assert read_keys({"today.snooze": ""}, screens=CLASSES).overrides == {"today.snooze": ""}
        return
    with pytest.raises(Refused, match="cannot be used"):
        read_keys({"today.snooze": key}, screens=CLASSES)


def test_a_prefix_child_can_be_moved() -> None:
    keys = read_keys({"go.okrs": "k"}, screens=CLASSES)
    go = Keymap(keys.commands(TodayScreen)).find("g")
    assert go is not None
    assert {child.id: child.key for child in go.children}["go.okrs"] == "k"


def test_physical_keys_of_another_layout_do_what_the_us_key_does() -> None:
    keys = read_keys({}, layouts=["us", "ru"], screens=CLASSES)
    keymap = Keymap(keys.commands(TodayScreen), keys.layout)
    found = keymap.find("щ")
    assert found is not None and found.id == "today.owner"
    assert keymap.here("ф") == "a"


def test_layouts_are_as_long_as_the_us_one_and_unknown_ones_are_refused() -> None:
    for name, keys in LAYOUTS.items():
        assert len(keys) == len(LAYOUTS["us"]), name
    with pytest.raises(Refused, match="klingon"):
        layout_table(["klingon"])


def test_the_key_table_lists_every_command_with_its_prefix() -> None:
    lines = {(line.screen, line.id): line for line in key_table(screens=CLASSES)}
    assert lines["today", "go.okrs"].key == "g o"
    assert lines["today", "number.set"].key == "0-9"
    assert all(line.title and line.help for line in lines.values() if line.id.startswith(("app.", "move.")))


def test_a_screen_replaces_a_command_by_its_id_and_drops_one() -> None:
    class Own(TodayScreen):
        commands = (Command(id="row.open", key="enter", title="chart"),)
        without = frozenset({"row.mark"})

    titles = {command.id: command.title for command in commands_of(Own)}
    assert titles["row.open"] == "chart"
    assert "row.mark" not in titles
    assert "today.owner" in titles
    assert len(EVERYWHERE) > 20
