"""What holds for every property test: a slow machine is no finding, and the same code is asked the same twice."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = os.environ.get("OAR_EXAMPLES", "")

settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "search", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=int(EXAMPLES or 100)
)
settings.load_profile("search" if EXAMPLES else "same")
