"""Whole outlines of five invented companies, each in a style of its own, as `oar import` reads them."""

from __future__ import annotations

from models.exchange.outline import parse_outline
from models.exchange.outline_items import Outline

BAKERY = """# Kornhaus Bakeries: OKRs H2

## 🎯 O1 – Every shop bakes its own bread by noon (Owner: Marta)

| KR | Owner | Baseline | Target |
|----|-------|----------|--------|
| Shops with an oven of their own | Marta | 3 | 9 |
| Bread thrown away per shop and day | Jo | 14 kg | 6 kg |

## 🎯 O2 – Customers find us on their way to work (Owner: Sven)

| KR | Owner | Baseline | Target |
|----|-------|----------|--------|
| Orders by app before 8:00 | | 0 | 400 |
"""

RIDES = (
    "Mobility team\n\n"
    "●\tRiders trust the arrival time\n"
    "\t○\tArrivals within 2 minutes of what we said: 71% -> 90%   [0.6]\n"
    "\t○\tComplaints about waiting down from 340 to 150 a week   [0.3]\n"
    "●\tA new city opens in a week, not in a month\n"
    "\t○\tTime to open: 31 days -> 7 days\n"
    "\t\t■\tOwner: Ilse\n"
    "\t○\t3 cities opened\n"
)

CLINIC = """OKR Q3, Lindenhof Clinic

* Dr. Aydin: Nobody waits longer than an hour. Median wait below 25 minutes. 95% of patients seen in 60 minutes.
    * Reception: Nobody queues twice. 90% of forms arrive before the visit. At most 3 people stand at the desk.
    * Nursing: Handover without a gap. Handover under 10 minutes => 40 %
* IT: The record opens in two seconds. Slowest page at most 4 s.
"""

GAMES = """1. **[O] Launch "Tidewater" and keep its players** *(Studio lead: Ren)*
   - **KR1** D30 retention of 12 % (baseline 7 %) - *9.5 % today*
   - **KR2** [Crash-free sessions](https://wiki.example.org/crash?x=1&y=2) ≥ 99.5 %
   - **KR3** 1.2M wishlists --> DONE
2. **[O] A team that still likes each other** *(Owner: Ada)*
   - **KR1** eNPS from 12 to 30
   - **KR2** No more than 4 crunch days a month
"""

CITY = """# City of Weidenau
## Department of Parks
Objective: Shade within five minutes' walk for everybody
Key results:
  1. Plant 2,000 trees
  2. 85% of new trees alive after their first summer
## Department of Permits
Objective: A permit takes days, not months
Key results:
  1. Median time from 61 to 20 days | Score: 0.4
  2. 70 % of requests filed online | Score: 0.9
"""


def shape(text: str) -> list[tuple[int, str, str, str, float | None]]:
    """Return (level, kind, owner, title, progress) of every item."""
    found = parse_outline(text)
    assert not found.not_understood
    return [(one.level, one.kind[0], one.owner_text, one.title, one.score.progress) for one in found.items]


def inline(outline: Outline) -> list[list[str]]:
    return [[one.title for one in item.inline] for item in outline.items]


def test_tables_below_headings_with_a_sign_and_an_owner_in_brackets() -> None:
    assert shape(BAKERY) == [
        (0, "o", "Marta", "Every shop bakes its own bread by noon", None),
        (1, "k", "Marta", "Shops with an oven of their own", None),
        (1, "k", "Jo", "Bread thrown away per shop and day", None),
        (0, "o", "Sven", "Customers find us on their way to work", None),
        (1, "k", "", "Orders by app before 8:00", None),
    ]
    numbers = [item.numbers for item in parse_outline(BAKERY).items if item.numbers is not None]
    assert [(one.kind, one.start, one.target) for one in numbers] == [
        ("increase", 3, 9),
        ("decrease", 14, 6),
        ("increase", 0, 400),
    ]
    assert not parse_outline(BAKERY).items[2].note


def test_bullets_of_a_text_processor_set_in_by_tabs_with_scores_in_brackets() -> None:
    assert shape(RIDES) == [
        (0, "o", "", "Riders trust the arrival time", None),
        (1, "k", "", "Arrivals within 2 minutes of what we said: 71% -> 90%", 0.6),
        (1, "k", "", "Complaints about waiting down from 340 to 150 a week", 0.3),
        (0, "o", "", "A new city opens in a week, not in a month", None),
        (1, "k", "Ilse", "Time to open: 31 days -> 7 days", None),
        (1, "k", "", "3 cities opened", None),
    ]


def test_owner_objective_and_key_results_in_one_line_each() -> None:
    assert [row[:4] for row in shape(CLINIC)] == [
        (0, "o", "Dr. Aydin", "Nobody waits longer than an hour"),
        (1, "o", "Reception", "Nobody queues twice"),
        (1, "o", "Nursing", "Handover without a gap"),
        (0, "o", "IT", "The record opens in two seconds"),
    ]
    assert inline(parse_outline(CLINIC)) == [
        ["Median wait below 25 minutes", "95% of patients seen in 60 minutes"],
        ["90% of forms arrive before the visit", "At most 3 people stand at the desk"],
        ["Handover under 10 minutes"],
        ["Slowest page at most 4 s"],
    ]
    outside = [(one.line, one.reason) for one in parse_outline(CLINIC).skipped]
    assert outside == [(1, "words outside the list")]  # named by the dry run, never dropped silently


def test_numbers_bold_words_links_and_labels_in_brackets() -> None:
    assert shape(GAMES) == [
        (0, "o", "Ren", 'Launch "Tidewater" and keep its players', None),
        (1, "k", "", "D30 retention of 12 % (baseline 7 %) - 9.5 % today", None),
        (1, "k", "", "Crash-free sessions ≥ 99.5 %", None),
        (1, "k", "", "1.2M wishlists", 1.0),
        (0, "o", "Ada", "A team that still likes each other", None),
        (1, "k", "", "eNPS from 12 to 30", None),
        (1, "k", "", "No more than 4 crunch days a month", None),
    ]
    (link,) = parse_outline(GAMES).items[2].links
    assert (link.text, link.url) == ("Crash-free sessions", "https://wiki.example.org/crash?x=1&y=2")


def test_labels_on_lines_of_their_own_below_headings_of_departments() -> None:
    assert shape(CITY) == [
        (0, "o", "", "Shade within five minutes' walk for everybody", None),
        (1, "k", "", "Plant 2,000 trees", None),
        (1, "k", "", "85% of new trees alive after their first summer", None),
        (0, "o", "", "A permit takes days, not months", None),
        (1, "k", "", "Median time from 61 to 20 days", 0.4),
        (1, "k", "", "70 % of requests filed online", 0.9),
    ]
    sections = {one.section for one in parse_outline(CITY).items}
    assert sections == {"City of Weidenau / Department of Parks", "City of Weidenau / Department of Permits"}
