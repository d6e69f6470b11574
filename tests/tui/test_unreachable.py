"""A database that cannot be used: one line, exit code 5, nothing changed (interface.md 5)."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.store.driver import sqlite as sqlite3  # one library per process (architecture.md)
from tests.pty.driver import clean_environment
from tests.tui.conftest import Oar, Ran, process

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
Shelve = Callable[[int, int], Path]
READING = (["today"], ["show", "T1"], ["log"], ["people"], ["glance"], ["status"], ["lint"])
WRITING = (["add", "team", "Finance", "parent=T1"], ["edit", "T2", "name=Market"], ["undo"])


def refused(ran: Ran, *words: str) -> None:
    """Check the one line that a database out of reach is answered with."""
    assert ran.code == 5, ran.err
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1, ran.err
    for word in words:
        assert word in ran.err


@pytest.mark.parametrize("command", [*READING, *WRITING, ["doctor"], ["backup"]], ids=lambda words: words[0])
def test_missing_database_is_said_with_the_way_to_make_one(oar: Oar, command: list[str]) -> None:
    refused(oar(*command), "There is no database", "oar init")


@pytest.mark.parametrize("command", [*READING, *WRITING, ["doctor"], ["backup"]], ids=lambda words: words[0])
def test_folder_is_no_database(oar: Oar, home: Path, command: list[str]) -> None:
    refused(oar(*command, "--db", str(home)), "is a folder")


@pytest.mark.parametrize("command", [*READING, *WRITING, ["doctor"], ["backup"]], ids=lambda words: words[0])
@pytest.mark.parametrize("content", [b"not a database, but text\n" * 50, b"\x89PNG\r\n\x1a\n" + bytes(2000), b""])
def test_file_that_is_none_is_said_and_left_alone(oar: Oar, home: Path, command: list[str], content: bytes) -> None:
    other = home / "photo.db"
    other.write_bytes(content)
    refused(oar(*command, "--db", str(other)), "photo.db")
    assert other.read_bytes() == content


def test_database_of_another_program_is_left_alone(oar: Oar, home: Path) -> None:
    other = home / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE t (a)")
    before = other.read_bytes()
    for command in (*READING, *WRITING, ["doctor"], ["doctor", "--fix"]):
        refused(oar(*command, "--db", str(other)), "not an Oarlock database")
    assert other.read_bytes() == before


@pytest.mark.parametrize("command", [*READING, *WRITING, ["doctor", "--fix"]], ids=lambda words: words[0])
def test_newer_schema_is_refused(oar: Oar, company: str, command: list[str]) -> None:
    with closing(sqlite3.connect(company)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    refused(oar(*command), "newer Oarlock", "install the newer version")


@pytest.mark.parametrize("command", WRITING, ids=lambda words: words[0])
def test_write_waits_for_another_writer_and_then_says_so(
    oar: Oar, company: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAR_BUSY_MS", "50")
    oar("today")  # the day is rolled
    with closing(sqlite3.connect(company)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(oar(*command), "busy", "Nothing was changed")
        other.rollback()
    assert oar("add", "team", "Finance", "parent=T1").code == 0


def test_write_that_waits_says_so_before_it_gives_up(oar: Oar, company: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAR_BUSY_MS", "500")
    oar("today")  # the day is rolled
    with closing(sqlite3.connect(company)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = oar("add", "team", "Finance", "parent=T1")
        other.rollback()
    waiting, busy = ran.err.splitlines()
    assert "waiting for another program" in waiting
    assert ran.code == 5 and "busy" in busy and "Nothing was changed" in busy


@pytest.mark.parametrize("command", READING, ids=lambda words: words[0])
def test_reading_goes_on_while_somebody_writes(
    oar: Oar, company: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAR_BUSY_MS", "50")
    with closing(sqlite3.connect(company)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert oar(*command).code in (0, 1)


def test_damaged_file_is_said_by_every_command(oar: Oar, company: str) -> None:
    oar("people")
    with closing(sqlite3.connect(company)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = os.path.getsize(company)
    with open(company, "r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 8192))
    for command in (*READING, *WRITING):
        ran = oar(*command)
        assert ran.code == 5, (command, ran)
        assert len(ran.err.splitlines()) == 1
    assert oar("doctor").code in (1, 5)


def without_special_rights() -> None:
    """Take from a process of root what lets it read and write any file; its own files keep their rights."""
    if os.getuid() == 0:
        call = ctypes.CDLL(None).prctl
        for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if call(PR_CAPBSET_DROP, right, 0, 0, 0):
                os._exit(99)


def as_somebody(words: list[str | bytes], home: Path, database: Path) -> Ran:
    """Run a command as a person without special rights."""
    environment = {**clean_environment(home), "OAR_DB": str(database), "OAR_BUSY_MS": "200"}
    ran = process(words, environment, preexec_fn=without_special_rights)
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


@pytest.fixture
def shelve(template: Path, home: Path) -> Iterator[Callable[[int, int], Path]]:
    """Return a function that puts the company into a folder, with the rights of the file and of the folder."""
    data = home / "data"
    data.mkdir()

    def put(file: int, folder: int) -> Path:
        target = data / "oar.db"
        shutil.copyfile(template, target)
        target.chmod(file)
        data.chmod(folder)
        return target

    yield put
    data.chmod(0o755)


def test_read_only_file_is_read_and_not_written(home: Path, shelve: Shelve) -> None:
    target = shelve(0o444, 0o755)
    assert as_somebody(["people"], home, target).code == 0
    before = target.read_bytes()
    refused(as_somebody(["add", "team", "Finance", "parent=T1"], home, target), "read-only", "Nothing was changed")
    assert target.read_bytes() == before


def test_read_only_folder_is_said(home: Path, shelve: Shelve) -> None:
    target = shelve(0o644, 0o555)
    before = target.read_bytes()
    ran = as_somebody(["add", "team", "Finance", "parent=T1"], home, target)
    assert ran.code == 5, ran.err
    assert "Traceback" not in ran.err
    assert target.read_bytes() == before
    assert as_somebody(["glance"], home, target).code in (0, 5)


def test_file_of_somebody_else_is_said(home: Path, shelve: Shelve) -> None:
    target = shelve(0o000, 0o755)
    for command in (["people"], ["glance"], ["add", "team", "Finance", "parent=T1"]):
        ran = as_somebody(command, home, target)
        assert (ran.code, len(ran.err.splitlines())) == (5, 1), ran.err


def test_full_disk_changes_nothing_and_is_one_line(company: str, home: Path) -> None:
    environment = {**clean_environment(home), "OAR_DB": company}
    assert process(["people"], environment).returncode == 0  # the day is rolled
    size = os.path.getsize(company)

    def little_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    ran = process(["add", "team", "Finance", "parent=T1"], environment, preexec_fn=little_space)
    assert ran.returncode == 5, ran.stderr
    assert b"Nothing was changed" in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert os.path.getsize(company) == size
    after = process(["people"], environment)
    assert after.returncode == 0
    assert process(["add", "team", "Finance", "parent=T1"], environment).returncode == 0


def test_no_space_to_make_a_database_leaves_nothing_behind(home: Path) -> None:
    def little_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    ran = process(["init"], clean_environment(home), preexec_fn=little_space)
    assert ran.returncode == 5, ran.stderr
    assert b"Traceback" not in ran.stderr
    assert not list(home.rglob("oar.db*"))


def test_new_database_is_for_its_owner_alone(oar: Oar, home: Path) -> None:
    assert oar("init").code == 0
    made = next(home.rglob("oar.db"))
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", [["glance"], ["today"], ["doctor"], ["init"]], ids=lambda words: words[0])
@pytest.mark.parametrize("url", ["postgresql://ana:geheim@host:port/x", "postgresql://[::bad", "postgres://a@b:c"])
def test_url_that_is_none_is_said_without_its_password(oar: Oar, url: str, command: list[str]) -> None:
    ran = oar("--db", url, *command)
    assert (ran.code, ran.out) == (5, "")
    assert "postgresql://USER@HOST" in ran.err
    assert "geheim" not in ran.err


def test_handle_of_bytes_that_are_no_text_is_nobodys(oar: Oar, company: str) -> None:
    assert oar("--as", "\udc9b31m", "today").code == 3
