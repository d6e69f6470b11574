"""The fields of the strategy brief."""

from __future__ import annotations

from models.kind import OPERATORS, Field, Kind, titled

KINDS = (
    Kind(
        "choice",
        "strategy",
        "choice",
        (
            titled("statement", "We choose"),
            Field("brief", "brief", "Brief", required=True),
            Field("rather_than", "title", "Rather than"),
            Field("because", "note", "Because"),
            Field("consequence", "note", "So"),
        ),
        title="statement",
    ),
    Kind(
        "exclusion",
        "strategy",
        "exclusion",
        (
            titled("statement", "We will not"),
            Field("brief", "brief", "Brief", required=True),
            Field("elephant", "note", "Elephant", help="What everybody knows and nobody says"),
            Field("measure", "measure", "Until measure"),
            Field("operator", "choice", "Is", choices=OPERATORS),
            Field("limit", "number", "Limit", column="bound"),
            Field("periods", "whole", "For periods"),
        ),
        title="statement",
    ),
    Kind(
        "assumption",
        "strategy",
        "assumption",
        (
            titled("statement", "We assume"),
            Field("brief", "brief", "Brief", required=True),
            Field("measure", "measure", "Measure"),
            Field("still_holds", "choice", "Still holds", choices=("yes", "no")),
        ),
        title="statement",
    ),
)
