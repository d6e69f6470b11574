"""Fixtures that several tests of screens share."""

from __future__ import annotations

from tests.models.conftest import clock, path, template  # noqa: F401 - the small company
from tests.screens.review_room import company, room  # noqa: F401 - fixtures of the review tests
from tests.screens.small import ana, planned  # noqa: F401 - the small company on a real store
