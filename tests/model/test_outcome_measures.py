import numpy as np
import pytest

from sim.base.axes import Array
from sim.dispute import load
from sim.model.outcome_measures import first_quarter, measure

NEVER = np.nan

# Three quarters of four worlds.
TREATY = np.array([[0.0, 0, 1, 0], [0, 1, 1, 0], [0, 1, 0, 1]])


def test_first_quarter_is_counted_from_one() -> None:
    found = first_quarter(TREATY > 0)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [NEVER, 2, 1, 3])


def test_what_never_holds_has_no_first_quarter() -> None:
    assert np.isnan(first_quarter(np.zeros((5, 3), dtype=bool))).all()


def recorded() -> dict[str, Array]:
    """Other numbers in the last quarter than before, so that only the last can be meant."""
    dispute = load("kurils")
    ends = {"level": 2.0, "invested": 7.5, "alliance": 0.4}
    ends |= {f"{sender}.sanctions": 0.1 for sender in dispute.senders}
    ends |= {f"{pair}.alignment": 0.6 for pair in dispute.pairs}
    state = {path: np.vstack([np.zeros((2, 4)), np.full(4, end)]) for path, end in ends.items()}
    return state | {"treaty": TREATY, "in_force": 1 - TREATY}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("settlement", [2, 2, 2, 2]),
        ("peace_treaty", [False, True, False, True]),
        ("treaty_quarter", [NEVER, 2, 1, 3]),
        ("eu_sanctions_in_force", [True, False, True, False]),
        ("eu_lapse_quarter", [NEVER, 2, 1, 3]),
        ("us_sanctions", [0.1] * 4),
        ("japan_sanctions", [0.1] * 4),
        ("japan_investment_usd_bn", [7.5] * 4),
        ("russia_china_alignment", [0.6] * 4),
        ("us_japan_alliance", [0.4] * 4),
    ],
)
def test_each_outcome_by_hand(name: str, expected: list[float]) -> None:
    np.testing.assert_array_equal(measure(load("kurils"), recorded())[name], expected)


def test_every_outcome_is_measured_in_the_order_of_the_file() -> None:
    dispute = load("kurils")
    found = measure(dispute, recorded())
    assert list(found) == [outcome.name for outcome in dispute.outcomes]
    kinds = {"level": "i", "bool": "b", "quarter": "f", "number": "f"}
    for outcome in dispute.outcomes:
        assert found[outcome.name].dtype.kind == kinds[outcome.kind], outcome.name


def test_outcomes_keep_nothing_of_the_record_alive() -> None:
    record = recorded()
    found = measure(load("kurils"), record)
    assert not any(
        np.shares_memory(values, column) for values in found.values() for column in record.values()
    )


def test_titles_say_whether_something_holds_at_the_end_or_ever() -> None:
    """Of a pair of outcomes, one read at the end and one over the run, no title fits the other."""
    said = {"ladder": "at the end", "treaty": "at the end", "in_force": "at the end"}
    said |= {"treaty_quarter": "ever", "lapse_quarter": "ever"}
    for outcome in load("kurils").outcomes:
        if outcome.measure in said:
            other = {"at the end": "ever", "ever": "at the end"}[said[outcome.measure]]
            words = outcome.title.replace(",", "")
            assert f" {said[outcome.measure]} " in f" {words} ", outcome.name
            assert f" {other} " not in f" {words} ", outcome.name
