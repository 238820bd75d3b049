"""Numbers that no float holds, wherever somebody may write one: refused at their place."""

import warnings
from pathlib import Path
from typing import Any

import pytest

from sim.base import yaml_documents as documents
from sim.base.errors import LINE, LIST, InputError
from sim.inputs import priors
from sim.scenario import offer, parse_assignment

HUGE_HEX = "0x" + "f" * 400
ENDLESS_HEX = "0x" + "f" * 5000
ENDLESS = "9" * 5000

WRITTEN = (
    HUGE_HEX,
    ENDLESS_HEX,
    ENDLESS,
    f"-{ENDLESS}",
    "1e400",
    f"{{uniform: [0, {HUGE_HEX}]}}",
    f"{{choice: {{walk: {HUGE_HEX}}}}}",
    f"{{mixture: [{{weight: {ENDLESS}, prior: 1}}]}}",
    f"+{ENDLESS}",
    f"*{HUGE_HEX}",
)
# Each is valid text and finite in every number; on the bounds 0 to 1 or of a wide range.
SHAPES: tuple[Any, ...] = (
    "0 to 1e-308",
    "0 to 5e-324",
    "1e-320 to 1",
    "1e308 to -1",
    {"uniform": [0, 5e-324]},
    {"normal": {"mean": 0.5, "sd": 1e-308}},
    {"normal": {"mean": 0.5, "sd": 1e308}},
    {"lognormal": {"median": 1e-308, "sd": 0.4}},
    {"lognormal": {"median": 0.5, "sd": 1e308}},
    {"logit_normal": {"median": 1e-308, "sd": 1e-300}},
    {"logit_normal": {"median": 0.5, "sd": 1e308}},
    {"triangular": [0, 1e-308, 5e-308]},
    {"mixture": [{"weight": 1e308, "prior": 0.5}, {"weight": 1e308, "prior": 0.1}]},
    {"mixture": [{"weight": 1, "prior": "1e+308 to -1"}]},
    {"mixture": [{"weight": 10**400, "prior": 0.5}]},
    {"mixture": [{"weight": 1, "prior": "0 to 1e-308"}]},
    10**400,
    10**5000,
    {"uniform": [0, 10**5000]},
    {"choice": {"a": 10**5000}},
    {10**5000: 1},
)


def _short(error: InputError) -> bool:
    return all(len(str(problem)) <= 2 * LINE + LIST for problem in error.problems)


@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
def test_a_number_beyond_floats_is_refused_where_it_is_written(text: str) -> None:
    known = offer("kurils")
    for path in ("oil.start", "laws.oil.path"):
        with pytest.raises(InputError, match="--set:1:") as error:
            parse_assignment(f"{path}={text}", known)
        assert _short(error.value)


def test_a_large_integer_is_the_same_number_in_every_base() -> None:
    data = documents.parse(f"[{2**80}, {hex(2**80)}, {2**40}, {hex(2**40)}]", "a.yaml").data
    assert data == [2.0**80, 2.0**80, 2**40, 2**40]
    assert [type(each) for each in data] == [float, float, int, int]


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (-10.0, 1e6), (2**-10, 2**12)])
@pytest.mark.parametrize("value", SHAPES, ids=range(len(SHAPES)))
def test_a_prior_is_refused_or_can_be_drawn(value: Any, bounds: tuple[float, float]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            prior = priors.parse(value, *bounds)
        except InputError as error:
            assert _short(error)  # noqa: PT017  either is right
            return
        low, median, high = (prior.quantile(p, *bounds) for p in (0.05, 0.5, 0.95))
    assert bounds[0] <= low <= median <= high <= bounds[1]


def test_weights_beyond_floats_are_refused() -> None:
    for weight in (10**400, 1e308, -1, float("inf"), float("nan")):
        with pytest.raises(InputError, match="the weight of 'a'"):
            priors.parse_choice({"choice": {"a": weight, "b": 1}})


def test_a_whole_number_of_a_file_may_not_have_thousands_of_digits(tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    file.write_text(f"seed: {ENDLESS}\n0o{'7' * 9000}: 1\n")
    with pytest.raises(InputError, match=r"long.yaml:1:7: .* is not a finite number") as error:
        documents.read(file)
    assert _short(error.value)
