"""A dispute: what it is, how its folder is read, and what must hold between its files.

model   : what a dispute is once it has been read: frozen and checked
shape   : what each file of its folder may hold
checks  : what must hold between the files
reading : from a folder to a dispute
"""

from sim.dispute.model import (
    HOLD,
    POSITIONS,
    POSTERIOR,
    PRIOR,
    PROMISES,
    TRAITS,
    Dispute,
    Handover,
    Lever,
    Member,
    Named,
    NamedPolicy,
    Outcome,
    Roles,
    Rung,
)
from sim.dispute.reader import load, read_folder

__all__ = [
    "HOLD",
    "POSITIONS",
    "POSTERIOR",
    "PRIOR",
    "PROMISES",
    "TRAITS",
    "Dispute",
    "Handover",
    "Lever",
    "Member",
    "Named",
    "NamedPolicy",
    "Outcome",
    "Roles",
    "Rung",
    "load",
    "read_folder",
]
