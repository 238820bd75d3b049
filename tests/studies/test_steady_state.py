"""The start is a rest point: what nobody and nothing has moved stays where it is."""

from dataclasses import replace

import pytest

from sim import scenario
from sim.scenario.catalogue import Offer
from sim.studies.steady_state import Drift, Rest, rest

# What is known to move by itself, and why. A state that is missing here has no business to move.
TRENDS = {
    "leaders": {"leader"},  # an inauguration is dated
    "traits": {"leniency", "detachment", "resolve"},  # of whoever was inaugurated
    "council": {"voices", "fatigue"},  # renewals wear, and members think again at each
    "meetings": {"meetings"},  # leaders who met thirteen times in four years go on
    "war": {"war"},  # it fades where it does not flare up
    "threat": {"threat"},  # the mean of the provocations is taken off, and there are none
    "oil": {"oil"},  # the middle of a log-normal lies below its mean; the price returns to its norm
    "economy": {"output"},  # oil
    "investment": {"pledges", "flow", "invested", "stock"},  # what is pledged is built
    "alignment": {"alignment"},  # meetings warm, a fading war estranges less
    "alliance": {"alliance"},  # a detached leader; threats fade
    "posture": {"posture"},  # the modernisation programme
    "trust": {"trust"},  # meetings
    "approval": {"approval"},  # output and war
    "remember": {"drift", "fresh"},  # what all this is worth to the two sides; a new leader is news
}
QUIET = 0.1  # a share that moves by more in a year is no slow trend
OWN_UNITS = {"leniency", "detachment", "leader", "resolve"}  # of a new leader


@pytest.fixture(scope="module")
def offer() -> Offer:
    return scenario.offer("kurils")


@pytest.fixture(scope="module")
def quiet(offer: Offer) -> Rest:
    return rest(offer.dispute, scenario.read("baseline", lambda _: offer))


def last(drift: Drift) -> str:
    return drift.path.rpartition(".")[2]


def test_no_decision_moves_for_four_quarters(quiet: Rest) -> None:
    assert quiet.quarters == 4
    assert quiet.moves == ()


def test_only_states_with_a_trend_of_their_own_drift(quiet: Rest) -> None:
    unknown = {(d.step, d.path) for d in quiet.drifts if last(d) not in TRENDS.get(d.step, set())}
    assert unknown == set()


def test_shares_drift_slowly(quiet: Rest) -> None:
    for drift in quiet.drifts:
        if drift.unit == "share" and last(drift) not in OWN_UNITS:
            assert abs(drift.change) < QUIET, drift


def test_no_deal_is_signed_and_nothing_lapses(quiet: Rest) -> None:
    assert not {"level", "treaty", "title", "guarantee", "in_force", "sanctions"} & {
        last(drift) for drift in quiet.drifts
    }


def test_what_a_scenario_changes_is_left_out(offer: Offer, quiet: Rest) -> None:
    asked = scenario.read("trump_lifts_sanctions", lambda _: offer)
    assert rest(offer.dispute, asked) == quiet


def test_a_lever_with_something_at_stake_does_move(offer: Offer) -> None:
    """The test can fail: were moving free of friction, somebody would gain by it."""
    register = offer.dispute.register
    free = {
        path: replace(parameter, prior=type(parameter.prior)(*still))
        for path, parameter in register.items()
        if path == "choices.logit.friction"
        for still in [(1e-6, 0.01)]
    }
    eager = replace(offer.dispute, register=type(register)({**register, **free}.values()))
    assert rest(eager, scenario.read("baseline", lambda _: offer)).moves
