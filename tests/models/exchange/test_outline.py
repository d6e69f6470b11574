"""Outlines of OKRs in the styles teams use are read as a person reads them (interface.md 6)."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from models.errors import Refused
from models.exchange.foreign_text import read_foreign
from models.exchange.outline import parse_outline
from models.exchange.outline_items import Item, Outline

CASCADE = """---
title: Q3
---
## On this page
{:.no_toc}

- TOC
{:toc}

### 1. CEO: Win the mid-market
1. **CRO: Build pipeline.**
    1. CRO KR: Bookings from 4% to 9% => 66 %
        1. **VP, Field Ops: Sharpen the tools.** => In progress. Two of three live.
            1. VP Field Ops KR:Drive response time to 2 hours
        1. 1. VP Field Ops KR: 12 partner deals --> DONE
    1. Director of Support
        1. **Director of Support: [Answer faster](https://example.org/1)**
    1. Data Team: Publish the numbers weekly. At least 5 teams read them.

## How to Achieve Presentations

* [Sales](https://example.org/a)
* [Product](https://example.org/b)
"""

SENTENCES = """### CEO: Great product. Ship the first version.

* CMO: Build demand. 12 events. 300 leads.
  * SDR: Book meetings (50% complete, second half started)
  * PMM: New site
    => 90%. Live, not announced.
* CTO
  * Support Engineering: 100% SLA for paying customers => 81%
  * Quality: Sort the files. = 70% done, rest is planned
  * Platform: Hire two people: Sourced 40 (100%), Hired 1 (50%)
  * Database: [Improve speed](https://example.org): 45% done

## Retrospective

### CTO

* GOOD
  * All hires were made
"""


def by_title(outline: Outline) -> dict[str, Item]:
    return {item.title: item for item in outline.items}


def shape(text: str) -> list[tuple[int, str, str]]:
    return [(item.level, item.kind[0], item.title) for item in parse_outline(text).items]


def test_levels_and_owners_of_a_cascade_are_as_a_person_reads_them() -> None:
    found = [(item.level, item.kind, item.owner_text, item.title) for item in parse_outline(CASCADE).items]
    assert found == [
        (0, "objective", "CEO", "Win the mid-market"),
        (1, "objective", "CRO", "Build pipeline"),
        (2, "key_result", "CRO", "Bookings from 4% to 9%"),
        (3, "objective", "VP, Field Ops", "Sharpen the tools"),
        (4, "key_result", "VP Field Ops", "Drive response time to 2 hours"),
        (3, "key_result", "VP Field Ops", "12 partner deals"),
        (2, "objective", "Director of Support", "Director of Support"),
        (3, "objective", "Director of Support", "Answer faster"),
        (2, "objective", "Data Team", "Publish the numbers weekly"),
    ]


def test_counts_are_the_list_entries_and_the_headings_taken() -> None:
    outline = parse_outline(CASCADE)
    counts = outline.counts()
    assert counts["items"] == 10
    assert counts["objectives"] == 6
    assert counts["key_results"] == 3
    assert counts["inline_key_results"] == 1
    assert counts["not_understood"] == [{"line": 7, "text": "TOC", "reason": "the table of contents"}]


@pytest.mark.parametrize("text", [CASCADE, SENTENCES])
def test_every_list_entry_is_counted_once_and_what_is_left_out_is_said(text: str) -> None:
    outline = parse_outline(text)
    entries = sum(item.source == "entry" for item in outline.items)
    left_out = sum(part.items for part in outline.left_out)
    assert entries + len(outline.not_understood) + len(outline.details) + left_out == outline.list_entries


def test_scores_become_progress_or_a_note() -> None:
    found = by_title(parse_outline(CASCADE)) | by_title(parse_outline(SENTENCES))
    scores = {title: item.score.progress for title, item in found.items() if item.score.note}
    assert scores == {
        "Bookings from 4% to 9%": 0.66,
        "Sharpen the tools": None,
        "12 partner deals": 1.0,
        "Book meetings": 0.5,
        "New site": 0.9,
        "100% SLA for paying customers": 0.81,
        "Sort the files": 0.7,
        "Hire two people": None,
        "Improve speed": 0.45,
    }
    assert found["Sharpen the tools"].score.note == "In progress. Two of three live."


def test_key_results_in_the_line_of_their_objective_are_counted_apart() -> None:
    outline = parse_outline(SENTENCES)
    inline = {item.title: [found.title for found in item.inline] for item in outline.items if item.inline}
    assert inline == {"Great product": ["Ship the first version"], "Build demand": ["12 events", "300 leads"]}
    assert outline.inline_key_results == 3


def test_a_retrospective_is_left_out_and_said_so() -> None:
    outline = parse_outline(SENTENCES)
    assert [(part.heading, part.items) for part in outline.left_out] == [("Retrospective", 2)]
    assert "All hires were made" not in by_title(outline)


def test_links_keep_their_words_and_their_address() -> None:
    item = by_title(parse_outline(CASCADE))["Answer faster"]
    assert [(link.text, link.url) for link in item.links] == [("Answer faster", "https://example.org/1")]


def test_an_owner_alone_holds_the_lines_below() -> None:
    item = by_title(parse_outline(SENTENCES))["CTO"]
    assert item.owner_only
    assert item.owner_text == "CTO"


@pytest.mark.parametrize(
    "text",
    [
        "Objective 1: Grow\nKey Result 1: 10 logos (45%)\nKey Result 2: 5 webinars\n",
        "* O1. Grow\n* KR1.1 10 logos\n* KR1.2: 5 webinars\n",
        "- Grow\n\t- 10 logos\n\t- 5 webinars\n",
        "+ **Grow**\n  + KR: 10 logos\n  + KR: 5 webinars\n",
        "1. Objective: Grow\n   KR: 10 logos\n   KR: 5 webinars\n",
        "1) Grow\n   a) 10 logos\n   b) 5 webinars\n",
        "**Objective 1: Grow**\n• KR 1: 10 logos\n• KR 2: 5 webinars\n",
        "## Objective 1\n\nGrow\n\n### Key Results\n\n1) 10 logos\n2) 5 webinars\n",
        "**O1: Grow**\n\n**Key Results:**\n- [ ] 10 logos\n- [x] 5 webinars\n",
        "> - Grow\n>   - 10 logos\n>   - 5 webinars\n",
        "| Objective | Key Result |\n|---|---|\n| Grow | 10 logos |\n| | 5 webinars |\n",
        "1. Grow\n1.1. 10 logos\n1.2. 5 webinars\n",
    ],
)
def test_many_styles_say_the_same(text: str) -> None:
    assert shape(text) == [(0, "o", "Grow"), (1, "k", "10 logos"), (1, "k", "5 webinars")]


def test_plain_nested_lists_have_key_results_at_the_leaves() -> None:
    text = "- Grow\n    - Win enterprise\n        - Sign 5 logos\n    - Keep customers\n        - Retention at 95%\n"
    assert [kind for _, kind, _ in shape(text)] == ["o", "o", "k", "o", "k"]


def test_a_heading_over_a_flat_list_is_the_objective_and_a_team_is_not() -> None:
    outline = parse_outline("# Engineering\n\n### Reduce the time to value\n- Setup under 10 minutes\n- NPS: 45\n")
    assert [(item.kind, item.section) for item in outline.items] == [
        ("objective", "Engineering"),
        ("key_result", "Engineering"),
        ("key_result", "Engineering"),
    ]


def test_lines_about_the_line_above_become_its_owner_and_score() -> None:
    outline = parse_outline(
        "- Objective: Grow\n  - Owner: Mei\n  - KR: 10 logos\n    - Score: 0.7\n    - call them all\n"
    )
    assert [(item.owner_text, item.score.progress) for item in outline.items] == [("Mei", None), ("", 0.7)]
    assert len(outline.details) == 2
    assert [(line.line, line.text) for line in outline.not_understood] == [(5, "call them all")]
    assert outline.items[1].note == "call them all"


def test_no_line_is_dropped_silently() -> None:
    outline = parse_outline("Some words first.\n\n```\n- code\n```\n- Grow\n  - 10 logos\n  -\n\n<!-- a\n- b -->\n")
    assert [(line.line, line.reason) for line in outline.skipped] == [
        (1, "words outside the list"),
        (3, "code, 3 lines"),
        (10, "a comment, 2 lines"),
    ]
    assert [line.reason for line in outline.not_understood] == ["no words"]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\n"])
def test_an_empty_outline_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="empty"):
        parse_outline(text)


def test_words_without_any_list_are_refused() -> None:
    with pytest.raises(Refused, match="no objective"):
        parse_outline("Dear all,\nsee you on Monday.\n")


def test_a_binary_file_is_refused_in_one_line(tmp_path: Path) -> None:
    place = tmp_path / "plan.md"
    place.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(Refused, match=r"plan\.md is a binary file"):
        read_foreign(place)
    with pytest.raises(Refused, match="There is no file"):
        read_foreign(tmp_path / "nothing.md")
    with pytest.raises(Refused, match="is a folder"):
        read_foreign(tmp_path)


def test_bytes_that_are_not_utf8_are_replaced_and_it_is_said(tmp_path: Path) -> None:
    place = tmp_path / "plan.md"
    place.write_bytes("- Größer\n  - 10 Kunden\n".encode("latin-1"))
    source = read_foreign(place)
    outline = parse_outline(source.text, remarks=source.remarks)
    assert outline.items[0].title == "Gr��er"
    assert "not UTF-8: 2 characters" in outline.remarks[0]


def test_hostile_text_is_cleaned_and_markup_shown_as_typed() -> None:
    outline = parse_outline("- [/] [@click=app.quit]x[/]\n  - a\x1b[2Jb 5 \u202elogos\n")
    assert outline.items[0].title == "[/] [@click=app.quit]x[/]"
    assert outline.items[1].title == "a[2Jb 5 logos"


@pytest.mark.parametrize("step", ["  ", "\t", " "])
def test_three_hundred_levels_do_not_crash(step: str) -> None:
    outline = parse_outline("\n".join(f"{step * level}- Level {level}" for level in range(300)))
    assert max(item.level for item in outline.items) == 299


def test_time_grows_with_the_lines_and_not_faster() -> None:
    line = "- **CRO: Goal {0}** => {1}%\n    - CRO KR: raise [x](http://a.b/{0}) from {0} to {2}\n"

    def seconds(count: int) -> float:
        text = "".join(line.format(number, number % 100, number + 5) for number in range(count))
        begin = time.process_time()
        parse_outline(text)
        return time.process_time() - begin

    seconds(200)
    assert seconds(4000) < 16 * seconds(1000)


def sample(name: str) -> Path:
    folder = os.environ.get("OAR_SAMPLE_DATA") or Path(__file__).parents[3].parent / "shared" / "data"
    place = Path(folder) / name
    if not place.exists():
        pytest.skip(f"{name} is not on this machine")
    return place


@pytest.mark.parametrize(
    ("name", "objectives", "key_results", "inline", "left_out"),
    [("okrs-gitlab-fy20-q4.md", 146, 218, 14, 7), ("okrs-gitlab-2018-q2.md", 128, 0, 46, 254)],
)
def test_real_files_are_understood(name: str, objectives: int, key_results: int, inline: int, left_out: int) -> None:
    outline = parse_outline(read_foreign(sample(name)).text)
    assert (outline.objectives, outline.key_results, outline.inline_key_results) == (objectives, key_results, inline)
    assert len(outline.not_understood) == 1
    assert sum(part.items for part in outline.left_out) == left_out
