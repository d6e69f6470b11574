"""The end of a review: issues in order, secret ratings, owners, minutes that hold, what stays private."""

from __future__ import annotations

from datetime import timedelta

import pytest
from markdown_it import MarkdownIt

from models.audit import reads as audit
from models.clock import FrozenClock
from models.decisions.verbs import Decide
from models.errors import NotPermitted, OarError, Refused
from models.exchange import copy
from models.find import resolve
from models.issues.verbs import RaiseIssue, RouteIssue, SolveIssue
from models.reviews import minutes, reads, record, step_reads
from models.reviews.verbs import (
    Capture,
    CaptureDecision,
    CloseReview,
    GoToStep,
    JoinReview,
    Rate,
    Reveal,
    SetPresent,
    StartReview,
)
from models.store.store import Store
from models.verbs import SetOwner
from tests.hostile import HOSTILE, forbidden
from tests.models.reviews.room import Open, load, off_measure, start


def test_issues_come_by_votes_heat_and_age_and_solved_ones_last(open_store: Open, clock: FrozenClock) -> None:
    from models.issues.verbs import Rank, Vote

    ben, cleo = open_store("ben"), open_store("cleo")
    old = ben.write(RaiseIssue(title="old", team="T2")).refs[0]
    clock.at += timedelta(days=3)
    refs = {
        title: ben.write(RaiseIssue(title=title, team="T2")).refs[0] for title in ("new", "voted", "pinned", "gone")
    }
    cleo.write(Vote(issue=refs["voted"]))
    ben.write(Rank(issue=refs["pinned"], place=1))
    number = start(ben)
    ben.write(SolveIssue(issues=(refs["gone"],)))
    found = step_reads.issues(ben.reader, reads.review(ben.reader, number), clock.now())
    assert [one.title for one in found] == ["pinned", "voted", "old", "new", "gone"]
    assert old and found[-1].state == "solved"


def test_issues_routed_elsewhere_stay_in_the_minutes_until_the_routing_is_undone(
    open_store: Open, clock: FrozenClock
) -> None:
    ben = open_store("ben")
    later, up = (ben.write(RaiseIssue(title=title, team="T2")).refs[0] for title in ("Comp plan", "Trial feed"))
    elsewhere = ben.write(RaiseIssue(title="Not of today", team="T2")).refs[0]
    ben.write(RouteIssue(issues=(elsewhere,), forum="monthly"))
    clock.at += timedelta(minutes=1)
    number = start(ben)
    ben.write(RouteIssue(issues=(later,), forum="monthly"))
    ben.write(RouteIssue(issues=(up,)))
    whole = load(ben, number)
    text = minutes.build(whole)
    assert {one.ref: one.gone_to for one in whole.issues} == {later: "the monthly review", up: "Harbor Pay"}
    assert f"- {later} Comp plan (to the monthly review)" in text and f"- {up} Trial feed (to Harbor Pay)" in text
    ben.undo()
    assert [one.state for one in load(ben, number).issues if one.ref == up] == ["open"]


def test_ratings_are_secret_in_the_trail_and_in_copies_until_they_are_shown(open_store: Open) -> None:
    ben, cleo = open_store("ben"), open_store("cleo")
    number = start(ben)
    ben.write(Rate(review=number, value=3, why="nobody listened"))

    def told(store: Store) -> str:
        whole = audit.actions(store.reader, changes=True)
        ours = audit.actions(store.reader, found=resolve(store.reader, f"R{number}", write=False), changes=True)
        return f"{whole} {ours} {copy.export(store.reader)}"

    assert "nobody listened" not in told(cleo)
    assert "field='value', before=None, after=3" not in told(cleo)
    assert "nobody listened" in told(ben), "one's own rating is one's own to see"
    ben.write(Rate(review=number, value=4))
    ben.undo()
    assert [one.rating for one in reads.people(ben.reader, reads.review(ben.reader, number), ben.me.id)] == [3, None]
    assert "nobody listened" not in told(cleo)
    ben.write(Reveal(review=number))
    assert "nobody listened" in told(cleo)


def test_ratings_are_secret_until_everybody_here_has_rated(open_store: Open) -> None:
    ben, cleo = open_store("ben"), open_store("cleo")
    number = start(ben)
    view = reads.review(ben.reader, number)
    done = ben.write(Rate(review=number, value=6, why="too long"))
    assert "6" not in done.message
    assert [one.rating for one in reads.people(cleo.reader, view, cleo.me.id)] == [None, None]
    assert [one.why for one in reads.people(cleo.reader, view, cleo.me.id)] == [None, None]
    assert [one.rating for one in reads.people(ben.reader, view, ben.me.id)] == [6, None]
    assert "## Rating" not in minutes.build(load(cleo, number))
    cleo.write(Rate(review=number, value=9))
    assert [one.rating for one in reads.people(cleo.reader, view, cleo.me.id)] == [6, 9]
    assert "7.5 from 2" in minutes.build(load(cleo, number))


def test_revealing_shows_ratings_and_others_rate_only_for_themselves(open_store: Open) -> None:
    ben, cleo = open_store("ben"), open_store("cleo")
    number = start(ben)
    with pytest.raises(NotPermitted):
        cleo.write(Rate(review=number, value=1, person="ben"))
    with pytest.raises(Refused):
        cleo.write(Rate(review=number, value=11))
    ben.write(Rate(review=number, value=8, person="cleo"))
    with pytest.raises(NotPermitted):
        cleo.write(Reveal(review=number))
    ben.write(Reveal(review=number))
    view = reads.review(cleo.reader, number)
    assert [one.rating for one in reads.people(cleo.reader, view)] == [None, 8]


def test_closing_asks_for_missing_owners_and_nothing_else(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    ben.write(CaptureDecision(review=number, step=6, text="Second shift?"))
    ben.write(Capture(review=number, step=6, kind="change", text="draft the shift plan"))
    with pytest.raises(Refused, match="Without owner: D1, TD1"):
        ben.write(CloseReview(review=number))
    ben.write(SetOwner(refs=("D1", "TD1"), handle="cleo"))
    ben.write(CloseReview(review=number))
    assert reads.review(ben.reader, number).state == "closed"


def test_a_closed_review_does_not_change_any_more(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    ben.write(Capture(review=number, step=5, kind="headline", text="kept"))
    ben.write(CloseReview(review=number))
    before = reads.saved_minutes(ben.reader, number)
    for verb in (
        Capture(review=number, step=5, kind="headline", text="late"),
        GoToStep(review=number, step=2),
        Rate(review=number, value=9),
        SetPresent(review=number, person="cleo", away=True),
        CloseReview(review=number),
    ):
        with pytest.raises(Refused, match="closed"):
            ben.write(verb)
    with pytest.raises(Refused, match="closed"):
        ben.undo()
    assert reads.saved_minutes(ben.reader, number) == before
    assert start(ben) != number


def test_what_is_private_stays_with_the_team_in_minutes_and_entries(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    secret = off_measure(ben, private=True, name="Layoff reserve")
    number = start(ben)
    ben.write(Capture(review=number, step=3, kind="why", text="secret why", ref=secret))
    ben.write(Capture(review=number, step=3, kind="change", text="secret change @ben", ref=secret))
    ben.write(Capture(review=number, step=5, kind="headline", text="open headline"))
    ben.write(Decide(text="secret decision", team="T2", private=True, review=number))
    assert "Layoff reserve" in minutes.build(load(ben, number))
    shown = minutes.build(record.public(load(ben, number)))
    for word in ("Layoff", "secret"):
        assert word not in shown
    assert "open headline" in shown
    ben.write(CloseReview(review=number))
    assert "secret why" in reads.saved_minutes(ben.reader, number)
    theirs = reads.saved_minutes(eve.reader, number)
    assert "open headline" in theirs
    assert "secret" not in theirs and "Layoff" not in theirs
    assert "secret" not in str(eve.reader.rows("SELECT * FROM entry"))


def test_a_private_review_is_not_there_for_other_teams(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    number = int(ben.write(StartReview(team="T2", private=True)).value)
    ben.write(Capture(review=number, step=5, kind="headline", text="quiet"))
    assert reads.reviews(eve.reader) == []
    assert step_reads.said(eve.reader, number) == []
    with pytest.raises(OarError):
        eve.write(JoinReview(review=number))


def test_hostile_texts_stay_text_in_the_minutes(open_store: Open) -> None:
    ben = open_store("ben")
    number = start(ben)
    typed = [*HOSTILE, "# heading", "- - - ", "1. list", "<script>x</script>", "![i](http://x/y)", "a\n# b", "===",
             "| a | b |", "&lt;b&gt;", "```sh", "> quote", "<!-- c", "[a]: http://x", "https://evil.example", "---",
             "- [ ] box", "\\# x"]  # fmt: skip
    kept = 0
    for text in typed:
        try:
            ben.write(Capture(review=number, step=5, kind="headline", text=text))
            ben.write(Capture(review=number, step=1, kind="win", text=text))
            kept += 1
        except Refused:
            continue
    ben.write(CloseReview(review=number))
    saved = reads.saved_minutes(ben.reader, number)
    assert not forbidden(saved)
    tokens = MarkdownIt("commonmark").enable("table").parse(saved)
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    assert {one.type for one in flat} <= {
        "heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close", "bullet_list_open",
        "bullet_list_close", "list_item_open", "list_item_close", "text_special",
    }  # fmt: skip
    titles = [tokens[place + 1].content for place, one in enumerate(tokens) if one.type == "heading_open"]
    assert titles == ["Sales: weekly review 2026-W33", "Wins", "Headlines"]
    assert sum(one.type == "list_item_open" for one in tokens) == 2 * kept + 2
    read = MarkdownIt("commonmark").render(saved)
    assert "&lt;script&gt;x&lt;/script&gt;" in read
