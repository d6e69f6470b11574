"""What people can do: one `Command` per action, and the words every letter stands for (interface.md 2).

A screen declares its own actions as a class-level tuple::

    class OkrsScreen(OarScreen):
        commands = (
            Command(id="okrs.fold", key="z", title="fold", help="Fold or unfold this row", footer=3),
        )

        def do_fold(self) -> None: ...

The one definition feeds footer, which-key line, palette, help, `oar keys` and `[keys]` in the config file.
The handler is the method `do_` + the last word of the id (or `call`); it may be plain or async. While an
async handler works, further keys wait in order, so nothing typed ahead is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from screens.registry import ELSEWHERE, PLACES

if TYPE_CHECKING:
    from screens.frame import Frame

DIGITS = tuple("0123456789")


class Command(NamedTuple):
    """One user action.

    id: `area.word`, stable, used in `[keys]`; the word says what the key means (VOCABULARY).
    key: the character itself (`z`, `!`, `U`) or a name: enter, escape, space, tab, backspace, delete,
        up, down, left, right, pageup, pagedown, home, end, ctrl+p ...
    also: further keys that do the same. show: how the keys are written where they are shown ("0-9").
    title: one or two words for footer and palette. help: one sentence for the help screen.
    group: heading on the help screen.
    call: handler without its `do_`, `word` or `word:argument`; "" takes the last word of the id.
    when: name of a method or property of the screen: True, False (not now), or a text that says why not.
    children: actions behind one more key; this key is then a prefix.
    footer: 0 not in the footer, else the place in it, 1 first.
    repeat: `.` does it again.
    yields: gives way to a command of the screen itself on the same key.
    elsewhere: what is said for further keys behind this one that have no command.
    """

    id: str
    key: str
    title: str
    help: str = ""
    group: str = "This screen"
    call: str = ""
    when: str = ""
    children: tuple[Command, ...] = ()
    footer: int = 0
    also: tuple[str, ...] = ()
    show: str = ""
    repeat: bool = False
    yields: bool = False
    elsewhere: Mapping[str, str] = MappingProxyType({})

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the command, the main one first; empty when it was disabled."""
        return (self.key, *self.also) if self.key else ()

    @property
    def shown_key(self) -> str:
        """The key as people read it: `Enter`, `0-9`, `z`."""
        return self.show or key_label(self.key)

    @property
    def handler(self) -> tuple[str, tuple[str, ...]]:
        """Method name and its arguments."""
        call = self.call or self.id.rpartition(".")[2]
        name, _, argument = call.partition(":")
        return "do_" + name.replace("-", "_"), (argument,) if argument else ()


KEY_NAMES = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "shift+tab": "Shift+Tab", "up": "Up",
    "down": "Down", "left": "Left", "right": "Right", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home",
    "end": "End", "backspace": "Backspace", "delete": "Del", "insert": "Ins",
}  # fmt: skip
"""Named keys and how they are written for people."""


def key_label(key: str) -> str:
    """Return a key as people read it: `Enter`, `Ctrl+P`, `z`."""
    if key.startswith("ctrl+") and len(key) == 6:
        return "Ctrl+" + key[5].upper()
    return KEY_NAMES.get(key, key)


VOCABULARY: dict[str, tuple[str, ...]] = {
    "g": ("go",), "/": ("filter", "search"), ":": ("palette",), " ": (), "u": ("undo",), "U": ("redo",),
    "q": ("back",), "x": ("mark", "away"), "X": ("mark-all",), "e": ("done", "close", "solve", "fine", "publish"),
    "E": ("edit", "edit-form"), "s": ("snooze", "date", "carry", "revisit"), "o": ("owner",), "a": ("add",),
    "c": ("comment", "change"), "!": ("hot",), "D": ("decision",), "i": ("issue",), "t": ("todo",), "w": ("why",),
    "p": ("path",), "v": ("view", "order"), "z": ("fold",), "J": ("move-down",), "K": ("move-up",),
    "<": ("stage-back", "parent"), ">": ("stage-on", "child"), "V": ("vote",), "A": ("approve", "acknowledge"),
    "P": ("present",), "F": ("follow",), "n": ("next",), "b": ("step-back",), ".": ("repeat",), "y": ("copy",),
    "?": ("help",), "=": ("number",), "+": ("nudge-up", "borrow"), "-": ("nudge-down",), "j": ("down",),
    "k": ("up",), "h": ("left", "shut"), "l": ("right", "expand"), "S": ("sentence",), "H": ("history",),
    "L": ("checks", "lane"), "T": ("trim", "theme"), "m": ("merge",), "r": ("route", "retry"), "R": ("retry",),
}  # fmt: skip
"""A letter keeps its meaning everywhere: the words a command's id may end in, per key (interface.md 2).

A new meaning is a decision: extend this table on purpose, a test compares every screen with it."""

FORBIDDEN = frozenset(
    {f"ctrl+{letter}" for letter in "imhjabsz"}
    | {"ctrl+left_square_bracket", "ctrl+["}
    | {f"shift+{arrow}" for arrow in ("up", "down", "left", "right", "enter")}
    | set("[]{}\\|@#~")
)
"""Keys no command may take: swallowed by terminals, or only reached with AltGr (interface.md 1)."""


def _go(name: str) -> Command:
    place = PLACES[name]
    return Command(
        id=f"go.{name}", key=place.key, title=place.title, help=f"Go to {place.title}", group="Go (g then)",
        call=f"go:{name}",
    )  # fmt: skip


def _add(key: str, kind: str) -> Command:
    return Command(
        id=f"add.{kind}", key=key, title=kind.replace("_", " "), help=f"Add: {kind.replace('_', ' ')}",
        group="Add (a then)", call=f"add:{kind}", when="can_note",
    )  # fmt: skip


_KINDS = (
    ("i", "issue"), ("d", "decision"), ("t", "todo"), ("w", "win"), ("k", "key_result"), ("o", "objective"),
    ("m", "measure"), ("n", "initiative"), ("c", "choice"),
)  # fmt: skip

MOVE = "Move"
EVERY = "Everywhere"

EVERYWHERE: tuple[Command, ...] = (
    Command(id="move.down", key="j", also=("down",), title="down", group=MOVE, help="Next row"),
    Command(id="move.up", key="k", also=("up",), title="up", group=MOVE, help="Row before"),
    Command(id="move.left", key="h", also=("left",), title="left", group=MOVE, help="Close, or to the parent"),
    Command(id="move.right", key="l", also=("right",), title="right", group=MOVE, help="Open the branch"),
    Command(id="move.page-down", key="pagedown", title="page down", group=MOVE, help="One page down"),
    Command(id="move.page-up", key="pageup", title="page up", group=MOVE, help="One page up"),
    Command(id="move.home", key="home", title="first", group=MOVE, help="First row"),
    Command(id="move.end", key="end", title="last", group=MOVE, help="Last row"),
    Command(id="row.open", key="enter", title="open", group=EVERY, help="Open this row", when="has_row"),
    Command(id="row.mark", key="x", title="mark", group=EVERY, help="Mark this row for the next verb", when="has_row"),
    Command(id="row.mark-all", key="X", title="mark all", group=EVERY, help="Mark all rows, or none"),
    Command(id="row.fold", key="z", title="fold", group=EVERY, help="Fold or unfold this row", when="has_tree"),
    Command(id="row.edit", key="E", title="edit form", group=EVERY, help="Edit all fields of this row",
            call="edit-form", when="has_form", yields=True),
    Command(id="app.go", key="g", title="go", group=EVERY, help="Go to a screen", footer=90,
            children=tuple(_go(name) for name in PLACES), elsewhere=ELSEWHERE),
    Command(id="app.add", key="a", title="add", group=EVERY, help="Add something", when="can_note",
            children=tuple(_add(key, kind) for key, kind in _KINDS)),
    Command(id="app.hot", key="!", title="hot item", group=EVERY, help="Raise a hot item", call="add:hot_item",
            when="can_note"),
    Command(id="app.decision", key="D", title="decision", group=EVERY, call="add:decision", when="can_note",
            help="Note a decision; a text ending in ? is a decision needed"),
    Command(id="app.filter", key="/", title="filter", group=EVERY, help="Filter the rows: owner:mei off"),
    Command(id="app.palette", key=":", also=("ctrl+p",), title="palette", group=EVERY,
            help="Every action, screen and record by name"),
    Command(id="app.undo", key="u", title="undo", group=EVERY, help="Undo my last action", footer=91),
    Command(id="app.redo", key="U", title="redo", group=EVERY, help="Do again what was undone"),
    Command(id="app.repeat", key=".", title="repeat", group=EVERY, help="Repeat the last verb"),
    Command(id="app.copy", key="y", also=("ctrl+c",), title="copy", group=EVERY, help="Copy this row"),
    Command(id="app.present", key="P", title="present", group=EVERY, help="Present mode: larger, nothing private"),
    Command(id="app.retry", key="R", title="unsaved text", group=EVERY, yields=True,
            help="Bring back what was typed and not saved; offline: try again"),
    Command(id="app.back", key="q", also=("escape",), show="q", title="back", group=EVERY,
            help="Back; on Today q leaves the program"),
    Command(id="app.quit", key="ctrl+q", title="quit", group=EVERY, help="Leave the program, also :q"),
    Command(id="app.help", key="?", title="help", group=EVERY, help="The keys of this screen"),
)  # fmt: skip
"""What every screen can do. A screen replaces one by declaring a command of the same id, drops one by
naming its id in `without`."""


def commands_of(screen: type[Frame]) -> tuple[Command, ...]:
    """Return the commands of a screen class: everywhere's, then those of its bases and its own, by id."""
    found = {command.id: command for command in EVERYWHERE}
    for base in reversed(screen.__mro__):
        for command in vars(base).get("commands", ()):
            found[command.id] = command
    own = {key for command in found.values() if not command.yields for key in command.keys}
    found = {name: one for name, one in found.items() if not (one.yields and own & set(one.keys))}
    dropped = {identifier for base in screen.__mro__ for identifier in vars(base).get("without", ())}
    return tuple(command for command in found.values() if command.id not in dropped)


def flat(commands: Iterable[Command]) -> list[tuple[Command, Command | None]]:
    """Return every command with its prefix command (None without one)."""
    out: list[tuple[Command, Command | None]] = []
    for command in commands:
        if not command.children:
            out.append((command, None))
        out.extend((child, command) for child in command.children)
    return out
