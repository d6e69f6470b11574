"""The demo company: the story holds on any day, the same day gives the same company, and a ready copy is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.demo import company, ready
from models.demo.calendar import Calendar
from models.demo.verbs import Record
from models.errors import NotPermitted, Refused
from models.exchange import copy
from models.scorecard.glance_reads import judged
from models.store.reader import Reader
from models.store.store import Store
from tests.models.demo.story import problems

SATURDAY = date(2026, 11, 21)
AWKWARD = (
    pytest.param(date(2027, 1, 4), id="the Monday after a week 53"),
    pytest.param(date(2026, 3, 1), id="a Sunday that begins a month"),
)


def made(folder: Path, day: date) -> str:
    path = str(folder / f"{day.isoformat()}.db")
    company.build(path, day)
    return path


def exported(path: str) -> str:
    reader = Reader(path, read_only=True)
    try:
        return copy.export(reader)
    finally:
        reader.close()


@pytest.fixture(scope="module")
def saturday(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("demo"), SATURDAY)


def test_the_story_is_told(saturday: str) -> None:
    assert problems(saturday, SATURDAY) == []


def test_the_past_from_before_the_app_can_be_looked_at_as_it_was(saturday: str) -> None:
    reader = Reader(saturday, read_only=True)
    try:
        then = judged(reader, date(2026, 6, 1), known_at="2026-06-07T23:59:59.999Z").values()
    finally:
        reader.close()
    words = [one.status for one in then]
    assert words.count("late") < 3 and words.count("ok") > 3, words


@pytest.mark.parametrize("day", AWKWARD)
def test_the_story_is_true_on_awkward_days_too(day: date, tmp_path: Path) -> None:
    assert problems(made(tmp_path, day), day) == []


def test_the_same_day_gives_the_same_company_byte_by_byte(saturday: str, tmp_path: Path) -> None:
    assert exported(made(tmp_path, SATURDAY)) == exported(saturday)


def test_a_place_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    with pytest.raises(Refused):
        company.build(str(taken), SATURDAY)
    assert taken.read_text() == "mine"


def test_the_second_demo_of_a_day_is_a_copy_of_the_first(
    saturday: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds: list[date] = []

    def build(location: str, today: date) -> None:
        builds.append(today)
        Path(location).write_bytes(Path(saturday).read_bytes())

    monkeypatch.setattr(company, "build", build)
    for name in ("one.db", "two.db"):
        ready.copy(str(tmp_path / name), SATURDAY, tmp_path / "cache")
    ready.copy(str(tmp_path / "three.db"), date(2026, 11, 22), tmp_path / "cache")
    assert builds == [SATURDAY, date(2026, 11, 22)]
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()
    assert len(list((tmp_path / "cache").iterdir())) == 1, "yesterday's copy goes"


def test_a_cache_that_cannot_be_written_is_done_without(
    saturday: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "build", lambda location, today: Path(location).write_bytes(b"made"))
    (tmp_path / "cache").write_text("a file where the folder should be")
    ready.copy(str(tmp_path / "one.db"), SATURDAY, tmp_path / "cache")
    assert (tmp_path / "one.db").read_bytes() == b"made"


def test_nobody_gets_around_the_rules_by_the_demos_own_verbs(saturday: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(Path(saturday).read_bytes())
    store = Store(str(path), handle="ana")
    with pytest.raises(NotPermitted):
        store.write(Record(table="win", values={"text": "mine", "week": 202647}))
    store.close()


@pytest.mark.parametrize("day", [date(2026, 1, 1).replace(month=month) for month in range(1, 13)])
def test_the_cycle_is_named_by_its_own_months_and_the_review_is_on_a_working_day(day: date) -> None:
    calendar = Calendar(day)
    start, end = calendar.cycle
    assert start.isoweekday() == 1 and (end - start).days == 90 and start <= day <= end
    name = calendar.named(start, end)
    assert name[:3].isalpha() and str(end.year)[:2] in name
    assert calendar.review_day > day and calendar.review_day.isoweekday() <= 5
