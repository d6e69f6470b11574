"""What only the making of the demo company does: rows of the plan that no verb of people writes yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write one row of a table as it is; `values` are its columns."""

    table: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Change columns of one row as they are."""

    table: str
    row: int
    values: Mapping[str, Any]
