"""What claims forecast: their questions, their probabilities, and faults at the door."""

from pathlib import Path
from typing import Any

import pytest

from sim import scenario
from sim.analysis import reference_classes as outside
from sim.base import paths as locations
from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.inputs import claim_forecasts as forecasts
from sim.inputs import forecast_questions as questions
from sim.inputs import history
from sim.inputs.claim_forecasts import Spoken
from sim.inputs.evidence import EXPECTATION, Evidence
from tests.inputs.test_evidence import GOOD, article, folder
from tests.inputs.test_forecast_questions import STATES
from tests.inputs.test_forecast_questions import WHOLE as ASKED
from tests.inputs.test_history import written

WHOLE = """\
asked:
  visit:
    ask: Has there been a visit?
    at: [2016Q2]
    answer: true
    because: [talks]
    cluster: one
  spike:
    ask: Is oil dear?
    that: oil > 0.5
    during: [2018]
    answer: false
    because: [price]
    cluster: two
    unchanged: false
    record: {events: 0, quarters: 8, of: spikes}
forecasts:
  ab1-01: {of: in_force, says: true}
  ab1-02: {of: in_force, says: false, at: [2018Q4]}
  ab1-03: {of: visit, says: true}
  ab1-04: {of: spike, says: false, note: by word}
not_scorable:
  ab1-05: A wish.
"""


def claim(number: int, **changes: Any) -> dict[str, Any]:
    return {**GOOD, "id": f"ab1-0{number}", **changes}


def evidence(path: Path) -> Evidence:
    flag = {"reason": "r", "likely": "l", "feeds": "nothing"}
    bare = {"interest": "", "whose": [], "magnitude": "", "direction": None}
    path.mkdir()
    claims = [
        claim(1, cluster="same"),
        claim(2, cluster="same"),
        claim(3, credence="certain"),
        claim(4, credence="doubtful"),
        claim(5, credence="possible"),
        claim(6, kind="figure", flag=flag, **bare),
    ]
    return Evidence.load(folder(path, article(*claims)))


def read(path: Path, old: str = "", new: str = "") -> Spoken:
    assert old in WHOLE
    (path / forecasts.FILE).write_text(WHOLE.replace(old, new, 1) if old else WHOLE)
    (path / questions.FILE).write_text(ASKED)
    happened = history.load(written(path))
    asked = questions.load(path, happened, STATES, {"claims": None})
    found = forecasts.load(path, evidence(path / "seeds"), asked, happened, STATES)
    assert found is not None
    return found


def test_a_claim_speaks_of_each_date_of_its_question_or_of_those_named(tmp_path: Path) -> None:
    first, second, third, fourth = read(tmp_path).forecasts
    assert [told.id for told in first.told] == ["in_force 2017Q2", "in_force 2018Q4"]
    assert [told.id for told in second.told] == ["in_force 2018Q4"]
    assert [told.id for told in third.told] == ["visit 2016Q2"]
    assert [told.answer for told in first.told] == [True, False]
    assert fourth.note == "by word"
    assert first.article.outlet == "O"


def test_the_probability_is_that_of_the_credence_mirrored_for_no(tmp_path: Path) -> None:
    """Likely 0.69 and 0.55 to 0.8; no: 0.31 and 0.2 to 0.45. Doubtful no: 0.8."""
    first, second, third, fourth = (each.chance for each in read(tmp_path).forecasts)
    assert (first.probability, first.low, first.high) == (0.69, 0.55, 0.8)
    assert (second.probability, second.low, second.high) == pytest.approx((0.31, 0.2, 0.45))
    assert third.probability == 0.96
    assert fourth.probability == pytest.approx(0.8)


def test_a_run_can_be_asked_what_has_a_condition(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [told.id for told in found.told if told.question is None] == ["visit 2016Q2"]
    own = found.questions[-1]
    assert (own.id, own.first, own.last) == ("spike 2018", Quarter(2018, 1), Quarter(2018, 4))
    assert [each.claim.id for each in found.of("in_force 2018Q4")] == ["ab1-01", "ab1-02"]
    assert [(each.id, why) for each, why in found.not_scorable] == [("ab1-05", "A wish.")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ab1-01: {", "ab1-09: {", ":18:.*no claim 'ab1-09'"),
        ("ab1-01: {", "ab1-06: {", "ab1-06 is flagged"),
        ("of: visit", "of: vist", "no question 'vist'.*did you mean 'visit'"),
        ("at: [2018Q4]", "at: [2019Q4]", "not asked at 2019Q4; 2017Q2, 2018Q4"),
        ("says: true", "says: perhaps", "says"),
        ("ab1-05: A", "ab1-01: A", "ab1-01 stands under forecasts: too"),
        ("ab1-05: A", "ab9-05: A", "no claim 'ab9-05'"),
        ("because: [talks]", "because: [tlaks]", "has no 'tlaks'.*did you mean 'talks'"),
        ("that: oil > 0.5", "that: oli > 0.5", "no state 'oli'"),
        ("    unchanged: false\n", "", "go together"),
        ("quarters: 8, ", "", "either trials or quarters"),
        ("during: [2018]", "during: [2016]", "no run can be asked at 2016; after 2016Q4"),
        ("during: [2018]", "during: [2031]", "no run can be asked at 2031.*to 2018Q4"),
        ("ab1-03: {of: visit, says: true}", "", "no claim speaks of visit"),
        ("  visit:", "  in_force:", "questions.yaml asks in_force already"),
        ("cluster: one", "clutser: one", "clutser"),
    ],
)
def test_faults_are_reported_where_they_stand(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, old, new)


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "ab1-01: {of: in_force", "ab1-09: {of: outforce")
    assert len(caught.value.problems) == 2


def test_a_dispute_without_the_file_has_no_forecasts(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / forecasts.FILE).unlink()
    happened = history.load(tmp_path)
    asked = questions.load(tmp_path, happened, STATES, {"claims": None})
    known = evidence(tmp_path / "again")
    assert forecasts.load(tmp_path, known, asked, happened, STATES) is None
    with pytest.raises(InputError, match="does not say what its claims forecast; write forecasts"):
        forecasts.needed(None, tmp_path)


def shipped() -> tuple[Spoken, Evidence]:
    place = locations.calibration_folder("kurils")
    offer = scenario.offer("kurils")
    states = {**offer.recorded, **offer.register}
    happened = history.load(place)
    asked = questions.load(place, happened, states, outside.load(place))
    found = forecasts.load(place, offer.claims, asked, happened, states)
    assert found is not None
    return found, offer.claims


def test_every_expectation_of_the_articles_is_scored_or_said_why_not() -> None:
    found, known = shipped()
    scored = {each.claim.id for each in found.forecasts}
    listed = scored | {each.id for each, _ in found.not_scorable}
    assert {each.id for each in known.values() if each.kind == EXPECTATION} <= listed
    assert {each.article.id for each in found.forecasts} == {each.id for each in known.articles}
    assert len(found.questions) >= 20


def test_no_claim_forecasts_what_lay_behind_it() -> None:
    found, _ = shipped()
    for forecast in found.forecasts:
        year, month = (int(part) for part in forecast.article.date.split("-")[:2])
        written_in = Quarter(year, (month + 2) // 3)
        for told in forecast.told:
            time = told.id.removeprefix(told.entry).strip()
            last = Quarter.parse(time if "Q" in time else f"{time}Q4")
            assert last >= written_in, forecast.claim.id
