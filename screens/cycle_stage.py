"""Moving a cycle to its next stage, from the list and from its own screen: start, begin the closing, close."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from models.cycles import reads, rules
from models.cycles.reads import CycleView
from models.cycles.verbs import BeginClosing, CloseCycle, StartCycle
from models.errors import OarError
from screens.beside import ReadsBeside
from screens.dialogs.confirm import ConfirmDialog
from screens.shell import Result


class CycleStage(ReadsBeside):
    """`>` on a cycle. `cycle_here` says which."""

    def cycle_here(self) -> CycleView | None:
        """Return the cycle that is meant, None for none."""
        raise NotImplementedError

    async def change(self, verb: Any, then: Callable[[Any], None] | None = None, **how: Any) -> None:
        """Write a verb and wait: the next key may be meant for what `then` asks."""
        await self.write(verb, then=then, **how).finished.wait()

    @property
    def can_go_on(self) -> bool | str:
        """Whether there is a next stage, or why not."""
        view = self.cycle_here()
        if view is None:
            return "There is no cycle here"
        if view.state == "closed":
            return f"{view.name} is closed and stays as it is; Space o lets an objective go on"
        return self.can_write

    def do_stage_on(self) -> Result:
        """Go to the next stage: nothing happens without being asked, but for the begin of the closing."""
        view = self.cycle_here()
        assert view is not None
        if view.state == "planning":
            return self._confirm_start(view)
        if view.state == "active":
            return self.change(BeginClosing(cycle=view.id))
        return self._confirm_close(view)

    async def _confirm_start(self, view: CycleView) -> None:
        lacking = (await asyncio.to_thread(reads.not_ready, self.store.reader, view.id)).text()
        missing = f"Still {lacking}.\n" if lacking else "Every objective has owner, path, key results and its answer.\n"
        question = f"{missing}Once {view.name} runs, changing its plan needs a reason and another leader."
        dialog = ConfirmDialog(f"Start {view.name}", question, key="y", verb="start it")
        await self.shell.open_dialog(dialog, lambda yes: self._start(view) if yes else None)

    def _start(self, view: CycleView, *, beside: bool = False) -> Result:
        verb = StartCycle(cycle=view.id, beside=beside)
        return self.change(verb, refused=None if beside else partial(self._refused_start, view))

    def _refused_start(self, view: CycleView, error: Exception) -> None:
        """Say why; a second cycle of the same teams may be meant."""
        self.failed(error)
        if isinstance(error, OarError) and "--beside" in error.hint:
            choices = [("b", "run both, on purpose"), ("n", "leave it planned")]
            then: Any = {"b": lambda: self._start(view, beside=True), "n": lambda: None}
            self.ask(error.message, choices, lambda key: then[key]())

    async def _confirm_close(self, view: CycleView) -> None:
        missing = await asyncio.to_thread(reads.unfinished, self.store.reader, view.id)
        if missing.total:
            self.notice(f"Not yet: {missing.text()}: {missing.where()}", "warn")
            return
        said = rules.verdict_text(view.verdict)
        question = (
            f"{said.capitalize()}.\n{view.lines} scores with their reasons are kept for good:"
            f" nothing of {view.name} changes any more, and u does not take it back."
        )
        dialog = ConfirmDialog(f"Close {view.name}", question, key="y", verb="close it for good")
        then = lambda yes: self.change(CloseCycle(cycle=view.id)) if yes else None  # noqa: E731
        await self.shell.open_dialog(dialog, then)
