"""Handlers for hot items and to-dos; those for issues are in models/issues/solving.py."""

from __future__ import annotations

from datetime import date, timedelta

from models import refs, text
from models.decisions.tables import Decision
from models.errors import Refused
from models.issues import rules, targets
from models.issues import solving as _solving  # noqa: F401 - registers the handlers of issues
from models.issues.tables import HotItem, Issue, Todo
from models.issues.verbs import (
    AddTodo,
    CarryTodo,
    DoneHot,
    DoneTodo,
    DropHot,
    MergeHot,
    OwnHot,
    RaiseHot,
    RouteHot,
    SnoozeHot,
    ToDecision,
    ToIssue,
    ToTodo,
)
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.weeks import week_of


@handles(RaiseHot)
def raise_hot(unit: Unit, verb: RaiseHot) -> Done:
    """Raise a hot item by hand, hot at once (product.md 4, row "person")."""
    about = targets.source(unit, verb.ref) if verb.ref else None
    owner = targets.person(unit, verb.owner)
    if verb.team or about is None or about.team_id is None:
        team = targets.team(unit, verb.team)
    else:
        team = about.team_id
    heat = rules.raised(unit.me.name)
    row = unit.add(
        HotItem(
            rule=heat.rule,
            source=about.ref if about else "",
            title=text.title(verb.text, "hot item"),
            evidence=heat.evidence,
            severity=heat.severity,
            team_id=team,
            owner_id=owner if owner is not None or about is None else about.owner_id,
            found_at=unit.now,
            by_id=unit.me.id or None,
            private=int(verb.private or bool(about and about.private)),
        )
    )
    return Done(f"Raised {_ref(row)} {row.title}", (_ref(row),), row.id)


@handles(ToIssue)
def to_issue(unit: Unit, verb: ToIssue) -> Done:
    """Send rows to the issues list; a hot item is done with it."""
    made, titles = [], []
    for reference in verb.items:
        about = targets.source(unit, reference)
        titles.append(about.title)
        if _kind(about) == "issue":  # it is on the list already: another team sent it
            made.append(_origin(about))
            _close(about.hot, f"issue {made[-1]}")
            continue
        row = unit.add(
            Issue(
                team_id=about.team_id or targets.home(unit),
                title=about.title,
                ref=_origin(about),
                measure_id=_measure(about),
                owner_id=about.owner_id,
                raised_by=unit.me.id or None,
                private=about.private,
            )
        )
        made.append(refs.ref("issue", row.id or 0))
        _close(about.hot, f"issue {made[-1]}")
    return _made(verb.items, made, targets.told("To issues:", titles, "rows"))


@handles(ToTodo)
def to_todo(unit: Unit, verb: ToTodo) -> Done:
    """Make to-dos of rows, for their owner (mine where there is none), due in seven days."""
    made, titles = [], []
    given = targets.person(unit, verb.owner)
    due = unit.today + timedelta(days=verb.days)
    for reference in verb.items:
        about = targets.source(unit, reference)
        row = _todo(about.title, given or about.owner_id or unit.me.id or None, due)
        row.team_id, row.origin_ref, row.private = about.team_id or targets.home(unit), about.ref, about.private
        unit.add(row)
        made.append(refs.ref("todo", row.id or 0))
        titles.append(about.title)
        _close(about.hot, f"to-do {made[-1]}")
    return _made(verb.items, made, targets.told("To-do:", titles, "rows"))


@handles(ToDecision)
def to_decision(unit: Unit, verb: ToDecision) -> Done:
    """Make decisions needed of rows, with their titles."""
    made, titles = [], []
    for reference in verb.items:
        about = targets.source(unit, reference)
        titles.append(about.title)
        if _kind(about) == "decision":  # it is asked for already
            made.append(_origin(about))
            _close(about.hot, f"decision {made[-1]}")
            continue
        row = unit.add(
            Decision(
                title=about.title,
                team_id=about.team_id or targets.home(unit),
                owner_id=about.owner_id or unit.me.id or None,
                asked_at=unit.now,
                origin_ref=about.ref,
                measure_id=_measure(about),
                private=about.private,
            )
        )
        made.append(refs.ref("decision", row.id or 0))
        _close(about.hot, f"decision {made[-1]}")
    return _made(verb.items, made, targets.told("Decision needed:", titles, "rows"))


@handles(DoneHot)
def done_hot(unit: Unit, verb: DoneHot) -> Done:
    """Close hot items."""
    found = targets.hot_items(unit, verb.items)
    outcome = text.title(verb.outcome, "outcome") if verb.outcome.strip() else "done"
    for item in found:
        _close(item, outcome)
    return Done(targets.told("Done:", [one.title for one in found], "hot items"), verb.items)


@handles(DropHot)
def drop_hot(unit: Unit, verb: DropHot) -> Done:
    """Drop hot items until their source worsens."""
    found = targets.hot_items(unit, verb.items)
    for item in found:
        _close(item, "dropped", state="dropped")
    return Done(targets.told("Dropped:", [one.title for one in found], "hot items"), verb.items)


@handles(OwnHot)
def own_hot(unit: Unit, verb: OwnHot) -> Done:
    """Give hot items to a person."""
    found = targets.hot_items(unit, verb.items)
    owner = targets.person(unit, verb.owner)
    for item in found:
        item.owner_id = owner
    who = targets.name_of(unit, "person", owner) or "nobody"
    return Done(f"{targets.told('', [one.title for one in found], 'hot items').strip()}: {who}", verb.items)


@handles(SnoozeHot)
def snooze_hot(unit: Unit, verb: SnoozeHot) -> Done:
    """Put hot items away until a day, or until their source worsens."""
    found = targets.hot_items(unit, verb.items)
    until = targets.day(unit, verb.until)
    for item in found:
        _close(item, None, state="snoozed")
        item.until = until
    return Done(targets.told(f"Until {until}:", [one.title for one in found], "hot items"), verb.items)


@handles(MergeHot)
def merge_hot(unit: Unit, verb: MergeHot) -> Done:
    """Close hot items as the same as another one. Raises Refused for one merged into itself."""
    into = targets.hot_items(unit, (verb.into,))[0]
    found = targets.hot_items(unit, verb.items)
    if any(item.id == into.id for item in found):
        raise Refused("A hot item cannot be merged into itself", "Choose another row")
    for item in found:
        if item.private and (not into.private or item.team_id != into.team_id):
            raise Refused(f"H{item.id} is private to its team", "It cannot be merged into what others see")
        _close(item, f"same as H{into.id}")
        item.merged_into = into.id
        into.owner_id = into.owner_id or item.owner_id
    return Done(targets.told(f"Same as H{into.id}:", [one.title for one in found], "hot items"), verb.items)


@handles(RouteHot)
def route_hot(unit: Unit, verb: RouteHot) -> Done:
    """Hand hot items to another team, the one above unless named; private ones stay where they are."""
    found = targets.hot_items(unit, verb.items)
    to = ""
    for item in found:
        item.team_id = targets.receiver(unit, f"H{item.id}", item, verb.team)
        to = targets.name_of(unit, "team", item.team_id)
    return Done(targets.told(f"To {to}:", [one.title for one in found], "hot items"), verb.items)


@handles(AddTodo)
def add_todo(unit: Unit, verb: AddTodo) -> Done:
    """Add a to-do; without owner it is mine, without a day it is due in seven."""
    about = targets.source(unit, verb.ref) if verb.ref else None
    due = date.fromisoformat(targets.day(unit, verb.due, past=True)) if verb.due else unit.today + timedelta(days=7)
    row = _todo(text.title(verb.title, "to-do"), targets.person(unit, verb.owner) or unit.me.id or None, due)
    row.team_id = (about.team_id if about and not verb.team else None) or targets.team(unit, verb.team)
    row.origin_ref = about.ref if about else None
    row.change, row.review_id = int(verb.change), verb.review
    row.week = verb.week or row.week
    row.private = int(verb.private or bool(about and about.private))
    unit.add(row)
    reference = refs.ref("todo", row.id or 0)
    who = targets.name_of(unit, "person", row.owner_id)
    return Done(f"To-do {reference} {row.title} ({who}, {row.due_on})", (reference,), row.id)


@handles(DoneTodo)
def done_todo(unit: Unit, verb: DoneTodo) -> Done:
    """Tick to-dos off."""
    found = targets.todos(unit, verb.todos)
    for todo in found:
        if todo.done_at is not None:
            raise Refused(f"TD{todo.id} is done already")
        todo.done_at = unit.now
    return Done(targets.told("Done:", [one.title for one in found], "to-dos"), verb.todos)


@handles(CarryTodo)
def carry_todo(unit: Unit, verb: CarryTodo) -> Done:
    """Carry to-dos on; one that was due by now counts as missed (product.md 4, row "promise")."""
    found = targets.todos(unit, verb.todos)
    given = targets.day(unit, verb.due) if verb.due else ""
    for todo in found:
        if todo.done_at is not None:
            raise Refused(f"TD{todo.id} is done already")
        was = date.fromisoformat(todo.due_on)
        todo.misses = max(todo.misses + (unit.today >= was), rules.todo_misses(todo.misses, was, unit.today))
        todo.carries += 1
        todo.due_on = given or max(was + timedelta(days=7), unit.today + timedelta(days=1)).isoformat()
        todo.week = week_of(date.fromisoformat(todo.due_on))
    return Done(targets.told("Carried:", [one.title for one in found], "to-dos"), verb.todos)


def _todo(title: str, owner: int | None, due: date) -> Todo:
    return Todo(title=title, owner_id=owner, due_on=due.isoformat(), week=week_of(due))


def _close(item: HotItem | None, outcome: str | None, *, state: str = "done") -> None:
    if item is None:
        return
    item.state = state
    item.outcome = outcome
    item.acted_severity = item.severity


def _made(items: tuple[str, ...], made: list[str], message: str) -> Done:
    if not made:
        raise Refused("Which row?", "Mark rows or put the cursor on one")
    return Done(message, (*made, *items), tuple(made))


def _ref(item: HotItem) -> str:
    return refs.ref("hot_item", item.id or 0)


def _origin(about: targets.Source) -> str:
    return (about.hot.source or about.ref) if about.hot is not None else about.ref


def _kind(about: targets.Source) -> str:
    parsed = refs.parse(_origin(about))
    return parsed[0] if parsed is not None else ""


def _measure(about: targets.Source) -> int | None:
    parsed = refs.parse(_origin(about))
    return parsed[1] if parsed is not None and parsed[0] == "measure" else None
