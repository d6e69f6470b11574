"""Fixtures that several tests of screens share."""

from __future__ import annotations

from tests.screens.review_room import company, room  # noqa: F401 - fixtures of the review tests
