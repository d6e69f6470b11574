"""The main job from an empty folder to the minutes, in a real pseudo-terminal, as a team does it."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

import pytest

from tests.pty.driver import Terminal
from tests.tui.journey import DATA, ROOT, Journey, leave

pytestmark = pytest.mark.pty

REAL = Path(os.environ.get("OAR_SAMPLE_DATA", "") or ROOT.parent / "shared" / "data")
SCREENS = {
    "t": "Today",
    "b": "Strategy brief",
    "o": "OKRs",
    "s": "Scorecard",
    "h": "Hot items",
    "i": "Issues",
    "d": "Decisions",
    "w": "Weekly review",
}


@pytest.fixture
def ana(tmp_path: Path) -> Journey:
    """Return Ana at a machine that has never seen the program."""
    return Journey(tmp_path)


def _found(journey: Journey) -> None:
    """Found the company, invite two people, import outline and measures, start the cycle."""
    assert "Harbor Pay is ready" in journey.oar(
        "init", "--org", "Harbor Pay", "--name", "Ana Kern", "--zone", "Europe/Berlin"
    )
    journey.oar("people", "add", "ben", "Ben Olsen")
    journey.oar("people", "add", "cleo", "Cleo Sand")

    dry = journey.oar("import", str(DATA / "okrs.md"), "--dry-run")
    assert "15 items: 6 objectives, 9 key results, 0 not understood" in dry
    assert journey.json("tree")["rows"] == []
    journey.oar("import", str(DATA / "okrs.md"))
    said = journey.oar("import", str(DATA / "measures.csv"))
    assert "Imported 5 measures" in said and "Hosting cost per transaction: TBD" in said
    journey.oar("owner", "M1", "ben")
    journey.oar("owner", "M2", "ana")
    journey.oar("edit", "Q2", "state=active")


def _visit(terminal: Terminal) -> None:
    """Open every screen by its two keys."""
    for letter, title in SCREENS.items():
        terminal.send(f"g{letter}")
        terminal.wait_for(re.compile(rf"Harbor Pay › {title}"))
        terminal.settle()
        assert "not built" not in terminal.text()


def _set_numbers(terminal: Terminal) -> None:
    """Set a key result in four keys after its first row, another that is off track, and a reading of last week."""
    terminal.send("go")
    terminal.wait_for("Mid-market share")
    terminal.send("jj")
    terminal.send("11<enter>6")
    terminal.wait_for(re.compile(r"∙ 6 .* 54%.*11% > 17%"))
    terminal.send("j1<enter>2")
    terminal.wait_for(re.compile(r"✗ 2 .* 8%.*1 > 12"))
    terminal.send("gs")
    terminal.wait_for("Tier-2 support response")
    terminal.send("14")
    terminal.wait_for(re.compile(r"Tier-2 support response W34  14"))
    terminal.send("<tab>")
    terminal.wait_for(re.compile(r"Tier-2 support response W33  14"))
    terminal.send("<enter>")
    terminal.wait_for(re.compile(r"✗ OFF.*Tier-2 support.*14h +12h"))


def _triage(terminal: Terminal) -> None:
    """Raise two items by hand, make one a to-do and send the other to the issues."""
    terminal.send("gh")
    terminal.wait_for("Nothing is hot")
    terminal.send("!Harbour Clinics cannot export @ben<enter>")
    terminal.wait_for(re.compile(r"raised +Harbour Clinics cannot export +Ben"))
    terminal.send("!Trial data feed is late<enter>")
    terminal.wait_for("2 to triage")
    terminal.send("<home>t")
    terminal.wait_for("To-do: Harbour Clinics cannot export")
    terminal.send("i")
    terminal.wait_for(re.compile(r"0 to triage +2 done"))


def _decide(terminal: Terminal) -> None:
    """Make a decision and take it back, make another that stays."""
    terminal.send("gd")
    terminal.wait_for("No decision is noted yet")
    terminal.send("DDiscounts over 15% are fine<enter>")
    terminal.wait_for("Made 1")
    terminal.send("u")
    terminal.wait_for("Made 0")
    terminal.send("DDeals under 50k get their own queue<enter>")
    terminal.wait_for("Made 1")


def _review(terminal: Terminal) -> None:
    """Run the weekly review to its end."""
    terminal.send("gw")
    terminal.wait_for("Start the weekly review of Harbor Pay")
    terminal.send("<enter>")
    terminal.wait_for("1/7 SCORECARD")
    terminal.wait_for("HERE 3 OF 3")
    terminal.send("<end>x")
    terminal.wait_for("HERE 2 OF 3")
    terminal.send("n")
    terminal.wait_for("2/7 PROMISES")
    terminal.send("n")
    terminal.wait_for("3/7 OFF TRACK")
    terminal.send("<home>wThe second shift was never hired<enter>")
    terminal.wait_for(re.compile(r"why +The second shift was never hired"))
    terminal.send("cTwo people answer from noon @ben by W35<enter>")
    terminal.wait_for(re.compile(r"change +Two people answer from noon  Ben Olsen, by"))
    terminal.send("n")
    terminal.wait_for("4/7 DEPENDENCIES")
    terminal.send("n")
    terminal.wait_for("5/7 HEADLINES")
    terminal.send("<enter>")
    terminal.send("Acme renewed for two years<enter>")
    terminal.wait_for(re.compile(r"∙ Acme renewed for two years"))
    terminal.send("n")
    terminal.wait_for("6/7 ISSUES")
    terminal.wait_for(re.compile(r"1 Trial data feed is late"))
    terminal.send("<enter>Nobody owns the trial schema<enter>")
    terminal.wait_for(re.compile(r"IDENTIFY Nobody owns the trial schema"))
    terminal.send("<enter>It changed twice<enter>")
    terminal.wait_for(re.compile(r"DISCUSS +It changed twice|DISCUSS .*It changed twice"))
    terminal.send("<enter>Product owns it<enter>")
    terminal.wait_for(re.compile(r"SOLVE +Product owns it"))
    terminal.send("e")
    terminal.wait_for(re.compile(r"✓ Trial data feed is late"))
    terminal.send("n")
    terminal.wait_for("7/7 CLOSE")


def _close(terminal: Terminal) -> None:
    """Rate and close."""
    terminal.wait_for("RATING 0 OF 2")
    terminal.send("<end>k8")
    terminal.wait_for("RATING 1 OF 2")
    terminal.send("9")
    terminal.wait_for("RATING 2 OF 2")
    terminal.send("e")
    terminal.wait_for("Close the review")
    terminal.send("y")
    terminal.wait_for("Harbor Pay: weekly review 2026-W34")


def _whole(journey: Journey, size: tuple[int, int]) -> None:
    with journey.app(size=size) as terminal:
        _visit(terminal)
        _set_numbers(terminal)
        _triage(terminal)
        _decide(terminal)
        _review(terminal)
        _close(terminal)
        leave(terminal)


MINUTES = (
    "# Harbor Pay: weekly review 2026-W34",
    "Here: Ana Kern, Ben Olsen",
    "Away: Cleo Sand",
    "The second shift was never hired",
    "Two people answer from noon",
    "Acme renewed for two years",
    "Nobody owns the trial schema",
    "Product owns it",
    "8.5",
)
LOG = (
    "KR1 Mid-market share of new bookings from 4%: 11%",
    "M1 Tier-2 support response: 14h for W33",
    "Raised H1 Harbour Clinics cannot export",
    "To-do: Harbour Clinics cannot export",
    "Undone: Decided D1 Discounts over 15% are fine",
    "Decided D2 Deals under 50k get their own queue",
    "Started R1, the weekly review of Harbor Pay",
    "Solved: Trial data feed is late",
)


def _as_it_should_be(journey: Journey) -> None:
    """Look at minutes, audit, to-dos and the database from the command line."""
    minutes = journey.oar("review", "minutes")
    assert [line for line in MINUTES if line not in minutes] == [], minutes
    log = journey.oar("log", "--limit", "200")
    assert [line for line in LOG if line not in log] == [], log
    assert [(one["state"], one["rating"]) for one in journey.json("review", "list")["reviews"]] == [("closed", 8.5)]

    todos = journey.oar("todo", "list", "--all")
    assert "Two people answer from noon" in todos and "Harbour Clinics cannot export" in todos
    made = [one["title"] for one in journey.json("decision", "list")["decisions"]]
    assert made == ["Deals under 50k get their own queue"]

    rows = {row["ref"]: row for row in journey.json("tree")["rows"]}
    assert rows["KR1"]["value"] == 11.0 and rows["KR1"]["confidence"] == 6
    assert rows["KR1"]["progress"] == pytest.approx(7 / 13)
    assert rows["KR2"]["status"] == "off"
    assert rows["O2"]["progress"] == pytest.approx((7 / 13 + 1 / 12) / 2)
    assert (rows["O2"]["counts"]["off"], rows["O2"]["counts"]["ok"]) == (1, 2)
    assert rows["O4"]["progress"] == pytest.approx((1 / 3 + 0.75 + 1) / 3)

    assert "Tier-2 support response" in journey.oar("glance")
    doctor = journey.oar("doctor")
    assert "as recomputed" in doctor and "All is well" in doctor
    (database,) = (path for path in journey.home.rglob("oar.db"))
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_team_runs_its_week_from_an_empty_folder_to_the_minutes(ana: Journey) -> None:
    _found(ana)
    _whole(ana, (80, 24))
    _as_it_should_be(ana)


def test_the_same_week_at_120x40(ana: Journey) -> None:
    _found(ana)
    _whole(ana, (120, 40))
    assert "Two people answer from noon" in ana.oar("review", "minutes")
    assert "All is well" in ana.oar("doctor")


@pytest.mark.skipif(not REAL.is_dir(), reason="the sample data is not there")
def test_outlines_and_measures_of_a_real_company_are_shown(ana: Journey) -> None:
    ana.oar("init", "--org", "Harbor Pay", "--name", "Ana Kern", "--zone", "Europe/Berlin")
    for outline in ("okrs-gitlab-fy20-q4.md", "okrs-gitlab-2018-q2.md"):
        counted = ana.json("import", str(REAL / outline), "--dry-run")
        assert counted["objectives"] + counted["key_results"] + len(counted["not_understood"]) == counted["items"]
        assert len(counted["not_understood"]) * 10 <= counted["items"]
        ana.oar("import", str(REAL / outline))
    ana.oar("import", str(REAL / "measures-gitlab-infrastructure-support.csv"))
    assert len([row for row in ana.json("tree")["rows"] if row["ref"].startswith("KR")]) > 250
    with ana.app() as terminal:
        for letter, title in SCREENS.items():
            terminal.send(f"g{letter}")
            terminal.wait_for(f"› {title}")
        terminal.send("go")
        terminal.wait_for("IACV")
        terminal.send("gs")
        terminal.wait_for(re.compile(r"\d\d measures"))
        leave(terminal)
    assert "All is well" in ana.oar("doctor")
