"""Knock-out of the evidence: other priors in the same worlds."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.paths import seeds_folder
from sim.base.random_streams import Streams
from sim.dispute import Dispute
from sim.inputs.evidence import Evidence
from sim.inputs.parameters import Parameter
from sim.inputs.priors import Mixture, parse
from sim.model.parameter_sampling import ParameterTable, drawn, saliences
from sim.studies import evidence_knock_out
from sim.studies.evidence_knock_out import Variant, exchanged, raw_weights
from tests.support import cpu_hog

pytestmark = pytest.mark.slow

WORLDS = 100


@pytest.fixture(scope="module")
def dispute() -> Dispute:
    return cpu_hog.dispute()


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load(seeds_folder())


@pytest.fixture(scope="module")
def table(dispute: Dispute) -> ParameterTable:
    return drawn(dispute, Streams(1), 0, WORLDS)


def weights(dispute: Dispute, *priors: object) -> list[Parameter]:
    """Parameters on [0, 1] with these priors."""
    path = saliences(dispute, dispute.actors[0])[0]
    return [replace(dispute.register[path], prior=parse(prior, 0, 1)) for prior in priors]


def test_raw_weights_follow_from_narrow_priors(dispute: Dispute) -> None:
    # Weights near 0.6 and 0.3 have shares 2/3 and 1/3; the scale that gives them back is 0.9.
    priors = [{"normal": {"mean": mean, "sd": 0.01}} for mean in (0.6, 0.3)]
    found = raw_weights(np.array([[2 / 3], [1 / 3]]), weights(dispute, *priors))
    np.testing.assert_allclose(found[:, 0], [0.6, 0.3], atol=0.01)


def test_raw_weights_under_flat_priors_are_as_large_as_can_be(dispute: Dispute) -> None:
    # The density is then scale^(n - 1): its mode is the largest scale of the grid.
    flat = {"uniform": [0, 1]}
    found = raw_weights(np.array([[0.5], [0.5]]), weights(dispute, flat, flat))
    np.testing.assert_allclose(found[:, 0], 1 - 1 / evidence_knock_out.GRID)


def test_unchanged_priors_change_no_world(dispute: Dispute, table: ParameterTable) -> None:
    priors = {
        path: each.prior
        for path, each in dispute.register.items()
        if each.claim_based and not isinstance(each.prior, Mixture)
    }
    assert priors
    after = exchanged(table, dispute, priors)
    for path, column in table.items():
        np.testing.assert_allclose(after[path], column, rtol=1e-6, err_msg=path)


def test_equal_saliences_are_equal_and_leave_all_else(
    dispute: Dispute, evidence: Evidence, table: ParameterTable
) -> None:
    equal = next(
        v for v in evidence_knock_out.evidence_variants(dispute, evidence) if "equal" in v.name
    )
    after = exchanged(table, dispute, equal.priors)
    for actor in dispute.actors:
        group = saliences(dispute, actor)
        for path in group:
            np.testing.assert_allclose(after[path], 1 / len(group))
    others = table.keys() - equal.priors.keys()
    assert others
    assert all(after[path] is table[path] for path in others)


def test_each_article_that_priors_rest_on_can_be_left_out(
    dispute: Dispute, evidence: Evidence
) -> None:
    variants = evidence_knock_out.evidence_variants(dispute, evidence)
    left_out = {v.name: v for v in variants if v.name.startswith("without")}
    assert len(left_out) == len(evidence.articles)
    for name, variant in left_out.items():
        article = name.removeprefix("without ")
        for path, prior in variant.priors.items():
            own = dispute.register[path]
            used = {evidence.article(evidence[link.claim]).id for link in own.claims}
            assert article in used, path
            assert prior != own.prior


def test_a_claim_for_a_high_value_left_out_lowers_the_prior(
    dispute: Dispute, evidence: Evidence
) -> None:
    own = next(
        each
        for each in dispute.register.values()
        if each.claim_based and len(each.claims) > 2 and not any(x.against for x in each.claims)
    )
    strongest = max(
        own.claims, key=lambda x: evidence.rules.magnitude[evidence[x.claim].magnitude].centre
    )
    without = evidence_knock_out._pooled(
        own, evidence, lambda reading: reading if reading.claim_id != strongest.claim else None
    )
    assert without.median(own.low, own.high) < own.median


def test_effects_of_no_change_are_zero_and_of_no_bargaining_are_not(dispute: Dispute) -> None:
    scenario = cpu_hog.busy(WORLDS)
    later = replace(scenario, name="later", mechanisms_off=("oil",))
    variants = (Variant("nothing", {}), Variant("bargaining off", {}, ("bargaining",)))
    done: list[int] = []
    found = evidence_knock_out.knock_outs(
        dispute, variants, (scenario, later), worlds=WORLDS, progress=done.append
    )
    assert done == list(range(1, 7))
    nothing, no_bargaining = found.rows
    assert {each.difference for each in (*nothing.level.values(), *nothing.response.values())} == {
        0
    }
    first = next(iter(found.base))  # the lowest rung of the ladder above none
    assert found.base[first] > 0
    assert no_bargaining.level[first].difference == pytest.approx(-found.base[first])
    assert no_bargaining.level[first].is_found
