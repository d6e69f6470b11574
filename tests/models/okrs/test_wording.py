"""What the words of a title say: a task, a missing number, a copy of the title above, two owners."""

from __future__ import annotations

import pytest

from models.okrs.wording import counts, lacks_number, nearly_same, reads_like_task, two_owners
from tests.hostile import HOSTILE

TASKS = (
    "Conduct mock earnings call", "CRO KR: Conduct mock earnings call.", "Share the roadmap with all teams",
    "Support building a channel", "Review the budget", "Work with Finance on the forecast", "Clearly define new roles",
    "Build plan for FY21", "Assessment of our suppliers", "Document new processes in the handbook",
    "Call the top accounts", "Email all customers",
)  # fmt: skip
RESULTS = (
    "Share of mid-market volume", "Share price", "Market share rises", "Call volume down", "Review score stays high",
    "Support ticket backlog falls", "Email open rate", "Contact rate", "Update latency", "Test coverage of the core",
    "Audit findings closed", "Training hours", "Report accuracy", "Study completion", "Work hours per case",
    "Visit 40 customers", "Reduce lead time", "Launch the programme", "Signed contract", "",
)  # fmt: skip


@pytest.mark.parametrize("title", TASKS)
def test_what_people_do_reads_like_a_task(title: str) -> None:
    assert reads_like_task(title)


@pytest.mark.parametrize("title", RESULTS)
def test_what_changes_is_no_task_even_where_its_first_word_is_an_order_elsewhere(title: str) -> None:
    assert not reads_like_task(title)


@pytest.mark.parametrize(
    ("title", "parent"),
    [
        ("Win mid-market merchants", "Win mid market merchants."),
        ("Win mid-market merchant", "Win mid-market merchants"),
        ("Default choice for midmarket", "Default choice for mid-market"),
        ("Raise NPS to 40", "Raise NPS to 50"),
        ("Merchants we win in the mid-market", "We win merchants in the mid-market"),
    ],
)
def test_a_copy_is_found_behind_a_plural_a_hyphen_another_number_or_another_order(title: str, parent: str) -> None:
    assert nearly_same(title, parent)


@pytest.mark.parametrize(
    ("title", "parent"),
    [
        ("Win small merchants", "Win large merchants"),
        ("Increase revenue in APAC", "Increase revenue in EMEA"),
        ("Improve retention", "Improve retention in EMEA"),
        ("Great product", "Great team"),
        ("Every lead reaches a named team", "Win mid-market merchants"),
        ("!!", "!!"),
        ("Anything", None),
    ],
)
def test_another_customer_or_region_is_another_aim(title: str, parent: str | None) -> None:
    assert not nearly_same(title, parent)


@pytest.mark.parametrize("owner", ["Director of Product, A & B; Group Manager, C", "@ana, @mei", "CFO and CRO"])
def test_two_owners_are_found_in_the_owner_as_imported(owner: str) -> None:
    assert two_owners("Trial", owner)


@pytest.mark.parametrize("owner", ["", "VP, Field Ops", "Director of Engineering, CI/CD", "PAO/Revenue", "Ana", "@ana"])
def test_one_owner_with_a_long_seat_is_one(owner: str) -> None:
    assert not two_owners("Trial", owner)


def test_a_number_that_is_still_open_is_missing_in_every_kind() -> None:
    for title in ("Maintainers from X to Y", "??% of interviews", "NPS TBD", "Grow by XX%"):
        assert lacks_number(title, "boolean", has_target=False)
    assert not lacks_number("Move to Xcode and the Y combinator", "boolean", has_target=False)


@pytest.mark.parametrize("kind", ["milestone", "boolean"])
def test_a_milestone_and_a_yes_or_no_need_no_number(kind: str) -> None:
    for title in ("Improve the onboarding", "Lower lead time from days to hours", "The contract is signed"):
        assert not lacks_number(title, kind, has_target=False)
        assert lacks_number(title, "increase", has_target=False)


def test_a_year_or_a_quarter_is_no_number() -> None:
    assert not counts("Build plan for FY21")
    assert counts("At least one analyst")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_are_read_without_harm(text: str) -> None:
    reads_like_task(text)
    nearly_same(text, text + "s")
    lacks_number(text, "boolean", has_target=False)
    two_owners(text, text)
