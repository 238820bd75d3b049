"""Output of the target."""

import numpy as np

from sim.base.axes import Array
from sim.base.mechanism import mechanism
from sim.state import VARIABLES

LOW, HIGH = VARIABLES["output"].low, VARIABLES["output"].high


@mechanism(writes=("output",))
def economy(
    output: Array,
    oil: Array,
    oil_anchor: Array,
    bite: Array,
    bite_anchor: Array,
    oil_response: Array,
    bite_response: Array,
    persistence: Array,
) -> tuple[Array]:
    """Gap of the target's output after a quarter, share of output.

    gap' = persistence * gap + (1 - persistence) * settled
    settled = oil_response * ln(oil / at the start) - bite_response * (bite - at the start)

    output, oil, bite : (world,)
    oil_response : (world,), share of output per log point of oil, in the long run
    bite_response : (world,), share of output per unit of bite, in the long run
    persistence : (world,), share of the gap that stays a quarter
    The gap stops at the bounds of its state.
    """
    settled = oil_response * np.log(oil / oil_anchor) - bite_response * (bite - bite_anchor)
    return (np.clip(persistence * output + (1 - persistence) * settled, LOW, HIGH),)
