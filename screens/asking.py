"""Questions every screen asks alike: a row's menu, who, and when (interface.md 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.conversation import Conversation
from screens.letters import letters
from screens.shell import Result

MenuItem = tuple[str, str, Callable[[], Result]]
"""Key, word and handler of one line of a menu."""


class Asking(Conversation):
    """The questions of OarScreen (base.py)."""

    def menu(self, title: str, items: Sequence[MenuItem]) -> None:
        """Show actions behind one more key each. A menu that never changes is better a Command with children."""
        handlers = {key: handler for key, _, handler in items}
        self.ask(title, [(key, word) for key, word, _ in items], lambda key: handlers[key]())

    def ask_owner(self, then: Callable[[str], Result], *, title: str = "owner", nobody: bool = True) -> None:
        """Ask for a person: `then(handle)`, "" for nobody. Letters for the nearest nine: me, my teams, then others.

        `/` finds anybody by name, `-` is nobody (left out when `nobody` is False).
        """
        from models.form_reads import NEAREST, people_near

        people = sorted(
            people_near(self.store.reader, self.store.me.id), key=lambda one: one.value != self.store.me.handle
        )
        names = [f"{one.name}" for one in people[:NEAREST]]
        keys = [letter for letter, _ in letters(names)]
        near = dict(zip(keys, people, strict=False))
        choices = [(key, one.name) for key, one in near.items()]
        choices += [("/", "everybody")] if len(people) > len(near) else []
        choices += [("-", "nobody")] if nobody else []

        def chosen(key: str) -> Result:
            if key == "/":
                return self._anybody(title, [(one.value, f"{one.name} @{one.value}") for one in people], then)
            return then("" if key == "-" else near[key].value)

        self.ask(title, choices, chosen)

    async def _anybody(self, title: str, people: Sequence[tuple[str, str]], then: Callable[[str], Result]) -> None:
        from screens.dialogs.pick import PickDialog

        def picked(handle: str | None) -> Result:
            return None if handle is None else then(handle)

        await self.shell.open_dialog(PickDialog(title, people), picked)

    def ask_when(self, then: Callable[[str], Result], *, title: str = "when", never: str = "") -> None:
        """Ask for a day: `then("2026-11-28")`. 1, 2 and 4 weeks, next month, next quarter, or `d` and a day typed.

        never: the word of `-`, which gives ""; without it there is no such choice.
        """
        from models.days import WHENS, read_day, when

        today = self.store.clock.today()

        def chosen(key: str) -> Result:
            if key == "d":
                self.prompt(title, "", lambda text: then(read_day(text, today).isoformat()), hint="fri, +2w, 24.12.")
                return None
            return then("" if key == "-" else when(key, today).isoformat())

        words = [(key, f"{word} {when(key, today):%-d %b}") for key, word in WHENS]
        self.ask(title, [*words, ("d", "a day"), *([("-", never)] if never else [])], chosen)
