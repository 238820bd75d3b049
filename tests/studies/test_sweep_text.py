"""What a sweep found, in sentences."""

import pytest

from sim.studies import sweep_text
from tests.support.sweep_run import CURVE, NUMBER, PRICE, SHARE, WEIGHT, made


def test_a_break_even_value_is_told_with_its_interval_and_direction() -> None:
    sweep = made(WEIGHT)
    said = sweep_text.sentence(sweep.plan, SHARE, sweep.break_even["treaty"][0])
    (crossing,) = sweep.break_even["treaty"][0].crossings
    # -0.012 at 0.2 and 0.013 at 0.3: twelve of twenty-five parts of the way.
    assert crossing.at == pytest.approx(0.248)
    assert said.startswith("sender.salience.punishment = 0.248 (95 %: 0.21 to 0.286)")
    assert "the difference from base with the same values goes from below zero to above" in said
    assert "Chance alone" not in said


def test_a_crossing_that_chance_can_make_says_so() -> None:
    sweep = made(WEIGHT)
    (line,) = sweep.break_even["treaty"]
    unsure = line.crossings[0].model_copy(update={"is_clear": False, "low": None, "high": None})
    line = line.model_copy(update={"crossings": (unsure,)})
    said = sweep_text.sentence(sweep.plan, SHARE, line)
    assert "below the range to beyond the range" in said
    assert "Chance alone could make this crossing" in said
    assert sweep_text.brief(line) == "0.248? (<–>)"


def test_no_crossing_is_said_plainly() -> None:
    sweep = made(WEIGHT, turns=False)
    said = sweep_text.sentence(sweep.plan, SHARE, sweep.break_even["treaty"][0])
    assert said.startswith("no crossing within the range")
    assert "clearly above zero at 5 of 5 points" in said


def test_a_target_takes_the_place_of_zero() -> None:
    sweep = made(WEIGHT, target=0.15)
    said = sweep_text.sentence(sweep.plan, SHARE, sweep.break_even["treaty"][0])
    assert "there the answer goes from below 15 % to above" in said


def test_without_a_base_it_is_the_scenario_as_it_stands() -> None:
    assert sweep_text.measured(made(WEIGHT, beside="itself").plan).endswith("as it stands")


def test_options_are_sorted_by_sign() -> None:
    sweep = made(CURVE)
    said = sweep_text.sentence(sweep.plan, SHARE, sweep.break_even["treaty"][0])
    assert "clearly above zero under very steep" in said
    assert "clearly below zero under plain" in said


def test_many_lines_are_told_together() -> None:
    sweep = made(WEIGHT, PRICE)
    lines = sweep.break_even["treaty"]
    assert len(lines) == 3
    said = sweep_text.overview(sweep.plan, SHARE, lines)
    # The row at -1 has its zero at 0.137, the one at 1 none.
    crossed = sum(bool(line.crossings) for line in lines)
    assert f"it crosses in {crossed} of 3 rows" in said
    none = made(WEIGHT, PRICE, turns=False)
    assert "no crossing within the range" in sweep_text.overview(
        none.plan, SHARE, none.break_even["treaty"]
    )


def test_answers_stand_in_their_units() -> None:
    assert sweep_text.stated(SHARE, 0.123) == "12 %"
    assert sweep_text.stated(NUMBER, 1.5) == "1.5 USD bn"
    assert sweep_text.moved(SHARE, -0.012) == "−1.2 points"
    assert sweep_text.at(WEIGHT, 0.25) == "0.25"
    assert sweep_text.at(PRICE, 10.0) == "10 USD"
    assert sweep_text.at(CURVE, "very_steep") == "very steep"


def test_what_is_not_known_is_a_dash() -> None:
    nan = float("nan")
    assert sweep_text.bare(SHARE, nan) == sweep_text.span(SHARE, nan, nan) == "–"
    assert sweep_text.moved(NUMBER, nan) == sweep_text.moved(SHARE, 0.1, nan) == "–"
