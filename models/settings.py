"""Organisation settings with their defaults (product.md: every threshold is a setting)."""

from __future__ import annotations

from typing import Any

from models.errors import Refused
from models.store.protocol import Reads


class Settings:
    """Every setting of the organisation; names are as `oar config` shows them. given: those that are not the default.

    A plain class whose attributes are the defaults: making a tuple type of this size costs a start 1 %.
    """

    organisation: str = "Our organisation"
    zone: str = "UTC"
    rolled_on: str = ""
    stretch_pace: float = 0.7
    early_share: float = 0.10
    ok_ratio: float = 0.9
    risk_ratio: float = 0.7
    late_grace_days: int = 3
    measure_limit: int = 10
    objective_limit: int = 5
    hot_limit: int = 12
    off_periods: int = 2
    worse_periods: int = 3
    better_periods: int = 3
    decide_days: int = 7
    decision_days: int = 14
    stale_days: int = 14
    weekly_minutes: str = "5,3,10,4,3,28,7"
    brief_words: int = 1000
    import_quiet_days: int = 14
    backups_kept: int = 14

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)


NAMES = tuple(Settings.__annotations__)


def load(reader: Reads) -> Settings:
    """Return the stored settings over the defaults; unknown names are ignored."""
    stored = reader.rows("SELECT name, value FROM setting WHERE archived_at IS NULL")
    return Settings(**{name: _stored(value) for name, value in stored if name in NAMES})


def _stored(value: str) -> Any:
    """Return a stored value; what needs no JSON parser is read without one, on the path to the first frame."""
    inner = value[1:-1]
    if value[:1] == value[-1:] == '"' and '"' not in inner and "\\" not in inner:
        return inner
    if value.isascii() and value.isdigit():
        return int(value)
    import json

    return json.loads(value)


def read_value(name: str, text: str) -> Any:
    """Read `text` as a value of setting `name`. Raises Refused for an unknown name or a wrong type."""
    if name not in NAMES:
        raise Refused(f"There is no setting {name!r}", "`oar config` lists them")
    kind = type(getattr(Settings(), name))
    try:
        return kind(text)
    except ValueError as error:
        raise Refused(f"{name} takes {'a whole number' if kind is int else 'a number'}, not {text!r}") from error
