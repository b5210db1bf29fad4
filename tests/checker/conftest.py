"""How Hypothesis looks for examples: the same ones at every run, however slow the machine is.

To search further by other examples: ``pytest tests/checker --hypothesis-profile=search``.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]

settings.register_profile(
    "same", derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
settings.register_profile("search", max_examples=5000, deadline=None, suppress_health_check=SLOW)
settings.load_profile("same")
