import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.quarters import Quarter

quarters = st.builds(Quarter, st.integers(1, 9999), st.integers(1, 4))
steps = st.integers(-1000, 1000)


def test_a_quarter_has_an_absolute_index() -> None:
    assert Quarter(2017, 1).index == 4 * 2017
    assert Quarter(2017, 4).index == 4 * 2017 + 3


def test_counting_over_the_end_of_a_year() -> None:
    assert Quarter(2016, 4) + 1 == Quarter(2017, 1)
    assert Quarter(2017, 1) - 1 == Quarter(2016, 4)
    assert Quarter(2021, 4) - Quarter(2017, 1) == 19


@given(quarters)
def test_text_and_index_lead_back_to_the_quarter(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter
    assert Quarter.from_index(quarter.index) == quarter


@given(quarters, quarters)
def test_order_is_the_order_of_the_index(one: Quarter, other: Quarter) -> None:
    assert (one < other) == (one.index < other.index)


@given(quarters.filter(lambda quarter: quarter.year > 300), steps)
def test_what_is_added_is_the_difference(quarter: Quarter, step: int) -> None:
    assert (quarter + step) - quarter == step
    assert (quarter + step) - step == quarter


@pytest.mark.parametrize("text", ["2017", "2017Q0", "2017Q5", "17Q1", "2017q1", " 2017Q1", 2017])
def test_what_is_no_quarter_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="write it as 2017Q1"):
        Quarter.parse(text)


def test_a_fifth_quarter_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        Quarter(2017, 5)
