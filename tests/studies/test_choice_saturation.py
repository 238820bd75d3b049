"""How free each choice is at the start."""

import numpy as np
import pytest

from sim import scenario
from sim.scenario.catalogue import Offer
from sim.studies.choice_saturation import Saturation, probabilities, saturation


@pytest.fixture(scope="module")
def offer() -> Offer:
    return scenario.offer("kurils")


@pytest.fixture(scope="module")
def found(offer: Offer) -> tuple[Saturation, ...]:
    return saturation(offer.dispute, scenario.read("baseline", lambda _: offer), worlds=500)


def test_every_option_of_every_lever_is_there(offer: Offer, found: tuple[Saturation, ...]) -> None:
    options = [(lever.path, o) for lever in offer.dispute.levers for o in lever.options]
    assert [(each.lever, each.option) for each in found] == options


def test_chances_of_a_lever_sum_to_one(offer: Offer, found: tuple[Saturation, ...]) -> None:
    for lever in offer.dispute.levers:
        assert sum(s.chance for s in found if s.lever == lever.path) == pytest.approx(1)


def test_holding_gains_nothing(found: tuple[Saturation, ...]) -> None:
    for each in found:
        assert each.gain[0] <= each.gain[1] <= each.gain[2]
        if each.option == "hold":
            assert each.gain == (0, 0, 0)


def test_no_lever_is_settled_before_it_is_used(found: tuple[Saturation, ...]) -> None:
    for each in found:
        assert each.sure < 0.8, each
        assert each.chance > 0.01, each


def test_probabilities_by_hand() -> None:
    # exp(0) : exp(ln 3) = 1 : 3, and even where nothing speaks for either
    values = np.array([[0.0, 0.0], [np.log(3), 0.0]])
    np.testing.assert_allclose(probabilities(values), [[0.25, 0.5], [0.75, 0.5]])
