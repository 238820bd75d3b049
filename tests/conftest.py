"""What holds for all tests, and how they are shared out among processes."""

import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# No time is ever asserted: a busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Where tests are run in the background of a shell, interrupts are ignored, and so they are by every
# process that a test starts; some are to be ended by one.
signal.signal(signal.SIGINT, signal.default_int_handler)

DOCS = Path(__file__).parent / "docs"
# Files whose tests share what takes long to make: a server and a browser, pools, many runs.
TOGETHER = (
    "dashboards/test_browser.py",
    "engine/test_job_queue.py",
    "studies/test_ablation.py",
    "studies/test_calibration.py",
    "studies/test_hindcast.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of the documents."""
    for item in items:
        if DOCS in item.path.parents:
            item.add_marker("docs")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each test by itself to whoever is free, but those of a file of TOGETHER to one.

    What `--dist loadgroup` is for; its mark is lost where pytest makes the name of a test anew.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Sharing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file.endswith(TOGETHER) else nodeid

    return Sharing(config, log)
