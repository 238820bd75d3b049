"""Calibration: what the window weighs, what it cannot know, and that it recovers what is known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim import scenario
from sim.base import paths as locations
from sim.base.errors import InputError
from sim.base.random_streams import Streams, normal
from sim.dispute import PRIOR, Dispute, load
from sim.engine import ensemble
from sim.engine.conditioning import agreement
from sim.inputs.posterior import Posterior
from sim.model import parameter_sampling
from sim.model.compiled import CompiledModel
from sim.scenario import Observation, Scenario
from sim.studies import calibration
from sim.studies.calibration import Calibrated, posterior_updates
from tests.support.arrays import near, same
from tests.support.cpu_hog import dispute, offer, when

pytestmark = pytest.mark.slow

WORLDS = 600


@pytest.fixture(scope="module")
def window() -> Scenario:
    return calibration.ask("kurils", WORLDS).scenario


@pytest.fixture(scope="module")
def found(window: Scenario) -> Calibrated:
    lenient = [each for each in window.observations if each.id != "renewed"]
    asked = replace(window, observations=tuple(lenient))
    return calibration.calibrate(asked, dispute().drawing(PRIOR))


def test_the_window_is_past_and_observes(window: Scenario) -> None:
    assert str(window.end) == "2016Q4"
    assert window.draws == PRIOR
    assert len(window.observations) >= 5


def test_nothing_observed_is_imposed(window: Scenario) -> None:
    """No event writes, and no policy binds, what a target is about."""
    observed = {
        path for each in window.observations for path in (each.that.paths if each.that else ())
    }
    observed |= {each.near[0] for each in window.observations if each.near}
    imposed = {path for event in window.events for path, _ in event.do}
    imposed |= {f"{policy.actor}.lever.{policy.lever}" for policy in window.policies}
    assert observed.isdisjoint(imposed)
    assert imposed


def test_weights_are_the_product_of_agreements(found: Calibrated) -> None:
    product = np.prod(list(found.agreements.values()), axis=0)
    near(found.weights, product[found.kept])
    assert (product[np.setdiff1d(np.arange(WORLDS), found.kept)] == 0).all()


def test_history_says_nothing_of_what_is_switched_off_or_dated(found: Calibrated) -> None:
    assert not any(path.startswith(("laws.oil.", "laws.war.")) for path in found.draws)
    assert not any(path.endswith(".start") for path in found.draws)
    assert "choices.council.conformity" in found.draws
    assert "interests.wedge.form" in found.draws


def test_the_frozen_rows_stand_for_the_weights(found: Calibrated, tmp_path: Path) -> None:
    """Systematic resampling: means over rows equal the weighted means within its resolution."""
    made = calibration.freeze(found, dispute(), tmp_path, rows=2000)
    assert made.record.rows <= 2000
    made.check(dispute().register)
    share = np.diff(np.concatenate([[0], made.ends]))
    for path in ("choices.council.conformity", "laws.approval.noise"):
        exact = float((found.weights * found.draws[path]).sum() / found.weights.sum())
        spread = float(found.draws[path].std())
        assert abs(float((share * made.columns[path]).sum()) - exact) < spread / 50


def test_a_calibration_without_a_window_is_refused() -> None:
    with pytest.raises(InputError, match=r"there is no calibration 'krils'.*did you mean 'kurils'"):
        calibration.ask("krils")


def test_a_window_that_observes_nothing_is_refused(window: Scenario) -> None:
    with pytest.raises(InputError, match="observes nothing"):
        calibration.calibrate(replace(window, observations=()), dispute())


def test_the_record_is_plain_data(found: Calibrated) -> None:
    data = calibration.record(found, dispute().register)
    assert [each["id"] for each in data["targets"]] == list(found.agreements)
    for shares in data["forms"].values():
        before, after = np.array(list(shares.values())).T
        assert before.sum() == pytest.approx(1)
        assert after.sum() == pytest.approx(1)
    assert "laws.oil.volatility" in data["silent"]


def test_known_parameters_are_recovered() -> None:
    """Simulation-based calibration: ranks of what made a history are uniform (Talts et al. 2018).

    Histories are worlds of the model with the errors that the weights assume; a rank is the share
    of the weighted worlds with a lower value. A kernel of another width, or a history that leaks,
    would bend the ranks.
    """
    worlds, histories = 1200, 150
    base = replace(
        scenario.read("baseline", lambda _: offer(), worlds=worlds),
        quarters=4,
        draws=PRIOR,
    )
    seen = [
        ("laws.approval.noise", "japan.approval", 0.05),
        ("laws.investment.realisation", "flow", 0.01),
        ("choices.council.veto_margin", "in_force", None),
    ]
    batch = ensemble.run(CompiledModel(dispute(), base), 0, worlds)
    last = base.start + 3
    ranks: dict[str, list[float]] = {path: [] for path, _, _ in seen}
    streams = Streams(5)
    for history in range(histories):
        weights = np.ones(worlds)
        for path, state, error in seen:
            truth = float(batch.quarters[state][-1, history])
            if error is None:
                target = Observation(path, "at", last, that=when(f"in_force == {truth:g}"))
            else:
                noise = error * normal(streams.uniform("noise", path, 0, history, history + 1))
                near_it = (state, truth + float(noise[0]))
                target = Observation(path, "at", last, near=near_it, within=error)
            weights = weights * agreement(target, batch.quarters, base.start)
        weights[history] = 0  # the world itself is no evidence
        for path, found in ranks.items():
            column = batch.draws[path]
            found.append(float(weights[column < column[history]].sum() / weights.sum()))
    for path, found_ranks in ranks.items():
        counts = np.histogram(found_ranks, bins=10, range=(0, 1))[0]
        expected = histories / 10
        chi = float(((counts - expected) ** 2 / expected).sum())
        assert chi < 27.9, (path, counts)  # the 99.9 % point of 9 degrees of freedom


def test_the_shipped_posterior_fits_its_priors() -> None:
    """It reads nothing later than the window, whose observations were all public by the cut-off."""
    shipped = dispute().posterior
    assert isinstance(shipped, Posterior)
    shipped.check(dispute().register)
    assert shipped.record.window == "window"
    assert shipped.record.worlds >= 100_000
    assert shipped.record.effective > 1000
    assert set(shipped.columns) <= set(dispute().register)
    # Shares of one whole: a raw weight from the prior beside normalised ones would be too large.
    for actor in dispute().actors:
        group = set(parameter_sampling.saliences(dispute(), actor))
        assert group <= set(shipped.columns) or group.isdisjoint(shipped.columns), actor
    same(np.array([shipped.record.rows]), np.array([len(shipped.ends)]))


def test_the_shipped_posterior_is_of_the_laws_that_stand_here() -> None:
    dispute = scenario.offer("kurils").dispute
    assert dispute.posterior is not None
    record = dispute.posterior.record
    asked = calibration.ask("kurils", calibration.PROBED, record.seed)
    assert record.probe
    assert calibration.moved(asked, record) == []
    (first, *_) = record.probe
    probe = {**record.probe, first: record.probe[first] * 1.001}  # as a changed law would leave it
    assert calibration.moved(asked, record.model_copy(update={"probe": probe})) == [first]


@pytest.fixture(scope="module")
def held() -> Dispute:
    found = load(locations.calibrations()[0])
    assert found.posterior is not None
    return found


def test_every_parameter_that_is_held_and_varies_is_told_once(held: Dispute) -> None:
    assert held.posterior is not None
    found = posterior_updates(held)
    paths = [each.path for each in found]
    assert len(paths) == len(set(paths))
    assert set(paths) <= set(held.posterior.columns)
    distances = [each.distance for each in found]
    assert distances == sorted(distances, reverse=True)
    assert any(each.informed for each in found)
    assert not all(each.informed for each in found)


def test_the_posterior_is_that_of_the_rows(held: Dispute) -> None:
    assert held.posterior is not None
    first = posterior_updates(held)[0]
    weights = np.diff(held.posterior.ends, prepend=0)
    column = held.posterior.columns[first.path]
    assert first.posterior[0] == pytest.approx(float((weights * column).sum()))


def test_a_dispute_that_draws_from_its_priors_was_taught_nothing(held: Dispute) -> None:
    assert posterior_updates(replace(held, posterior=None)) == []
