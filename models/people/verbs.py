"""What can be done about people, access and settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Begin an organisation in an empty database: its top team, its first person (an admin), its cycle."""

    organisation: str
    handle: str
    name: str
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """Add a person and give them access to a team ("" is the top team)."""

    handle: str
    name: str
    team: str = ""
    access: str = "member"
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccess:
    """Give a person an access in a team; "" takes it away."""

    handle: str
    team: str
    access: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deactivate:
    """Close a person's account (or open it again); they are never deleted."""

    handle: str
    active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Blank a person's name and address on request; their changes stay under the handle (product.md 5)."""

    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSetting:
    """Set one organisation setting; the value is text as typed."""

    name: str
    value: str
