"""Files of readings on both databases: what is understood, what is told, one undo for all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.errors import Conflict, NotPermitted, Refused
from models.exchange import readings_file, readings_stage, readings_writes
from models.exchange.measures_known import Known
from models.exchange.readings_file import look, stage_rows
from models.exchange.readings_stage import Stage
from models.exchange.verbs import ImportReadings
from models.scorecard.verbs import AddMeasure, EnterReading, Retire
from models.store.store import Store
from models.store.unit import Done
from tests.models.conftest import Open

TODAY = date(2026, 8, 16)


@pytest.fixture
def measures(store: Store) -> Store:
    """Return the store with Uptime (M1, %), Wait (M2, h, Sales), Wait (M3, h, Support), Bookings (M4, month)."""
    for name, unit, team, cadence in (
        ("Uptime", "%", "T1", "week"), ("Wait", "h", "T2", "week"), ("Wait", "h", "T3", "week"),
        ("Bookings", "", "T1", "month"), ("Old", "", "T1", "week"),
    ):  # fmt: skip
        fields = {"name": name, "unit": unit, "team": team, "cadence": cadence}
        store.write(AddMeasure(fields=fields, plan=">=5" if name == "Wait" else ""))
    store.write(Retire(measures=(5,), because="unused"))
    return store


class Import:
    """Stages a text and writes it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    def stage(self, text: str | bytes) -> Stage:
        path = self.folder / "r.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        file = look(path)
        assert file is not None
        stage = Stage(str(self.folder / "stages"), file.file_hash[:20])
        stage_rows(file, stage, Known(self.store.reader), TODAY, progress=lambda rows, share: None)
        return stage

    def bad(self, text: str | bytes) -> list[tuple[int, str, str]]:
        stage = self.stage(text)
        found = [(one.row, one.column, one.reason) for one in stage.bad(100)]
        stage.drop()
        return found

    def write(self, text: str | bytes, store: Store | None = None) -> Done:
        stage = self.stage(text)
        rows = stage.count("line")
        stage.close()
        return (store or self.store).write(ImportReadings(stage=stage.path, source="r.csv", file_hash="abc", rows=rows))


@pytest.fixture
def importing(measures: Store, tmp_path: Path) -> Import:
    return Import(measures, tmp_path)


def readings(store: Store) -> list[tuple[int, int, float]]:
    sql = "SELECT measure_id, period, value FROM reading WHERE archived_at IS NULL ORDER BY measure_id, period"
    return [tuple(row) for row in store.reader.rows(sql)]


LONG = "measure,week,value\nUptime,2026-W30,99.5\nuptime,2026-W31,98%\nM1,2026-W32,97\nM2,2026-W32,6\n"


def test_long_and_wide_files_give_the_same_readings(importing: Import) -> None:
    assert importing.write(LONG).message == "Imported 4 readings of 2 measures"
    assert readings(importing.store) == [(1, 202630, 99.5), (1, 202631, 98.0), (1, 202632, 97.0), (2, 202632, 6.0)]
    importing.store.undo()
    assert readings(importing.store) == []
    wide = "Measure;Team;2026-W30;2026-W31;2026-W32\nUptime;;99,5;98 %;97\nWait;Sales;;-;6\n"
    importing.write(wide)
    assert readings(importing.store) == [(1, 202630, 99.5), (1, 202631, 98.0), (1, 202632, 97.0), (2, 202632, 6.0)]


def test_bad_cells_are_told_by_row_and_column_and_the_good_ones_stay(importing: Import) -> None:
    text = (
        "measure,week,value\nUptime,2026-W30,99\nNothing,2026-W30,1\nUptime,2026-W60,1\nUptime,2026-W50,1\n"
        "Uptime,2026-07,1\nUptime,2026-W31,abc\nUptime,2026-W31,\nUptime,2026-W31,0.95\nM2,2026-W31,95%\nOld,2026-W31,1\n"
        "Wait,2026-W31,1\nUptime\n,2026-W31,1\nBookings,2026-07,5\nUptime,2026-W30,98\nUptime,2026-W30,99\n"
    )
    told = {row: (column, reason) for row, column, reason in importing.bad(text)}
    assert {row: column for row, (column, _) in told.items()} == {
        3: "measure", 4: "week", 5: "week", 6: "week", 7: "value", 8: "value", 9: "value", 10: "value", 11: "measure",
        12: "measure", 13: "", 14: "measure", 16: "",
    }  # fmt: skip
    wanted = {
        3: "no such", 4: "no week 60", 5: "future", 6: "by the week", 7: "no number", 8: "empty", 9: "95 %",
        10: "counted in h", 11: "retired", 12: "2 measures", 13: "1 cells", 14: "no measure", 16: "row 2 says 99",
    }  # fmt: skip
    assert all(wanted[row] in reason for row, (_, reason) in told.items())
    importing.write(text)
    assert readings(importing.store) == [(1, 202630, 99.0), (4, 202607, 5.0)]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("1.234", "5.67"), (1.234, 5.67)),
        (("1,234", "5.67"), (1234.0, 5.67)),
        (("1,234", "5,67"), (1.234, 5.67)),
        (("1.234", "5,67"), (1234.0, 5.67)),
        (("1'234.5", "-3"), (1234.5, -3.0)),
        (("1e3", "2k"), (1000.0, 2000.0)),
    ],
)
def test_thousands_of_two_locales_are_read_by_the_file(
    importing: Import, cells: tuple[str, str], values: tuple[float, float]
) -> None:
    importing.write(f"measure;week;value\nM2;2026-W30;{cells[0]}\nM2;2026-W31;{cells[1]}\n")
    assert [value for _, _, value in readings(importing.store)] == list(values)


def test_number_that_can_be_read_in_two_ways_is_a_bad_cell(importing: Import) -> None:
    assert "thousand or a fraction" in importing.bad("measure;week;value\nM2;2026-W30;1.234\n")[0][2]


@pytest.mark.parametrize(
    "raw",
    [LONG.encode("utf-8-sig"), LONG.encode("utf-16"), LONG.replace("\n", "\r\n").encode(), b"\n\n" + LONG.encode(),
     b"sep=,\n" + LONG.encode(), LONG.replace(",", "\t").encode()],
)  # fmt: skip
def test_file_may_be_written_as_programs_write_it(importing: Import, raw: bytes) -> None:
    assert importing.write(raw).message == "Imported 4 readings of 2 measures"


@pytest.mark.parametrize(
    "raw", [b"", b"\x89PNG\0\0" * 100, b"a,b\n1,2\n", b"measure,target\nUptime,>5\n", b"objective,key result\na,b\n"]
)
def test_other_files_are_left_to_others(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(raw)
    assert look(tmp_path / "x.csv") is None
    assert look(tmp_path) is None
    assert look(tmp_path / "none.csv") is None


def test_quote_that_never_closes_is_told(importing: Import) -> None:
    told = importing.bad(LONG + 'Uptime,"2026-W29,1\nM1,2026-W28,1\n')
    assert "never closed" in told[-1][2]


@pytest.mark.parametrize("at_once", [25_000, 1])
def test_what_stood_there_goes_to_the_history_and_undo_brings_it_back(
    importing: Import, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((readings_writes, "PART"), (readings_writes, "TOGETHER"), (readings_stage, "TOGETHER")):
        monkeypatch.setattr(module, name, at_once)
    store = importing.store
    store.write(EnterReading(measure=1, value=90.0, period=202631))
    store.write(EnterReading(measure=1, value=97.0, period=202632))
    done = importing.write(LONG)
    assert done.message == "Imported 3 readings of 2 measures (1 over another value, 1 there already)"
    history = "SELECT period, value, source FROM reading_history WHERE archived_at IS NULL"
    assert store.reader.rows(history) == [(202631, 90.0, "person")]
    store.undo()
    assert readings(store) == [(1, 202631, 90.0), (1, 202632, 97.0)]
    assert store.reader.rows(history) == []
    store.redo()
    assert readings(store) == [(1, 202630, 99.5), (1, 202631, 98.0), (1, 202632, 97.0), (2, 202632, 6.0)]
    assert store.reader.rows(history) == [(202631, 90.0, "person")]
    store.undo()
    assert readings(store) == [(1, 202631, 90.0), (1, 202632, 97.0)]


def test_one_change_says_what_file_it_was(importing: Import) -> None:
    done = importing.write(LONG)
    reader = importing.store.reader
    rows = reader.rows("SELECT kind, after FROM change WHERE action_id = :action", action=done.action)
    assert len(rows) == 1
    assert rows[0][0] == "reading_batch"
    assert all(word in rows[0][1] for word in ('"file_hash": "abc"', '"rows": 4', '"made": 4', done.action))


def test_same_file_again_changes_nothing(importing: Import) -> None:
    importing.write(LONG)
    assert importing.write(LONG).message == "All 4 readings of 2 measures are there already"
    assert importing.store.reader.value("SELECT count(*) FROM reading") == 4
    assert importing.store.reader.value("SELECT count(*) FROM reading_batch") == 1


def test_undo_refuses_when_somebody_corrected_one_since(importing: Import, open_store: Open) -> None:
    importing.write(LONG)
    open_store("ben").write(EnterReading(measure=2, value=7.0, period=202632))
    with pytest.raises(Conflict, match="1 of these readings were changed"):
        importing.store.undo()
    assert len(readings(importing.store)) == 4


def test_redo_refuses_when_somebody_typed_one_since(importing: Import, open_store: Open) -> None:
    importing.write(LONG)
    importing.store.undo()
    open_store("ben").write(EnterReading(measure=2, value=7.0, period=202632))
    with pytest.raises(Conflict):
        importing.store.redo()
    assert readings(importing.store) == [(2, 202632, 7.0)]


def test_status_follows_at_once_and_once(importing: Import) -> None:
    store = importing.store
    before = store.reader.value("SELECT count(*) FROM action")
    importing.write("measure,week,value\n" + "".join(f"M2,2026-W{week},1\n" for week in range(20, 33)))
    rows = store.reader.rows("SELECT rule, source FROM hot_item WHERE archived_at IS NULL AND source = 'M2'")
    assert len(rows) == 1
    assert store.reader.value("SELECT count(*) FROM action") == before + 1


def test_measures_of_other_teams_are_not_written(importing: Import, open_store: Open) -> None:
    with pytest.raises(NotPermitted):
        importing.write(LONG, open_store("cleo"))
    with pytest.raises(NotPermitted):
        importing.write(LONG, open_store("dan"))
    assert readings(importing.store) == []
    importing.write("measure,week,value\nM2,2026-W30,5\n", open_store("cleo"))
    assert readings(importing.store) == [(2, 202630, 5.0)]


def test_stage_is_taken_up_where_it_ended(importing: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings_file, "CHUNK", 7)
    path = tmp_path / "long.csv"
    lines = [f"M2,{year}-W{week:02},{week + 0.5}" for year in (2024, 2025) for week in range(1, 51)]
    path.write_text("measure,week,value\n" + "\n".join(lines) + "\n", encoding="utf-8")
    file = look(path)
    assert file is not None

    def stop(rows: int, share: float) -> None:
        if rows > 40:
            raise KeyboardInterrupt

    known = Known(importing.store.reader)
    stage = Stage(str(tmp_path / "stages"), "key")
    with pytest.raises(KeyboardInterrupt):
        stage_rows(file, stage, known, TODAY, progress=stop)
    stage.close()
    stage = Stage(str(tmp_path / "stages"), "key")
    assert stage.rows == 43
    seen: list[int] = []
    stage_rows(file, stage, known, TODAY, progress=lambda rows, share: seen.append(rows))
    assert seen[0] == 50
    assert (stage.count("line"), stage.count("bad")) == (100, 0)


def test_two_imports_of_one_file_do_not_meet(tmp_path: Path) -> None:
    one = Stage(str(tmp_path), "key")
    one.put([(1, 202601, 1.0, 2)], [], 2)
    with pytest.raises(Refused, match="already"):
        Stage(str(tmp_path), "key")
    one.close()
    Stage(str(tmp_path), "key").drop()


def test_damaged_stage_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "key.stage").write_bytes(b"no database" * 1000)
    assert Stage(str(tmp_path), "key").rows == 0


def test_table_that_is_none_ends_early(importing: Import) -> None:
    with pytest.raises(Refused, match="More than 10,000"):
        importing.stage("measure,week,value\n" + "nobody,2026-W30,1\n" * 30_000)


def test_own_export_comes_back_as_it_was(importing: Import) -> None:
    from models.exchange import exports

    importing.write("measure,period,value\nUptime,2026-W30,0.5%\nBookings,2026-07,1234567.25\nM3,2026-W31,-2\n")
    before = readings(importing.store)
    text = exports.files(importing.store.reader, "csv", "Harbor Pay")["readings.csv"]
    importing.store.undo()
    assert importing.bad(text) == []
    importing.write(text)
    assert readings(importing.store) == before
