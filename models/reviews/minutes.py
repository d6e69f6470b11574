"""The minutes of a review as Markdown: one pure function over what was read (interface.md 4).

What people typed stays text: it cannot become a heading, a list, a link, a table or an HTML tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from models import weeks
from models.okrs.plan_change_reads import PlanChangeView
from models.reviews import rules
from models.reviews.line_reads import LineView
from models.reviews.reads import PersonView
from models.reviews.record import RecordView
from models.reviews.step_reads import IssueView, SaidView
from models.text import clean

STATUS = {"off": "OFF", "risk": "RISK", "ok": "ok", "late": "late", "none": "not set", "early": "too early"}
_ACTIVE = "\\`*_[]<>&|~$"
_LEADING = "+-=#.)"
_NUMBERED = ".)"


def plain(text: str) -> str:
    """Return text as one line of Markdown that shows exactly what was typed.

    Every character that could begin a mark is escaped; `<` and `&` as well, so that no HTML and no entity arises.
    """
    line = " ".join(clean(text).split())
    out = []
    for place, char in enumerate(line):
        if char in _ACTIVE or (char in _LEADING and _could_start(line, place)):
            out.append("\\")
        out.append(char)
    return _unlinked("".join(out))


def _could_start(line: str, place: int) -> bool:
    """Return whether a bullet, a heading, an underline or a list's number could begin a line with this character."""
    if line[place] in _NUMBERED:
        return line[:place].isdigit() and line[place + 1 : place + 2] in ("", " ")
    return place == 0


def _unlinked(text: str) -> str:
    """Keep bare addresses from becoming links: what is typed is shown, not followed."""
    for scheme in ("://", "www."):
        text = text.replace(scheme, scheme[0] + "\\" + scheme[1:] if scheme == "://" else "www\\.")
    return text


def bare(line: str) -> str:
    """Return a line of the minutes as people read it: without the escapes that `plain` put in."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line)


def build(record: RecordView) -> str:
    """Return the minutes of a review; what has not happened yet is left out."""
    view = record.review
    parts = [
        [f"# {plain(view.team)}: {view.kind} review {weeks.format_week(view.week)}", "", *_head(record)],
        _section("Wins", [f"- {plain(win)} ({plain(one.name)})" for one in record.people for win in one.wins]),
        _section("Heard from other teams", [f"- {plain(one.team)}: {plain(one.text)}" for one in record.told]),
        _section("Scorecard", _scorecard(record)),
        _section("Promises", _promises(record)),
        _section("Off track", [line for one in record.off_track for line in _off_track(one)]),
        _section("Plan changed in the cycle", [line for one in record.plan_changes for line in _plan_change(one)]),
        _section("Dependencies", _dependencies(record)),
        _section(
            "Headlines", [f"- {plain(one.text)}{_to_issue(one)}" for one in record.said if one.kind == "headline"]
        ),
        _section("Issues", [line for one in record.issues for line in _issue(record, one)]),
        _section("Notes", [f"- {plain(one.text)}" for one in record.said if one.kind == "note"]),
        _section("Decisions made", _owned(record, "made")),
        _section("Decisions needed", _owned(record, "needed")),
        _section("Changes by next week", _owned(record, "change")),
        _section("Tell", [f"- {plain(one.team)}: {plain(one.text)}" for one in record.tells]),
        _section("Rating", _rating(record)),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *lines] if lines else []


def _head(record: RecordView) -> list[str]:
    view = record.review
    here = [one.name for one in record.people if one.state == "here"]
    away = [one.name for one in record.people if one.state == "away"]
    lines = [f"{view.ref}, {view.started_at[:10]} {_span(record)}", ""]
    lines += _names("Here", here) + _names("Away", away)
    if view.facilitator:
        scribe = f", scribe {plain(view.scribe)}" if view.scribe else ""
        lines.append(f"- Facilitator {plain(view.facilitator)}{scribe}")
    return lines


def _span(record: RecordView) -> str:
    view = record.review
    spent = sum(clock.spent(record.now) for (_step, ref), clock in record.clocks.items() if not ref)
    planned = sum(minutes for _name, minutes in view.agenda)
    if view.open:
        return "(going on)"
    return f"({round(spent / 60)} of {planned} minutes)"


def _names(word: str, names: Iterable[str]) -> list[str]:
    shown = ", ".join(plain(name) for name in names)
    return [f"- {word}: {shown}"] if shown else []


def _scorecard(record: RecordView) -> list[str]:
    lines = [
        f"- {STATUS.get(one.status, one.status)} {plain(one.title)}: {_value(one.value)}, plan {plain(one.plan)}"
        f"{f' ({plain(one.owner)})' if one.owner else ''}"
        for one in record.scorecard
        if one.status not in ("ok", "early", "done")
    ]
    fine = sum(one.status in ("ok", "early", "done") for one in record.scorecard)
    return [*lines, f"- ok: {fine}"] if record.scorecard else []


def _promises(record: RecordView) -> list[str]:
    if not record.promises:
        return []
    view = record.review
    kept = view.kept if view.kept is not None else sum(one.kept for one in record.promises)
    promised = view.promised if view.promised is not None else len(record.promises)
    rate = rules.kept_rate(kept, promised)
    lines = [f"- {one.state}: {plain(one.title)} ({plain(one.owner) or 'no owner'})" for one in record.promises]
    share = f" ({round(rate * 100)} %)" if rate is not None else ""
    return [f"Kept {kept} of {promised}{share}.", "", *lines]


def _plan_change(one: PlanChangeView) -> list[str]:
    agreed = f", agreed by {plain(one.agreed_by)}" if one.agreed_by else ""
    lines = [f"- {one.ref} {plain(one.title)}: {plain(one.what)} ({plain(one.by)}{agreed})"]
    lines.append(f"  - {plain(one.reason)}: {plain(one.case)}")
    lines.append(f"  - evidence: {plain(one.evidence)}")
    return lines + ([f"  - told: {plain(one.told)}"] if one.told else [])


def _off_track(one: LineView) -> list[str]:
    owner = f" ({plain(one.owner)})" if one.owner else ""
    head = f"- {STATUS.get(one.status, one.status)} {plain(one.title)}: {_value(one.value)}, plan {plain(one.plan)}"
    lines = [head + owner]
    lines += [f"  - why: {plain(text)}" for text, _by, _private in one.whys]
    lines += [
        f"  - change: {plain(title)} ({plain(owner) or 'no owner'}, by {due})"
        for title, owner, due, _private in one.changes
    ]
    return lines


def _value(text: str) -> str:
    """Return a value to be read: "-" means that there is none."""
    return "no value" if text == "-" else plain(text)


def _dependencies(record: RecordView) -> list[str]:
    lines = []
    for one in record.dependencies:
        who = f"we wait for {plain(one.team)}" if one.waits else f"{plain(one.team)} waits for us"
        who = plain(one.team) if one.inside else who
        day = f"promised {one.promised_on}" if one.promised_on else f"needed {one.needed_on}"
        lines.append(f"- {plain(one.what)}: {who}, {day}{f' ({one.settled})' if one.settled else ''}")
    return lines


def _to_issue(one: SaidView) -> str:
    return f" (to issues: {one.result})" if one.result else ""


def _issue(record: RecordView, one: IssueView) -> list[str]:
    clock = record.clocks.get((6, one.ref))
    results = [line for line in record.owned if line.origin == one.ref]
    if one.state == "open" and clock is None and not results:
        return []
    took = f", {round(clock.spent(record.now) / 60)} min" if clock is not None else ""
    lines = [f"- {one.ref} {plain(one.title)} ({f'to {plain(one.gone_to)}' if one.gone_to else one.state}{took})"]
    if one.real_issue:
        lines.append(f"  - real issue: {plain(one.real_issue)}")
    if one.solution:
        lines.append(f"  - solution: {plain(one.solution)}")
    words = {"made": "decided", "needed": "decision needed", "change": "to-do"}
    lines += [f"  - {words[line.kind]}: {plain(line.title)} ({plain(line.owner) or 'no owner'})" for line in results]
    return lines


def _owned(record: RecordView, kind: str) -> list[str]:
    return [
        f"- {one.ref} {plain(one.title)} ({plain(one.owner) or 'no owner'}{f', by {one.by}' if one.by else ''})"
        for one in record.owned
        if one.kind == kind
    ]


def _rating(record: RecordView) -> list[str]:
    if not record.shown:
        return []
    rated: list[PersonView] = [one for one in record.people if one.rating is not None]
    mean = rules.mean_rating([one.rating for one in rated if one.rating is not None])
    if mean is None:
        return []
    whys = [f"- {one.rating}: {plain(one.why)} ({plain(one.name)})" for one in rated if one.why]
    return [f"{mean:.1f} from {len(rated)}", *([""] if whys else []), *whys]
