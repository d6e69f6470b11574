"""What has to be true of Harbor Pay on any day: the story that the demo tells."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from models import weeks
from models.cycles.reads import cycles
from models.okrs.rules import CycleVerdict
from models.scorecard.glance_reads import judged
from models.store.reader import Reader
from models.strategy.rules import lifting

KINDS = {
    "guardrail", "raised", "measure", "decision", "milestone", "dependency", "confidence", "kr", "promise", "owes",
    "trigger_near", "opportunity",
}  # fmt: skip


def problems(path: str, today: date) -> list[str]:
    """Return what is not as the story tells it, in words; an empty list when all is well."""
    reader = Reader(path, read_only=True)
    try:
        return [text for check in CHECKS for text in check(reader, today)]
    finally:
        reader.close()


def _hot(reader: Reader, today: date) -> list[str]:
    rows = reader.rows("SELECT rule, title FROM hot_item WHERE state = 'open'")
    rules = {rule for rule, _ in rows}
    found = [f"nothing hot by the rule {rule}" for rule in sorted(KINDS - rules)]
    found += [f"unexpectedly hot by {rule}: {title}" for rule, title in rows if rule not in KINDS]
    return found + ([] if 11 <= len(rows) <= 16 else [f"{len(rows)} hot items"])


def _measures(reader: Reader, today: date) -> list[str]:
    by_name = {one.name: one for one in judged(reader, today, periods=26).values()}
    wanted = {
        "Net revenue retention": "ok", "Expansion pipeline coverage": "off", "Tier-2 support response": "off",
        "Mid-market share of bookings": "risk", "Adoption in first 30 days": "risk", "Contract to first login": "risk",
        "Sub-50k price approval": "ok", "Early churn (90 d)": "ok", "Gross margin": "ok", "Net ARR growth": "ok",
        "Leadership hours with customers": "late", "Support exports with personal data": "risk",
    }  # fmt: skip
    found = [f"{name} is {by_name[name].status}" for name, word in wanted.items() if by_name[name].status != word]
    share, approval, cover = (by_name[name] for name in [*list(wanted)[3:7:3], "Expansion pipeline coverage"])
    if (share.values[0], share.value) != (3.8, 9) or approval.value != 2.4 or approval.values[-13] != 5:
        found.append("the arc is not told by the numbers")
    if cover.trend != "worse" or by_name["Net revenue retention"].trend != "better":
        found.append("retention does not look better than what drives it")
    if not any(None in one.values for one in by_name.values()):
        found.append("no gap in any series")
    churn = by_name["Early churn (90 d)"].values
    limit = reader.row("SELECT operator, bound, periods FROM exclusion WHERE measure_id IS NOT NULL ORDER BY id DESC")
    if limit is None or lifting(churn, limit[0], limit[1], limit[2]) != (1, 4):
        found.append("the exclusion is not met 1 of 4")
    return found


def _tree(reader: Reader, today: date) -> list[str]:
    rows = reader.rows(
        "SELECT k.title, r.health, r.value FROM key_result k"
        " JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
    )
    healths = {title: health for title, health, _ in rows}
    wanted = {
        "Mid-market share of new bookings": "risk", "Price approvals under 50k, days": "ok",
        "Trial to first transaction in 7 days": "risk", "Guided trial live for 3 segments": "off",
        "Early churn, 90 days": "ok", "First import succeeds, accounts >10k rows": "risk",
        "Low-margin partners exited": "ok", "Deals discounted over 15%": "none", "Trial passes its outside audit": "ok",
    }  # fmt: skip
    found = [f"{title} is {healths[title]}" for title, word in wanted.items() if healths[title] != word]
    if [title for title, _, _ in rows].count("Mid-market share of new bookings") != 2:
        found.append("no copied key result")
    moved = reader.rows("SELECT before, after FROM plan_change WHERE field <> 'added' ORDER BY at")
    if moved != [("3.0", "2.0"), ("8.0", "6.0")]:
        found.append(f"the moved targets are {moved}")
    nothing = reader.value(
        "SELECT count(*) FROM goal g JOIN choice c ON c.lineage = g.choice_lineage WHERE c.statement LIKE 'Build%'"
    )
    return found + (["something flows from the third choice"] if nothing else [])


def _last_cycle(reader: Reader, today: date) -> list[str]:
    """It was closed for good before this one began: with its verdict, two scores, and what goes on from it."""
    now, last = cycles(reader)
    found = [] if (last.state, now.state, last.scored) == ("closed", "active", last.lines) else ["not closed"]
    stretch = round((0.5 + 1 + 0.5 + 0.63 + 0.67) / 5, 2)
    if last.verdict != CycleVerdict(stretch, "target band", 1, 2):
        found.append(f"the last cycle ended {last.verdict}")
    both = reader.rows("SELECT final_score, final_original FROM key_result WHERE final_original IS NOT NULL")
    found += [] if both == [(0.5, 0.33)] else [f"two scores: {both}"]
    onward = reader.row("SELECT title, start FROM key_result WHERE copied_from IS NOT NULL")
    found += [] if onward == ("Mid-market leads auto-routed by segment", 10) else [f"goes on: {onward}"]
    if date.fromisoformat(last.end_on) + timedelta(days=1) != date.fromisoformat(now.start_on):
        found.append("the cycles do not follow on each other")
    unasked = reader.value("SELECT count(*) FROM goal WHERE kind = 'objective' AND supports_reason IS NULL")
    return found + ([f"{unasked} were not asked for the strategy"] if unasked else [])


def _worked_out(reader: Reader, today: date) -> list[str]:
    """Nobody types the number that follows from two others: 20 h to the first call, 2.4 days to the approval."""
    waiting = next(one for one in judged(reader, today, periods=26).values() if one.name == "Lead to price, days")
    if abs((waiting.value or 0) - (20 / 24 + 2.4)) > 1e-9 or waiting.status != "ok" or None in waiting.values:
        return [f"worked out: {waiting.value} {waiting.status}"]
    return []


def _counts(reader: Reader, today: date) -> list[str]:
    wanted = {
        "SELECT count(*) FROM person": 9,
        "SELECT count(DISTINCT person_id) FROM role WHERE executive = 1": 2,
        "SELECT count(*) FROM review WHERE state = 'closed' AND length(minutes) > 300": 6,
        "SELECT count(*) FROM decision": 12,
        "SELECT count(DISTINCT lane) FROM decision": 3,
        "SELECT count(*) FROM decision WHERE state = 'made'": 9,
        "SELECT count(*) FROM issue WHERE private = 1": 1,
        "SELECT count(*) FROM issue WHERE escalated_from IS NOT NULL AND answer IS NOT NULL AND state = 'solved'": 1,
        "SELECT count(*) FROM flow_step WHERE bottleneck = 1": 2,
        "SELECT count(*) FROM cycle WHERE state = 'active'": 1,
        "SELECT count(*) FROM cycle": 2,
        "SELECT count(*) FROM key_result WHERE kind = 'milestone'": 2,
        "SELECT count(*) FROM measure WHERE formula IS NOT NULL": 1,
    }
    found = [f"{sql} is {reader.value(sql)}" for sql, count in wanted.items() if reader.value(sql) != count]
    busy = reader.value("SELECT sum(percent) FROM allocation GROUP BY person_id ORDER BY sum(percent) DESC LIMIT 1")
    return found + ([] if busy > 100 else ["nobody is overloaded"])


def _dates(reader: Reader, today: date) -> list[str]:
    late = reader.rows("SELECT at, summary FROM action WHERE at > :now", now=f"{today.isoformat()}T00:00:02")
    asked = reader.value("SELECT made_at FROM decision WHERE title LIKE 'Deals under 50k%'")
    found = [f"in the future: {row}" for row in late]
    if today - datetime.fromisoformat(asked).date() != timedelta(weeks=12):
        found.append(f"the queue was decided at {asked}")
    start, end = reader.row("SELECT start_on, end_on FROM cycle WHERE state = 'active'") or ("", "")
    if date.fromisoformat(end) - date.fromisoformat(start) != timedelta(days=90):
        found.append("the cycle has not 13 weeks")
    if weeks.count_between(weeks.week_of(date.fromisoformat(start)), weeks.week_of(today)) != 8:
        found.append("the cycle is not 8 weeks old")
    name = str(reader.value("SELECT name FROM cycle WHERE state = 'active'"))
    return found + ([] if re.fullmatch(r"[A-Z][a-z]{2}( \d{4})?-[A-Z][a-z]{2} \d{4}", name) else [f"cycle {name}"])


CHECKS: tuple[Any, ...] = (_hot, _measures, _tree, _last_cycle, _worked_out, _counts, _dates)
