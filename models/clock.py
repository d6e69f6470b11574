"""The clock: injected everywhere, so that tests and the demo company can stand still."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from models.errors import Refused


def instant(moment: datetime) -> str:
    """Return a UTC instant as fixed-width text, `2026-11-21T09:15:00.000Z`; text order is time order."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def moment(text: str) -> datetime:
    """Read what `instant` wrote. (`strptime` would cost a start the calendar and a pattern.)"""
    return datetime.fromisoformat(text)


def zone(name: str) -> tzinfo:
    """Return a time zone by its IANA name, or raise Refused."""
    if name == "UTC":
        return UTC  # no need of the zone database, which costs milliseconds of every start
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Refused(f"{name} is no time zone", "Use a name such as Europe/Berlin") from error


class Clock:
    """Real time. `zone_name` is the organisation's zone: it closes days and weeks (product.md 2)."""

    def __init__(self, zone_name: str = "UTC") -> None:
        self.zone = zone(zone_name)

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return today's date in the organisation's zone."""
        return self.now().astimezone(self.zone).date()


class FrozenClock(Clock):
    """A clock that stands still until told otherwise, for tests and the demo company."""

    def __init__(self, at: datetime, zone_name: str = "UTC") -> None:
        super().__init__(zone_name)
        self.at = at

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.at
