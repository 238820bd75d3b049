"""Nothing is decoration: what is switched shows in the outcomes of a named scenario."""

from pathlib import Path

import numpy as np
import pytest

from sim import scenario
from sim.scenario.catalogue import Offer
from sim.studies import ablation
from sim.studies.ablation import Ablation, changed

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[1] / "data"
# Asked in turn; the last are made for mechanisms that seldom matter in those that are shipped.
SCENARIOS = (
    "baseline",
    "trump_lifts_sanctions",
    DATA / "near_a_deal.yaml",
    DATA / "leaver_in_doubt.yaml",
)
WORLDS = 200


@pytest.fixture(scope="module")
def offer() -> Offer:
    return scenario.offer("kurils")


@pytest.fixture(scope="module")
def found(offer: Offer) -> Ablation:
    asked = [scenario.read(name, lambda _: offer) for name in SCENARIOS]
    return ablation.ablation(offer.dispute, asked, WORLDS)


def test_nothing_is_decoration(found: Ablation) -> None:
    assert found.decorations == ()


def test_every_mechanism_is_switched(offer: Offer, found: Ablation) -> None:
    switched = {effect.name for effect in found.effects if effect.kind == "mechanism"}
    assert switched == set(offer.mechanisms)


def test_every_option_of_every_form_is_taken(offer: Offer, found: Ablation) -> None:
    taken = [(effect.name, effect.option) for effect in found.effects if effect.kind == "form"]
    assert taken == [
        (path, option)
        for path in ablation.forms(offer.dispute)
        for option in offer.register[path].options
    ]


def test_every_lever_moves(offer: Offer, found: Ablation) -> None:
    for lever in offer.dispute.levers:
        assert sum(use.share for use in found.uses if use.lever == lever.path) > 0


def test_every_share_names_its_scenario(found: Ablation) -> None:
    for effect in found.effects:
        assert effect.scenario
        assert 0 <= effect.turned <= effect.share <= 1


def test_worlds_that_changed_by_hand() -> None:
    never = float("nan")
    one = {"treaty": np.array([True, False, True]), "quarter": np.array([3, never, never])}
    other = {"treaty": np.array([True, False, False]), "quarter": np.array([3, never, 5.0])}
    assert changed(one, one) == 0
    assert changed(one, other) == pytest.approx(1 / 3)  # the last alone: nan equals nan
    assert changed(one, {**one, "quarter": np.array([3, 1.0, never])}) == pytest.approx(1 / 3)
    assert changed(one, {**one, "quarter": one["quarter"] + 1e-13}) == 0
    assert changed(one, other, ("quarter",)) == pytest.approx(1 / 3)
