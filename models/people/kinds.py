"""The fields of people: teams, people, roles."""

from __future__ import annotations

from models.kind import TEAM, Field, Kind, titled

KINDS = (
    Kind(
        "team",
        "people",
        "team",
        (
            titled("name", "Name"),
            Field("parent", "team", "Part of"),
            Field("level", "choice", "Level", choices=("company", "department", "team")),
            Field("review_weekday", "whole", "Review day (1 Monday)"),
            Field("review_time", "title", "Review time"),
        ),
        title="name",
    ),
    Kind(
        "person",
        "people",
        "person",
        (
            Field("handle", "title", "Handle", required=True),
            titled("name", "Name"),
            Field("email", "title", "E-mail"),
        ),
        title="name",
    ),
    Kind(
        "role",
        "people",
        "role",
        (
            titled("name", "Name"),
            TEAM,
            Field("purpose", "note", "Purpose"),
            Field("person", "person", "Held by"),
            Field("on_leadership", "flag", "On the leadership team"),
            Field("executive", "flag", "Executive"),
            Field("facilitates", "flag", "Facilitates"),
        ),
        title="name",
    ),
)
