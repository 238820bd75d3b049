"""Contributions of changes to answers, where each world's own are known."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.attribution import OutcomeAttribution
from sim.analysis.coalition_values import CoalitionValues
from sim.analysis.expressions import Answer
from sim.analysis.shapley import Coalition, CoalitionDesign, Floats, exact, sampled
from sim.base.random_streams import Streams
from sim.scenario.separable_changes import SeparableChange
from tests.support.synthetic import make_run

WORLDS = 400
BASE = make_run(WORLDS)
CHANGES = (
    SeparableChange("assumption", "weight", (("overrides", "weight"),)),
    SeparableChange("assumption", "nothing", (("overrides", "nothing"),)),
    SeparableChange("event", "order", (("events", "order"),)),
)
DRAWS = np.random.default_rng(5).random((2, WORLDS))
STEEP = (BASE.draws["laws.curve"] == "steep").to_numpy()


def flow(coalition: Coalition) -> Floats:
    """The first moves each world by its draw, the last by 2, both together by 4 more if steep."""
    first, last = coalition & 1, coalition >> 2 & 1
    return 10 + first * DRAWS[0] + 2.0 * last + 4.0 * first * last * STEEP


def treaty(coalition: Coalition) -> Floats:
    """A treaty comes with the last in the worlds with a small draw, without anything in a tenth."""
    return np.asarray((DRAWS[1] < 0.1 + 0.3 * (coalition >> 2 & 1)), dtype=np.float64)


def answers(coalition: Coalition, weights: Floats | None = None) -> list[Answer]:
    return [
        Answer("flow", "Flow", "USD bn", False, flow(coalition), weights),
        Answer("treaty", "Treaty", "", True, treaty(coalition), weights),
    ]


def divided(
    design: CoalitionDesign | None = None,
    weigh: Callable[[Coalition], Floats | None] = lambda _: None,
) -> tuple[OutcomeAttribution, ...]:
    design = design or exact(len(CHANGES))
    ledger = CoalitionValues(design, BASE)
    for coalition in design.coalitions:
        ledger.enter(coalition, answers(coalition, weigh(coalition)))
    return ledger.divide(CHANGES)


def test_contributions_by_hand() -> None:
    found, _ = divided()
    weight, nothing, order = found.contributions
    # Together they move 4 more where it is steep; each is put down to half of that.
    together = 4 * STEEP.mean()
    assert weight.share.value == pytest.approx(DRAWS[0].mean() + together / 2)
    assert order.share.value == pytest.approx(2 + together / 2)
    assert (weight.alone.value, weight.last.value) == pytest.approx(
        (DRAWS[0].mean(), DRAWS[0].mean() + together)
    )
    assert (order.alone.value, order.last.value) == pytest.approx((2, 2 + together))
    for part in (nothing.share, nothing.alone, nothing.last):
        assert (part.value, part.mcse, part.ci95) == (0, 0, (0, 0))
        assert not part.is_clear


def test_contributions_add_up_to_the_difference() -> None:
    for found in divided():
        assert found.value - found.base == pytest.approx(found.total.value)
        shares = sum(each.share.value for each in found.contributions)
        assert shares == pytest.approx(found.total.value)
        assert sum(part.value for part in found.kinds.values()) == pytest.approx(shares)


def test_kinds_are_added_up() -> None:
    found, _ = divided()
    weight, nothing, order = (each.share.value for each in found.contributions)
    assert list(found.kinds) == ["assumption", "event"]
    assert found.kinds["assumption"].value == pytest.approx(weight + nothing)
    assert found.kinds["event"].value == pytest.approx(order)


def test_the_error_of_a_number_is_that_over_worlds() -> None:
    weight, _, order = divided()[0].contributions
    own = DRAWS[0] + 2 * STEEP
    assert weight.share.mcse == pytest.approx(own.std(ddof=1) / math.sqrt(WORLDS))
    assert order.alone.mcse == pytest.approx(0, abs=1e-12)
    low, high = weight.share.ci95
    assert high - low == pytest.approx(2 * 1.96 * weight.share.mcse, rel=1e-3)
    assert weight.share.spread == 0


def test_a_share_that_no_world_moved_is_not_surely_nothing() -> None:
    _, found = divided()
    assert found.contributions[1].share.value == 0
    assert found.contributions[1].share.mcse == pytest.approx(1 / (WORLDS + 2))
    assert not found.contributions[1].share.is_clear
    moved = treaty(0b100) - treaty(0)
    error = moved.std(ddof=1) / math.sqrt(WORLDS)
    assert found.contributions[2].share.mcse == pytest.approx(math.hypot(error, 1 / (WORLDS + 2)))
    assert found.contributions[2].share.is_clear
    assert found.is_moved


def test_the_range_over_forms_is_that_of_the_contribution() -> None:
    weight = divided()[0].contributions[0].share
    ends = [DRAWS[0][STEEP].mean() + 2, DRAWS[0][~STEEP].mean()]
    assert weight.forms == pytest.approx((min(ends), max(ends)))


def test_equal_weights_change_nothing() -> None:
    plain, weighted = divided(), divided(weigh=lambda _: np.full(WORLDS, 0.25))
    for one, other in zip(plain, weighted, strict=True):
        assert one.total.value == pytest.approx(other.total.value)
        assert one.total.mcse == pytest.approx(other.total.mcse)


def test_worlds_that_do_not_count_are_as_if_they_were_not_there() -> None:
    half = (np.arange(WORLDS) < WORLDS / 2).astype(np.float64)
    found, _ = divided(weigh=lambda _: half)
    weight = found.contributions[0].share
    own = (DRAWS[0] + 2 * STEEP)[: WORLDS // 2]
    assert weight.value == pytest.approx(own.mean())
    assert weight.mcse == pytest.approx(own.std(ddof=1) / math.sqrt(WORLDS / 2), rel=1e-2)


def test_an_observation_that_a_change_brings_weighs_only_with_it() -> None:
    def weigh(coalition: Coalition) -> Floats | None:
        return STEEP + 0.5 if coalition & 1 else np.ones(WORLDS)

    found, _ = divided(weigh=weigh)
    w = STEEP + 0.5
    expected = (w * flow(0b101)).sum() / w.sum() - flow(0).mean()
    assert found.total.value == pytest.approx(expected)
    assert sum(each.share.value for each in found.contributions) == pytest.approx(expected)


def test_too_few_worlds_of_a_form_are_not_a_range() -> None:
    few = (np.arange(WORLDS) < 90).astype(np.float64)
    found, _ = divided(weigh=lambda _: few)
    for each in found.contributions:
        assert each.share.forms == pytest.approx((each.share.value, each.share.value))


def test_orders_that_are_drawn_have_an_error_of_their_own() -> None:
    streams = Streams(3)
    design = sampled(3, 2, lambda pair: streams.uniform("order", str(pair), 0, 0, 3))
    found, _ = divided(design)
    whole, _ = divided()
    for one, other in zip(found.contributions, whole.contributions, strict=True):
        # Only pairs of changes meet here, so that an order and its reverse are exact.
        assert one.share.value == pytest.approx(other.share.value)
        assert one.share.spread == pytest.approx(0, abs=1e-12)
        assert one.alone.value == pytest.approx(other.alone.value)
        assert one.last.value == pytest.approx(other.last.value)


def test_both_errors_are_in_the_interval() -> None:
    part = replace(divided()[0].total, mcse=0.3, spread=0.4)
    assert part.error == pytest.approx(0.5)
    assert part.ci95 == pytest.approx((part.value - 0.98, part.value + 0.98), abs=1e-3)


def test_worlds_that_share_a_draw_are_no_independent_trials() -> None:
    pairs = np.arange(WORLDS, dtype=np.int32) // 2
    alike = np.repeat(DRAWS[0][: WORLDS // 2], 2)  # both worlds of a draw say the same

    def error(rows: np.ndarray | None) -> float:
        design = exact(1)
        ledger = CoalitionValues(design, BASE)
        for coalition in design.coalitions:
            values = coalition * alike
            ledger.enter(coalition, [Answer("flow", "Flow", "", False, values, None, rows)])
        return ledger.divide(CHANGES[:1])[0].total.mcse

    assert error(pairs) == pytest.approx(math.sqrt(2) * error(None))
