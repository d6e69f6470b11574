"""The live checks say of real outlines what a sensible coach would say, and not much more (product.md 6)."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest

from models.exchange import okrs
from models.exchange.foreign_text import read_foreign
from models.exchange.outline import parse_outline
from models.exchange.outline_items import Outline
from models.exchange.verbs import ImportOkrs
from models.live_checks import FindingView, live_checks
from models.store.store import Store
from tests.models.okrs.flags_read_by_hand import READ_BY_HAND, SILLY

IN_THE_STYLES_TEAMS_USE = """
### 1. CEO: Be the bank of small shops
1. **CRO: Build a pipeline that lasts.**
    1. CRO KR: Next quarter's pipeline at 2X target
    1. CRO KR: 120 shops from partners => 45%
        1. **VP Sales: Teach the team to sell the new terminal.**
            1. VP Sales KR: Conduct role plays. => in progress
            1. VP Sales KR: 90% of the team certified
            1. VP Sales KR: Win rate from 18% to 25% => 50%
    1. CRO KR: Share of shops below 10 staff rises from 20% to 35%
1. **VP Product; Head of Design: A terminal people love.**
    1. VP Product KR: Task success in tests from 61% to 85%
    1. VP Product KR: Improve the onboarding
    1. VP Product KR: Support tickets per 100 shops at most 4
    1. VP Product KR: Launch the offline mode => done
1. **CFO: Close the books in a week.**
    1. CFO KR: Month end close from 12 days to 7 days
    1. CFO KR: Document the new processes
    1. CFO KR: No correction after the close
1. **CFO: Close the books in one week.**
1. **Director of People: Everybody knows what is expected.**
    1. Director of People KR: ??% of people have talked about their goals
    1. Director of People KR: Review score of new starters at 4.2 or higher
    1. Director of People KR: Call volume of the help desk down from 400 to 250
"""
"""Our own, so that the checks are looked at where the real outlines are not at hand."""


def sample(name: str) -> Path:
    folder = os.environ.get("OAR_SAMPLE_DATA") or Path(__file__).parents[3].parent / "shared" / "data"
    place = Path(folder) / name
    if not place.exists():
        pytest.skip(f"{name} is not on this machine")
    return place


def read(name: str) -> Outline:
    return parse_outline(read_foreign(sample(name)).text, name=name)


def flags(store: Store, outline: Outline) -> list[FindingView]:
    store.write(
        ImportOkrs(
            objectives=okrs.from_outline(outline), source="x", cycle="Next", start="2026-07-01", end="2026-09-30"
        )
    )
    found = live_checks(store.reader, store.clock.today())
    return [one for one in found if one.ref.startswith(("O", "KR"))]


def share_flagged(store: Store, found: list[FindingView]) -> float:
    count = store.reader.value("SELECT count(*) FROM key_result WHERE archived_at IS NULL")
    return len({one.ref for one in found if one.ref.startswith("KR")}) / int(count)


def hashed(found: list[FindingView]) -> dict[str, tuple[str, str]]:
    """Each flag's rule and first words by its hash; equal titles are counted through."""
    seen: Counter[str] = Counter()
    known = {}
    for one in found:
        key = f"{one.finding.rule}|{one.title}"
        seen[key] += 1
        name = hashlib.sha256(f"{key}|{seen[key]}".encode()).hexdigest()[:10]
        known[name] = (one.finding.rule, " ".join(one.title.split()[:3]))
    return known


def test_fewer_than_one_key_result_in_five_of_a_real_company_is_flagged(store: Store) -> None:
    found = flags(store, read("okrs-gitlab-fy20-q4.md"))
    assert 0.10 < share_flagged(store, found) < 0.20


def test_in_another_style_of_the_same_company_neither(store: Store) -> None:
    found = flags(store, read("okrs-gitlab-2018-q2.md"))
    assert share_flagged(store, found) < 0.20
    assert Counter(one.finding.rule for one in found)["objective.copies-parent"] == 2


def test_fifty_flags_were_read_by_hand_and_still_come_out(store: Store) -> None:
    found = hashed(flags(store, read("okrs-gitlab-fy20-q4.md")))
    assert {name: found.get(name) for name, *_ in READ_BY_HAND} == {
        name: (rule, words) for name, rule, words, *_ in READ_BY_HAND
    }
    assert sorted(found)[:50] == [name for name, *_ in READ_BY_HAND]  # nobody picked them


def test_at_most_one_flag_in_ten_is_silly() -> None:
    assert len(READ_BY_HAND) == 50
    assert sum(verdict == SILLY for _, _, _, verdict, _ in READ_BY_HAND) <= 5


def test_our_own_outline_is_told_what_a_coach_would_say_and_nothing_else(store: Store) -> None:
    found = flags(store, parse_outline(IN_THE_STYLES_TEAMS_USE, name="own.md"))
    assert Counter((one.finding.rule, one.title) for one in found) == Counter(
        [
            ("objective.two-owners", "A terminal people love"),
            ("objective.few-krs", "Close the books in one week"),
            ("kr.task", "Conduct role plays"),
            ("kr.task", "Document the new processes"),
            ("kr.no-number", "??% of people have talked about their goals"),
        ]
    )
