"""Guarded changes at the keyboard: the reasons, the case, the note of a new owner, and the way back."""

from __future__ import annotations

from typing import Any

from models.store.store import Store
from models.verbs import Edit, SetOwner
from screens.dialogs.form import FormDialog
from screens.dialogs.reason import ReasonDialog
from tests.screens import test_changes
from tests.screens.test_changes import ThingsScreen, box, column, make_app, settled

made, path, store = test_changes.made, test_changes.path, test_changes.store


async def test_a_guarded_change_asks_for_its_case_and_is_written_with_it(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "E")
        while pilot.app.screen.here.name != "target":  # type: ignore[attr-defined]
            await pilot.press("down")
        await pilot.press("ctrl+u", *"20", *["down"] * 20, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReasonDialog)
        await pilot.press("5")
        assert "confidence" in box(pilot)
        await pilot.press("1")
        assert isinstance(pilot.app.screen, FormDialog)
        await pilot.press(*"They left", "tab", *"Mail", "tab", *"ben", "enter", "down", "enter")
        await settled(pilot)
        assert column(store, "SELECT target FROM key_result WHERE id = 1") == 20
        assert column(store, "SELECT reason FROM plan_change") == "market"


async def test_escape_from_a_guarded_change_leads_back_to_the_reasons_and_to_the_form_as_typed(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "E")
        while pilot.app.screen.here.name != "target":  # type: ignore[attr-defined]
            await pilot.press("down")
        await pilot.press("ctrl+u", *"20", "ctrl+s")
        await settled(pilot)
        await pilot.press("1", *"They left", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReasonDialog)
        await pilot.press("2")
        assert "They left" in box(pilot)  # the words of the case go with another reason too
        await pilot.press("escape", "escape")
        await pilot.pause()
        form = pilot.app.screen
        assert isinstance(form, FormDialog) and form.changes() == {"target": "20"}
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ThingsScreen)
        assert column(store, "SELECT target FROM key_result WHERE id = 1") == 17


async def test_a_new_owner_in_an_active_cycle_is_asked_why_and_the_note_is_kept(store: Store) -> None:
    store.write(SetOwner(refs=("KR1",), handle="ben"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        screen.write(SetOwner(refs=("KR1",), handle="cleo"))
        await settled(pilot)
        assert "needs a note" in box(pilot)
        await pilot.press(*"away", "enter", *["down"] * 4, "enter")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert column(store, "SELECT text FROM note WHERE ref = 'KR1'") == "away"


async def test_a_case_without_another_leader_is_refused_on_its_form(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        screen.write(Edit(ref="KR1", fields={"target": "20"}))
        await settled(pilot)
        await pilot.press("2", *"They left", "tab", *"Mail", "tab", "down", "down", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, FormDialog) and "another leader who agreed" in box(pilot)
        await pilot.press("escape")
        assert column(store, "SELECT target FROM key_result WHERE id = 1") == 17
