"""The decision log and the brief on a real store: making, lanes, approval, drafts, sizes, empty, hostile texts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.clock import FrozenClock
from models.decisions.verbs import AddLaneItem, AddOption, Affect, Approve, Decide
from models.store import migrate
from models.store.store import Store
from models.strategy.verbs import AddToDraft, DoubtIt, MarkSentence, Publish, StartDraft, WriteBrief
from models.verbs import Add
from screens.brief import BriefScreen
from screens.decisions import DecisionsScreen
from screens.look import make_look
from screens.shell import Facts
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, fill
from themes.palette import load_palette
from themes.width import cell_width
from tui.app import OarApp


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("decisions") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    return path


@pytest.fixture
def store(company: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copyfile(company, tmp_path / "oar.db")
    store = Store(str(tmp_path / "oar.db"), handle="ana", clock=FrozenClock(NOW))
    yield store
    store.close()


def other(store: Store, handle: str) -> Store:
    return Store(store.location, handle=handle, clock=store.clock)


def make_app(store: Store, screen: Any = DecisionsScreen) -> OarApp:
    look = make_look(load_palette("dark"))
    return OarApp(store, look=look, start=lambda: screen(), facts=lambda: Facts("Harbor Pay", "W33 7/13"))


async def pressed(pilot: Any, *keys: str) -> Any:
    for key in keys:
        await pilot.press(key)
    await pilot.app.writer.idle()
    await pilot.pause()
    return pilot.app.screen


def text_of(widget: Any) -> str:
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))


def whole(screen: Any) -> str:
    from screens.widgets.lines import Lines
    from screens.widgets.rows import RowTable

    shown = [*screen.query(Lines), *screen.query(RowTable)]
    return "\n".join(text_of(widget) for widget in shown if widget.display)


STATE = "SELECT state, chosen, because, lane, owner_id FROM decision WHERE id = :id"


async def test_empty_log_says_what_a_decision_is_and_which_key_notes_one(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot)
        assert "D notes the first one" in whole(screen)
        screen = await pressed(pilot, "D", *"Pick one?", "enter")
        assert store.reader.row("SELECT title, state FROM decision") == ("Pick one?", "needed")
        assert "NEEDED" in whole(screen) and screen.table.key == 1
        await pressed(pilot, "D", *"Done @ben", "enter")
        assert store.reader.row("SELECT state, owner_id FROM decision WHERE id = 2") == ("made", 2)


async def test_a_decision_is_made_by_the_letter_of_an_option_and_undone(store: Store) -> None:
    store.write(Decide(text="How much?"))
    for title in ("all", "half"):
        store.write(AddOption(ref="D1", title=title))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "e", "b", "enter", *"fair", "enter")
        assert store.reader.row(STATE, id=1) == ("made", "half", "fair", None, 1)
        assert store.reader.rows("SELECT chosen FROM option ORDER BY id") == [(0,), (1,)]
        await pressed(pilot, "u")
        assert store.reader.row(STATE, id=1)[0] == "needed"  # type: ignore[index]


async def test_typed_ahead_keys_make_an_empty_choice_no_decision(store: Store) -> None:
    store.write(Decide(text="How much?"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "e", "enter")
        assert "What was chosen?" in whole(screen)
        await pressed(pilot, "escape")
        assert store.reader.row(STATE, id=1)[0] == "needed"  # type: ignore[index]


async def test_keys_typed_ahead_of_a_new_decision_act_on_it(store: Store) -> None:
    store.write(Decide(text="Older?"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("D", *"Newer?", "enter", "e", *"yes", "enter", "enter", "D", *"Third", "enter")
        await pressed(pilot)
        await pilot.pause()
        assert store.reader.rows("SELECT state, chosen FROM decision ORDER BY id") == [
            ("needed", None),
            ("made", "yes"),
            ("made", None),
        ]


async def test_lane_owner_and_date_take_two_keys_each_also_for_marked_rows(store: Store) -> None:
    for text in ("One?", "Two?"):
        store.write(Decide(text=text))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "x", "x", "L", "g", "s", "1")
        assert store.reader.rows("SELECT lane FROM decision") == [("guardrail",), ("guardrail",)]
        assert None not in [day for (day,) in store.reader.rows("SELECT needed_by FROM decision")]
        await pressed(pilot, "u", "u")
        assert store.reader.rows("SELECT lane, needed_by FROM decision") == [(None, None), (None, None)]


async def test_a_commitment_is_approved_by_the_executive_on_their_screen(store: Store) -> None:
    store.write(Add(kind="role", fields={"name": "CFO", "team": "T1", "person": "eve", "executive": "yes"}))
    store.write(Decide(text="Leave six partners", lane="commitment"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "A")
        assert "other than its author" in whole(screen)
    eve = other(store, "eve")
    async with make_app(eve).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot)
        assert "to approve" in whole(screen)
        screen = await pressed(pilot, "A")
        assert store.reader.row(STATE, id=1)[0] == "made"  # type: ignore[index]
    eve.close()


async def test_what_others_write_appears_and_the_filter_searches_memos(store: Store) -> None:
    ben = other(store, "ben")
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        ben.write(Decide(text="Partner pipeline counts", because="half the win rate", team="Sales"))
        ben.write(Decide(text="Another", team="Sales", lane="autonomy"))
        pilot.app.poll()
        screen = await pressed(pilot)
        assert "Partner pipeline counts" in whole(screen)
        screen = await pressed(pilot, "/", *"win rate", "enter")
        assert "Another" not in text_of(screen.table)
        screen = await pressed(pilot, "/", *"lane:auto made", "enter")
        assert "Partner" not in text_of(screen.table) and "Another" in text_of(screen.table)
        screen = await pressed(pilot, "/", "escape")
        assert "Partner" in text_of(screen.table)
    ben.close()


async def test_who_only_reads_is_told_before_typing_a_decision(store: Store) -> None:
    store.write(Decide(text="Second shift?", team="T2"))
    viewer = other(store, "dan")
    async with make_app(viewer).run_test(size=(80, 24)) as pilot:
        for keys in (("D",), ("!",), ("a",), ("E",), ("e",), ("space", "o"), ("space", "c")):
            screen = await pressed(pilot, *keys)
            assert isinstance(screen, DecisionsScreen) and not screen.message.asking, keys
            assert "You may read here, not write" in text_of(screen.message), keys
    viewer.close()


async def test_private_decisions_are_not_presented(store: Store) -> None:
    store.write(Decide(text="Layoffs", private=True))
    store.write(Decide(text="Open"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot)
        assert "Layoffs" in whole(screen)
        screen = await pressed(pilot, "P")
        assert "Layoffs" not in whole(screen) and "Open" in whole(screen)


async def test_guardrails_are_added_edited_and_archived_in_their_own_view(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "v")
        assert "Space g adds a guardrail" in whole(screen)
        await pressed(pilot, "space", "g", *"No discount over 15", "enter")
        await pressed(pilot, "E", *" %", *["enter"] * 6)
        assert store.reader.value("SELECT text FROM lane_item") == "No discount over 15 %"
        await pressed(pilot, "space", "a")
        assert store.reader.value("SELECT count(*) FROM lane_item WHERE archived_at IS NULL") == 0
        await pressed(pilot, "u")
        assert store.reader.value("SELECT count(*) FROM lane_item WHERE archived_at IS NULL") == 1


async def test_the_form_edits_a_decision(store: Store) -> None:
    store.write(Decide(text="One?"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "E", "backspace", *" more?")
        await pressed(pilot, *["tab"] * 12, "enter")
        assert store.reader.value("SELECT title FROM decision") == "One more?"


@pytest.mark.parametrize("screen", [DecisionsScreen, BriefScreen])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_hostile_texts_show_no_forbidden_byte_and_break_no_line(
    store: Store, screen: Any, size: tuple[int, int]
) -> None:
    kept = [text for text in HOSTILE if len(f"x{text}") <= 200]
    for text in kept:
        said = f"x{text}"
        store.write(Decide(text=said, because=text, context=text))
        store.write(AddToDraft(kind="choice", fields={"statement": said, "rather_than": said, "because": said}))
        store.write(AddToDraft(kind="exclusion", fields={"statement": said}))
        store.write(AddLaneItem(kind="guardrail", text=said, team="T1"))
    store.write(AddOption(ref="D1", title=kept[0]))
    store.write(Affect(ref="D1", team="Sales", effect=kept[0]))
    store.write(WriteBrief(vision="\n".join(kept), elephants=kept[0]))
    store.write(Publish())
    store.write(DoubtIt(ref="C1", text=kept[0]))
    key = "choice:" + store.reader.value("SELECT lineage FROM choice WHERE id = 1")
    store.write(MarkSentence(sentence=key, text=f"x{kept[5]}"))
    async with make_app(store, screen).run_test(size=size) as pilot:
        for keys in (("j",), ("pagedown",), ("end",), ("enter",), ("escape",), ("v",), ("j",)):
            shown = await pressed(pilot, *keys)
            for widget in [one for one in shown.query("*") if hasattr(one, "render_line") and one.size.width]:
                for y in range(widget.size.height):
                    line = widget.render_line(y)
                    assert not forbidden(line.text), line.text
                    assert cell_width(line.text) == line.cell_length


# ---- the brief


async def test_empty_brief_gives_an_example_and_one_key_and_takes_a_whole_sentence(store: Store) -> None:
    async with make_app(store, BriefScreen).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot)
        assert "a c writes the first choice" in whole(screen)
        await pressed(pilot, "a", "c", *"Mid rather than SMB, because we win, so longer", "enter")
        assert store.reader.row("SELECT statement, rather_than, because, consequence FROM choice") == (
            "Mid", "SMB", "we win", "longer",
        )  # fmt: skip
        screen = await pressed(pilot, "a", "x", *"Germany", "enter")
        assert "WE WILL NOT" in whole(screen) and "0 !" in whole(screen)
        await pressed(pilot, "u")
        assert store.reader.value("SELECT count(*) FROM exclusion WHERE archived_at IS NULL") == 0


async def test_publishing_asks_and_enter_cancels(store: Store) -> None:
    store.write(AddToDraft(kind="choice", fields={"statement": "Mid"}))
    async with make_app(store, BriefScreen).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "space", "p", "enter")
        assert store.reader.value("SELECT state FROM brief") == "draft"
        await pressed(pilot, "space", "p", "y")
        assert store.reader.value("SELECT state FROM brief") == "published"
        screen = await pressed(pilot, "home", "E")
        assert "stays as it is" in whole(screen)


async def test_a_published_brief_is_read_marked_and_followed_by_a_draft(store: Store) -> None:
    store.write(AddToDraft(kind="choice", fields={"statement": "Mid-market"}))
    store.write(Publish())
    async with make_app(store, BriefScreen).run_test(size=(120, 40)) as pilot:
        screen = await pressed(pilot, "A")
        assert "read by 1 of 5" in whole(screen)
        screen = await pressed(pilot, "S", *"We leave the queue", "enter")
        assert store.reader.value("SELECT text FROM mark") == "We leave the queue"
        assert "not yet: Sales, Support" in whole(screen)
        screen = await pressed(pilot, "space", "d")
        assert "DRAFT" in whole(screen)
        await pressed(pilot, "a", "c", *"Margin", "enter")
        screen = await pressed(pilot, "v")
        assert "Margin" not in text_of(screen.table)
        screen = await pressed(pilot, "H")
        assert "Margin" in "\n".join(text_of(one) for one in screen.query("Box"))


async def test_a_choice_shows_the_key_results_that_follow(store: Store) -> None:
    store.write(AddToDraft(kind="choice", fields={"statement": "Mid-market"}))
    store.write(Publish())
    store.write(StartDraft())
    store.write(Add(kind="imperative", fields={"title": "Win", "choice": "C1"}))
    async with make_app(store, BriefScreen).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "enter")
        assert "G1 Win" in "\n".join(text_of(one) for one in screen.query("Box"))


async def test_the_executives_list_shows_what_waits(store: Store) -> None:
    store.write(Add(kind="role", fields={"name": "CFO", "team": "T1", "person": "eve", "executive": "yes"}))
    store.write(AddLaneItem(kind="commitment", text="NRR stays", team="T1"))
    eve = other(store, "eve")
    eve.write(Approve(ref="L1"))
    eve.close()
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "v")
        await pressed(pilot, "space", "a")
        screen = await pressed(pilot)
        assert "to approve: end it" in whole(screen)
