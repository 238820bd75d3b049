"""Every state variable once: name, axis, unit, bounds, start, and whether it is recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.base.axes import ACTOR, MEMBER, PAIR, PARTY, PROMISE, SENDER, SOURCE, Array
from sim.dispute import Dispute
from sim.inputs.parameters import Register

INFINITY = float("inf")


@dataclass(frozen=True)
class Variable:
    """One quantity that the laws change.

    label : last part of its path; a row's path is `ACTOR.label`, a scalar's is the label alone
    axis : axis before the world, or None
    start : value where no parameter `PATH.start` stands
    settable : whether an event may write it
    shown : whether it is recorded every quarter
    """

    name: str
    meaning: str
    unit: str
    low: float
    high: float
    axis: str | None = None
    label: str = ""
    start: float = 0.0
    settable: bool = True
    shown: bool = True

    def entities(self, dispute: Dispute) -> tuple[str, ...]:
        """The ids along its axis, in order; empty for a variable without one."""
        return entities(dispute, self.axis)

    def row(self, dispute: Dispute, entity: str) -> int | None:
        """The row of an entity, or None where the variable has none for it."""
        ids = self.entities(dispute)
        return ids.index(entity) if entity in ids else None

    def path(self, dispute: Dispute, row: int | None = None) -> str:
        """The name under which scenarios and results know one row."""
        label = self.label or self.name
        return label if row is None else f"{self.entities(dispute)[row]}.{label}"


def entities(dispute: Dispute, axis: str | None) -> tuple[str, ...]:
    """The ids along an axis, in order."""
    roles = dispute.single_roles
    along: Mapping[str | None, Callable[[], tuple[str, ...]]] = {
        None: lambda: (),
        ACTOR: lambda: dispute.actors,
        SENDER: lambda: dispute.senders,
        PARTY: lambda: (roles["holder"], roles["claimant"]),
        PAIR: lambda: tuple(dispute.pairs),
        SOURCE: lambda: tuple(dispute.threats),
        MEMBER: lambda: tuple(member.id for member in dispute.members),
        PROMISE: lambda: dispute.promises,
    }
    return along[axis]()


def _declare(*variables: Variable) -> dict[str, Variable]:
    return {variable.name: variable for variable in variables}


def _share(name: str, meaning: str, axis: str | None = None, **more: object) -> Variable:
    return Variable(name, meaning, "share", 0, 1, axis, **more)  # type: ignore[arg-type]


VARIABLES: Mapping[str, Variable] = _declare(
    Variable("sanctions", "severity of its sanctions", "share of a full embargo", 0, 1, SENDER),
    Variable(
        "floor",
        "severity below which only a second body may lower",
        "share of a full embargo",
        0,
        1,
        SENDER,
        label="sanctions.floor",
    ),
    Variable(
        "bite", "pressure of all sanctions on the target", "index", 0, INFINITY, settable=False
    ),
    Variable("level", "rung of the ladder of settlements reached", "rung", 0, 2**6, settable=False),
    Variable("treaty", "a peace treaty is in force", "flag", 0, 1, settable=False),
    Variable("title", "the treaty recognises the holder's title", "flag", 0, 1, settable=False),
    Variable(
        "guarantee",
        "no forces of the claimant's ally on ceded ground",
        "flag",
        0,
        1,
        settable=False,
    ),
    Variable(
        "due",
        "quarters until an obligation falls due, 0 for none",
        "quarters",
        0,
        2**8,
        PROMISE,
        settable=False,
        shown=False,
    ),
    Variable(
        "owed",
        "what is still owed: share of the ground or of the relief, money in USD bn",
        "amount",
        0,
        2**10,
        PROMISE,
        settable=False,
        shown=False,
    ),
    Variable(
        "fallback",
        "rung to which a broken exchange returns",
        "rung",
        0,
        2**6,
        settable=False,
        shown=False,
    ),
    Variable(
        "frozen",
        "quarters until talks may begin again after a broken promise",
        "quarters",
        0,
        2**8,
        settable=False,
        shown=False,
    ),
    Variable("broken", "signed promises broken so far", "count", 0, 2**8, settable=False),
    _share("posture", "military posture of the holder on the islands"),
    Variable("pledges", "investment promised and not yet made", "USD bn", 0, 2**10),
    Variable(
        "flow", "investment made in the quarter", "USD bn a quarter", 0, 2**10, settable=False
    ),
    Variable("invested", "investment made since the start", "USD bn", 0, 2**10, settable=False),
    Variable("stock", "the investor's direct investment in the target", "USD bn", 0, 2**10),
    _share("climate", "how well the target treats foreign investors"),
    _share("linkage", "share of new money held back until the claim is settled"),
    _share("demand", "what the claimant demands in public, as a share of all that it claims"),
    _share("trust", "belief that the other side keeps its word", PARTY),
    _share("alignment", "closeness of two actors in deeds", PAIR, label="alignment"),
    _share("alliance", "strength of the patron's alliance with the claimant"),
    _share("pressure", "pressure of the patron on allies to hold the line"),
    _share("threat", "threat to the claimant", SOURCE),
    Variable("oil", "price of oil", "USD a barrel", 2**-10, 2**12),
    Variable("output", "gap of the target's output", "share of output", -1, 1),
    _share("approval", "approval of the leader at home", PARTY),
    Variable(
        "leader", "who leads, counted from the incumbent", "index", 0, 2**6, ACTOR, settable=False
    ),
    Variable(
        "leniency",
        "how far the leader would rather not punish, below 0 rather punish",
        "share",
        -1,
        1,
        ACTOR,
        settable=False,
        shown=False,
    ),
    Variable(
        "detachment",
        "how far the leader would let the alliance go, below 0 rather hold it",
        "share",
        -1,
        1,
        ACTOR,
        settable=False,
        shown=False,
    ),
    Variable(
        "candour",
        "meetings with the other party that this leader seeks, relative to the incumbents",
        "ratio",
        0,
        2**4,
        ACTOR,
        start=1.0,
        settable=False,
        shown=False,
    ),
    Variable(
        "resolve",
        "price of backing down under this leader, relative to the usual",
        "ratio",
        0,
        2**4,
        ACTOR,
        start=1.0,
        settable=False,
        shown=False,
    ),
    Variable(
        "legacy",
        "what a settlement adds to the leader's name",
        "utility",
        0,
        2,
        ACTOR,
        settable=False,
        shown=False,
    ),
    _share("war", "intensity of the target's war"),
    Variable(
        "meetings", "meetings of the two leaders in the quarter", "count", 0, 2**6, settable=False
    ),
    Variable("fresh", "something new can be on offer", "flag", 0, 1, settable=False, shown=False),
    Variable("rounds", "bargaining rounds held so far", "count", 0, 2**10, settable=False),
    Variable(
        "drift",
        "smoothed change of a side's utility without a deal",
        "utility a quarter",
        -INFINITY,
        INFINITY,
        PARTY,
        settable=False,
        shown=False,
    ),
    Variable(
        "winset",
        "packages that the side could ratify, share of all",
        "share",
        0,
        1,
        PARTY,
        settable=False,
    ),
    Variable("zone", "packages that both sides prefer to no deal", "share", 0, 1, settable=False),
    _share("in_force", "the council's sanctions are in force", start=1.0, settable=False),
    Variable(
        "voices", "members that voiced doubt at the last renewal", "count", 0, 2**8, settable=False
    ),
    Variable(
        "vetoes",
        "members that would have blocked the last renewal",
        "count",
        0,
        2**8,
        settable=False,
    ),
    Variable("fatigue", "renewals since the measures began", "count", 0, 2**8, settable=False),
    _share(
        "member", "the state sits in the council", MEMBER, start=1.0, settable=False, shown=False
    ),
    _share("courting", "effort of the target to win over doubters", settable=True),
)


@dataclass(frozen=True)
class StateInfo:
    """What a scenario may know of one state path."""

    variable: str
    row: int | None
    title: str
    low: float
    high: float
    unit: str
    meaning: str
    settable: bool
    shown: bool


@lru_cache(maxsize=8)
def catalogue(dispute: Dispute) -> Mapping[str, StateInfo]:
    """Every state path of a dispute, in order of declaration."""
    found: dict[str, StateInfo] = {}
    for variable in VARIABLES.values():
        rows = range(len(variable.entities(dispute))) if variable.axis else (None,)
        for row in rows:
            found[variable.path(dispute, row)] = StateInfo(
                variable.name,
                row,
                _title(dispute, variable, row),
                variable.low,
                variable.high,
                variable.unit,
                variable.meaning,
                variable.settable,
                variable.shown,
            )
    return found


def _title(dispute: Dispute, variable: Variable, row: int | None) -> str:
    meaning = variable.meaning[0].upper() + variable.meaning[1:]
    if row is None:
        return meaning
    entity = variable.entities(dispute)[row]
    return f"{dispute.title_of(entity)}: {variable.meaning}"


def initial(dispute: Dispute, register: Register, draws: Mapping[str, Array]) -> dict[str, Array]:
    """The state at the end of the quarter before the first, one fresh array per variable.

    draws : parameter path -> (world,); `PATH.start` where the start is a parameter

    Returns name -> (world,) or (axis, world).
    """
    worlds = next(iter(draws.values())).shape[0]
    state: dict[str, Array] = {}
    for variable in VARIABLES.values():
        ids = variable.entities(dispute)
        shape = (len(ids), worlds) if variable.axis else (worlds,)
        array = np.full(shape, variable.start)
        for row in range(len(ids)) if variable.axis else (None,):
            start = f"{variable.path(dispute, row)}.start"
            if start in register:
                array[... if row is None else row] = draws[start]
        state[variable.name] = array
    return state
