"""Imports end in the database as a person would read the file; a copy comes back as it was."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from models.clock import FrozenClock
from models.errors import OarError, Refused
from models.exchange import copy, exports, measures, okrs, own_outline
from models.exchange.outline import parse_outline
from models.exchange.tables_csv import parse_csv
from models.exchange.verbs import ImportCopy, ImportMeasures, ImportOkrs, NewObjective
from models.okrs.consequences import check
from models.store import migrate
from models.store.store import Store
from models.store.writer import Writer
from models.verbs import Add, AddNote
from tests.hostile import HOSTILE

Open = Callable[..., Store]

OUTLINE = """
### 1. CEO: Grow
1. **Ben Ito: Build a strong pipeline.** => on track
    1. CRO KR: Raise pipeline from 2 to 4 => 50%
        1. **VP Sales: Teach the team.**
            1. VP Sales KR: 2 webinars => DONE
    1. CRO KR: Hire a partner lead => 66 %
    1. CRO KR: Sign the contract
"""


def imported(store: Store, text: str = OUTLINE, cycle: str = "2026-Q4") -> None:
    objectives = okrs.from_outline(parse_outline(text, name="plan.md"))
    store.write(ImportOkrs(objectives=objectives, source="plan.md", cycle=cycle, start="2026-10-01", end="2026-12-31"))


def test_outline_becomes_the_tree_a_person_reads(store: Store) -> None:
    imported(store)
    assert store.reader.rows(
        "SELECT g.title, up.title, g.owner_text, p.handle FROM goal g LEFT JOIN goal up ON up.id = g.parent_id"
        " LEFT JOIN person p ON p.id = g.owner_id ORDER BY g.id"
    ) == [
        ("Grow", None, "CEO", None),
        ("Build a strong pipeline", "Grow", "Ben Ito", "ben"),
        ("Teach the team", "Build a strong pipeline", "VP Sales", None),
    ]
    results = store.reader.rows(
        "SELECT k.title, k.kind, k.start, k.target, r.value, r.raw, r.health FROM key_result k"
        " JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id ORDER BY k.goal_id, k.rank"
    )
    assert [row[:5] for row in results] == [
        ("Raise pipeline from 2 to 4", "increase", 2.0, 4.0, 3.0),
        ("Hire a partner lead", "increase", 0.0, 100.0, 66.0),
        ("Sign the contract", "boolean", None, None, None),
        ("2 webinars", "count", 0.0, 2.0, 2.0),
    ]
    assert [row[5] for row in results] == [0.5, 0.66, None, 1.0]
    assert results[2][6] == "none"


def test_import_is_stretch_in_planning_quiet_for_two_weeks_and_one_undo_step(store: Store) -> None:
    imported(store)
    assert store.reader.rows("SELECT DISTINCT intent FROM goal") == [("stretch",)]
    assert store.reader.row("SELECT state, quiet_until FROM cycle WHERE name = '2026-Q4'") == ("planning", "2026-08-30")
    store.undo()
    assert store.reader.value("SELECT count(*) FROM goal WHERE archived_at IS NULL") == 0
    assert store.reader.value("SELECT count(*) FROM check_in WHERE archived_at IS NULL") == 0
    store.redo()
    assert store.reader.value("SELECT count(*) FROM goal WHERE archived_at IS NULL") == 3


def test_rollups_are_right_after_an_import(store: Store) -> None:
    imported(store)
    assert list(check(store.reader, store.clock.today())) == []


def test_import_into_an_active_cycle_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="active"):
        imported(store, cycle="2026-Q3")
    assert store.reader.value("SELECT count(*) FROM goal") == 0


def test_long_title_is_cut_and_kept_whole_in_the_note(store: Store) -> None:
    imported(store, f"- Objective: {'word ' * 60}\n  - KR: 2 talks\n")
    title, note = store.reader.row("SELECT title, imported_note FROM goal") or ("", "")
    assert len(title) <= 200
    assert title.endswith("…")
    assert note.count("word") == 60


def test_hostile_outline_is_stored_as_typed_without_what_steers_a_terminal(store: Store) -> None:
    lines = "".join(f"- Objective: {text} goal\n  - KR: {text} 2 talks\n" for text in HOSTILE if "\n" not in text)
    imported(store, lines)
    stored = "".join(
        row[0] for row in store.reader.rows("SELECT title FROM goal UNION ALL SELECT title FROM key_result")
    )
    assert "\x1b" not in stored
    assert "\u202e" not in stored
    assert "[@click=app.quit]" in stored


MEASURES = """measure,team,target,owner
Uptime,Platform,at or above 99.9%,ben
Wait time,Platform,less than 12 hours,
Maturity,Platform,TBD,
Broken things,Platform,below 0,
"""


def test_targets_in_words_become_plans_and_stay_as_written_where_they_cannot(store: Store) -> None:
    rows = parse_csv(MEASURES).measures
    done = store.write(ImportMeasures(measures=measures.from_rows(rows), source="m.csv"))
    assert done.value["measures"] == 4
    assert store.reader.rows(
        "SELECT m.name, t.name, m.direction, m.unit, p.hold, m.target_text FROM measure m"
        " JOIN team t ON t.id = m.team_id LEFT JOIN plan p ON p.measure_id = m.id ORDER BY m.id"
    ) == [
        ("Uptime", "Platform", "up", "%", 99.9, "at or above 99.9%"),
        ("Wait time", "Platform", "down", "h", 12.0, "less than 12 hours"),
        ("Maturity", "Platform", "up", "", None, "TBD"),
        ("Broken things", "Platform", "down", "", 0.0, "below 0"),
    ]
    with pytest.raises(Refused, match="there already"):
        store.write(ImportMeasures(measures=measures.from_rows(rows), source="m.csv"))


def load(text: str, location: str, clock: FrozenClock) -> None:
    migrate.create(location)
    writer = Writer(location, "", clock)
    try:
        writer.write(ImportCopy(tables=copy.read(text)), action=uuid.uuid4().hex, trusted=True)
    finally:
        writer.close()


def test_copy_of_a_copy_is_identical(open_store: Open, tmp_path: Path, clock: FrozenClock) -> None:
    store = open_store("ana")
    imported(store)
    store.write(ImportMeasures(measures=measures.from_rows(parse_csv(MEASURES).measures), source="m.csv"))
    store.write(AddNote(ref="O1", text="two\nlines [/] ünï 🚣"))
    store.write(Add(kind="issue", fields={"title": "x", "team": "T1", "private": "yes"}))
    store.undo()
    first = copy.export(store.reader)
    other = str(tmp_path / "other.db")
    load(first, other, clock)
    again = Store(other, handle="ana", clock=clock)
    assert copy.export(again.reader) == first
    assert list(check(again.reader, clock.today())) == []
    again.write(Add(kind="team", fields={"name": "New", "parent": "T1"}))
    again.close()


def test_copy_holds_nothing_private_to_other_teams(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    ref = ben.write(Add(kind="issue", fields={"title": "Layoffs in March", "team": "Sales", "private": "yes"})).refs[0]
    ben.write(AddNote(ref=ref, text="Layoffs note"))
    assert "Layoffs" in copy.export(ben.reader)
    assert "Layoffs" not in copy.export(eve.reader)
    for form in ("csv", "md", "toml"):
        assert "Layoffs" not in "".join(exports.files(eve.reader, form, "x").values())


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "[]", "{}", '{"format": "oarlock", "version": 9, "schema": "0001", "tables": {}}',
     '{"format": "oarlock", "version": 1, "schema": "0001", "tables": {"drop": []}}',
     '{"format": "oarlock", "version": 1, "schema": "0001", "tables": {"team": [{"id": 1}]}}', "[" * 100_000],
)  # fmt: skip
def test_broken_copies_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(Refused) as caught:
        copy.read(text)
    assert "\n" not in caught.value.line()


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_and_not_lost(word: str, path: str, clock: FrozenClock) -> None:
    store = Store(path, handle="ana", clock=clock)
    text = copy.export(store.reader)
    store.close()
    with pytest.raises(Refused, match=f"{word} is no number"):
        copy.read(text.replace('"review_weekday": 1', f'"review_weekday": {word}'))


def test_a_copy_that_an_editor_gave_a_byte_order_mark_is_read(path: str, clock: FrozenClock) -> None:
    store = Store(path, handle="ana", clock=clock)
    text = copy.export(store.reader)
    store.close()
    assert copy.read("\ufeff" + text.replace("\n", "\r\n")) == copy.read(text)


@pytest.mark.parametrize(("table", "column"), [("cycle", "start_on")])
def test_days_that_are_none_are_refused_in_one_line(
    table: str, column: str, store: Store, tmp_path: Path, clock: FrozenClock
) -> None:
    imported(store)
    data = json.loads(copy.export(store.reader))
    for row in data["tables"][table]:
        row[column] = "soon"
    with pytest.raises(Refused, match="not whole") as caught:
        load(json.dumps(data), str(tmp_path / "other.db"), clock)
    assert "\n" not in caught.value.line()


def test_copy_that_is_not_whole_changes_nothing(path: str, tmp_path: Path, clock: FrozenClock) -> None:
    store = Store(path, handle="ana", clock=clock)
    data = json.loads(copy.export(store.reader))
    store.close()
    data["tables"]["membership"][0]["person_id"] = 99
    target = str(tmp_path / "other.db")
    with pytest.raises(Refused, match="not whole"):
        load(json.dumps(data), target, clock)
    with pytest.raises(OarError):
        Store(target, handle="ana", clock=clock)


def test_copy_into_a_database_in_use_is_refused(path: str, clock: FrozenClock) -> None:
    store = Store(path, handle="ana", clock=clock)
    tables = copy.read(copy.export(store.reader))
    store.close()
    writer = Writer(path, "", clock)
    with pytest.raises(Refused, match="already"):
        writer.write(ImportCopy(tables=tables), action="x", trusted=True)
    writer.close()


def test_spreadsheet_formulas_are_quoted_in_csv(store: Store) -> None:
    imported(store, "- Objective: =HYPERLINK(1)\n  - KR: +cmd 2 talks\n")
    text = exports.files(store.reader, "csv", "x")["okrs.csv"]
    cells = [cell.strip('"') for line in text.splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


CSV_TREE = """<!-- oarlock outline 1 -->
- Objective: **Grow** — owner @ben
  - KR: **Share** — kind increase; unit %; start 4; target 17; value 9; confidence 6; weight 2; owner @ben
  - KR: **Uptime** — kind threshold; unit %; low 99.5; owner Head of Nothing; due 2026-11-30
  - Objective: **Same words** — owner CRO; team Sales
    - KR: **Calls** — kind count; target 40; value 10; owner CRO
  - Objective: **Same words** — owner CTO
    - KR: **Cost** — kind decrease; unit EUR; start 90; target 60; owner CTO
"""


def test_csv_of_okrs_goes_out_and_comes_in_as_the_same_tree(store: Store) -> None:
    def take(objectives: tuple[NewObjective, ...]) -> None:
        store.write(ImportOkrs(objectives=objectives, source="x", cycle="X", start="2026-10-01", end="2026-12-31"))

    take(own_outline.read_outline(CSV_TREE))
    first = exports.files(store.reader, "csv", "x")["okrs.csv"]
    store.undo()
    table = parse_csv(first)
    assert table.bad_cells == ()
    take(okrs.from_rows(table.okrs))
    assert exports.files(store.reader, "csv", "x")["okrs.csv"] == first
    assert store.reader.value("SELECT count(*) FROM goal WHERE archived_at IS NULL") == 3


def test_an_outline_nobody_could_read_is_refused_in_one_line_before_it_costs_anything() -> None:
    with pytest.raises(Refused, match="100,000 lines") as caught:
        parse_outline("- Objective: x\n" * 100_000, name="big.md")
    assert "\n" not in caught.value.line()
