"""`oar glance` and `oar status`: the scorecard at once, from plain rows (architecture.md, Short commands).

Nothing heavy is imported here or by what this imports: most of the time of these two commands is the
interpreter's own start, and they run in prompts, tmux bars and cron.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from models import weeks
from models.errors import Ambiguous, Unknown
from models.refs import parse, ref
from models.scorecard import glance_reads
from models.scorecard.verdict import ORDER
from models.store.location import find_handle, find_location
from models.store.reader import open_current, setting_text, viewer_id
from themes.cells import counts, pad
from themes.glyphs import glyphs, wants_ascii
from themes.sgr import paint, wants_colour
from tui.glance_words import Asked, Moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from models.store.protocol import OpenReader
    from themes.cells import Spans
    from tui.arguments import Options
    from tui.glance_table import Page

VERSION = 1
MORE = "There are more in other teams: oar glance --team T"
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

    words: the command's own arguments (tui/glance_words.py). The code is 1 when --fail-on finds something, else 0.
    Raises OarError.
    """
    env = os.environ if env is None else env
    out = sys.stdout if stdout is None else stdout
    asked = Asked(command, words)
    if asked.watch:
        from tui.glance_watch import watch

        return watch(lambda: _look(asked, options, env, out, now), out, asked.every)
    lines, code = _look(asked, options, env, out, now)
    out.write("".join([f"{line}\n" for line in lines]))
    return code


def _look(
    asked: Asked, options: Options, env: Mapping[str, str], out: TextIO, now: datetime | None
) -> tuple[list[str], int]:
    """Return the lines to show, and the exit code that they mean."""
    reader = _open(find_location(options.db, env))
    try:
        person = viewer_id(reader, find_handle(options.handle, env))
        reader.hide_private(person)
        moment = Moment(asked, _today(reader, now))
        if asked.command == "status":
            return _status(reader, moment, person, asked, as_json=options.json)
        from tui import glance_table  # a prompt that asks for the status does not wait for it

        tty = out.isatty()
        page = glance_table.Page(
            width=_width(out, env) if tty else 0,
            weeks=asked.weeks,
            glyphs=glyphs(wants_ascii(env)),
            colour=wants_colour(env, tty) and not options.plain,
        )
        return _glance(reader, moment, person, asked, page, as_json=options.json)
    finally:
        reader.close()


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
    found = setting_text(reader, name)
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


def _status(reader: OpenReader, moment: Moment, person: int, asked: Asked, *, as_json: bool) -> tuple[list[str], int]:
    shown = glance_reads.in_view(reader, person)
    measures = glance_reads.judged(reader, moment.today, shown, periods=2, known_at=moment.known_at).values()
    words = [one.status for one in measures]  # those that a glance shows: both say the same
    found: dict[str, Any] = {"off": words.count("off"), "risk": words.count("risk"), "hot": None, "due": None}
    if not asked.at:  # what was hot and owed then is not kept
        found["hot"] = glance_reads.count_hot(reader, person)
        found["due"] = glance_reads.count_due(reader, moment.today, person, measures) if person else 0
    code = asked.code(words)
    if as_json:
        return [_json({"version": VERSION, "command": "status", "at": moment.name, **found})], code
    line = f"x{found['off']} !{found['risk']}"
    return [f"{line} {moment.name}" if asked.at else f"{line} hot{found['hot']} due{found['due']}"], code


# ---- oar glance


def _glance(
    reader: OpenReader, moment: Moment, person: int, asked: Asked, page: Page, *, as_json: bool
) -> tuple[list[str], int]:
    teams = glance_reads.below_team(reader, _team(reader, asked.team)) if asked.team else None
    shown = None if asked.team else glance_reads.in_view(reader, person)
    periods = max(page.spark, glance_reads.PERIODS)
    rows = glance_reads.worst_first(
        glance_reads.judged(
            reader, moment.today, shown, teams=teams, periods=periods, known_at=moment.known_at
        ).values()
    )
    code = asked.code([one.status for one in rows])
    if as_json:
        from tui.glance_document import document

        count = page.weeks or glance_reads.PERIODS
        return [_json(document(rows, moment.today, count, at=moment.name, all_measures=shown is None))], code
    from tui import glance_table

    organisation = _setting(reader, "organisation", "Oarlock")
    if not rows:
        return [_nothing(asked, moment, everything=shown is None)], code
    week = weeks.format_week(weeks.last_closed(moment.today), short=not asked.at)
    tally = counts({word: sum(one.status == word for one in rows) for word in ORDER}, glyphs=page.glyphs)
    many = "1 measure" if len(rows) == 1 else f"{len(rows)} measures"
    then = "  as it was then" if asked.at else ""
    head: Spans = ((organisation, "bold"), (f"  {week}{then}  {many}  ", ""), *tally)
    lines = [head, *glance_table.table(rows, page)]
    if shown is not None:
        lines.append(((MORE, "muted"),))
    return [paint(pad(line, page.width) if page.width else line, page.colour).rstrip() for line in lines], code


def _nothing(asked: Asked, moment: Moment, *, everything: bool) -> str:
    if asked.team:
        return f"No measures in {asked.team}"
    if moment.name:
        return f"No measures in {moment.name}"
    return EMPTY if everything else f"None of the measures is yours or your teams'. {MORE}"


def _team(reader: OpenReader, text: str) -> int:
    """Return the id of the team that a reference or part of a name means. Raises Unknown or Ambiguous."""
    rows = glance_reads.team_names(reader)
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


def _json(value: dict[str, Any]) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)
