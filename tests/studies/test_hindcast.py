"""The record: right where the answers are the model's own, and the same for any dispute."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit, logit

from sim import cli
from sim.analysis import naive_forecasts, question_probabilities, scoring
from sim.analysis.pairing_checks import first
from sim.analysis.scoring import Forecasts
from sim.base import paths
from sim.base.errors import InputError
from sim.base.random_streams import Streams
from sim.dispute import read_folder
from sim.engine import runs
from sim.inputs.forecast_questions import FILE as QUESTIONS
from sim.inputs.forecast_questions import ForecastQuestion, Measured
from sim.inputs.history import FILE as HISTORY
from sim.report.hindcast_json import record
from sim.results import Run
from sim.studies import hindcast
from sim.studies.hindcast import HindcastRequest, Retrodiction
from tests.test_generality import SCENARIO, build

pytestmark = pytest.mark.slow

WORLDS, ENSEMBLE = 1000, 500  # the first are the forecaster, each of the others is a truth
COUNTED = "meetings"  # a number with few values, of which intervals hold more than they say


@dataclass(frozen=True)
class Ideal:
    """A forecaster whose model is the truth.

    run : all worlds; forecaster : the first of them; asked : the questions
    so : what each world answers, (question, world)
    """

    asked: HindcastRequest
    run: Run
    forecaster: Run
    so: np.ndarray

    @property
    def binary(self) -> tuple[ForecastQuestion, ...]:
        return self.asked.questions.binary

    @property
    def truths(self) -> range:
        return range(ENSEMBLE, WORLDS)

    @property
    def chances(self) -> np.ndarray:
        """What the forecaster says of each question."""
        return np.array(
            [question_probabilities.probability(self.forecaster, each) for each in self.binary]
        )

    def scored(self, chances: np.ndarray, score: str) -> np.ndarray:
        """Mean score of these chances on the answers of each truth, (truth,)."""
        found = []
        for truth in self.truths:
            answered = [
                replace(question, answer=bool(self.so[i, truth]))
                for i, question in enumerate(self.binary)
            ]
            found.append(
                getattr(naive_forecasts.forecasts("it", answered, chances.tolist()), score).mean()
            )
        return np.array(found)


@pytest.fixture(scope="module")
def ideal() -> Ideal:
    """The shipped questions. Drawn from the priors, so that worlds are independent."""
    asked = hindcast.ask(worlds=WORLDS)
    run = runs.answer(asked.runs["prior"])
    so = np.array([question_probabilities.holds(run, each) for each in asked.questions.binary])
    return Ideal(asked, run, first(run, ENSEMBLE), so)


def error(scores: np.ndarray) -> float:
    """Of the mean over truths, with as much again for a forecaster of as many worlds."""
    return float(np.sqrt(2 / len(scores)) * scores.std(ddof=1))


def test_a_perfect_forecaster_has_the_brier_score_that_it_expects(ideal: Ideal) -> None:
    """Σ p (1 − p) / n over questions, for the chances p that it gives."""
    p = ideal.chances
    expected = float((p * (1 - p)).mean())
    scores = ideal.scored(p, "brier")
    assert expected > 0.05  # questions of which something is to be said
    assert abs(scores.mean() - expected) < 3 * error(scores)
    assert error(scores) < expected / 10  # the check is a sharp one
    made = naive_forecasts.forecasts("it", ideal.binary, p.tolist())
    assert made.expected_brier == pytest.approx(expected)


def test_a_perfect_forecaster_has_the_log_score_that_it_expects(ideal: Ideal) -> None:
    """The mean entropy of what it says."""
    p = ideal.chances
    expected = float(-(p * np.log(p) + (1 - p) * np.log(1 - p)).mean())
    scores = ideal.scored(p, "log")
    assert abs(scores.mean() - expected) < 3 * error(scores)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("score", ["brier", "log"])
def test_whoever_says_otherwise_scores_worse(ideal: Ideal, score: str) -> None:
    p = ideal.chances
    distorted = {
        "surer": expit(2 * logit(p)),
        "less sure": expit(logit(p) / 2),
        "leaning": expit(logit(p) + 0.7),
        "turned round": 1 - p,
        "one half": np.full_like(p, 1 / 2),
    }
    mine = ideal.scored(p, score)
    for name, chances in distorted.items():
        lost = ideal.scored(chances, score) - mine
        assert lost.mean() > 3 * lost.std(ddof=1) / np.sqrt(len(lost)), name


def test_intervals_hold_as_many_numbers_as_they_say(ideal: Ideal) -> None:
    """Of truths that the model drew, a half lie in the central half and nine tenths in the rest."""
    inside50, inside90 = [], []
    for measured in ideal.asked.questions.measured:
        if measured.entry == COUNTED:
            continue
        values = question_probabilities.values(ideal.run, measured)
        for truth in range(ENSEMBLE, WORLDS, 10):
            met = scoring.distribution(values[:ENSEMBLE], float(values[truth]))
            inside50.append(met.inside50)
            inside90.append(met.inside90)
    assert np.mean(inside50) == pytest.approx(0.5, abs=0.08)
    assert np.mean(inside90) == pytest.approx(0.9, abs=0.05)


def test_a_distorted_distribution_has_the_higher_crps(ideal: Ideal) -> None:
    for measured in ideal.asked.questions.measured[::4]:
        values = question_probabilities.values(ideal.run, measured)
        said, spread = values[:ENSEMBLE], values.std()
        middle = float(np.median(said))
        others = {"shifted": said + spread, "narrow": middle + (said - middle) / 5}
        truths = values[ENSEMBLE::5]
        mine = np.mean([scoring.distribution(said, float(x)).crps for x in truths])
        for name, other in others.items():
            theirs = np.mean([scoring.distribution(other, float(x)).crps for x in truths])
            assert theirs > mine, (measured.id, name)


def answered_by(ideal: Ideal, truth: int) -> HindcastRequest:
    """The questions, with the answers and the numbers of one world."""
    questions = ideal.asked.questions

    def observed(each: Measured) -> float:
        return float(question_probabilities.values(ideal.run, each)[truth])

    binary = tuple(
        replace(question, answer=bool(ideal.so[i, truth]))
        for i, question in enumerate(questions.binary)
    )
    measured = tuple(replace(each, observed=observed(each)) for each in questions.measured[:2])
    asked = {"posterior": ideal.asked.runs["prior"]}  # the only one, and drawn from its prior
    return HindcastRequest(
        asked, replace(questions, binary=binary, measured=measured), ideal.asked.classes
    )


@pytest.fixture(scope="module")
def records(ideal: Ideal) -> list[Retrodiction]:
    """The whole study, on worlds in place of what happened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "answer", lambda *_, **__: ideal.forecaster)
        return [hindcast.hindcast(answered_by(ideal, truth)) for truth in ideal.truths[::10]]


def test_the_whole_record_is_right_where_the_model_is(records: list[Retrodiction]) -> None:
    scores = np.array([float(found.model.brier.mean()) for found in records])
    expected = records[0].model.expected_brier
    assert abs(scores.mean() - expected) < 3 * error(scores)


def test_nobody_beats_a_perfect_forecaster_in_the_long_run(records: list[Retrodiction]) -> None:
    mine = np.array([found.model.brier.mean() for found in records])
    for name in records[0].others:
        theirs = np.array([found.others[name].brier.mean() for found in records])
        assert theirs.mean() > mine.mean(), name


def test_luck_is_seldom_called_skill(records: list[Retrodiction]) -> None:
    """A twin that errs by chance alone is neither better nor worse, in nine records of ten."""
    rng = np.random.default_rng(1)
    told = []
    for found in records:
        p = found.model.probability
        noise = 0.2 * rng.normal(size=len(p))
        model, twin = (
            replace(found.model, probability=expit(logit(p) + sign * noise)) for sign in (1, -1)
        )
        told.append(scoring.skill(model, twin, Streams(1)).verdict)
    assert told.count("cannot be told from luck") >= 0.8 * len(told)


# Another dispute

PAST = """\
cutoff: "2031-03-31"
sources:
  gazette: {title: The gazette of the straits, verified: true}
events:
  - {id: treaty, date: 2032-02-01, issue: straits, what: Nothing is signed, source: [gazette],
     verified: true, use: hindcast}
series:
  price:
    title: Price of oil
    unit: USD
    points:
      - {at: 2030, value: 48, published: 2031-01, source: [gazette], verified: true,
         use: calibration}
      - {at: 2032-03, value: 50, published: 2032-04, source: [gazette], verified: true,
         use: hindcast}
"""
ASKED = """\
questions:
  settled:
    ask: Is anything settled?
    that: level > 0
    at: [2031Q4, 2032Q2]
    answer: false
    because: [treaty]
    cluster: talks
    unchanged: false
    record: {events: 1, quarters: 40, of: settlements}
  dear:
    ask: Is oil dear in some quarter of the year?
    that: oil > 60
    at: [2032Q1]
    answer: false
    because: [price]
    cluster: oil
    unchanged: false
    record: {events: 1, quarters: 4, of: rises}
series:
  oil: {title: Price of oil, state: oil, how: end, of: price, unit: USD}
not_expressible:
  weather: {ask: Will it rain?, because: There is no sky.}
"""


@pytest.fixture
def straits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented dispute, with a record and questions of its own; nothing was calibrated."""
    home, seeds = tmp_path / "home", paths.seeds_folder().parent
    (home / "calibration").mkdir(parents=True)
    folder = build(home / "calibration" / "straits")
    rests_on = {each.source for each in read_folder(folder).register.values() if each.source}
    lent = "".join(f"  {name}: {{title: Of a law, verified: false}}\n" for name in rests_on)
    (folder / HISTORY).write_text(PAST.replace("events:\n", lent + "events:\n", 1), "utf-8")
    (folder / QUESTIONS).write_text(ASKED, "utf-8")
    monkeypatch.setattr(paths, "_top", lambda name: (seeds if name == "seeds" else home) / name)
    monkeypatch.chdir(tmp_path)
    text = SCENARIO.split("observe:")[0].replace("quarters: 6", "quarters: 4")
    Path("straits.yaml").write_text(text, "utf-8")
    return folder


def test_another_dispute_is_asked_its_own_questions(straits: Path) -> None:
    asked = hindcast.ask("straits.yaml")
    assert list(asked.runs) == ["posterior"]
    assert asked.runs["posterior"].scenario.quarters == 5  # to the last question
    found = hindcast.hindcast(asked)
    assert found.model.questions == ("settled 2031Q4", "settled 2032Q2", "dear 2032Q1")
    assert len(found.measured) == 1
    said = record(found)
    json.dumps(said, allow_nan=False)  # as --json prints it
    assert [each["answer"] for each in said["questions"]] == [False, False, False]
    assert set(said["scores"]) >= {"the model", "one half", "nothing changes", "base rates"}
    assert "the prior without history" not in said["scores"]  # it is the model itself
    assert said["scores"]["one half"]["brier"] == pytest.approx(0.25)
    assert said["scores"]["nothing changes"]["brier"] == 0
    assert found.skills["one half"].verdict == "cannot be told from luck"  # of two clusters
    levels = found.run.quarters.query("quarter == 5")["level"]
    settled = found.model.probability[1]
    assert settled == pytest.approx((int((levels > 0).sum()) + 1 / 2) / (len(levels) + 1))


def test_what_one_cluster_cannot_say_is_null_and_said_in_words(
    straits: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (straits / QUESTIONS).write_text(ASKED.replace("cluster: oil", "cluster: talks"), "utf-8")
    said = record(hindcast.hindcast(hindcast.ask("straits.yaml")))
    assert said["skill"]["one half"]["ci95"] == [None, None]
    assert said["skill"]["one half"]["detectable"] is None
    json.dumps(said, allow_nan=False)
    assert cli.status(["hindcast", "straits.yaml", "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "not known" in printed
    assert "nan" not in printed.split()


def test_faulty_questions_are_refused_at_their_place(straits: Path) -> None:
    file = straits / QUESTIONS
    file.write_text(ASKED.replace("level > 0", "levle > 0").replace("[treaty]", "[tready]"))
    with pytest.raises(InputError) as refused:
        hindcast.ask("straits.yaml")
    assert "questions.yaml:4:" in str(refused.value)
    assert "did you mean 'level'" in str(refused.value)
    assert "did you mean 'treaty'" in str(refused.value)


def test_what_is_observed_is_refused_each_at_its_place(straits: Path) -> None:
    Path("straits.yaml").write_text(SCENARIO, "utf-8")
    with pytest.raises(InputError, match="ask the scenario without `observe:`") as refused:
        hindcast.ask("straits.yaml")
    first = SCENARIO[: SCENARIO.index("  - {by: ")].count("\n") + 1
    places = [problem.mark.line for problem in refused.value.problems if problem.mark]
    assert places == [first, first + 1]


def test_a_forecaster_is_scored_on_what_it_was_asked(ideal: Ideal) -> None:
    short = Forecasts("it", ("a",), ("x",), np.array([0.5]), np.array([True]))
    with pytest.raises(ValueError, match="different questions"):
        scoring.skill(
            short, naive_forecasts.forecasts("other", ideal.binary, ideal.chances.tolist()), None
        )  # type: ignore[arg-type]
