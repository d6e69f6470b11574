"""Databases that cannot be used: one clear line, the right code, nothing changed."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import models.tables
from models.errors import OarError, Refused, Unknown, Unreachable
from models.store import backup, driver, migrate, schema
from models.store.registry import AREA, table_class
from models.store.store import Store
from models.store.writer import engine_for
from models.verbs import Add, Edit

OBJECTIVE = Add(kind="objective", fields={"title": "Kept", "intent": "stretch"})


def run(path: str, sql: str) -> None:
    with closing(driver.connect(path)) as connection:
        connection.execute(sql)


def test_missing_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no database"):
        Store(str(tmp_path / "none.db"), handle="ana")


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"\xff" * 5000, os.urandom(4096)])
def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.db"
    path.write_bytes(content)
    with pytest.raises(Unreachable):
        Store(str(path), handle="ana")
    assert path.read_bytes() == content


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(driver.sqlite.connect(str(path))) as connection:
        connection.execute("CREATE TABLE holiday (day text)")
    with pytest.raises(Unreachable, match="not an Oarlock database"):
        Store(str(path), handle="ana")


def test_newer_database_is_refused_and_untouched(path: str) -> None:
    run(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unreachable, match="newer"):
        Store(path, handle="ana")
    with closing(driver.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] == "9999"


def test_database_that_becomes_newer_while_open_takes_no_write(path: str) -> None:
    store = Store(path, handle="ana")
    run(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unreachable, match="newer"):
        store.write(OBJECTIVE)
    assert store.reader.value("SELECT count(*) FROM goal") == 0
    store.close()


def test_read_only_open_reads_and_refuses_to_write(path: str) -> None:
    store = Store(path, handle="ana", read_only=True)
    assert store.reader.value("SELECT count(*) FROM person") == 5
    with pytest.raises(Unreachable, match="read-only"):
        store.write(OBJECTIVE)
    store.close()


def test_locked_database_is_busy_and_unchanged(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "BUSY_MS", 50)
    monkeypatch.setenv("OAR_BUSY_MS", "50")
    store = Store(path, handle="ana")
    with closing(driver.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unreachable, match="busy"):
            store.write(OBJECTIVE)
        other.execute("ROLLBACK")
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(OBJECTIVE)
    store.close()


def test_nobody_by_that_handle(path: str) -> None:
    with pytest.raises(Unknown, match="Nobody"):
        Store(path, handle="mallory")


def test_existing_file_is_not_touched_by_create(path: str) -> None:
    before = Path(path).read_bytes()
    with pytest.raises(Refused, match="there already"):
        migrate.create(path)
    assert Path(path).read_bytes() == before


def test_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "oar.db"
    migrate.create(str(path))
    assert path.stat().st_mode & 0o777 == 0o600


def test_migrations_make_exactly_the_tables_of_the_code(location: str) -> None:
    with engine_for(location).connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_table_is_known_by_its_area() -> None:
    audited = {name for name in SQLModel.metadata.tables if name not in ("action", "change", "feed")}
    assert audited == set(AREA)
    assert all(table_class(name).__tablename__ == name for name in audited)
    assert set(models.tables.AREAS) == {*AREA.values(), "audit"}


def test_backup_holds_all_and_restore_keeps_the_old_file(path: str, tmp_path: Path) -> None:
    store = Store(path, handle="ana")
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(OBJECTIVE)
    copy = backup.make(path, str(tmp_path / "copy.db"))
    store.write(Edit(ref="O1", fields={"title": "Later"}))
    aside = backup.put_back(copy, path)
    assert store.reader.value("SELECT title FROM goal") == "Kept"
    assert Store(aside, handle="ana").reader.value("SELECT title FROM goal") == "Later"
    store.close()


def test_damaged_backup_is_not_restored(path: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"nonsense" * 100)
    with pytest.raises(Unreachable):
        backup.put_back(str(bad), path)
    assert Store(path, handle="ana").reader.value("SELECT count(*) FROM person") == 5


def test_network_file_systems_are_told_from_the_mount_table(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda / ext4 rw 0 0\nhost:/x {tmp_path}/far nfs4 rw 0 0\n", encoding="utf-8")
    assert driver.file_system(f"{tmp_path}/far/oar.db", str(table)) == "nfs4"
    assert driver.file_system(f"{tmp_path}/near/oar.db", str(table)) == "ext4"


def test_errors_are_one_line() -> None:
    for stamp in ("", "0000", schema.STAMP):
        assert "\n" not in OarError(*schema.mismatch(stamp, "/x")).line()


def test_file_that_was_replaced_while_open_is_neither_read_on_nor_written(path: str, template: Path) -> None:
    store = Store(path, handle="ana")
    store.write(Edit(ref="T2", fields={"name": "Market"}))
    shutil.copyfile(template, f"{path}.new")
    os.replace(f"{path}.new", path)
    with pytest.raises(Unreachable, match="replaced"):
        store.changed()
    with pytest.raises(Unreachable, match="replaced"):
        store.write(Edit(ref="T2", fields={"name": "Sales"}))
    store.close()


def test_file_that_goes_away_or_is_damaged_while_open_is_said(path: str) -> None:
    store = Store(path, handle="ana")
    run(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    with open(path, "r+b") as file:
        file.write(os.urandom(8192))
    with pytest.raises(Unreachable):
        store.changed()
    os.unlink(path)
    with pytest.raises(Unreachable, match="no database"):
        store.changed()
    store.close()


def test_database_that_was_left_half_made_is_said_with_the_way_out(tmp_path: Path) -> None:
    path = str(tmp_path / "oar.db")
    migrate.create(path)  # and killed before the first person was written
    with pytest.raises(Unreachable, match="half made") as refused:
        Store(path, handle="ana")
    assert "Remove the file" in refused.value.hint
