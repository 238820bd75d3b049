"""What can be put on the table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.dispute import Dispute

TREATIES = ("none", "open", "recognised")  # no treaty; title left open; holder's title recognised
SEQUENCES = ("claimant_first", "together", "holder_first")


@dataclass(frozen=True)
class Packages:
    """All packages of a dispute: one row each, one column per part.

    Parts, each an index: settlement (rung), treaty, guarantee, money, relief, sequence.
    """

    settlement: NDArray[np.intp]
    treaty: NDArray[np.intp]
    guarantee: NDArray[np.intp]
    money: NDArray[np.intp]
    relief: NDArray[np.intp]
    sequence: NDArray[np.intp]
    territorial: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Number of packages."""
        return len(self.settlement)


def packages(dispute: Dispute) -> Packages:
    """Every combination that is not redundant.

    A settlement that cedes ground implies a treaty; a guarantee needs ceded ground; a sequence
    needs ceded ground and money or relief to exchange for it.
    """
    cedes = [bool(rung.islands) for rung in dispute.ladder.values()]
    rows = [
        row
        for row in product(
            range(len(cedes)),
            range(len(TREATIES)),
            range(2),
            range(len(dispute.money)),
            range(len(dispute.relief)),
            range(len(SEQUENCES)),
        )
        if _sensible(row, cedes)
    ]
    columns = np.array(rows, dtype=np.intp).T
    return Packages(*columns, territorial=np.array([cedes[row[0]] for row in rows]))


def _sensible(row: tuple[int, ...], cedes: list[bool]) -> bool:
    settlement, treaty, guarantee, money, relief, sequence = row
    if not cedes[settlement]:
        return guarantee == 0 and sequence == SEQUENCES.index("together")
    exchanged = money > 0 or relief > 0
    return treaty > 0 and (exchanged or sequence == SEQUENCES.index("together"))
