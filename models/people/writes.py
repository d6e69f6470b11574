"""Handlers for people, access and settings."""

from __future__ import annotations

import json
from datetime import date, timedelta

from models import clock, fields, refs, text
from models.errors import Refused
from models.people.me import RANKS
from models.people.tables import Membership, Person, Setting, Team
from models.people.verbs import Begin, Deactivate, Forget, Invite, SetAccess, SetSetting
from models.settings import read_value
from models.store.handlers import handles
from models.store.unit import Done, Unit

HANDLE_LIMIT = 32


def handle(typed: str) -> str:
    """Return a cleaned handle: letters, digits, dot, dash and underscore, at most 32. Raises Refused."""
    word = text.clean(typed).strip().lstrip("@").lower()
    fits = word and len(word) <= HANDLE_LIMIT and all(one.isalnum() or one in "._-" for one in word)
    if not fits or not word[0].isalnum():
        raise Refused(
            f"{word[:40]!r} is no handle", "Use letters, digits, dot, dash or underscore, beginning with a letter"
        )
    if refs.parse(word):
        raise Refused(f"{word!r} looks like a reference", "Choose another handle")
    return word


@handles(Begin)
def begin(unit: Unit, verb: Begin) -> Done:
    """Make the top team, the first person and the running quarter's cycle. Raises Refused when not empty."""
    from models.okrs.tables import Cycle

    if unit.read.value("SELECT count(*) FROM person"):
        raise Refused("There is an organisation here already", "Nothing was changed")
    name = text.title(verb.organisation, "organisation")
    clock.zone(verb.zone)
    team = unit.add(Team(name=name, level="company"))
    person = unit.add(Person(handle=handle(verb.handle), name=text.title(verb.name or verb.handle, "name")))
    unit.add(Membership(team_id=team.id or 0, person_id=person.id or 0, access="admin"))
    for key, value in (("organisation", name), ("zone", verb.zone)):
        unit.add(Setting(name=key, value=json.dumps(value)))
    start, end = quarter(unit.today)
    unit.add(
        Cycle(
            name=f"{start.year}-Q{(start.month + 2) // 3}",
            start_on=start.isoformat(),
            end_on=end.isoformat(),
            state="planning",
            team_id=team.id,
        )
    )
    return Done(f"{name} is ready; you are {person.name} (@{person.handle})", (f"T{team.id}",))


def quarter(day: date) -> tuple[date, date]:
    """Return the first and the last day of the quarter that `day` lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


@handles(Invite)
def invite(unit: Unit, verb: Invite) -> Done:
    """Add a person with their access in one team."""
    word = handle(verb.handle)
    if unit.read.value("SELECT count(*) FROM person WHERE lower(handle) = :handle", handle=word):
        raise Refused(f"@{word} is taken", "Choose another handle")
    person = unit.add(
        Person(
            handle=word,
            name=text.title(verb.name or word, "name"),
            email=text.title(verb.email, "address") if verb.email.strip() else None,
        )
    )
    team = _team(unit, verb.team)
    unit.add(Membership(team_id=team, person_id=person.id or 0, access=_access(verb.access)))
    return Done(f"Added {person.name} (@{word}) as {verb.access}", (f"P{person.id}",), person.id)


@handles(SetAccess)
def set_access(unit: Unit, verb: SetAccess) -> Done:
    """Give, change or take away a person's access in a team; the last admin stays."""
    number = fields.person(unit, verb.handle)
    team = _team(unit, verb.team)
    found = unit.read.value(
        "SELECT id FROM membership WHERE team_id = :team AND person_id = :person", team=team, person=number
    )
    if not verb.access:
        if found:
            unit.archive(unit.get(Membership, found, archived=True))
    elif found:
        row = unit.get(Membership, found, archived=True)
        row.archived_at = None
        row.access = _access(verb.access)
    else:
        unit.add(Membership(team_id=team, person_id=number, access=_access(verb.access)))
    _keep_an_admin(unit)
    return Done(f"@{verb.handle.lstrip('@')} is now {verb.access or 'without access'} in T{team}", (f"T{team}",))


@handles(Deactivate)
def deactivate(unit: Unit, verb: Deactivate) -> Done:
    """Close or open a person's account; the last admin stays."""
    number = unit.read.value("SELECT id FROM person WHERE handle = :handle", handle=verb.handle.strip().lstrip("@"))
    if number is None:
        raise Refused(f"Nobody here is called {verb.handle!r}")
    row = unit.get(Person, number)
    row.active = int(verb.active)
    _keep_an_admin(unit)
    return Done(f"@{row.handle} is {'active' if verb.active else 'no longer active'}", (f"P{row.id}",))


@handles(Forget)
def forget(unit: Unit, verb: Forget) -> Done:
    """Blank name and address; what they wrote stays under the handle."""
    row = unit.get(Person, fields.person(unit, verb.handle))
    row.name = row.handle
    row.email = None
    return Done(f"Forgot the name and address of @{row.handle}", (f"P{row.id}",))


@handles(SetSetting)
def set_setting(unit: Unit, verb: SetSetting) -> Done:
    """Set one organisation setting."""
    value = read_value(verb.name, verb.value)
    if verb.name == "zone":
        clock.zone(str(value))
    found = unit.read.value("SELECT id FROM setting WHERE name = :name", name=verb.name)
    if found:
        unit.get(Setting, found, archived=True).value = json.dumps(value)
    else:
        unit.add(Setting(name=verb.name, value=json.dumps(value)))
    return Done(f"{verb.name} is now {value}")


def _team(unit: Unit, given: str) -> int:
    if given:
        return fields.record(unit, "team", given)
    top = unit.read.value("SELECT id FROM team WHERE parent_id IS NULL AND archived_at IS NULL ORDER BY id LIMIT 1")
    return int(top)


def _access(given: str) -> str:
    if given not in RANKS:
        raise Refused(f"{given[:40]!r} is no access", f"One of {', '.join(RANKS)}")
    return given


def _keep_an_admin(unit: Unit) -> None:
    admins = unit.read.value(
        "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.access = 'admin' AND m.archived_at IS NULL AND p.active = 1"
    )
    if not admins:
        raise Refused("Nobody would be left as admin", "Make somebody else an admin first")
