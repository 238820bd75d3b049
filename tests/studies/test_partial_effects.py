"""Partial signs: what the articles say of directions, held against single laws and interests.

`calibration/*/expectations.yaml` puts each such claim in terms of the model. All else is held: the
states and the draws are those of worlds of the baseline, and only the cause named is moved.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim import scenario
from sim.expectations import Expectation, Expected, ExpectedEffect, Partial, Perturbation, load
from sim.scenario.catalogue import Offer
from sim.studies.partial_effects import (
    AMOUNT,
    COUNT,
    Moment,
    Partiality,
    effect,
    examine,
    moments,
    moved,
    signs,
    step,
)

CALIBRATION = "kurils"


@cache
def offer() -> Offer:
    return scenario.offer(CALIBRATION)


@cache
def expected() -> Expected:
    found = load(offer().dispute, offer().claims)
    assert found is not None
    return found


@cache
def looked_at() -> tuple[Moment, ...]:
    """Worlds of the baseline at the start and some quarters on."""
    baseline = scenario.read(expected().against, lambda _: offer())
    return moments(offer().dispute, baseline)


def partial() -> list[Any]:
    """Expectations to test; one that is said to fail must go on failing, or be struck out."""
    found = [each for each in expected().expectations if each.partial is not None]
    return [
        pytest.param(
            each,
            id=each.id,
            marks=pytest.mark.xfail(
                bool(each.partial and each.partial.fails), raises=AssertionError, reason="said to"
            ),
        )
        for each in found
    ]


@pytest.mark.parametrize("each", partial())
def test_partial_sign(each: Expectation) -> None:
    found = examine(each, looked_at())
    assert found.holds, (
        f"right in {found.right:.0%}, wrong in {found.wrong:.1%}, slight in {found.slight:.0%}"
    )


# The machinery


def made(move: Perturbation, seen: ExpectedEffect, sign: int = 1, **rest: object) -> Expectation:
    mark = expected().expectations[0].mark
    part = Partial(move, seen, **rest)  # type: ignore[arg-type]
    return Expectation("made", "partial", sign, mark, partial=part)


OUTPUT = ExpectedEffect(law="economy", state="output")


def test_a_sign_that_is_wrong_is_found_out() -> None:
    oil = Perturbation(up=("oil",))
    assert examine(made(oil, OUTPUT), looked_at()).holds
    wrong = examine(made(oil, OUTPUT, sign=-1), looked_at())
    assert not wrong.holds
    assert wrong.right == 0
    assert wrong.wrong > 0.99


def test_what_moves_nothing_does_not_hold() -> None:
    found = examine(made(Perturbation(up=("posture",)), OUTPUT), looked_at())
    assert (found.right, found.wrong) == (0, 0)
    assert not found.holds


@pytest.mark.parametrize(
    ("right", "wrong", "slight", "rest", "holds"),
    [
        (0.9, 0.0, 0.0, {}, True),
        (0.7, 0.0, 0.0, {}, False),
        (0.7, 0.0, 0.0, {"share": 0.6}, True),
        (0.9, 0.01, 0.0, {}, False),
        (0.6, 0.4, 0.0, {"either": True}, True),
        (1.0, 0.0, 0.0, {"either": True}, False),
        (1.0, 0.0, 0.5, {"hardly": True}, True),
        (1.0, 0.0, 0.0, {"hardly": True}, False),
        (1.0, 0.0, 1.0, {"hardly": True}, False),
    ],
)
def test_how_strictly_it_must_hold(
    right: float, wrong: float, slight: float, rest: dict[str, object], holds: bool
) -> None:
    asked = made(Perturbation(up=("oil",)), OUTPUT, **rest)
    assert Partiality(asked, right, wrong, slight).holds is holds


def test_a_step_stays_inside_the_bounds() -> None:
    class Share:
        low, high, unit = 0.0, 1.0, "share"

    class Money:
        low, high, unit = 0.0, 1024.0, "USD bn"

    class Count:
        low, high, unit = 0.0, 64.0, "count"

    ends = np.array([0.0, 0.5, 1.0])
    up, down = step(ends, Share(), 1), step(ends, Share(), -1)
    assert up[[0, 2]].tolist() == down[[0, 2]].tolist() == [0, 1]
    # The odds of one half are 1; times e^0.5 = 1.64872, a share of 1.64872 / 2.64872 = 0.62246.
    assert up[1] == pytest.approx(0.62246, abs=1e-5)
    assert down[1] == pytest.approx(1 - 0.62246, abs=1e-5)
    assert step(np.array([8.0]), Money(), 1)[0] == 8 * AMOUNT
    assert step(np.array([8.0]), Money(), -1)[0] == 8 / AMOUNT
    assert step(np.array([1.0, 5.0]), Count(), -1).tolist() == [0, 5 - COUNT]


def test_a_rung_that_stands_higher_is_left() -> None:
    moment = looked_at()[0]
    high = moved(moment, moment.batch, Perturbation(set=(("level", 3.0),)))
    again = moved(moment, high, Perturbation(set=(("level", 2.0),)))
    assert (again.state["level"] == 3).all()
    assert (moment.batch.state["level"] == 0).all()  # the worlds themselves stay as they are


def test_a_course_is_what_it_would_add() -> None:
    # A law's state after the course less that without it: moving oil twice, once as the course.
    part = Partial(
        Perturbation(up=("posture",)),
        ExpectedEffect(law="economy", state="output", course=Perturbation(up=("oil",))),
    )
    added, before = effect(part, looked_at())
    assert np.abs(added).max() == 0  # forces change nothing in what dearer oil would add
    assert (before > 0).all()


def test_only_partial_ones_are_looked_at() -> None:
    total = [each for each in expected().expectations if each.partial is None]
    baseline = scenario.read("baseline", lambda _: offer())
    assert signs(total, offer().dispute, baseline) == ()
