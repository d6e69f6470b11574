"""The scorecard screen on a real store: order, numbers, chart, verbs, views, sizes, hostile names."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.clock import FrozenClock
from models.scorecard.verbs import AddMeasure, AddTrigger, EnterReading
from models.store import migrate
from models.store.store import Store
from models.verbs import Archive
from screens.look import make_look
from screens.scorecard_rows import ScoreSource
from screens.shell import Facts
from screens.widgets.chart import Series, chart_lines, segments
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, fill
from themes.figures import large
from themes.glyphs import ASCII, UNICODE
from themes.palette import load_palette
from themes.width import cell_width
from tui.app import OarApp

ROWS = (
    ("Net revenue retention", "%", ">=108.5%", "1", "", (106, 107, 107.5, 108, 108.2)),
    ("Pipeline coverage", "x", ">=3x", "0.3", "M1", (3.0, 2.9, None, 2.2, 2.1)),
    ("Gross margin", "%", ">=62%", "2", "", (61, 62, 62, 62, 62.3)),
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scorecard") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    for name, unit, plan, off_at, drives, values in ROWS:
        fields = {"name": name, "unit": unit, "owner": "ana", "team": "T1", "drives": drives}
        number = int(str(store.write(AddMeasure(fields=fields, plan=plan, off_at=off_at)).value))
        for week, value in enumerate(values, 28):
            if value is not None:
                store.write(EnterReading(measure=number, value=value, period=202600 + week))
    store.close()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    path = shutil.copyfile(made, tmp_path / "oar.db")
    opened = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    yield opened
    opened.close()


def make_app(store: Store, ascii: bool = False) -> OarApp:
    look = make_look(load_palette("dark"), ASCII if ascii else UNICODE)
    return OarApp(store, look=look, facts=lambda: Facts("Harbor Pay", "W33 7/13"), start="scorecard")


def lines(widget: Any) -> str:
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))


async def settled(pilot: Any) -> Any:
    await pilot.app.writer.idle()
    await pilot.pause()
    await pilot.pause()
    return pilot.app.screen


def reading(store: Store, measure: int, period: int) -> Any:
    return store.reader.value(
        "SELECT value FROM reading WHERE measure_id = :measure AND period = :period AND archived_at IS NULL",
        measure=measure,
        period=period,
    )


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)])
async def test_worst_first_with_plan_trend_and_gaps(store: Store, size: tuple[int, int]) -> None:
    async with make_app(store).run_test(size=size) as pilot:
        screen = await settled(pilot)
        shown = lines(screen.table).splitlines()
        assert [line.split()[1] for line in shown[1:4]] == ["OFF", "RISK", "ok"]
        assert "2.1x" in shown[1] and "3x" in shown[1] and "▇▆∙▂▁" in shown[1]
        assert all(cell_width(line) <= size[0] for line in shown)
        assert ("▾ worse" in shown[1]) == (size[0] == 80)
        assert (">=108.5%" in shown[2]) == (size[0] == 120)


async def test_a_screen_is_laid_out_and_drawn_once_less_than_textual_would(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    app = OarApp(store, look=make_look(load_palette("dark"), UNICODE), facts=lambda: Facts("x", "W33"), start="today")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        display = OarApp._display

        def counted(self: OarApp, screen: Any, update: Any) -> None:
            drawn.append(type(screen).__name__)
            display(self, screen, update)

        monkeypatch.setattr(OarApp, "_display", counted)
        await pilot.press("g", "s")
        screen = await settled(pilot)
        await pilot.pause(0.2)
        assert "Pipeline coverage" in lines(screen.table)
        assert drawn.count("ScorecardScreen") <= 3
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Pipeline coverage" in lines(screen.table) and screen.size.width == 80


async def test_digits_set_the_reading_of_the_week_the_prompt_names(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        assert "Pipeline coverage W33" in lines(pilot.app.screen.message)  # type: ignore[attr-defined]
        await pilot.press(".", "5", "enter")
        screen = await settled(pilot)
        assert reading(store, 2, 202633) == 2.5
        assert "2.5x" in screen.table.text_of(2)
        await pilot.press("u")
        await settled(pilot)
        assert reading(store, 2, 202633) is None


async def test_tab_changes_the_week_and_keeps_what_was_typed(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "tab")
        assert "W32" in lines(pilot.app.screen.message)  # type: ignore[attr-defined]
        await pilot.press("tab", "tab", *" new leads", "enter")
        await settled(pilot)
        row = "SELECT value, note FROM reading WHERE measure_id = 2 AND period = 202630"
        assert store.reader.row(row) == (3.0, "new leads")


async def test_refused_number_stays_to_be_corrected(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "0", *".95", "enter")
        screen = pilot.app.screen
        assert screen.message.asking  # type: ignore[attr-defined]
        await pilot.press("escape")
        await settled(pilot)
        assert reading(store, 1, 202633) is None


async def test_nudges_start_from_the_newest_value(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("+")
        screen = await settled(pilot)
        assert reading(store, 2, 202633) == pytest.approx(3.1)
        assert screen.table.key == 2 and next(iter(screen.source.keys)) == 1
        await pilot.press("-")
        await settled(pilot)
        assert reading(store, 2, 202633) == pytest.approx(2.1)


async def test_chart_opens_below_follows_the_cursor_and_closes_first(store: Store) -> None:
    sys.modules.pop("plotext", None)
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert "plotext" not in sys.modules
        await pilot.press("enter")
        await settled(pilot)
        shown = lines(screen.chart)
        assert "Pipeline coverage" in shown and "W28" in shown and "·" in shown
        await pilot.press("down")
        await settled(pilot)
        assert "Net revenue retention" in lines(screen.chart)
        await pilot.press("q")
        await settled(pilot)
        assert pilot.app.screen is screen and not screen.chart.display


async def test_why_is_kept_with_its_period_and_shown_with_the_chart(store: Store) -> None:
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        await pilot.press("w", *"two [/] reps out", "enter")
        await settled(pilot)
        assert store.reader.row("SELECT ref, kind, period, text FROM note") == ("M2", "why", 202632, "two [/] reps out")
        await pilot.press("enter")
        screen = await settled(pilot)
        assert "why: two [/] reps out" in lines(screen.chart)


async def test_order_and_filter_change_what_is_shown(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("v")
        assert list(screen.source.keys) == [1, 2, 3]
        await pilot.press("/", *"owner:ana off")
        assert list(screen.source.keys) == [2]
        await pilot.press("escape")
        assert list(screen.source.keys) == [1, 2, 3]


async def test_menu_retires_sets_plans_and_agrees_on_triggers(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "p", "ctrl+u", *"3.5x", *("enter",) * 4)
        await settled(pilot)
        assert store.reader.value("SELECT hold FROM plan WHERE measure_id = 2 AND from_period = 202633") == 3.5
        await pilot.press("space", "t", *"< 3 for 2", "enter", *"Hire", *("enter",) * 3)
        await settled(pilot)
        assert store.reader.row("SELECT action, state FROM trigger") == ("Hire", "fired")
        await pilot.press("A")
        await settled(pilot)
        assert store.reader.value("SELECT state FROM trigger") == "acknowledged"
        await pilot.press("x", "x", "space", "r", "enter")
        assert pilot.app.screen.message.asking  # type: ignore[attr-defined]  # it asks for a reason
        await pilot.press(*"never used", "enter")
        screen = await settled(pilot)
        assert list(screen.source.keys) == [3]
        await pilot.press("u")
        screen = await settled(pilot)
        assert len(screen.source.keys) == 3


async def test_form_adds_a_measure_with_its_plan(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", "enter")
        await settled(pilot)
        await pilot.press(*"Early churn", "enter", *"<9.8%", "pagedown", "enter")
        screen = await settled(pilot)
        row = "SELECT name, unit, direction, hold FROM measure m JOIN plan p ON p.measure_id = m.id WHERE m.id = 4"
        assert store.reader.row(row) == ("Early churn", "%", "down", 9.8)
        assert 4 in screen.source.keys


async def test_form_edits_name_and_plan_in_one_step(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E")
        await settled(pilot)
        await pilot.press(*" now", "enter", "ctrl+u", *"2.5", "pagedown", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT name FROM measure WHERE id = 2") == "Pipeline coverage now"
        assert store.reader.value("SELECT hold FROM plan WHERE measure_id = 2 AND from_period = 202633") == 2.5
        await pilot.press("u")
        await settled(pilot)
        assert store.reader.value("SELECT name FROM measure WHERE id = 2") == "Pipeline coverage"


async def test_what_others_write_is_shown_at_once(store: Store) -> None:
    other = Store(store.location, handle="ana", clock=FrozenClock(NOW))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        other.write(EnterReading(measure=2, value=9.0, period=202633))
        pilot.app.poll()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "9x" in screen.table.text_of(2)
    other.close()


async def test_present_mode_shows_two_lines_and_nothing_private(store: Store) -> None:
    store.write(AddMeasure(fields={"name": "Layoffs", "team": "T1", "private": "yes"}, plan=">=3", off_at="1"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert 4 in screen.source.keys
        await pilot.press("P")
        await settled(pilot)
        assert 4 not in screen.source.keys
        shown = lines(screen.table).splitlines()
        assert "Pipeline coverage" in shown[1] and "worse" in shown[1] and "no plan yet" in shown[2]
        assert "ok 1" in shown[5] and "Gross margin" in shown[5]


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)])
async def test_present_mode_shows_the_measure_under_the_cursor_large_with_since_when_and_who(
    store: Store, size: tuple[int, int]
) -> None:
    async with make_app(store).run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("P", "home")
        screen = await settled(pilot)
        seen = lines(screen.large)
        assert "Pipeline coverage" in seen and "for 2 weeks" in seen and "Ana Kern" in seen and "worse" in seen
        assert all(line in seen for line in large("2.1x")) and all(line.rstrip() in seen for line in large("3x"))
        assert all(cell_width(line) <= size[0] for line in seen.splitlines())
        await pilot.press("j")
        await settled(pilot)
        assert "Net revenue retention" in lines(screen.large)
        await pilot.press("enter")
        await settled(pilot)
        assert not screen.large.display and all(line in lines(screen.chart) for line in large("108.2%"))
        await pilot.press("escape")
        assert screen.large.display
        await pilot.resize_terminal(80, 16)
        await settled(pilot)
        assert not screen.large.display  # a low window is the list's
        await pilot.press("P")
        assert not (await settled(pilot)).large.display


async def test_present_mode_that_was_on_before_shows_the_measure_large_too(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("P", "g", "t", "g", "s")
        screen = await settled(pilot)
        assert screen.large.display and "Pipeline coverage" in lines(screen.large)


async def test_empty_scorecard_says_how_to_begin(store: Store) -> None:
    store.write(Archive(refs=("M1", "M2", "M3")))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert "No measures yet" in lines(screen.table)
        assert all(way in lines(screen.table) for way in ("a m", "oar import", "oar demo"))
        await pilot.press("enter", "i", "5", "w")
        assert pilot.app.screen is screen


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_names_and_whys_show_as_text(store: Store, text: str) -> None:
    from models.errors import OarError

    try:
        store.write(AddMeasure(fields={"name": text, "team": "T1"}, plan=">=900", off_at="1"))
        store.write(AddTrigger(measure=4, condition="< 3 for 2", action=text))
    except OarError:
        return
    store.write(EnterReading(measure=4, value=1.0, period=202632))
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        for widget in (screen.table, screen.chart, screen.tally):
            assert not forbidden(lines(widget))


def test_missing_week_parts_the_line() -> None:
    assert segments([1.0, None, 2.0, 3.0]) == [([0], [1.0]), ([2, 3], [2.0, 3.0])]
    assert segments([None, None]) == []


@pytest.mark.parametrize("size", [(30, 8), (78, 12), (118, 30), (10, 3)])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_chart_fits_its_place(size: tuple[int, int], glyphs: Any) -> None:
    series = Series(
        [f"W{week}" for week in range(22, 35)], [3.2, 3.1, None, 3.0, 2.9, 2.8, 2.8, None, 2.6, 2.5, 2.4, 2.2, 2.1],
        [3.0] * 13, lambda value: f"{value:.2f}x",
    )  # fmt: skip
    drawn = chart_lines(series, *size, glyphs)
    texts = ["".join(text for text, _ in line) for line in drawn]
    assert len(drawn) <= size[1]
    if size[0] > 20:
        assert all(cell_width(text) <= size[0] for text in texts)
        assert "W34" in texts[-1]
        assert glyphs is UNICODE or "".join(texts).isascii()


@pytest.mark.parametrize("values", [[1.0], [1.0, 1.0], [None, 0.0], [1e15, -1e15], [None]])
def test_odd_series_are_drawn_or_say_why(values: list[float | None]) -> None:
    series = Series([f"W{week}" for week in range(len(values))], values, [None] * len(values), str)
    assert chart_lines(series, 60, 10)


def test_filter_words_are_all_needed(store: Store) -> None:
    from models.scorecard.reads import measure_rows

    source = ScoreSource(make_look(load_palette("dark")))
    views = measure_rows(store.reader, store.clock.today())
    for wanted, keys in (("margin", {3}), ("owner:ben", set()), ("team:harbor risk", {1}), ("m2", {2})):
        source.wanted = wanted
        source.show(views)
        assert set(source.keys) == keys


async def test_a_number_draws_its_own_row_and_no_other(store: Store) -> None:
    async with make_app(store).run_test(size=(100, 24)) as pilot:
        screen = await settled(pilot)
        table = screen.table
        order = list(screen.source.keys)
        before = {key: table.row_of(key) for key in order}
        drawn = {key: dict(table._strips.get(key, {})) for key in order}
        screen.table.go_to(3)
        await pilot.pause()
        store.write(EnterReading(measure=3, value=62.4, period=202632))
        screen.shell.poll()
        screen = await settled(pilot)
        assert list(screen.source.keys) == order
        assert {key for key in order if table.row_of(key) != before[key]} == {3}
        assert "62.4" in lines(table)
        others = [strip for key in order if key != 3 for strip in drawn[key].values()]
        kept = [strip for key in order if key != 3 for strip in table._strips.get(key, {}).values()]
        assert all(any(strip is one for one in kept) for strip in others)
