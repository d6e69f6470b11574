"""What a screen may ask of the program it runs in; `tui.app.OarApp` is the one that answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from models.errors import OarError
    from models.store.store import Store
    from screens.base import OarScreen
    from screens.dialogs.dialog import OarDialog
    from screens.drafts import Drafts
    from screens.keymap import Keys
    from screens.look import Look
    from screens.writer import Writer

Result = Awaitable[Any] | None
"""What a handler returns: nothing when it is done, or something to wait for before the next key."""


class Facts(NamedTuple):
    """What the header says about where we are.

    organisation: its name. week: `W34 8/13`. state: `live`, `OFFLINE as of 10:14`, `READ ONLY`.
    """

    organisation: str = ""
    week: str = ""
    state: str = "live"


class TakesKeys:
    """A screen or dialog of ours: it gets every key, one by one, and what is pasted."""

    def press(self, key: str) -> Result:
        """Take one key."""
        raise NotImplementedError

    def paste(self, text: str) -> Result:
        """Take a pasted text. Returns something to wait for when the next key must wait."""
        raise NotImplementedError


class Shell(Protocol):
    """The program around the screens."""

    store: Store
    look: Look
    keys: Keys
    present: bool
    writer: Writer
    facts: Facts
    drafts: Drafts

    @property
    def has_editor(self) -> bool:
        """Whether a text may be written in an editor of one's own."""

    @property
    def own_screens(self) -> Sequence[OarScreen]:
        """Our screens on the stack, the lowest first."""

    def edit_text(self, text: str) -> str:
        """Return `text` as it comes back from the person's editor."""

    def lost(self, error: OarError) -> None:
        """Say that the store does not answer."""

    async def goto(self, name: str) -> None:
        """Show the screen of that name after pending writes."""

    async def open_screen(self, screen: OarScreen) -> None:
        """Show a screen on top of the present one; `q` comes back."""

    async def replace_screen(self, screen: OarScreen) -> None:
        """Show a screen in the place of the present one; `q` does not come back to that."""

    async def open_dialog(self, dialog: OarDialog, then: Callable[[Any], Result] | None = None) -> None:
        """Show a dialog; `then` gets what it is closed with, None for Escape."""

    async def close_dialog(self, value: Any) -> None:
        """Close the dialog on top and hand `value` to who opened it."""

    async def back(self, *, leave: bool = True) -> None:
        """Leave the present screen; on Today, leave the program if `leave`."""

    async def quit(self) -> None:
        """Leave the program after pending writes."""

    def set_present(self, present: bool) -> None:
        """Switch present mode."""

    def copy(self, text: str) -> str:
        """Offer `text` to the clipboards there are; return where it went, in words."""

    def poll(self) -> None:
        """Look for changes of anybody now."""
