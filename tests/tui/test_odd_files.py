"""Files as other programs leave them: read where they can be, else refused in one line with nothing half-done."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.store.reader import Reader
from tests.tui.conftest import Oar

OUTLINE = "# OKRs\n\n1. **CRO: Win.**\n    1. CRO KR: 120 shops\n    1. CRO KR: Win rate from 18% to 25%\n"
TABLE = "objective,key_result,start,target\nWin,Share,4,17\n"


def tree(company: str) -> tuple[int, int, int]:
    """Return how many cycles, goals and key results there are."""
    reader = Reader(company, read_only=True)
    try:
        counts = [reader.value(f"SELECT count(*) FROM {table}") for table in ("cycle", "goal", "key_result")]
    finally:
        reader.close()
    return counts[0], counts[1], counts[2]


READ = {
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "old Macs": lambda text: text.replace("\n", "\r").encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 big endian": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("how", READ)
@pytest.mark.parametrize(("name", "text", "goals", "results"), [("o.md", OUTLINE, 1, 2), ("o.csv", TABLE, 1, 1)])
def test_what_other_editors_write_is_read_as_the_same_tree(
    oar: Oar, company: str, tmp_path: Path, how: str, name: str, text: str, goals: int, results: int
) -> None:
    file = tmp_path / name
    file.write_bytes(READ[how](text))
    cycles, before, none = tree(company)
    assert oar("import", str(file)).code == 0
    assert tree(company) == (cycles + 1, before + goals, none + results)


REFUSED = {
    "empty": b"",
    "blank": b" \n\t\n",
    "NUL": OUTLINE.encode() + b"\0",
    "binary": bytes(range(256)) * 9,
    "UTF-16 without its mark": OUTLINE.encode("utf-16-le"),
    "100,000 lines": OUTLINE.encode() + b"    1. CRO KR: One more at 5%\n" * 100_000,
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("name", ["o.md", "o.csv", "o.json"])
def test_what_cannot_be_read_is_one_line_and_nothing_is_half_done(
    oar: Oar, company: str, tmp_path: Path, what: str, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(REFUSED[what])
    before = tree(company)
    for words in ((), ("--dry-run",)):
        ran = oar("import", str(file), *words)
        assert ran.code == 2 and ran.err.startswith("oar: ") and ran.err.count("\n") == 1
    assert tree(company) == before


@pytest.mark.parametrize("how", ["byte order mark", "CRLF", "UTF-16"])
def test_a_copy_is_read_as_editors_leave_it(oar: Oar, company: str, tmp_path: Path, how: str) -> None:
    text = oar("export").out
    file = tmp_path / "all.json"
    file.write_bytes(READ[how](text))
    place = str(tmp_path / "new.db")
    assert oar("--db", place, "import", str(file)).code == 0
    assert oar("--db", place, "export").out == text


@pytest.mark.parametrize(
    ("before", "after"),
    [('"level": "company"', '"level": "crew"'), ('"active": 1', '"active": NaN'), ('"2026-07-01"', '"July"')],
    ids=["choice", "number", "day"],
)
def test_a_copy_that_is_not_whole_leaves_no_file_behind(
    oar: Oar, company: str, tmp_path: Path, before: str, after: str
) -> None:
    oar("edit", "Q1", "state=planning")
    oar("add", "objective", "Win", "intent=stretch")
    oar("add", "kr", "Share", "goal=O1", "start=4", "target=17")
    text = oar("export").out
    assert before in text
    (tmp_path / "broken.json").write_text(text.replace(before, after))
    folder = tmp_path / "new"
    folder.mkdir()
    ran = oar("--db", str(folder / "new.db"), "import", str(tmp_path / "broken.json"))
    assert ran.code == 2 and ran.err.count("\n") == 1 and "Nothing was imported" in ran.err
    assert list(folder.iterdir()) == []
