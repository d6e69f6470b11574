"""`oar review`: start, join, minutes, list, in words and as JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from models.errors import Refused
from models.reviews.verbs import Capture, CloseReview
from models.store import migrate
from models.store.store import Store
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import fill
from tui.__main__ import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reviews") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    return path


@pytest.fixture
def database(company: Path, tmp_path: Path) -> str:
    return str(shutil.copyfile(company, tmp_path / "oar.db"))


@pytest.fixture
def oar(database: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str, who: str = "ben") -> tuple[int, str, str]:
        code = main(["--db", database, "--as", who, *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_start_says_where_and_a_second_one_joins(oar: Run) -> None:
    code, out, _ = oar("review", "start")
    assert code == 0
    assert "Started R1, the weekly review of Sales" in out and "oar open weekly" in out
    code, out, _ = oar("review", "start", "--json", who="cleo")
    answer = json.loads(out)
    assert (code, answer["version"], answer["command"]) == (0, 1, "review")
    assert (answer["review"]["ref"], answer["review"]["facilitator"]) == ("R1", "Ben Ito")


def test_one_may_not_start_the_review_of_another_team(oar: Run) -> None:
    code, out, err = oar("review", "start", "--team", "Sales", who="eve")
    assert (code, out) == (6, "")
    assert "may not start a review of Sales" in err


def test_minutes_of_an_open_review_and_of_the_closed_one(oar: Run, database: str) -> None:
    oar("review", "start")
    store = Store(database, handle="ben")
    store.write(Capture(review=1, step=5, kind="headline", text="Acme renewed"))
    assert "(going on)" in oar("review", "minutes")[1]
    store.write(CloseReview(review=1))
    store.close()
    code, out, _ = oar("review", "minutes", "R1")
    assert code == 0
    assert out.startswith("# Sales: weekly review") and "- Acme renewed" in out
    assert json.loads(oar("review", "minutes", "r1", "--json")[1])["minutes"] == out


def test_list_shows_kept_and_rating_and_is_friendly_when_empty(oar: Run, database: str) -> None:
    assert oar("review", "list")[:2] == (0, "No review yet. `oar review start` starts one.\n")
    oar("review", "start")
    code, out, _ = oar("review")
    assert code == 0 and "R1" in out and "open" in out
    assert json.loads(oar("review", "list", "--json", "--team", "Support")[1])["reviews"] == []


@pytest.mark.parametrize("word", ["R9", "M1", "x", "[/]", "\x1b[2J"])
def test_an_unknown_review_is_one_line_and_exit_3(oar: Run, word: str) -> None:
    code, out, err = oar("review", "minutes", word)
    assert (code, out) == (3, "")
    assert len(err.strip().splitlines()) == 1 and not forbidden(err)


def test_hostile_lines_print_without_a_control_character(oar: Run, database: str) -> None:
    oar("review", "start")
    store = Store(database, handle="ben")
    for text in HOSTILE:
        with suppress(Refused):  # what is empty or too long once it is cleaned
            store.write(Capture(review=1, step=5, kind="headline", text=text))
    store.close()
    for words in (("review", "minutes"), ("review", "minutes", "--json"), ("review", "list")):
        code, out, err = oar(*words)
        assert code == 0 and not forbidden(out + err), words
