from dataclasses import replace

import pytest

from sim.analysis import verdict_text
from sim.analysis.answers import lines
from sim.analysis.paired_differences import CANNOT_TELL, Difference, differences
from sim.analysis.sign_reversals import SubgroupDifference, SubgroupSplit
from tests.support.synthetic import make_run


def part(name: str, sign: int, worlds: float = 500) -> SubgroupDifference:
    middle = 0.04 * sign
    return SubgroupDifference(name, worlds, middle, (middle - 0.01, middle + 0.01), sign)


def form(path: str, p: float, **signs: int) -> SubgroupSplit:
    return SubgroupSplit(path, "", True, tuple(part(name, sign) for name, sign in signs.items()), p)


def difference(*forms: SubgroupSplit, **changes: object) -> Difference:
    base = differences(make_run(400, shift=0.1), make_run(400))[2]
    return replace(base, label="Treaty", by_form=forms, by_parameter=(), **changes)


def test_what_turns_is_said_without_a_number() -> None:
    d = difference(form("laws.curve", 0.01, plain=1, steep=-1, flat=0))
    assert d.verdict == CANNOT_TELL
    (said,) = verdict_text.cannot_tell([d])
    assert said == "Treaty – more under plain, less under steep (laws.curve)"


def test_two_forms_that_point_apart_are_no_answer_either() -> None:
    d = difference(form("a.form", 1, x=1, y=0), form("b.form", 1, u=0, v=-1))
    assert d.sign_reversals == ()
    assert d.verdict == CANNOT_TELL
    (said,) = verdict_text.cannot_tell([d])
    assert said.endswith("more under x (a.form), less under v (b.form)")


def test_answers_that_turn_with_the_same_share_a_line() -> None:
    d = difference(form("laws.curve", 0.01, plain=1, steep=-1))
    assert len(verdict_text.cannot_tell([d, replace(d, label="Other")])) == 1


def test_no_more_than_a_few_turns_are_named() -> None:
    d = difference(*(form(f"f.{i}", 0.01, x=1, y=-1) for i in range(5)))
    assert verdict_text.sign_reversal_texts(d)[-1] == "and with others"
    assert len(verdict_text.sign_reversal_texts(d)) == verdict_text.MOST_TURNS + 1


def test_signs_are_counted_over_all_options() -> None:
    d = difference(form("a.form", 1, x=1, y=0), form("b.form", 1, u=1, v=0, w=0))
    assert verdict_text.signs(d) == (
        "positive under 2 of 5 options of uncertain forms, not clear under 3"
    )


def test_no_difference_is_no_proof_of_none() -> None:
    d = difference(difference=0.002, ci95=(-0.01, 0.014), detectable=0.017, changed=0.1)
    assert d.verdict == "no difference found"
    assert "one of 1.7 points would be found in 4 of 5 tries" in verdict_text.amount(d)


def test_too_few_worlds_give_no_direction() -> None:
    d = difference(difference=-0.038, ci95=(-0.049, -0.026), is_few=True, df=120.0)
    assert d.verdict == verdict_text.TOO_FEW == "too few worlds to tell"
    assert verdict_text.amount(d).startswith(
        "too few worlds to tell: −3.8 points (95 %: −4.9 to −2.6)"
    )
    assert verdict_text.tally([d]) == "Of 1 answers: 1 too few worlds to tell."


def test_equal_worlds_are_called_so() -> None:
    (d,) = [d for d in differences(make_run(), make_run()) if d.expression == "treaty"]
    assert d.verdict == "equal"
    assert verdict_text.amount(d) == "no world differs: 0 points (95 %: −0.1 to +0.1)"


def test_one_world_says_nothing_of_a_number() -> None:
    found = differences(make_run(1, shift=0.1), make_run(1))
    (flow,) = [d for d in found if d.expression == "flow"]
    assert flow.difference == pytest.approx(0.1)
    assert flow.verdict == "no difference found"
    assert "not known" in verdict_text.amount(flow)


def test_the_sentence_holds_value_base_interval_moves_and_signs() -> None:
    run, base = make_run(shift=0.1), make_run()
    (line,) = [line for line in lines(run, base) if line.expression == "treaty"]
    said = verdict_text.sentence(line)
    for piece in ("Treaty: 20 of 100 worlds", "against 11", "95 %", "go up and 0 down", "positive"):
        assert piece in said


@pytest.mark.parametrize(("value", "said"), [(0.5, "+0.5"), (-0.5, "−0.5"), (0.0, "0")])
def test_numbers_have_signs(value: float, said: str) -> None:
    assert verdict_text.signed(value) == said


def test_the_headline_holds_word_base_signs_and_forms() -> None:
    _, _, line, *_ = lines(make_run(shift=0.1), make_run())
    assert verdict_text.headline(line, "The base case") == (
        "Treaty: 20 of 100 worlds (unlikely, 20–45 %); 11 with “The base case”; "
        "positive under 2 of 2 options of uncertain forms; range over uncertain forms 9.5–30 %."
    )
    alone = replace(line, difference=None)
    assert verdict_text.headline(alone, "The base case").startswith("Treaty: 20 of 100 worlds (")


def test_the_doubt_names_what_it_turns_with() -> None:
    d = difference(form("laws.curve", 0.01, plain=1, steep=-1))
    assert verdict_text.doubt(d) == (
        "Treaty: cannot tell whether more or less. "
        "It is more under plain, less under steep (laws.curve)."
    )
    assert verdict_text.doubt(difference()) == ""


def test_the_same_worlds_are_told_in_four_parts() -> None:
    d = difference(base=0.11, value=0.2, up=0.12, down=0.03, changed=0.15)
    assert verdict_text.together(d, "Relief", "Baseline") == (
        "Treaty: in 12 of 100 worlds so with “Relief” where it would not be with “Baseline”, in 3 "
        "the other way round; so in both in 8, in neither in 77."
    )
    number = replace(d, is_share=False, up=0.5, down=0.2, changed=0.7)
    said = verdict_text.together(number, "Relief", "Baseline")
    assert "higher in 50 of 100 worlds" in said
    assert said.endswith("lower in 20, the same in 30.")


def test_worlds_that_are_not_the_same_are_not_told_together() -> None:
    d = difference(changed=float("nan"), up=float("nan"), down=float("nan"))
    assert verdict_text.together(d, "Relief", "Baseline") == ""
    equal = difference(changed=0.0, up=0.0, down=0.0)
    assert "no world differs" in verdict_text.together(equal, "Relief", "Baseline")
