"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# No time is ever asserted: a busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
