"""`oar glance` and `oar status`: the scorecard at once, from plain rows (architecture.md, Short commands).

Nothing heavy is imported here or by what this imports: most of the time of these two commands is the
interpreter's own start, and they run in prompts, tmux bars and cron.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from models import weeks
from models.errors import Ambiguous, Refused, Unknown
from models.refs import parse, ref
from models.scorecard import glance_reads
from models.scorecard.glance_reads import Judged
from models.store.location import find_handle, find_location
from models.store.reader import open_current, viewer_id
from themes.cells import counts, pad
from themes.glyphs import glyphs, wants_ascii
from themes.sgr import paint, wants_colour
from tui.glance_table import Page, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from models.store.protocol import OpenReader
    from themes.cells import Spans
    from tui.arguments import Options

VERSION = 1
MOST_WEEKS = 104
EMPTY = 'No measures yet. One is added by: oar add measure "Net revenue retention" unit=% owner=HANDLE'


def main(
    command: str,
    words: Sequence[str],
    options: Options,
    *,
    env: Mapping[str, str] | None = None,
    stdout: TextIO | None = None,
    now: datetime | None = None,
) -> int:
    """Print the scorecard (`glance`) or one line about it (`status`); return the exit code.

    words: the command's own arguments, --team T and --weeks N. Raises OarError.
    """
    env = os.environ if env is None else env
    out = sys.stdout if stdout is None else stdout
    team, count = _arguments(command, words)
    reader = _open(find_location(options.db, env))
    try:
        person = viewer_id(reader, find_handle(options.handle, env))
        reader.hide_private(person)
        today = _today(reader, now)
        if command == "status":
            lines = _status(reader, today, person, as_json=options.json)
        else:
            tty = out.isatty()
            page = Page(
                width=_width(out, env) if tty else 0,
                weeks=count,
                glyphs=glyphs(wants_ascii(env)),
                colour=wants_colour(env, tty) and not options.plain,
            )
            lines = _glance(reader, today, team, page, as_json=options.json)
    finally:
        reader.close()
    out.write("".join([f"{line}\n" for line in lines]))
    return 0


def _arguments(command: str, words: Sequence[str]) -> tuple[str, int]:
    """Return (team, weeks) of the command line. Raises Refused for anything else."""
    team, count = "", 0
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if command != "glance" or name not in ("--team", "--weeks"):
            raise Refused(f"oar {command} does not understand {word[:40]!r}", "`oar --help` shows what it takes")
        if not equals:
            if not waiting:
                raise Refused(f"{name} needs a value", "Such as --team Sales or --weeks 13")
            value = waiting.pop(0)
        if name == "--team":
            team = value
        else:
            count = _weeks(value)
    return team, count


def _weeks(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= MOST_WEEKS):
        raise Refused(f"--weeks takes a whole number from 1 to {MOST_WEEKS}, not {value[:40]!r}")
    return int(value)


def _open(location: str) -> OpenReader:
    """Return the database opened for reading; PostgreSQL costs its driver, a file costs nothing but itself."""
    if not location.startswith(("postgresql://", "postgres://")):
        return open_current(location)
    from models.errors import Unreachable
    from models.store import schema
    from models.store.postgres import PostgresReader

    reader = PostgresReader(location)
    if not reader.current():
        reader.close()
        raise Unreachable(*schema.mismatch(reader.stamp, location))
    return reader


def _setting(reader: OpenReader, name: str, default: str) -> str:
    """Return an organisation setting that is a text; they are stored as JSON."""
    found = str(reader.value("SELECT value FROM setting WHERE name = :name AND archived_at IS NULL", name=name) or "")
    if not found:
        return default
    if "\\" in found:
        import json

        return str(json.loads(found))
    return found.strip('"')


def _today(reader: OpenReader, now: datetime | None) -> date:
    """Return today in the organisation's zone, which closes days and weeks (product.md 2)."""
    moment = now or datetime.now(UTC)
    zone = _setting(reader, "zone", "UTC")
    if zone == "UTC":
        return moment.date()
    from zoneinfo import ZoneInfo

    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (KeyError, ValueError, OSError):
        return moment.date()


def _width(out: TextIO, env: Mapping[str, str]) -> int:
    asked = env.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and 0 < int(asked) < 10_000:
        return int(asked)
    try:
        return os.get_terminal_size(out.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


# ---- oar status


def _status(reader: OpenReader, today: date, person: int, *, as_json: bool) -> list[str]:
    measures = glance_reads.judged(reader, today, periods=2).values()
    own = glance_reads.own_teams(reader, person)
    words = [one.status for one in measures if not own or one.team_id in own]
    found = {
        "off": words.count("off"),
        "risk": words.count("risk"),
        "hot": glance_reads.count_hot(reader, person),
        "due": glance_reads.count_due(reader, today, person, measures) if person else 0,
    }
    if as_json:
        return [_json({"version": VERSION, "command": "status", **found})]
    return [f"x{found['off']} !{found['risk']} hot{found['hot']} due{found['due']}"]


# ---- oar glance


def _glance(reader: OpenReader, today: date, team: str, page: Page, *, as_json: bool) -> list[str]:
    teams = glance_reads.below_team(reader, _team(reader, team)) if team else None
    periods = max(page.spark, glance_reads.PERIODS)
    rows = glance_reads.worst_first(glance_reads.judged(reader, today, teams=teams, periods=periods).values())
    if as_json:
        return [_json(_document(rows, today, page.weeks or glance_reads.PERIODS))]
    organisation = _setting(reader, "organisation", "Oarlock")
    if not rows:
        return [f"No measures in {team}" if team else EMPTY]
    week = weeks.format_week(weeks.last_closed(today), short=True)
    tally = counts({word: sum(one.status == word for one in rows) for word in glance_reads.ORDER}, glyphs=page.glyphs)
    many = "1 measure" if len(rows) == 1 else f"{len(rows)} measures"
    head: Spans = ((organisation, "bold"), (f"  {week}  {many}  ", ""), *tally)
    lines = [head, *table(rows, page)]
    return [paint(pad(line, page.width) if page.width else line, page.colour).rstrip() for line in lines]


def _team(reader: OpenReader, text: str) -> int:
    """Return the id of the team that a reference or part of a name means. Raises Unknown or Ambiguous."""
    rows = reader.rows("SELECT id, name FROM team WHERE archived_at IS NULL ORDER BY id")
    parsed = parse(text)
    if parsed and parsed[0] == "team" and parsed[1] in [number for number, _ in rows]:
        return parsed[1]
    word = text.strip().casefold()
    tests = (lambda name: name == word, lambda name: name.startswith(word), lambda name: word in name)
    for fits in tests:
        found = [(number, name) for number, name in rows if word and fits(name.casefold())]
        if len(found) == 1:
            return int(found[0][0])
        if found:
            candidates = tuple((ref("team", number), name) for number, name in found[:9])
            raise Ambiguous(f"{text[:40]!r} may be several teams", candidates)
    raise Unknown(f"There is no team {text[:40]!r}", "`oar people` lists the teams")


def _document(rows: Iterable[Judged], today: date, periods: int) -> dict[str, Any]:
    return {
        "version": VERSION,
        "command": "glance",
        "week": weeks.format_week(weeks.last_closed(today)),
        "measures": [
            {
                "ref": ref("measure", one.id),
                "name": one.name,
                "team": ref("team", one.team_id),
                "owner": one.handle,
                "status": one.status,
                "period": weeks.format_period(one.period, one.cadence),
                "unit": one.unit,
                "value": one.value,
                "plan": one.plan,
                "off_at": one.off_at,
                "so_far": one.so_far,
                "change": one.change,
                "trend": one.trend or None,
                "hit": _hits(one.statuses[-periods:]),
                "leading": bool(one.leads),
                "periods": [weeks.format_period(period, one.cadence) for period in one.periods[-periods:]],
                "values": one.values[-periods:],
                "statuses": one.statuses[-periods:],
            }
            for one in rows
        ],
    }


def _hits(words: Sequence[str]) -> list[int]:
    return [words.count("ok"), sum(word in ("ok", "risk", "off") for word in words)]


def _json(value: dict[str, Any]) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)
