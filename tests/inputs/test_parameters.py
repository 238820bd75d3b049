import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.random_streams import Streams
from sim.base.yaml_documents import parse
from sim.inputs.parameters import ClaimLink, Parameter, Register, collect
from sim.inputs.priors import Choice
from sim.inputs.priors import parse as parse_prior

TEXT = """\
salience:
  punishment:
    meaning: weight of punishing aggression
    unit: weight
    bounds: [0, 1]
    prior: {logit_normal: {median: 0.62, sd: 0.71}}
    claims: [fp16-31, {claim: st16-12, reads: against}]
  empty: {}
oil:
  meaning: price of oil at the start
  unit: USD per barrel
  bounds: [10, 200]
  prior: 40 to 55
  source: brent
  derivation: mean of the last quarter
  claims: [fp16-31]
wedge:
  meaning: how a split of the others counts
  unit: form
  prior: {choice: {additive: 1, weakest: 3}}
  judgement: no evidence chooses
"""


def parameters(text: str = TEXT, prefix: str = "x") -> list[Parameter]:
    return collect(parse(text, "f.yaml"), (), prefix)


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as error:
        parameters(text)
    return str(error.value).splitlines()


def test_parameters_are_collected_at_any_depth_and_named_by_their_path() -> None:
    punishment, oil, wedge = parameters()
    assert punishment.path == "x.salience.punishment"
    assert (punishment.low, punishment.high) == (0, 1)
    assert punishment.claims == (ClaimLink("fp16-31", False), ClaimLink("st16-12", True))
    assert (punishment.mark.line, punishment.mark.column) == (2, 3)
    assert oil.path == "x.oil"
    assert oil.source == "brent"
    assert wedge.options == ("additive", "weakest")
    assert (wedge.low, wedge.high) == (0, 1)
    assert wedge.is_form
    assert not oil.is_form


def test_part_of_a_document_can_be_collected() -> None:
    document = parse(TEXT, "f.yaml")
    (punishment,) = collect(document, ("salience",), "us.salience")
    assert punishment.path == "us.salience.punishment"


def test_only_claims_alone_make_a_claim_based_prior() -> None:
    punishment, oil, wedge = parameters()
    assert punishment.claim_based
    assert not oil.claim_based
    assert not wedge.claim_based


def test_medians() -> None:
    punishment, oil, wedge = parameters()
    assert punishment.median == pytest.approx(0.62)
    assert oil.median == pytest.approx(np.sqrt(40 * 55))
    assert wedge.median == 1  # the likelier option


def test_all_faults_are_reported_at_their_places() -> None:
    assert problems(
        """\
Big: 3
a:
  meaning: m
  unit: weight
  bonds: [0, 1]
  prior: 0.5
  judgement: j
b: {meaning: m, unit: weight, bounds: [1, 0], prior: 0.5, judgement: j}
c: {meaning: m, unit: weight, prior: 0.5, judgement: j}
d: {meaning: m, unit: weight, bounds: [0, 1], prior: 2}
e: {meaning: m, unit: form, bounds: [0, 1], prior: {choice: {y: 1}}, claims: [c1]}
f: {meaning: m, bounds: [0, 1], claims: [{claim: c1, reads: agianst}], prior: 0}
g: 3
"""
    ) == [
        "f.yaml:1:1: 'Big' cannot be part of a parameter's name; small letters, digits and _, "
        "a letter first",
        "f.yaml:5:3: unknown key 'bonds'; allowed here: bounds, claims, derivation, judgement, "
        "meaning, prior, source, unit; did you mean 'bounds'?",
        "f.yaml:8:31: the bounds of x.b do not rise; [LOW, HIGH]",
        "f.yaml:9:1: x.c has no bounds; bounds: [LOW, HIGH]",
        "f.yaml:10:1: nothing says where x.d comes from; claims:, source: or judgement:",
        "f.yaml:10:47: 2 is out of bounds; from 0 to 1",
        "f.yaml:11:1: claims alone do not give the weights of the form x.e; "
        "judgement: why these weights",
        "f.yaml:11:29: a form has no bounds",
        "f.yaml:12:1: the key 'unit' is missing",
        "f.yaml:12:54: claims.0.reads: 'agianst' is not known; allowed: 'for' or 'against'; "
        "did you mean 'against'?",
        "f.yaml:13:1: x.g is neither a parameter nor a group of parameters; "
        "a mapping with meaning, unit, bounds and prior",
    ]


def test_a_register_keeps_the_order_and_refuses_a_second_of_a_name() -> None:
    register = Register(parameters())
    assert list(register) == ["x.salience.punishment", "x.oil", "x.wedge"]
    assert register["x.oil"].unit == "USD per barrel"
    with pytest.raises(InputError, match=r"x.oil is declared twice; it stands first at f.yaml:9:1"):
        Register([*parameters(), *parameters()])


def test_draws_follow_the_prior_and_are_the_same_in_every_chunk() -> None:
    register = Register(parameters())
    draws = register.draw(Streams(1), 0, 2000)
    assert list(draws) == list(register)
    assert np.median(draws["x.salience.punishment"]) == pytest.approx(0.62, abs=0.02)
    assert set(draws["x.wedge"]) == {0.0, 1.0}
    assert draws["x.wedge"].mean() == pytest.approx(0.75, abs=0.04)
    for start, stop in ((0, 1), (1, 778), (1999, 2000)):
        chunk = register.draw(Streams(1), start, stop)
        for path, values in chunk.items():
            np.testing.assert_array_equal(values, draws[path][start:stop])


def test_a_parameter_is_drawn_alike_whatever_stands_beside_it() -> None:
    alone = Register(parameters()[:1]).draw(Streams(1), 0, 5)
    among = Register(parameters()).draw(Streams(1), 0, 5)
    np.testing.assert_array_equal(alone["x.salience.punishment"], among["x.salience.punishment"])


def test_the_draw_is_the_inverse_cdf_of_its_own_stream() -> None:
    u = Streams(1).uniform("parameter", "x.wedge", 0, 0, 50)
    expected = Choice(("additive", "weakest"), (0.25, 0.75)).ppf(u, 0, 1)
    np.testing.assert_array_equal(
        Register(parameters()).draw(Streams(1), 0, 50)["x.wedge"], expected
    )
    assert parse_prior("40 to 55", 10, 200).quantile(0.05, 10, 200) == pytest.approx(40)
