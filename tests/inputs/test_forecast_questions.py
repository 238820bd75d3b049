"""Questions with answers: read, unfolded and checked against the record."""

from pathlib import Path

import pytest

from sim import scenario
from sim.analysis import reference_classes as outside
from sim.base import paths as locations
from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.inputs import forecast_questions as questions
from sim.inputs import history
from sim.inputs.forecast_questions import Questions
from tests.inputs.test_history import written

WHOLE = """\
questions:
  in_force:
    ask: Is it in force?
    that: war > 0.2
    at: [2017Q2, 2018Q4]
    answer: {2017Q2: true, 2018Q4: false}
    because: [talks]
    cluster: one
    unchanged: true
    record: {events: 0, trials: 4, every_quarters: 2, of: renewals}
  flares:
    ask: Does it flare this year?
    that: war > war.start
    during: [2018]
    answer: true
    because: [price]
    cluster: two
    unchanged: false
    record: {events: 2, quarters: 11, of: offensives}
    class: claims
series:
  oil: {title: Oil, state: oil, how: end, of: price, times: 2, unit: USD}
not_expressible:
  trade: {ask: How much trade?, because: No law moves it.}
"""


class Bounds:
    low, high = 0.0, 1.0


STATES = {path: Bounds() for path in ("war", "war.start", "oil")}


def read(folder: Path, old: str = "", new: str = "") -> Questions:
    assert old in WHOLE
    (folder / questions.FILE).write_text(WHOLE.replace(old, new, 1) if old else WHOLE)
    return questions.load(folder, history.load(written(folder)), STATES, {"claims": None})


def test_an_entry_is_as_many_questions_as_it_has_times(tmp_path: Path) -> None:
    first, second, third = read(tmp_path).binary
    assert (first.id, first.answer, first.turned) == ("in_force 2017Q2", True, False)
    assert (second.id, second.answer, second.turned) == ("in_force 2018Q4", False, True)
    assert first.cluster == second.cluster != third.cluster
    assert (third.first, third.last) == (Quarter(2018, 1), Quarter(2018, 4))
    assert third.turned


def test_points_for_scoring_are_numbers_to_meet(tmp_path: Path) -> None:
    """May 2017 lies in its second quarter; 55 and the 50 before, times two."""
    found = read(tmp_path)
    (oil,) = found.measured
    assert (oil.first, oil.last) == (Quarter(2017, 2), Quarter(2017, 2))
    assert (oil.observed, oil.before) == (110, 100)
    assert found.last == Quarter(2018, 4)
    assert list(found.not_expressible) == ["trade"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("because: [talks]", "because: [tlaks]", "has no 'tlaks'.*did you mean 'talks'"),
        ("class: claims", "class: clams", "no class 'clams'"),
        ("events: 0, trials: 4, every_quarters: 2,", "events: 0,", "either trials or quarters"),
        ("that: war > 0.2", "that: wra > 0.2", ":4:.*wra"),
        ("at: [2017Q2, 2018Q4]", "at: [2017Q5, 2018Q4]", "2017Q5"),
        ("2018Q4: false}", "2019Q4: false}", "answers and the times"),
        ("during: [2018]", "", "resolves at quarters or during years"),
        ("state: oil", "state: oli", "no state 'oli'"),
        ("of: price", "of: rpice", "no series 'rpice'"),
        ("unchanged: true", "unchanged: maybe", "unchanged"),
        ("cluster: one", "clutser: one", "clutser"),
    ],
)
def test_faults_are_reported_where_they_stand(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, old, new)


def test_the_shipped_questions_can_be_asked() -> None:
    """A dozen clean ones at the least, a good share of them where "nothing changes" was wrong."""
    folder = locations.calibration_folder("kurils")
    offer = scenario.offer("kurils")
    states = {**offer.recorded, **offer.register}
    found = questions.load(folder, history.load(folder), states, outside.load(folder))
    assert len(found.binary) >= 12
    assert sum(each.turned for each in found.binary) >= len(found.binary) / 4
    assert len({each.cluster for each in found.binary}) >= 10
    assert all(each.first > Quarter(2016, 4) for each in found.binary)
    assert found.last == Quarter(2022, 4)
