"""Every direction that a claim states is put in terms of the model, for both scopes, or is not."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from sim import scenario
from sim.dispute import Dispute
from sim.expectations import Expectation, load
from sim.inputs.evidence import Evidence

CALIBRATIONS = sorted(
    path.parent.name
    for path in (Path(__file__).parents[2] / "calibration").glob("*/expectations.yaml")
)


@cache
def everything(calibration: str) -> tuple[Dispute, Evidence, tuple[Expectation, ...]]:
    offer = scenario.offer(calibration)
    found = load(offer.dispute, offer.claims)
    assert found is not None
    return offer.dispute, offer.claims, found.expectations


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_every_direction_is_put_in_terms_of_the_model(calibration: str) -> None:
    _, claims, found = everything(calibration)
    stated = {name for name, claim in claims.items() if claim.direction is not None}
    assert {name for each in found for name in (*each.claims, *each.likewise)} == stated


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_every_direction_is_asked_of_whole_runs(calibration: str) -> None:
    """Or something says why the model has no such quantity, to change or to look at."""
    _, claims, found = everything(calibration)
    asked = {name for each in found if each.total for name in each.claims}
    without = {name for each in found if each.not_modelled for name in each.claims}
    stated = {name for name, claim in claims.items() if claim.direction is not None}
    assert asked | without == stated
    assert not asked & without


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_every_direction_is_held_as_it_was_coded(calibration: str) -> None:
    """Coded with all else held, it is tested so, as far as it is modelled at all."""
    _, claims, found = everything(calibration)
    for scope in ("partial", "total"):
        coded = {
            name
            for name, claim in claims.items()
            if claim.direction is not None and claim.direction.scope == scope
        }
        named = {name for e in found if e.scope == scope for name in (*e.claims, *e.likewise)}
        assert coded <= named


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_it_says_why_these_stand_for_cause_and_effect(calibration: str) -> None:
    _, _, found = everything(calibration)
    assert [each.id for each in found if each.partial and not each.because] == []


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_little_is_left_out(calibration: str) -> None:
    _, _, found = everything(calibration)
    for scope in ("partial", "total"):
        fates = Counter(bool(e.not_modelled) for e in found if e.scope == scope for _ in e.claims)
        assert fates[True] <= fates[False] / 10


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_every_change_is_used(calibration: str) -> None:
    dispute, _, found = everything(calibration)
    text = (dispute.folder / "expectations.yaml").read_text("utf-8")
    titles = {change["title"] for change in yaml.safe_load(text)["changes"].values()}
    assert titles <= {each.total.title for each in found if each.total}
