"""The strategy brief on a real store: marks, doubts, readiness, versions, the drill, two people in one text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.clock import FrozenClock
from models.issues.verbs import AddTodo, RaiseIssue
from models.people.verbs import Invite, SetAccess
from models.store import migrate
from models.store.store import Store
from models.strategy.verbs import AddToDraft, DoubtIt, LinkMeasure, MarkSentence, Publish, StartDraft, WriteBrief
from models.verbs import Add, Edit
from screens.brief import BriefScreen
from screens.look import make_look
from screens.shell import Facts
from screens.widgets.lines import Lines
from screens.widgets.rows import RowTable
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, fill
from tests.screens.waiting import until
from themes.palette import load_palette
from themes.width import cell_width
from tui.app import OarApp


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    return path


@pytest.fixture
def store(company: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copyfile(company, tmp_path / "oar.db")
    store = Store(str(tmp_path / "oar.db"), handle="ana", clock=FrozenClock(NOW))
    store.write(AddToDraft(kind="choice", fields={"statement": "Mid-market", "rather_than": "SMB"}))
    store.write(AddToDraft(kind="choice", fields={"statement": "Margin"}))
    store.write(AddToDraft(kind="exclusion", fields={"statement": "Germany", "elephant": "the board wants it"}))
    store.write(WriteBrief(vision="One\n\nTwo", elephants="whales"))
    store.write(Add(kind="imperative", fields={"title": "Win the mid-market", "choice": "C1"}))
    yield store
    store.close()


def other(store: Store, handle: str) -> Store:
    return Store(store.location, handle=handle, clock=store.clock)


def say(store: Store, handle: str, verb: object) -> None:
    person = other(store, handle)
    person.write(verb)
    person.close()


def make_app(store: Store, editor: Any = None) -> OarApp:
    look = make_look(load_palette("dark"))
    return OarApp(store, look=look, start=BriefScreen, facts=lambda: Facts("Harbor Pay", "W33 7/13"), editor=editor)


async def pressed(pilot: Any, *keys: str) -> Any:
    for key in keys:
        await pilot.press(key)
    await pilot.app.writer.idle()
    await pilot.pause()
    return pilot.app.screen


def text_of(widget: Any) -> str:
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))


def whole(screen: Any) -> str:
    shown = [*screen.query(Lines), *screen.query(RowTable)]
    return "\n".join(text_of(widget) for widget in shown if widget.display)


def box(screen: Any) -> str:
    return "\n".join(text_of(one) for one in screen.query("Box"))


async def test_marks_are_shown_at_their_sentence_and_teams_without_one_are_named(store: Store) -> None:
    store.write(Publish())
    say(store, "cleo", MarkSentence(sentence=f"choice:{lineage(store, 1)}", text="we leave the whales"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        lines = whole(await pressed(pilot)).split("\n")
        at = next(place for place, line in enumerate(lines) if "1 Mid-market" in line)
        assert "changes the week of Sales" in "\n".join(lines[at + 1 : at + 4])
        screen = await pressed(pilot, "end")
        assert "1 of 2 teams; not yet: Support" in whole(screen)


async def test_every_team_without_a_mark_is_named_in_a_narrow_window(store: Store) -> None:
    names = ["Compliance", "Finance", "Provisioning", "Revenue operations", "Zonal sales"]
    for at, name in enumerate(names):
        store.write(Add(kind="team", fields={"name": name, "parent": "T1", "level": "department"}))
        store.write(Invite(handle=f"lead{at}", name=f"Lead {at}", team=name))
    store.write(Publish())
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        shown = whole(await pressed(pilot, "end"))
        assert all(name in shown for name in names)


def lineage(store: Store, number: int) -> str:
    return str(store.reader.value("SELECT lineage FROM choice WHERE id = :id", id=number))


async def test_a_mark_is_given_changed_and_taken_back(store: Store) -> None:
    store.write(Publish())
    cleo = other(store, "cleo")
    async with make_app(cleo).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "down", "S", *"stop whales", "enter")
        assert store.reader.rows("SELECT sentence_key, text FROM mark") == [
            (f"choice:{lineage(store, 1)}", "stop whales")
        ]
        await pressed(pilot, "S", *"start", "enter")
        assert store.reader.value("SELECT text FROM mark") == "start"
        await pressed(pilot, "S", "backspace", "enter")
        assert store.reader.value("SELECT count(*) FROM mark WHERE archived_at IS NULL") == 0
        await pressed(pilot, "u")
        assert store.reader.value("SELECT count(*) FROM mark WHERE archived_at IS NULL") == 1
    cleo.close()


async def test_somebody_in_two_teams_says_whose_week_it_changes(store: Store) -> None:
    store.write(Publish())
    store.write(SetAccess(handle="cleo", team="T3", access="member"))
    cleo = other(store, "cleo")
    async with make_app(cleo).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "down", "S", "u", *"day three", "enter")
        assert store.reader.rows("SELECT team_id, text FROM mark") == [(3, "day three")]
    cleo.close()


async def test_a_doubt_is_raised_shown_at_the_sentence_and_answered(store: Store) -> None:
    store.write(Publish())
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "down", "space", "b", *"whales pay", "enter")
        assert "? 1 open doubt" in whole(screen)
        say(store, "eve", DoubtIt(ref="C1", text="second"))
        await until(pilot, lambda: "2 open doubts" in whole(screen))
        screen = await pressed(pilot, "space", "n", "2", *"they may stay", "enter")
        assert store.reader.rows("SELECT text, answer FROM doubt ORDER BY id") == [
            ("whales pay", "they may stay"), ("second", None),
        ]  # fmt: skip
        screen = await pressed(pilot, "space", "q")
        assert "second" in box(screen) and box(screen).index("second") < box(screen).index("whales pay")


async def test_a_to_do_from_a_choice_brings_it_down_from_altitude(store: Store) -> None:
    store.write(Publish())
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        screen = await pressed(pilot, "down")
        assert "0/3 !" in whole(screen)
        screen = await pressed(pilot, "enter")
        assert "still lives at altitude" in box(screen)
        await pressed(pilot, "escape")
        await pressed(pilot, "t", *"Call banks @cleo", "enter")
        screen = await pressed(pilot)
        assert "1/3 !" in whole(screen)
        for owner in ("eve", "ana"):
            store.write(AddTodo(title="Go", owner=owner, ref="C1"))
        screen = await pressed(pilot, "space", "t")
        assert "3 of 3 teams" in box(screen) and "Call banks" in box(screen)


async def test_who_has_not_read_it_is_named(store: Store) -> None:
    store.write(Publish())
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "A")
        screen = await pressed(pilot, "space", "w")
        said = box(screen)
        assert "NOT YET   4 of 5" in said and said.index("Cleo") < said.index("READ") < said.index("Ana")


async def test_any_two_versions_are_compared(store: Store) -> None:
    store.write(Publish())
    for number, word in ((2, "Margin first"), (3, "Cash first")):
        store.write(StartDraft())
        row = store.reader.value("SELECT id FROM choice WHERE brief_id = :b ORDER BY rank DESC", b=number)
        store.write(Edit(ref=f"C{row}", fields={"statement": word}))
        store.write(Publish())
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "H")
        assert "FROM v2 TO v3" in box(screen) and "+ Cash first" in box(screen)
        screen = await pressed(pilot, "x", "down", "down")
        assert "FROM v1 TO v3" in box(screen) and "- Margin" in box(screen)
        screen = await pressed(pilot, "x", "up")
        assert "FROM v1 TO v2" in box(screen)


async def test_two_people_in_one_text_see_the_conflict_and_mine_goes_on_top(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "home", "E", "tab", *" mine")
        say(store, "ben", WriteBrief(vision="theirs"))
        screen = await pressed(pilot, "tab", "tab", "enter")
        assert "changed while you typed" in box(screen) and "theirs" in box(screen)
        await pressed(pilot, "m")
        assert store.reader.value("SELECT vision FROM brief") == "One\n\nTwo mine"


async def test_two_people_in_one_choice_see_the_conflict(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "down", "E", *" now")
        say(store, "ben", Edit(ref="C1", fields={"statement": "Theirs"}))
        screen = await pressed(pilot, "tab", "tab", "tab", "tab", "enter")
        assert "Theirs" in box(screen)
        await pressed(pilot, "t")
        assert store.reader.value("SELECT statement FROM choice WHERE id = 1") == "Theirs"


async def test_texts_of_several_lines_survive_an_edit_of_another_field(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "home", "E", *" FY26", "enter", "tab", "tab", "enter")
        assert store.reader.row("SELECT title, vision FROM brief") == ("Strategy brief FY26", "One\n\nTwo")


async def test_what_is_typed_from_memory_is_seen_by_nobody(store: Store) -> None:
    store.write(Publish())
    store.write(Invite(handle="fay", name="Fay Noll", team="T2"))
    ben = other(store, "ben")
    async with make_app(ben).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "space", "r")
        assert "Mid-market" not in box(screen)
        for _ in range(3):
            screen = await pressed(pilot, *"mid market not smb", "enter", "enter", *"win mid market", "enter", "enter")
            assert "Mid-market rather than SMB" in box(screen)
            await pressed(pilot, "escape", "space", "r")
        screen = await pressed(pilot, "enter", "enter")
        assert "choices about 50%, goals about 100%" in box(screen)
    assert ben.reader.value("SELECT count(*) FROM change WHERE kind = 'recall'") == 0
    ben.close()


async def test_a_brief_that_is_too_long_says_how_much_to_cut(store: Store) -> None:
    store.write(WriteBrief(elephants="word " * 1200))
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        assert "3 pages, 7 min: too long, cut" in whole(await pressed(pilot))


async def test_an_exclusion_shows_its_elephant(store: Store) -> None:
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        screen = await pressed(pilot, "down", "down", "down", "down", "enter")
        assert "the board wants it" in box(screen)


async def test_without_an_editor_the_brief_says_where_there_is_one(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        assert "oar brief edit" in whole(await pressed(pilot, "space", "e"))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_hostile_words_stay_words_and_every_line_fits(store: Store, size: tuple[int, int]) -> None:
    store.write(Add(kind="measure", fields={"name": "Churn", "team": "T1", "unit": "%", "direction": "down"}))
    store.write(LinkMeasure(measure="M1"))
    for text in HOSTILE:
        fields = {"statement": (text.strip() or "x")[:190] + "!", "because": text, "consequence": text}
        store.write(AddToDraft(kind="choice", fields=fields))
        store.write(AddToDraft(kind="exclusion", fields={"statement": fields["statement"], "elephant": text}))
    store.write(Publish())
    keys = [lineage(store, number) for number in range(1, 6)]
    for place, text in enumerate(HOSTILE[: len(keys)]):
        if text.strip():
            store.write(DoubtIt(ref=f"C{place + 1}", text=text))
    async with make_app(store).run_test(size=size) as pilot:
        for press in ("", "enter", "escape", "end", "H", "escape"):
            screen = await pressed(pilot, *([press] if press else []))
            for widget in [*screen.query(Lines), *screen.query("Box"), *screen.query(RowTable)]:
                for y in range(widget.size.height):
                    line = widget.render_line(y)
                    assert not forbidden(line.text), line.text
                    assert cell_width(line.text) == line.cell_length


async def test_p_on_an_issue_or_decision_opens_the_choice_it_touches_and_q_comes_back(store: Store) -> None:
    from screens.decisions import DecisionsScreen
    from screens.issues import IssuesScreen

    store.write(Publish())
    store.write(RaiseIssue(title="Queue", ref="C2", team="T1"))
    store.write(RaiseIssue(title="Else", team="T1"))
    store.write(Add(kind="decision", fields={"title": "Prices", "team": "T1", "choice": "C2"}))
    look = make_look(load_palette("dark"))
    for start, row in ((IssuesScreen, "I1"), (DecisionsScreen, "D1")):
        app = OarApp(store, look=look, start=start, facts=lambda: Facts("Harbor Pay", "W33 7/13"))
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await pressed(pilot)
            screen.table.go(list(screen.table.source.keys).index(1), 1)
            screen = await pressed(pilot, "p")
            assert isinstance(screen, BriefScreen) and screen.part is not None, row
            assert screen.part.statement == "Margin"
            assert isinstance(await pressed(pilot, "q"), start)
            if start is IssuesScreen:
                screen.app.screen.table.go(list(screen.app.screen.table.source.keys).index(2), 1)
                assert "touches no choice" in whole(await pressed(pilot, "p"))


async def test_the_drill_covers_the_brief(store: Store) -> None:
    store.write(Publish())
    app = make_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "space", "r")
        shown = "\n".join(strip.text for strip in screen._compositor.render_strips())
        assert "Mid-market" not in shown and "WE CHOOSE" not in shown


async def test_a_sentence_that_is_too_long_stays_in_the_prompt_to_be_shortened(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "a", "f", *"x" * 205, "enter")
        assert "The statement has 205 characters" in text_of(screen.message)
        await pressed(pilot, *["backspace"] * 6, "enter")
        assert store.reader.value("SELECT count(*) FROM assumption WHERE length(statement) = 199") == 1


async def test_a_sentence_that_is_refused_can_be_brought_back(store: Store) -> None:
    """Somebody published the draft while it was typed."""
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "a", "f", *"Regulators keep asking")
        say(store, "ana", Publish())
        screen = await pressed(pilot, "enter")
        assert "Version 1 of the brief is published" in text_of(screen.message)
        screen = await pressed(pilot, "R")
        assert "Regulators keep asking" in text_of(screen.message)


@pytest.mark.parametrize("title", ["Strategy", "A title " * 20, "漢字" * 60])
async def test_what_is_left_to_do_is_said_beside_any_title_in_a_narrow_window(store: Store, title: str) -> None:
    store.write(WriteBrief(title=title.strip()))
    store.write(Publish())
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        facts = whole(await pressed(pilot)).split("\n")[1]
        assert "read by 0 of 5  not by you: A" in facts
        store.write(StartDraft())
        facts = whole(await pressed(pilot, "A")).split("\n")[1]
        assert "read by 1 of 5  draft v2: v" in facts


async def test_what_was_changed_behind_the_question_is_not_published(store: Store) -> None:
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "space", "p")
        say(store, "ana", AddToDraft(kind="choice", fields={"statement": "Nobody has seen this"}))
        screen = await pressed(pilot, "y")
        assert "changed by Ana Kern while you looked, nothing was published" in text_of(screen.message)
        assert store.reader.value("SELECT state FROM brief") == "draft"
        screen = await pressed(pilot, "space", "p", "y")
        assert store.reader.value("SELECT state FROM brief") == "published"
        assert "Nobody has seen this" in whole(screen)


async def test_two_people_publish_at_once_and_one_is_told(store: Store) -> None:
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "space", "p")
        say(store, "ana", Publish())
        screen = await pressed(pilot, "y")
        assert "Version 1 of the brief is published and stays as it is" in text_of(screen.message)
        assert store.reader.value("SELECT count(*) FROM brief") == 1


async def test_a_hint_gives_way_to_what_is_typed(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await pressed(pilot, "a", "c", *"Mid-market")
        assert "X rather than Y" in text_of(screen.message)
        screen = await pressed(pilot, *" firms in regulated trades rather than shops")
        assert "Mid-market firms in regulated trades rather than shops" in text_of(screen.message)


async def test_who_may_not_change_the_brief_is_told_before_typing(store: Store) -> None:
    cleo = other(store, "cleo")
    async with make_app(cleo, editor=lambda text: pytest.fail("opened")).run_test(size=(80, 24)) as pilot:
        for keys in (("E",), ("a", "c"), ("a", "x"), ("space", "e"), ("space", "p"), ("space", "d")):
            screen = await pressed(pilot, *keys)
            assert "You may not change the brief. ana, ben can" in text_of(screen.message), keys
            assert not screen.message.asking and pilot.app.screen is screen
    cleo.close()


async def test_a_large_company_reads_its_brief_beside_the_keys(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.strategy.reads.LARGE", {"membership": 0})
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        assert "No brief yet" not in whole(pilot.app.screen)
        await until(pilot, lambda: "Mid-market" in whole(pilot.app.screen))
        await pressed(pilot, "space", "p", "y")
        await until(pilot, lambda: "published" in whole(pilot.app.screen))
        screen = await pressed(pilot, "space", "d", "a", "f", *"Cash", "enter")
        await until(pilot, lambda: "Cash" in whole(screen))
        assert screen.headline().endswith("draft") and screen.ref_at(screen.table.key) == "A1"
        await until(pilot, lambda: "published v1" in whole(screen))
        await pressed(pilot, "v", "end", "space", "t")
        assert "Who moves because of it" in box(pilot.app.screen)
