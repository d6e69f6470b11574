"""What may be said behind `oar glance` and `oar status`, read without a parser, and the moment that is meant.

On the path of the short commands: nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from models import weeks
from models.errors import Refused

MOST_WEEKS = 104
MOST_SECONDS = 3600
FAIL_ON = {"off": ("off",), "risk": ("off", "risk"), "late": ("off", "risk", "late")}
"""--fail-on: that status or a worse one."""
WITH_VALUE = {
    "glance": ("--team", "--weeks", "--at", "--fail-on", "--every"),
    "status": ("--at", "--fail-on", "--every"),
}
SUCH_AS = {
    "--team": "--team Sales",
    "--weeks": "--weeks 13",
    "--at": "--at 2026-W22",
    "--fail-on": "--fail-on off",
    "--every": "--every 5",
}


class Asked:
    """The words of one command. team, at: "" when not given; weeks: 0; every: seconds between two looks."""

    __slots__ = ("at", "command", "every", "fail_on", "team", "watch", "weeks")

    def __init__(self, command: str, words: Sequence[str]) -> None:
        """Read the words. Raises Refused for anything that the command does not know."""
        self.command = command
        self.watch = False
        given: dict[str, str] = {}
        waiting = list(words)
        while waiting:
            word = waiting.pop(0)
            name, equals, value = word.partition("=")
            if word == "--watch":
                self.watch = True
                continue
            if name not in WITH_VALUE[command]:
                raise Refused(f"oar {command} does not understand {word[:40]!r}", "`oar --help` shows what it takes")
            if not equals:
                if not waiting:
                    raise Refused(f"{name} needs a value", f"Such as {SUCH_AS[name]}")
                value = waiting.pop(0)
            given[name] = value
        self.team = given.get("--team", "")
        self.at = given.get("--at", "")
        self.weeks = _whole("--weeks", given.get("--weeks"), MOST_WEEKS)
        self.every = _whole("--every", given.get("--every"), MOST_SECONDS) or 2
        self.fail_on = given.get("--fail-on", "")
        if "--fail-on" in given and self.fail_on not in FAIL_ON:
            raise Refused(f"--fail-on takes {', '.join(FAIL_ON)}, not {self.fail_on[:40]!r}")
        if self.watch and self.at:
            raise Refused("--watch and --at do not go together", "What is past does not change")

    def code(self, statuses: Sequence[str]) -> int:
        """Return the exit code that these statuses mean: 1 when --fail-on finds one, else 0."""
        return int(any(status in FAIL_ON.get(self.fail_on, ()) for status in statuses))


def _whole(name: str, value: str | None, most: int) -> int:
    if value is None:
        return 0
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= most):
        raise Refused(f"{name} takes a whole number from 1 to {most}, not {value[:40]!r}")
    return int(value)


class Moment:
    """Now, or the time when the week of --at had closed.

    today: the day that is judged from. name: the week of --at, None for now. known_at: the instant up to which
    values count, "" for all: the end of the week that follows, in which a closed week is typed and read out.
    """

    __slots__ = ("known_at", "name", "today")

    def __init__(self, asked: Asked, today: date) -> None:
        """Raises Refused for a week that has not closed yet."""
        self.today, self.known_at = today, ""
        self.name: str | None = None
        if not asked.at:
            return
        week = weeks.parse_week(asked.at, weeks.week_of(today))
        if week > weeks.last_closed(today):
            raise Refused(f"{weeks.format_week(week)} has not closed yet", "Leave --at out to see it as it is now")
        self.name = weeks.format_week(week)
        self.today = weeks.last_day(week) + timedelta(days=1)
        self.known_at = f"{(self.today + timedelta(days=6)).isoformat()}T23:59:59.999Z"
