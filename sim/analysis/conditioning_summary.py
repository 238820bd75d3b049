"""What a run observes, and what that leaves of its worlds.

An observation that leaves few worlds was unlikely under the model, or is very exact: either way
the answers rest on the few, and the effective sample says on how many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.quarters import Quarter
from sim.engine import conditioning
from sim.results import Run
from sim.scenario.observations import restored, spelt


@dataclass(frozen=True)
class ObservationSummary:
    """One observation.

    text : as it stands, or could stand, after `--observe`
    alone : worlds, of those in the run, that it would leave by itself, each by how well it agrees
    why : where it was seen; empty where nobody says
    """

    id: str
    text: str
    alone: float
    why: str


@dataclass(frozen=True)
class Observed:
    """What is observed, and how many worlds are left, each counted by how well it agrees.

    worlds : in the run
    effective : as many worlds, counting alike, would be as exact
    """

    worlds: int
    effective: float
    seen: tuple[ObservationSummary, ...]

    @property
    def share(self) -> float:
        """What is left of the worlds."""
        return self.effective / self.worlds

    @property
    def said(self) -> str:
        """What is left, in words."""
        return f"{self.worlds:,} worlds, worth {self.effective:,.0f} that count alike"

    def summary(self) -> dict[str, Any]:
        """The same as plain data, for `--json`."""
        return {
            "effective": self.effective,
            "share": self.share,
            "observations": [
                {"id": each.id, "text": each.text, "alone": each.alone / self.worlds}
                | ({"why": each.why} if each.why else {})
                for each in self.seen
            ],
        }


def observed(run: Run) -> Observed | None:
    """What a run observes; None where it observes nothing."""
    if run.weights is None:
        return None
    seen = [_seen(run, entry) for entry in run.scenario["observe"]]
    return Observed(run.manifest.worlds, conditioning.effective(run.weights), tuple(seen))


def _seen(run: Run, entry: Mapping[str, Any]) -> ObservationSummary:
    columns = [series.path for series in run.manifest.series]
    observation = restored(entry, columns)
    paths = (
        observation.that.paths
        if observation.that is not None
        else ()
        if observation.near is None
        else observation.near[:1]
    )
    recorded = {path: np.asarray(run.series(path)) for path in paths}
    agreement = conditioning.agreement(observation, recorded, Quarter.parse(run.manifest.start))
    text = spelt({key: value for key, value in entry.items() if key != "id"}) or observation.id
    return ObservationSummary(
        observation.id, text, conditioning.effective(agreement), observation.why
    )


def worlds(run: Run) -> str:
    """How many worlds a run has and, where they do not count alike, what they are worth."""
    found = observed(run)
    return f"{run.manifest.worlds:,} worlds" if found is None else found.said
