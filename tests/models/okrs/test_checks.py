"""Live checks of objectives and key results."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.findings import Finding, most_important
from models.okrs.checks import (
    KrFacts,
    ObjectiveFacts,
    check_key_result,
    check_objective,
    check_team,
)
from models.okrs.wording import nearly_same, reads_like_task, two_owners

GOOD = ObjectiveFacts(title="Default choice for mid-market", has_owner=True, has_path=True, key_results=3)
KR = KrFacts(title="Mid-market share 4% to 17%", kind="increase", has_owner=True)


def rules(found: list[Finding]) -> list[str]:
    return [one.rule for one in found]


def test_a_good_objective_and_key_result_have_no_findings() -> None:
    assert check_objective(GOOD) == []
    assert check_key_result(KR) == []
    assert check_team(1) == check_team(5) == []


def test_zero_or_six_objectives_of_a_team_are_found() -> None:
    assert rules(check_team(0)) == ["team.no-objective"]
    assert rules(check_team(6)) == ["team.many-objectives"]


def test_two_to_four_key_results_are_fine() -> None:
    assert rules(check_objective(replace(GOOD, key_results=1))) == ["objective.few-krs"]
    assert rules(check_objective(replace(GOOD, key_results=5))) == ["objective.many-krs"]
    assert rules(check_objective(replace(GOOD, key_results=4))) == []
    assert rules(check_objective(replace(GOOD, key_results=0, children=2))) == []


def test_what_matters_most_comes_first() -> None:
    bad = replace(GOOD, has_owner=False, has_path=False, key_results=9, parent_title="Default choice for midmarket")
    found = check_objective(bad)
    assert rules(found)[:2] == ["objective.no-owner", "objective.orphan"]
    assert [one.rank for one in found] == sorted(one.rank for one in found)
    assert len(most_important(found, 3)) == 3


def test_a_copied_title_is_found() -> None:
    assert nearly_same("Win mid-market merchants", "Win mid market merchants.")
    assert nearly_same("Win mid-market merchant", "Win mid-market merchants")
    assert not nearly_same("Every lead reaches a named team", "Win mid-market merchants")
    assert not nearly_same("!!", "??")


@pytest.mark.parametrize(
    "title", ["CFO and CRO: Margin", "Ana & Mei: Trial", "VP Sales/VP Product: X", "Trial @ana @mei"]
)
def test_two_owners_in_a_title_are_found(title: str) -> None:
    assert two_owners(title)


@pytest.mark.parametrize(
    "title", ["CRO: Sales and marketing", "Win and keep: more", "Trial @ana", "Q3 and Q4 pipeline 2x"]
)
def test_one_owner_or_none_in_a_title_is_fine(title: str) -> None:
    assert not two_owners(title)


def test_a_key_result_without_number_is_found_but_not_a_milestone_or_boolean() -> None:
    bare = replace(KR, title="Better onboarding", has_target=False)
    assert rules(check_key_result(bare)) == ["kr.no-number"]
    assert check_key_result(replace(bare, kind="milestone")) == []
    assert check_key_result(replace(bare, kind="boolean")) == []
    assert check_key_result(replace(bare, has_target=True)) == []


def test_a_task_is_told_from_a_result() -> None:
    assert reads_like_task("CRO KR: Conduct mock earnings call.")
    assert not reads_like_task("Conduct 40 interviews")
    assert not reads_like_task("Reduce lead time")
    assert not reads_like_task("")


def test_too_easy_silent_and_not_controlled_are_found() -> None:
    found = check_key_result(replace(KR, raw_at_start=1.0, days_silent=15, controlled=False, controlled_beside=False))
    assert rules(found) == ["kr.silent", "kr.too-easy", "kr.not-controlled"]
    assert check_key_result(replace(KR, raw_at_start=0.9, days_silent=14, controlled=False)) == []


def test_a_key_result_with_a_target_is_no_task_but_a_share_done_is() -> None:
    assert check_key_result(replace(KR, title="Interview our customers")) == []
    assert rules(check_key_result(replace(KR, title="Interview our customers", share_done=True))) == ["kr.task"]


def test_an_objective_that_is_a_key_result_itself_is_told_so() -> None:
    found = check_objective(replace(GOOD, title="Queue times under 1 minute", key_results=0))
    assert (found[0].rule, found[0].message) == ("objective.few-krs", "No key result, and the title is one")


def test_a_key_result_that_repeats_its_objective_is_found() -> None:
    said = replace(KR, title="Default choice for mid-market", objective="Default choice for midmarket")
    assert rules(check_key_result(said)) == ["kr.copies-objective"]


def test_two_owners_of_an_import_are_found() -> None:
    assert rules(check_key_result(replace(KR, owner_text="VP Sales; VP Product"))) == ["kr.two-owners"]
    assert rules(check_objective(replace(GOOD, owner_text="VP Sales; VP Product"))) == ["objective.two-owners"]


def test_limits_are_the_organisations() -> None:
    assert check_team(6, 6) == []
    assert rules(check_team(3, 2)) == ["team.many-objectives"]
    assert check_key_result(replace(KR, days_silent=20), 30) == []
