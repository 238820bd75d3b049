import pytest

from sim.analysis.expressions import Expression
from sim.analysis.structural_uncertainty import by_form, span
from tests.support.synthetic import make_observed, make_run


def test_the_answer_by_option_by_hand() -> None:
    run = make_run()
    answer = Expression("treaty").ask(run)
    (form,) = by_form(run, answer)
    steep = run.outcomes["treaty"][run.draws["laws.curve"] == "steep"]
    assert form.options["steep"].value == pytest.approx(steep.mean())
    assert sum(found.worlds for found in form.options.values()) == 2000
    # Only steep worlds pass 1.0 where the pull is below 0.8: none against a fifth.
    assert form.options["plain"].value == 0
    assert form.options["steep"].value == pytest.approx(0.2, abs=0.03)
    assert span(run, answer) == (0, pytest.approx(steep.mean()))


def test_a_handful_of_worlds_says_nothing_of_forms() -> None:
    run = make_run(60)
    answer = Expression("treaty").ask(run)
    mean = answer.values.mean()
    assert span(run, answer) == pytest.approx((mean, mean))
    assert by_form(run, answer)[0].width == 0


def test_a_form_that_does_not_vary_is_left_out() -> None:
    run = make_run()
    run.draws["laws.curve"] = "plain"
    assert by_form(run, Expression("treaty").ask(run)) == []


@pytest.mark.parametrize("expression", ["treaty", "flow"])
def test_the_span_is_that_of_the_options_one_by_one(expression: str) -> None:
    seen = [{"id": "s", "at": "2017Q4", "near": {"sender.sanctions": 0.35}, "within": 0.05}]
    for run in (make_run(), make_observed(seen)):
        answer = Expression(expression).ask(run)
        known = [value for form in by_form(run, answer) for value in form.known]
        low, high = span(run, answer)
        assert known
        assert (low, high) == (min(low, *known), max(high, *known))
        assert low in known or high in known
