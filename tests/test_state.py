import math
from dataclasses import replace

import numpy as np
import pytest

from sim.base.axes import ACTOR, MEMBER, PAIR, PARTY, PROMISE, SENDER, SOURCE, Array
from sim.dispute import Dispute, load
from sim.state import VARIABLES, Variable, catalogue, entities, initial

WORLDS = 3


@pytest.fixture(scope="module")
def dispute() -> Dispute:
    return load("kurils")


def draws(dispute: Dispute) -> dict[str, Array]:
    """Another number for each parameter, and other ones in each world."""
    steps = np.arange(WORLDS) / 1000
    return {path: n / 1000 + steps for n, path in enumerate(dispute.register, 1)}


def test_the_ids_along_each_axis(dispute: Dispute) -> None:
    assert entities(dispute, None) == ()
    assert entities(dispute, ACTOR) == dispute.actors
    assert entities(dispute, SENDER) == dispute.senders
    assert entities(dispute, PARTY) == (dispute.roles.holder, dispute.roles.claimant)
    assert entities(dispute, PAIR) == tuple(dispute.pairs)
    assert entities(dispute, SOURCE) == tuple(dispute.threats)
    assert entities(dispute, MEMBER) == tuple(member.id for member in dispute.members)
    assert entities(dispute, PROMISE) == ("transfer", "money", "relief")


def test_a_path_names_the_entity_and_the_quantity(dispute: Dispute) -> None:
    assert VARIABLES["oil"].path(dispute) == "oil"
    assert VARIABLES["sanctions"].path(dispute, 0) == f"{dispute.senders[0]}.sanctions"
    assert VARIABLES["floor"].path(dispute, 0) == f"{dispute.senders[0]}.sanctions.floor"


def test_a_row_is_found_by_its_entity(dispute: Dispute) -> None:
    sanctions = VARIABLES["sanctions"]
    for row, sender in enumerate(dispute.senders):
        assert sanctions.row(dispute, sender) == row
    assert sanctions.row(dispute, dispute.roles.target) is None
    assert VARIABLES["oil"].row(dispute, dispute.roles.target) is None


@pytest.mark.parametrize("variable", VARIABLES.values(), ids=VARIABLES)
def test_each_variable_is_declared_in_full(variable: Variable) -> None:
    assert variable.meaning
    assert variable.unit
    assert variable.low < variable.high
    assert not (variable.settable and variable.low < 0 and math.isinf(variable.low))


def test_the_catalogue_has_each_row_once_in_order(dispute: Dispute) -> None:
    found = catalogue(dispute)
    rows = [(info.variable, info.row) for info in found.values()]
    expected = [
        (name, row)
        for name, variable in VARIABLES.items()
        for row in (range(len(variable.entities(dispute))) if variable.axis else (None,))
    ]
    assert rows == expected
    for path, info in found.items():
        variable = VARIABLES[info.variable]
        assert path == variable.path(dispute, info.row)
        assert (info.low, info.high, info.unit) == (variable.low, variable.high, variable.unit)
        assert (info.settable, info.shown) == (variable.settable, variable.shown)


def test_titles_name_the_entity(dispute: Dispute) -> None:
    found = catalogue(dispute)
    sender = dispute.senders[0]
    assert found[f"{sender}.sanctions"].title.startswith(f"{dispute.titles[sender]}: ")
    assert found["oil"].title == "Price of oil"


def test_a_dispute_without_a_council_has_no_member(dispute: Dispute) -> None:
    alone = replace(dispute, members=())
    assert not [info for info in catalogue(alone).values() if info.variable == "member"]
    assert initial(alone, alone.register, draws(alone))["member"].shape == (0, WORLDS)


def test_the_start_has_the_shape_of_each_variable(dispute: Dispute) -> None:
    state = initial(dispute, dispute.register, draws(dispute))
    assert set(state) == set(VARIABLES)
    for name, array in state.items():
        axis = VARIABLES[name].axis
        ids = entities(dispute, axis)
        assert array.shape == ((len(ids), WORLDS) if axis else (WORLDS,)), name


def test_a_start_is_its_parameter_where_one_stands(dispute: Dispute) -> None:
    table = draws(dispute)
    state = initial(dispute, dispute.register, table)
    started = 0
    for path, info in catalogue(dispute).items():
        row = state[info.variable] if info.row is None else state[info.variable][info.row]
        if f"{path}.start" in dispute.register:
            np.testing.assert_array_equal(row, table[f"{path}.start"])
            started += 1
        else:
            np.testing.assert_array_equal(row, VARIABLES[info.variable].start)
    assert started == len([path for path in dispute.register if path.endswith(".start")])


def test_what_is_usual_without_a_parameter(dispute: Dispute) -> None:
    state = initial(dispute, dispute.register, draws(dispute))
    assert (state["member"] == 1).all()
    assert (state["in_force"] == 1).all()
    assert (state["resolve"] == 1).all()
    assert (state["treaty"] == 0).all()


def test_every_start_is_a_fresh_array(dispute: Dispute) -> None:
    table = draws(dispute)
    state = initial(dispute, dispute.register, table)
    state["oil"][:] = -1
    assert (table["oil.start"] > 0).all()
    assert (initial(dispute, dispute.register, table)["oil"] > 0).all()
