"""Changes of parameters: what `set` and `--set` take. The refusals are in bad/."""

from typing import Any

import pytest

from sim.base.errors import InputError
from sim.inputs.priors.families import Choice, Lognormal, Uniform
from sim.scenario import Catalogue, parse_assignment
from sim.scenario.overrides import meant, override, spelt

SALIENCE, OIL, FORM = "us.salience.punishment", "oil.start", "interests.wedge.form"


@pytest.mark.parametrize(
    ("path", "raw", "op", "value"),
    [
        (SALIENCE, 0.3, "value", 0.3),
        (SALIENCE, 1, "value", 1.0),
        (SALIENCE, {"uniform": [0.1, 0.4]}, "distribution", Uniform(0.1, 0.4)),
        (SALIENCE, {"add": -0.1}, "add", -0.1),
        (SALIENCE, {"scale": 0.4}, "scale", 0.4),
        (FORM, "additive", "value", "additive"),
        # options that are not named weigh nothing
        (
            FORM,
            {"choice": {"additive": 3, "weakest": 1}},
            "distribution",
            Choice(("additive", "weakest", "maximum"), (0.75, 0.25, 0.0)),
        ),
    ],
)
def test_what_a_change_means(
    path: str, raw: Any, op: str, value: object, catalogue: Catalogue
) -> None:
    change = override(path, raw, catalogue)
    assert (change.path, change.op, change.value) == (path, op, value)


def test_an_interval_is_a_distribution_and_stays_as_written(catalogue: Catalogue) -> None:
    change = override(OIL, "40 to 60", catalogue)
    assert isinstance(change.value, Lognormal)
    assert change.written == "40 to 60"


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        (f"{SALIENCE}=0.3", "value", 0.3),
        (f" {SALIENCE} = 3e-1 ", "value", 0.3),
        (f"{SALIENCE}=+0.1", "add", 0.1),
        (f"{SALIENCE}=+-0.1", "add", -0.1),
        (f"{SALIENCE}=*0.4", "scale", 0.4),
        (f"{SALIENCE}=* 0.4", "scale", 0.4),
        (f"{SALIENCE}={{scale: 0.4}}", "scale", 0.4),
        (f"{SALIENCE}={{uniform: [0.1, 0.4]}}", "distribution", Uniform(0.1, 0.4)),
        (f"{FORM}=additive", "value", "additive"),
    ],
)
def test_an_assignment(text: str, op: str, value: object, catalogue: Catalogue) -> None:
    change = parse_assignment(text, catalogue)
    assert (change.op, change.value) == (op, value)
    assert change.mark is not None
    assert change.mark.file == "--set"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (SALIENCE, "is not an assignment; PATH=VALUE"),
        (f"{SALIENCE}=", "is not an assignment"),
        ("=0.3", "is not an assignment"),
        (f"{SALIENCE}=3", "3 is out of bounds; from 0 to 1"),
        (f"{SALIENCE}=*1", "scale 1 changes nothing"),
        (f"{SALIENCE}=+0", "add 0 changes nothing"),
        (f"{SALIENCE}=+", "add takes a number, not None"),
        (f"{SALIENCE}=+lots", "add takes a number, not 'lots'"),
        (f"{SALIENCE}=+0.5", "is out of bounds; from 0 to 1"),
        (f"{SALIENCE}=**0.4", "this is not YAML"),
        (f"{SALIENCE}=[", "this is not YAML"),
        ("us.salience.punish=0.3", f"did you mean '{SALIENCE}'?"),
        ("us.sanctions=0.3", "its start is us.sanctions.start"),
        (f"{FORM}=2", "is a form, not a number; options: additive, weakest, maximum"),
    ],
)
def test_a_bad_assignment(text: str, piece: str, catalogue: Catalogue) -> None:
    with pytest.raises(InputError) as error:
        parse_assignment(text, catalogue)
    assert str(error.value).startswith("--set:")
    assert piece in str(error.value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (0.4, "0.4"),
        (5, "5"),
        ("5 to 20", "5 to 20"),
        ("additive", "additive"),
        ({"scale": 0.123456789}, "*0.123456789"),
        ({"add": -0.1}, "+-0.1"),
        ({"add": 1e-05}, "+1e-05"),
        (
            {"mixture": [{"weight": 1, "prior": {"lognormal": {"median": 0.3, "sd": 0.5}}}] * 3},
            None,
        ),
        (None, "null"),
    ],
)
def test_a_raw_value_is_spelt_as_one_line_that_means_it(raw: Any, text: str | None) -> None:
    found = spelt(raw)
    assert "\n" not in found
    assert text in (None, found)
    assert meant(found) == raw
