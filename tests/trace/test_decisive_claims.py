"""From a term to the claims behind it, and none of them made up."""

import pytest

from sim.base.quarters import Quarter
from sim.inputs.evidence import Evidence
from sim.model.compiled import CompiledModel
from sim.trace import OptionChoice, Story
from sim.trace.decisive_claims import MOST_TERMS, grounds, reads, terms, weights


@pytest.fixture(scope="module")
def compiled(told: Story) -> CompiledModel:
    return CompiledModel(told.dispute, told.scenario)


def choice(actor: str, **said: float) -> OptionChoice:
    return OptionChoice(
        quarter=Quarter(2017, 1),
        actors=(actor,),
        actor=actor,
        path=f"{actor}.lever.sanctions",
        lever="",
        says="",
        option="ease",
        instead="hold",
        advantage=sum(said.values()),
        terms=said,
        chance=0.5,
        leaning=0.5,
        toward="ease",
    )


def test_each_record_counts_as_one_divided_among_its_interests(compiled: CompiledModel) -> None:
    # first choice: home 3 of 4, economy 1 of 4; second: economy alone; habit is no interest
    found = terms(
        compiled,
        [choice("russia", home=-3.0, economy=1.0, habit=-2.1), choice("russia", economy=0.4)],
    )
    assert found == {("russia", "economy"): (1 / 4 + 1) / 2, ("russia", "home"): (3 / 4) / 2}


def test_what_is_bound_or_too_small_decides_nothing(compiled: CompiledModel) -> None:
    assert terms(compiled, [choice("russia", home=0.001)]) == {}


def test_shares_are_of_the_whole_and_the_largest_come_first(
    compiled: CompiledModel, told: Story
) -> None:
    found = list(terms(compiled, told.records).values())
    assert sum(found) == pytest.approx(1)
    assert found == sorted(found, reverse=True)


def test_a_term_reads_its_salience_and_its_attainments_parameters(compiled: CompiledModel) -> None:
    paths = reads(compiled, "russia", "home")
    assert paths[0] == "russia.salience.home"
    assert "interests.home.opposition" in paths
    assert all(path in compiled.dispute.register for path in paths)


def test_every_quoted_claim_stands_behind_its_parameter(told: Story, evidence: Evidence) -> None:
    assert told.grounds
    quoted = 0
    for ground in told.grounds:
        assert ground.parameters
        for basis in ground.parameters:
            parameter = told.dispute.register[basis.path]
            assert basis.path in ground.all_parameters
            assert basis.value == told.draws[basis.path]
            links = {link.claim: link.against for link in parameter.claims}
            assert len(basis.claims) <= len(links) == basis.all_claims
            for claim in basis.claims:
                assert links[claim.id] == claim.against
                assert claim.sentence == evidence[claim.id].text
                article = evidence.article(evidence[claim.id])
                assert (claim.article, claim.date) == (article.title, article.date)
                quoted += 1
    assert quoted > MOST_TERMS


def test_claims_of_one_cluster_are_quoted_once(told: Story, evidence: Evidence) -> None:
    for ground in told.grounds:
        for basis in ground.parameters:
            clusters = [evidence[claim.id].group for claim in basis.claims]
            assert len(set(clusters)) == len(clusters)


def test_the_terms_told_are_those_that_said_most(
    compiled: CompiledModel, told: Story, evidence: Evidence
) -> None:
    ranked = list(terms(compiled, told.records))
    shown = [(ground.actor, ground.term) for ground in told.grounds if ground.share]
    assert shown == ranked[:MOST_TERMS]
    fewer = grounds(compiled, told.records, told.draws, {}, evidence, most=1)
    assert (fewer[0].actor, fewer[0].term) == ranked[0]


def test_a_lapse_leads_back_to_the_council(told: Story) -> None:
    assert told.outcomes["eu_lapse_quarter"] == 2
    last = told.grounds[-1]
    assert last.actor == told.dispute.roles.council
    assert all(basis.path.startswith("choices.council.") for basis in last.parameters)


def test_a_parameter_weighs_as_much_as_the_terms_that_read_it(compiled: CompiledModel) -> None:
    found = weights(compiled, [choice("russia", home=-3.0, economy=1.0)])
    assert found["russia.salience.home"] == pytest.approx(3 / 4)
    assert found["russia.salience.economy"] == pytest.approx(1 / 4)
    assert "russia.salience.wedge" not in found
