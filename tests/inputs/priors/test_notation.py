from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.errors import InputError, Mark
from sim.inputs.priors.families import (
    Choice,
    LogitNormal,
    Lognormal,
    Mixture,
    Normal,
    Point,
    Prior,
    Triangular,
    Uniform,
)
from sim.inputs.priors.notation import parse, parse_choice

LOW, HIGH = 0.0, 10.0


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        (3, Point(3.0)),
        (0.3, Point(0.3)),
        ({"uniform": [1, 2]}, Uniform(1.0, 2.0)),
        ({"uniform": {"low": 1, "high": 2}}, Uniform(1.0, 2.0)),
        ({"normal": {"mean": 3, "sd": 1}}, Normal(3.0, 1.0)),
        ({"normal": [3, 1]}, Normal(3.0, 1.0)),
        ({"lognormal": {"median": 3, "sd": 1}}, Lognormal(3.0, 1.0)),
        ({"logit_normal": {"sd": 0.7, "median": 6}}, LogitNormal(6.0, 0.7)),
        ({"logit_normal": [6, 0.7]}, LogitNormal(6.0, 0.7)),
        ({"triangular": [0, 2, 10]}, Triangular(0.0, 2.0, 10.0)),
        (
            {"mixture": [{"weight": 1, "prior": 2}, {"weight": 3, "prior": {"uniform": [4, 5]}}]},
            Mixture((0.25, 0.75), (Point(2.0), Uniform(4.0, 5.0))),
        ),
    ],
)
def test_priors_as_they_are_written(text: Any, prior: Prior) -> None:
    assert parse(text, LOW, HIGH) == prior
    assert parse(prior.data(), LOW, HIGH) == prior


@pytest.mark.parametrize(
    ("text", "family", "low", "high"),
    [("5 to 20", Lognormal, 0, 1e9), ("-1 to 3", Normal, -1e9, 1e9), ("0 to 1e0", Normal, -50, 50)],
)
def test_an_interval_encloses_nine_tenths(text: str, family: type, low: float, high: float) -> None:
    prior = parse(text, low, high)
    assert isinstance(prior, family)
    first, last = (float(end) for end in text.split(" to "))
    assert prior.quantile(0.05, low, high) == pytest.approx(first, abs=1e-9)
    assert prior.quantile(0.95, low, high) == pytest.approx(last)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hello", "'hello' is not a prior"),
        (True, "True is not a prior"),
        (None, "None is not a prior"),
        ([1, 2], "is not a prior"),
        ({}, "is not a prior"),
        ({"uniform": [1, 2], "normal": [1, 2]}, "is not a prior"),
        (11, "11 is out of bounds; from 0 to 10"),
        ("5 to 20", "20 is out of bounds"),
        ("5 to 4", "does not rise"),
        ({"unifrom": [1, 2]}, "did you mean 'uniform'?"),
        ({"uniform": [2, 1]}, "do not rise"),
        ({"uniform": [1, 1]}, "do not rise"),
        ({"uniform": [1]}, "takes 2 numbers: low, high"),
        ({"uniform": [1, "2"]}, "takes numbers"),
        ({"uniform": {"low": 1}}, "takes numbers"),
        ({"uniform": {"lo": 1, "high": 2}}, "uniform has no 'lo'"),
        ({"normal": {"mean": 3, "sd": 0}}, "the sd of normal is 0; a number above 0"),
        ({"lognormal": {"median": 0, "sd": 1}}, "not above 0"),
        ({"logit_normal": {"median": 10, "sd": 1}}, "not inside the bounds"),
        ({"triangular": [1, 11, 12]}, "11 is out of bounds"),
        ({"choice": {"a": 1}}, "a number cannot have the prior of a form"),
        ({"mixture": []}, "a mixture is a list"),
        ({"mixture": [{"weight": 1}]}, "has a weight and a prior"),
        ({"mixture": [{"weight": 0, "prior": 3}]}, "a number above 0"),
        ({"mixture": [{"weight": 1, "prior": 30}]}, "30 is out of bounds"),
    ],
)
def test_what_is_no_prior_is_refused_at_its_place(text: Any, complaint: str) -> None:
    with pytest.raises(InputError) as error:
        parse(text, LOW, HIGH, Mark("f.yaml", 3, 5))
    assert str(error.value).startswith("f.yaml:3:5: ")
    assert complaint in str(error.value)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["uniform", "normal", "mixture", "weight", "prior", "sd", "median"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=6,
)


@given(anything)
def test_anything_else_is_a_prior_or_an_input_error(text: Any) -> None:
    try:
        prior = parse(text, LOW, HIGH)
    except InputError:
        return
    draws = prior.ppf(np.array([0.01, 0.5, 0.99]), LOW, HIGH)
    assert (draws >= LOW).all()
    assert (draws <= HIGH).all()


def test_forms_are_written_with_weights() -> None:
    assert parse_choice({"choice": {"sum": 1, "product": 3}}) == Choice(
        ("sum", "product"), (0.25, 0.75)
    )


def test_a_scenario_may_name_some_options_of_a_form_in_any_order() -> None:
    choice = parse_choice({"choice": {"c": 2, "a": 2}}, options=["a", "b", "c"])
    assert choice == Choice(("a", "b", "c"), (0.5, 0.0, 0.5))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (0.3, "is not the prior of a form"),
        ({"choice": {}}, "is not the prior of a form"),
        ({"choice": ["a"]}, "is not the prior of a form"),
        ({"choice": {"smu": 1}}, "'smu' is not an option of this form; options: sum, product"),
        ({"choice": {"sum": -1}}, "the weight of 'sum' is -1"),
        ({"choice": {"sum": "much"}}, "the weight of 'sum' is 'much'"),
        ({"choice": {"sum": 0}}, "no option has any weight"),
    ],
)
def test_what_is_no_prior_of_a_form_is_refused(text: Any, complaint: str) -> None:
    with pytest.raises(InputError) as error:
        parse_choice(text, options=["sum", "product"])
    assert complaint in str(error.value)


def test_weights_are_divided_by_their_exactly_rounded_sum() -> None:
    # The builtin sum gives 0.9999999999999999 before Python 3.12, which compensates.
    parts = [{"weight": w, "prior": 2} for w in (0.6, 0.3, 0.1)]
    mixture = parse({"mixture": parts}, LOW, HIGH)
    choice = parse_choice({"choice": {"a": 0.6, "b": 0.3, "c": 0.1}})
    assert isinstance(mixture, Mixture)
    assert mixture.weights == choice.weights == (0.6, 0.3, 0.1)
