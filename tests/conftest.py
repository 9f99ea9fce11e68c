"""Settings of Hypothesis for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No test fails because the machine is busy.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
