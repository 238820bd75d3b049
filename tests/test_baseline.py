"""The whole model against its frozen self: what moves results must be seen to move them."""

import pandas as pd
import pytest

from tests.frozen.rewrite import SCENARIOS, frozen, path

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", SCENARIOS)
def test_results_stand_as_they_were_frozen(name: str) -> None:
    # Last bits may differ between processors; nothing else may. After a change that is meant to
    # move results: python -m tests.frozen.rewrite, and a line in CHANGELOG.md.
    before = pd.read_csv(path(name), index_col="world").astype("float64")
    pd.testing.assert_frame_equal(frozen(name), before, rtol=1e-6, atol=1e-9, check_names=False)
