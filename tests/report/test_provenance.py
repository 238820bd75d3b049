"""From a number or a claim to where it stands."""

import pytest

from sim import dispute
from sim.base import paths
from sim.inputs import evidence
from sim.inputs.evidence import ClaimView, Evidence, ParameterView
from sim.inputs.parameters import Register
from sim.report import provenance


@pytest.fixture(scope="module")
def register() -> Register:
    return dispute.load(paths.calibrations()[0]).register


@pytest.fixture(scope="module")
def found() -> Evidence:
    return Evidence.load(paths.seeds_folder())


def test_every_claim_leads_to_its_article_and_paragraph(
    found: Evidence, register: Register
) -> None:
    for name, claim in found.items():
        view = evidence.look_up(name, found, register)
        assert isinstance(view, ClaimView)
        fields = dict(provenance.of_claim(view))
        assert view.article.title in fields["stands in"]
        assert view.article.date in fields["stands in"]
        assert fields["credence"] == claim.credence
        assert ("flagged" in fields) == (claim.flag is not None)
        assert all(fields.values())


def test_every_parameter_says_where_it_stands_and_what_it_rests_on(
    found: Evidence, register: Register
) -> None:
    for name, parameter in register.items():
        view = evidence.look_up(name, found, register)
        assert isinstance(view, ParameterView)
        fields = dict(provenance.of_parameter(view))
        assert fields["written in"].endswith(f".yaml:{parameter.mark.line}")
        assert fields["unit"] == parameter.unit
        assert ("bounds" in fields) != parameter.is_form
        assert view.claims or fields.keys() & {"judgement", "source", "derivation"}


def test_the_heading_of_an_article_is_no_paragraph(found: Evidence) -> None:
    places = {
        claim.paragraph: provenance.place(claim, found.article(claim)) for claim in found.values()
    }
    assert places[1].endswith(", paragraph 1")
    assert all(not said.endswith("paragraph 0") for said in places.values())


def test_a_prior_is_said_by_its_middle_and_nine_tenths(register: Register) -> None:
    number = next(each for each in register.values() if not each.is_form)
    low, middle, high = (
        number.prior.quantile(s, number.low, number.high) for s in provenance.SHARES
    )
    if low < high:
        assert provenance.spread(number) == f"{middle:.3g} ({low:.3g}–{high:.3g})"
    form = next(each for each in register.values() if each.is_form)
    assert provenance.spread(form) == " | ".join(form.options)
