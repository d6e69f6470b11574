"""The tree at the keyboard: views, one branch alone, filters and completion, pickers, copying, steps."""

from __future__ import annotations

from typing import Any

import pytest

from models.okrs.pick_reads import parents
from models.okrs.verbs import AddSteps, CheckIn, CompleteStep
from models.store.store import Store
from models.verbs import Add, Edit
from screens.dialogs.reason import ReasonDialog
from screens.okr_steps import StepsDialog
from tests.screens.small import app, settled, shown


@pytest.fixture
def store(planned: Store) -> Store:
    """G1 > G2 > O3 of Sales (KR1 of Ana, KR2 a milestone) > O4 of Support (KR3 of Ben); O5 leads nowhere."""
    write = planned.write
    write(Add(kind="cycle", fields={"name": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"}))
    write(Add(kind="imperative", fields={"title": "Mid-market"}))
    write(Add(kind="annual", fields={"title": "Revenue", "parent": "G1"}))
    given = {"intent": "stretch", "cycle": "Q1"}
    write(Add(kind="objective", fields={"title": "Default choice", "parent": "G2", "team": "Sales", **given}))
    write(Add(kind="objective", fields={"title": "Leads", "parent": "O3", "team": "Support", **given}))
    write(Add(kind="objective", fields={"title": "Platform", "team": "Support", **given}))
    line = {"start": 4, "target": 17}
    write(Add(kind="key_result", fields={"title": "Share", "goal": "O3", "owner": "ana", **line}))
    write(Add(kind="key_result", fields={"title": "Launch", "goal": "O3", "kind": "milestone"}))
    write(Add(kind="key_result", fields={"title": "Calls", "goal": "O4", "owner": "ben", **line}))
    return planned


def keys(screen: Any) -> list[int]:
    return list(screen.table.source.keys)


WHOLE = [1, 2, 3, -1, -2, 4, -3, 5]


async def test_enter_on_an_imperative_shows_everything_below_it_and_q_leads_back(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert keys(screen) == WHOLE
        assert "1 without path" in screen.headline()  # shown and counted, never hidden (M5)
        await pilot.press("enter")
        assert keys(await settled(pilot)) == WHOLE[:-1]
        assert "3 goals, 3 key results" in screen.message.line(0, 80)[1][0]
        await pilot.press("q")
        assert keys(await settled(pilot)) == WHOLE and screen.table.key == 1
        await pilot.press("down", "enter")
        assert keys(await settled(pilot)) == WHOLE[1:-1]
        await pilot.press("escape")
        assert keys(await settled(pilot)) == WHOLE


async def test_views_by_team_and_by_owner_show_each_row_once(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("v", "v")
        screen = await settled(pilot)
        assert keys(screen) == [5]
        await pilot.press("v")
        text = shown(screen)
        assert text.index("Sales  1") < text.index("Default choice") < text.index("Support  2") < text.index("Calls")
        assert len(keys(screen)) == len(set(keys(screen))) == 8
        await pilot.press("home", "c")  # a heading takes no comment, and says so
        assert not screen.message.asking
        await pilot.press("enter")
        assert len(keys(await settled(pilot))) == 5
        await pilot.press("v")
        text = shown(screen)
        assert text.index("Nobody  4") < text.index("Ana Kern  1") < text.index("Share") < text.index("Ben Ito  1")


async def test_the_tree_is_as_it_was_left_after_a_round_through_the_views(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("down", "down", "z")
        folded = keys(screen)
        assert folded != WHOLE
        await pilot.press("v")
        while screen.source.view != "all":
            await pilot.press("v")
        assert keys(await settled(pilot)) == folded


async def test_a_filter_is_completed_by_tab_and_a_bad_word_is_told(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("/", *"ow", "tab", *"be", "tab")
        assert screen.message.typed == "owner:ben "
        await pilot.press("enter")
        assert keys(await settled(pilot)) == [1, 2, 3, 4, -3]
        await pilot.press("/", *"kind:mil", "tab", "enter")
        assert keys(await settled(pilot)) == [1, 2, 3, -2]
        await pilot.press("/", *"orphan", "enter")
        assert keys(await settled(pilot)) == [5]
        await pilot.press("/", *"ownr:mei")
        assert "ownr: is no word of a filter" in screen.message.prompt.error
        await pilot.press("enter")  # it stays to be corrected, with the reason
        assert "ownr: is no word of a filter" in screen.message.prompt.error
        await pilot.press("ctrl+u", *"team:nowhere", "enter")
        assert screen.message.typed == "team:nowhere" and "There is no team" in screen.message.prompt.error
        await pilot.press("escape")
        assert keys(await settled(pilot)) == WHOLE
        await pilot.press("/", *"zebra")
        assert "Backspace edits, Esc clears" in shown(screen)
        await pilot.press("enter")
        assert "/ changes it, Esc clears" in shown(await settled(pilot))
        await pilot.press("escape")
        assert keys(await settled(pilot)) == WHOLE, "Esc takes the filter away before it leaves"


async def test_a_filter_is_kept_under_a_name_and_let_go_again(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("/", *"team:support", "enter", "space", "f", "enter", *"board", "enter", "e")
        await settled(pilot)
        assert store.reader.row("SELECT name, text, shared FROM saved_filter") == ("board", "team:support", 1)
        await pilot.press("/", "escape", "/", *"saved:bo", "tab", "enter")
        assert keys(await settled(pilot)) == [1, 2, 3, 4, -3, 5]
        await pilot.press("space", "f", *"let", "enter", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT count(*) FROM saved_filter WHERE archived_at IS NULL") == 0
        assert screen.is_current


async def test_rows_are_hung_elsewhere_by_a_picker_and_by_level(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("end", "space", "m", *"deflt", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT parent_id FROM goal WHERE id = 5") == 3
        assert screen.table.key == 5
        assert "O3" not in [ref for ref, _ in parents(store.reader, 5)]  # it hangs there already
        await pilot.press("<")
        await settled(pilot)
        assert store.reader.value("SELECT path FROM goal WHERE id = 5") == "/1/2/5/"
        await pilot.press(">")
        await settled(pilot)
        assert store.reader.value("SELECT path FROM goal WHERE id = 5") == "/1/2/3/5/"
        await pilot.press("K", "u", "u")
        await settled(pilot)
        assert store.reader.value("SELECT path FROM goal WHERE id = 5") == "/1/2/5/"


async def test_a_branch_is_copied_to_another_cycle_and_the_cursor_goes_there(store: Store) -> None:
    store.write(AddSteps(kr=2, steps=("Draft", "Ship")))
    async with app(store, "okrs").run_test(size=(120, 40)) as pilot:
        await pilot.press("down", "down", "space", "d", "enter")
        screen = await settled(pilot)
        assert store.reader.value("SELECT cycle_id FROM goal WHERE copied_from = 3") == 2
        assert screen.table.key == 6
        await pilot.press("v", "v", "v", "v", "v")
        assert screen.headline().startswith("OKRs  2026-Q4, planning")


async def test_steps_are_added_ticked_weighed_and_ordered_in_their_box(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        screen.show_row(-2)
        assert "no steps yet" in shown(screen)
        await pilot.press("space", "s", "a", *"Draft by W30", "enter")
        await settled(pilot)
        await pilot.press("a", *"Ship x3 by 2026-12-24", "enter")
        dialog = await settled(pilot)
        assert "outside of 2026-Q3" in dialog._error
        await pilot.press(*["backspace"] * 10, *"2026-09-24", "enter")
        await settled(pilot)
        await pilot.press("e", "j", "K", "escape")
        screen = await settled(pilot)
        assert store.reader.rows("SELECT title, weight, due_on FROM step ORDER BY rank") == [
            ("Ship", 3, "2026-09-24"), ("Draft", 1, "2026-07-26"),
        ]  # fmt: skip
        assert "25%" in shown(screen)


async def test_escape_from_the_case_of_a_new_step_leads_back_to_the_steps_with_what_was_typed(store: Store) -> None:
    store.write(AddSteps(kr=2, steps=("Draft",)))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    store.write(CompleteStep(step=1))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        screen.show_row(-2)
        await pilot.press("space", "s", "a", *"Ship x3", "enter")
        await settled(pilot)  # the box asks the store first, then the screen does
        assert isinstance(await settled(pilot), ReasonDialog)
        await pilot.press("escape")
        dialog = await settled(pilot)
        assert isinstance(dialog, StepsDialog) and dialog._edit is not None and dialog._edit.text == "Ship x3"


async def test_a_measure_gives_the_value_and_is_taken_away_again(store: Store) -> None:
    from models.scorecard.verbs import AddMeasure

    fields = {"name": "Partner share", "team": "Sales", "unit": "%", "owner": "ben"}
    store.write(AddMeasure(fields=fields, plan="4 -> 17 by W39", since="W27"))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        screen.show_row(-1)
        await pilot.press("space", "l", *"partner", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT measure_id FROM key_result WHERE id = 1") == 1
        await pilot.press("space", "l", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT measure_id FROM key_result WHERE id = 1") is None


async def test_a_large_tree_is_read_anew_beside_the_event_loop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.okr_source.SMALL", 1)
    monkeypatch.setattr("screens.okr_source.MANY_OPEN", 1)
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        screen.table.unfold_all()
        assert screen.source.dear
        screen.show_row(-2)
        await pilot.press("K")
        await settled(pilot)
        assert keys(screen) == [1, 2, 3, -2, -1, 4, -3, 5] and screen.table.key == -2
        store.write(CheckIn(kr=1, value=9))
        screen.shell.poll()
        assert "9 > 17" in shown(await settled(pilot))


async def test_a_large_tree_is_filtered_beside_the_event_loop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.okrs.BIG", 0)
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("/", *"owner:ben", "enter", "end")
        assert keys(await settled(pilot)) == [1, 2, 3, 4, -3] and screen.table.key == -3
        await pilot.press("/", *"team:nobody", "enter")
        await settled(pilot)
        assert "There is no team nobody" in screen.message.prompt.error
        await pilot.press("escape")
        await settled(pilot)
        assert keys(screen) == WHOLE


@pytest.mark.parametrize("big", [0, 10**6])
async def test_leaving_a_filter_goes_back_to_the_row_it_was_begun_on(
    store: Store, monkeypatch: pytest.MonkeyPatch, big: int
) -> None:
    monkeypatch.setattr("screens.okrs.BIG", big)
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("end")
        last = screen.table.key
        await pilot.press("/", *"owner:ben")
        await settled(pilot)
        await pilot.press("home", "escape")
        await settled(pilot)
        assert keys(screen) == WHOLE and screen.table.key == last


async def test_archiving_a_branch_of_many_rows_is_confirmed_and_says_what_went(store: Store) -> None:
    for number in range(6):
        fields = {"title": f"More {number}", "goal": "O3", "start": 4, "target": 17}
        store.write(Add(kind="key_result", fields=fields))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("down", "down", "space", "a")
        assert "O3 and all that is below, 11 rows" in str((await settled(pilot)).lines())
        await pilot.press("enter")
        await settled(pilot)
        assert store.reader.value("SELECT count(*) FROM goal WHERE archived_at IS NULL") == 5
        await pilot.press("space", "a", "y")
        await settled(pilot)
        assert "with 1 objective and 9 key results below it" in screen.message.line(0, 80)[1][0]
        await pilot.press("u")
        await settled(pilot)
        assert len(keys(screen)) == len(WHOLE) + 6


async def test_marked_rows_of_one_branch_are_archived_together(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "down", "x", "x", "space", "a")
        screen = await settled(pilot)
        assert keys(screen) == [1, 2, 5]


async def test_the_form_of_an_objective_asks_stretch_or_committed_and_has_no_default(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "a", "o", *"New aim", "pagedown", "enter")
        dialog = await settled(pilot)
        assert "Is this objective stretch or committed?" in str(dialog.foot())
        assert store.reader.value("SELECT count(*) FROM goal") == 5
        place = next(at for at, field in enumerate(dialog._fields) if field.name == "intent")
        await pilot.press(*["up"] * 20, *["down"] * place, *"com", "pagedown", "enter")
        screen = await settled(pilot)
        assert store.reader.row("SELECT title, intent, parent_id FROM goal WHERE id = 6") == ("New aim", "committed", 2)
        assert screen.table.key == 6
