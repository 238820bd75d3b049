"""What the joint draws that a calibration has kept say of each parameter; nothing is run for it."""

from __future__ import annotations

import numpy as np

from sim.analysis import prior_posterior as learning
from sim.analysis.prior_posterior import Learnt
from sim.base.random_streams import Streams
from sim.dispute import PRIOR, Dispute
from sim.model.parameter_sampling import drawn

PRIORS = 8000  # draws that stand for the priors


def learnt(dispute: Dispute) -> list[Learnt]:
    """Every parameter that the joint draws hold, before and after, the one that moved most first.

    Empty where the dispute draws from its priors. Beyond chance is judged by the rows that were
    kept, fewer than the worlds they stand for, so that less is called informed and not more.
    Raises InputError where what stands of the posterior cannot be used.
    """
    posterior = dispute.posterior
    if posterior is None:
        return []
    columns = posterior.columns
    streams = Streams(posterior.record.seed)
    prior = drawn(dispute.drawing(PRIOR), streams, 0, PRIORS, tuple(columns))
    weights = np.diff(posterior.ends, prepend=0)
    return learning.learnt({path: prior[path] for path in columns}, columns, weights)
