"""Writing: one unit of work per verb, one writer at a time, everything or nothing.

begin, idempotency, schema stamp, handler, policy, consequences, audit, feed, commit. The engine's
connections come from models/store/driver.py like all others.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from models import lasting, settings
from models.clock import Clock, instant
from models.errors import NotPermitted, OarError, Unreachable
from models.people import me as people_me
from models.people import policy
from models.store import driver, privacy, schema, waiting
from models.store.handlers import carry_out
from models.store.registry import AREA
from models.store.unit import Changed, Done, Unit, UnitReader, UnitSession, as_json

OURS = ("RollDay", "Recompute")
"""Verbs that Oarlock carries out by itself: nobody's last action, so nobody's undo takes them back."""


# The audit of a write in plain SQL: as rows of the session it took a third of the time of a check-in.
_ACTION = (
    "INSERT INTO action (id, seq, at, by_id, verb, summary, payload, undoes, team_id, private) VALUES (:id,"
    " (SELECT coalesce(max(seq), 0) + 1 FROM action), :at, :by_id, :verb, :summary, :payload, :undoes, :team_id,"
    " :private)"
)
_CHANGE = (
    "INSERT INTO change (action_id, kind, row_id, field, before, after, team_id, private) VALUES (:action_id, :kind,"
    " :row_id, :field, :before, :after, :team_id, :private)"
)
_FEED = "INSERT INTO feed (counter, areas) VALUES ((SELECT coalesce(max(counter), 0) + 1 FROM feed), :areas)"


def engine_for(location: str, told: waiting.Told = waiting.in_silence, *, behind: bool = False) -> Engine:
    """Return the engine for a SQLite path or a `postgresql://` URL; `told` hears when a write has to wait.

    behind: a commit of SQLite does not wait for the disk, which is seen to elsewhere (behind.py).
    """
    if is_postgres(location):
        from models.store.postgres import engine_url

        return create_engine(engine_url(location), pool_pre_ping=True)
    engine = create_engine(
        "sqlite://", creator=lambda: driver.connect(location), module=driver.sqlite, poolclass=StaticPool
    )
    if behind:
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=NORMAL"))
    event.listen(engine, "begin", lambda connection: waiting.begin(connection, location, told))
    return engine


def is_postgres(location: str) -> bool:
    """Return whether a database location is a PostgreSQL URL."""
    return location.startswith(("postgresql://", "postgres://"))


class Writer:
    """Carries out verbs for one person. told: hears of a long wait.

    Who that is, and what is set, is read again in every transaction before which anybody changed people or settings.
    """

    def __init__(
        self,
        location: str,
        handle: str,
        clock: Clock,
        told: waiting.Told = waiting.in_silence,
        *,
        behind: bool = False,
    ) -> None:
        self.location = location
        self.handle = handle
        self.clock = clock
        self._told = told
        self.engine = engine_for(location, told, behind=behind)
        self._known: tuple[people_me.Me, settings.Settings] | None = None
        self._known_by = handle
        self._seen = 0

    def write(self, verb: Any, *, action: str, join: str = "", trusted: bool = False) -> Done:
        """Carry out `verb` as action `action`, or as a further part of the action `join`.

        trusted skips the policy: for the day roll, migrations of data and the making of a company.
        Raises OarError; nothing is kept then.
        """
        try:
            with UnitSession(self.engine, expire_on_commit=False, autoflush=False) as session:
                if session.get_bind().dialect.name == "postgresql":
                    waiting.queue(session.connection(), self._told)
                done = self._in_transaction(session, verb, action=action, join=join, trusted=trusted)
                session.commit()
                return done
        except OarError:
            raise
        except (OperationalError, DBAPIError) as error:
            raise self._failed(error) from error

    def _in_transaction(self, session: UnitSession, verb: Any, *, action: str, join: str, trusted: bool) -> Done:
        unit = self._unit(session, action=join or action, trusted=trusted)
        self._check_stamp(unit)
        if not join:
            again = unit.read.row("SELECT summary, payload FROM action WHERE id = :id", id=action)
            if again is not None:
                return Done(again[0], tuple(json.loads(again[1]).get("refs", ())), action=action)
        elif not unit.read.row("SELECT id FROM action WHERE id = :id AND by_id = :me", id=join, me=unit.me.id):
            raise OarError("That action is not there any more", "Do it again as its own step")
        session.watch(unit)
        done = carry_out(unit, verb)
        session.flush()
        if not trusted:
            self._permit(unit, back=type(verb).__name__ in ("Undo", "Redo"))
            lasting.check(unit)
        self._follow(unit)
        session.flush()
        return self._record(unit, verb, done, joined=bool(join))

    def _follow(self, unit: Unit) -> None:
        from models import consequences

        privacy.follow(unit)
        unit.session.flush()
        consequences.follow(unit)

    def _unit(self, session: UnitSession, *, action: str, trusted: bool) -> Unit:
        read = UnitReader(session)
        me, known = self._who(read)
        moment = self.clock.now()
        return Unit(
            session=session,
            me=me,
            now=instant(moment),
            today=self.clock.today(),
            settings=known,
            action=action,
            read=read,
            trusted=trusted,
        )

    def _who(self, read: UnitReader) -> tuple[people_me.Me, settings.Settings]:
        """Return the person and the settings; who leads 5,000 teams takes 12 ms to look up.

        They are looked up again after any change of people or settings, and when the feed does not go on where it was.
        """
        if self._known_by != self.handle:
            self._known, self._known_by = None, self.handle
        if self._known is None:
            self._seen = int(read.value("SELECT max(counter) FROM feed") or 0)
        news = read.rows("SELECT counter, areas FROM feed WHERE counter >= :seen ORDER BY counter", seen=self._seen)
        goes_on = bool(news) and news[0][0] == self._seen
        if self._known is None or not goes_on or any("people" in areas.split() for _, areas in news[1:]):
            me = people_me.load(read, self.handle) if self.handle else people_me.Me(0, "", "Oarlock", admin=True)
            self._known = me, settings.load(read)
        self._seen = news[-1][0] if news else 0
        return self._known

    def _check_stamp(self, unit: Unit) -> None:
        stamp = str(unit.read.value("SELECT version_num FROM alembic_version") or "")
        if stamp != schema.STAMP:
            raise Unreachable(*schema.mismatch(stamp, self.location))

    def _permit(self, unit: Unit, *, back: bool) -> None:
        before: dict[int, dict[str, Any]] = {}
        for changed in unit.changes:
            before.setdefault(id(changed.row), {}).setdefault(changed.field, changed.before)
        for changed in unit.changes:
            made = "" in before[id(changed.row)]
            was = {} if made else before[id(changed.row)]
            reason = policy.forbids(unit, changed.row, made=made, before=was, back=back)
            if reason:
                raise NotPermitted(*reason)

    def _record(self, unit: Unit, verb: Any, done: Done, *, joined: bool) -> Done:
        net = _net(unit.changes)
        unit.areas |= {AREA[table] for table, _ in unit.touched if table in AREA}
        if not net and not unit.touched:
            return Done(done.message, done.refs, done.value, unit.action)
        teams = privacy.covering_teams(unit, (change.row for change in net))
        private = next((team for team in teams.values() if team), 0)
        if not joined:
            self._record_action(unit, verb, done, private)
        unit.run_many(_CHANGE, [_change(unit, change, teams[id(change.row)] or private, private) for change in net])
        for change in net:
            row: Any = change.row
            if change.field == "private" and row.private:
                privacy.hide_past(unit, row)
        unit.run(_FEED, areas=" ".join(sorted(unit.areas)))
        return Done(done.message, done.refs, done.value, unit.action)

    def _record_action(self, unit: Unit, verb: Any, done: Done, private: int) -> None:
        unit.run(
            _ACTION,
            id=unit.action,
            at=unit.now,
            by_id=None if type(verb).__name__ in OURS else unit.me.id or None,
            verb=type(verb).__name__,
            summary=done.message[:200],
            payload=json.dumps({"refs": list(done.refs)}),
            undoes=done.value if type(verb).__name__ in ("Undo", "Redo") else None,
            team_id=private or None,
            private=int(bool(private)),
        )

    def _failed(self, error: SQLAlchemyError) -> OarError:
        cause = getattr(error, "orig", None) or error
        if not is_postgres(self.location):
            return driver.unreachable(cause, self.location)
        first = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        return Unreachable(f"PostgreSQL refused: {first}", "Nothing was changed; try again, then run `oar doctor`")

    def close(self) -> None:
        """Close the engine's connections."""
        self.engine.dispose()


def _change(unit: Unit, change: Changed, team: int, private: int) -> dict[str, Any]:
    """Return the audit row of a change; team: the one that alone may see it, 0 for everybody."""
    return {
        "action_id": unit.action,
        "kind": str(change.row.__tablename__),
        "row_id": change.row.id or 0,
        "field": change.field,
        "before": as_json(change.before),
        "after": as_json(change.after),
        "team_id": team or getattr(change.row, "team_id", None),
        "private": int(bool(private)),
    }


def _net(changes: list[Changed]) -> list[Changed]:
    """Fold several changes of one field into one; fields of rows made here belong to their making."""
    made = {id(change.row) for change in changes if change.field == ""}
    folded: dict[tuple[int, str], Changed] = {}
    for change in changes:
        if change.field and id(change.row) in made:
            continue
        key = (id(change.row), change.field)
        if key in folded:
            folded[key].after = change.after
        else:
            folded[key] = change
    for key, change in folded.items():
        if key[1] == "":
            change.after = _as_made(change)
    return [change for change in folded.values() if change.field == "" or change.before != change.after]


def _as_made(change: Changed) -> dict[str, Any]:
    kept = {"id", "created_at", "archived_at"}
    return {key: value for key, value in change.row.model_dump().items() if value is not None and key not in kept}
