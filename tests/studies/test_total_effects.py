"""Total expectations: planted ones that hold and fail, in a dispute that nobody has shipped."""

from pathlib import Path

import pytest

from sim import scenario
from sim.base.errors import InputError
from sim.dispute import read_folder
from sim.expectations import load
from sim.scenario import Offer, Scenario
from sim.studies import total_effects
from sim.studies.total_effects import Finding, TotalEffectsDesign
from tests.test_generality import build

WORLDS = 120

SCENARIO = """\
scenario: straits
title: The straits
why: To see what is found of what is planted.
calibration: straits
start: 2031Q2
quarters: 6
worlds: 40
seed: 7
"""
PLANTED = """\
expectations:
  cheap_oil_hurts:      # planted: the law of the economy says so
    sign: 1
    scope: total
    lowers: [cause]
    change: {events: [{id: glut, at: 2031Q2, do: {oil: 15}}]}
    outcome: mean of output
  cheap_oil_helps:      # the same, wrong way round
    sign: -1
    scope: total
    lowers: [cause]
    change: {events: [{id: glut, at: 2031Q2, do: {oil: 15}}]}
    outcome: mean of output
  nothing_follows:      # nobody's alliance hangs on a lever that is held as it is
    sign: 1
    scope: total
    change: {policies: [{actor: brenn, lever: sanctions, option: hold}]}
    outcome: mean of oil
"""


@pytest.fixture(scope="module")
def offer(tmp_path_factory: pytest.TempPathFactory) -> Offer:
    return Offer(read_folder(build(tmp_path_factory.mktemp("calibration") / "straits")))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenarios") / "straits.yaml"
    path.write_text(SCENARIO + PLANTED, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def straits(file: Path, offer: Offer) -> Scenario:
    return scenario.read(file, lambda _: offer)


def design(asked: Scenario, file: Path, offer: Offer) -> TotalEffectsDesign:
    return total_effects.design(asked.expectations, file, offer, worlds=WORLDS)


@pytest.fixture(scope="module")
def found(straits: Scenario, file: Path, offer: Offer) -> dict[str, Finding]:
    made = total_effects.totals(design(straits, file, offer))
    return {each.expectation.id: each for each in made}


def test_a_planted_expectation_holds(found: dict[str, Finding]) -> None:
    held = found["cheap_oil_hurts"].sign
    assert held.verdict == "holds"
    assert held.found.difference < 0
    assert held.probability > 0.999
    assert held.agreeing is not None
    assert held.agreeing > 0.9


def test_its_opposite_does_not_hold(found: dict[str, Finding]) -> None:
    failed = found["cheap_oil_helps"].sign
    assert failed.verdict == "does not hold"
    assert failed.probability < 0.001


def test_what_changes_nothing_cannot_be_told(found: dict[str, Finding]) -> None:
    still = found["nothing_follows"].sign
    assert (still.verdict, still.reason) == ("cannot tell", "no world changed")
    assert still.probability == 0.5
    assert still.agreeing is None


def test_expectations_that_share_a_change_share_its_runs(
    straits: Scenario, file: Path, offer: Offer
) -> None:
    plan = design(straits, file, offer)
    assert [len(trial.asked) for trial in plan.trials] == [2, 1]
    assert plan.size == 3  # two changes and one base
    told: list[int] = []
    total_effects.totals(plan, progress=told.append)
    assert told == [1, 2, 3]


def test_findings_stand_in_the_order_of_the_file(found: dict[str, Finding]) -> None:
    ordered = total_effects.by_file(list(reversed(found.values())))
    assert [each.expectation.id for each in ordered] == list(found)


def test_expectations_change_no_number(straits: Scenario, tmp_path: Path, offer: Offer) -> None:
    file = tmp_path / "straits.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    silent = scenario.read(file, lambda _: offer)
    assert straits.expectations
    assert silent.expectations == ()
    assert silent.resolved() == straits.resolved()
    assert silent == straits


@pytest.mark.parametrize(
    ("was", "is_now", "words"),
    [
        ("mean of output", "mean of outputs", "outputs is not recorded; did you mean 'output'?"),
        ("mean of output", "settlment", "settlment is no outcome"),
        ("mean of output", "settlement >= all", "names no level of settlement"),
        ("mean of output", "two words here", "is no expression"),
    ],
)
def test_an_outcome_that_no_run_gives_is_told_at_its_place(
    tmp_path: Path, offer: Offer, was: str, is_now: str, words: str
) -> None:
    file = tmp_path / "wrong.yaml"
    text = SCENARIO + PLANTED.replace(was, is_now, 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        design(scenario.read(file, lambda _: offer), file, offer)
    line = next(i for i, t in enumerate(text.splitlines(), 1) if is_now in t)
    assert f"{file}:{line}:14: " in str(refusal.value)
    assert words in str(refusal.value)


def test_a_dispute_may_expect_nothing(offer: Offer) -> None:
    assert load(offer.dispute, scenario.offer("kurils").claims) is None


def test_a_scenario_that_changes_nothing_has_nothing_to_be_set_beside(tmp_path: Path) -> None:
    shipped = scenario.offer("kurils")
    file = tmp_path / "alone.yaml"
    text = Path(scenario.find("baseline")).read_text("utf-8")
    alone = "expectations:\n  alone: {sign: 1, scope: total, outcome: peace_treaty}\n"
    file.write_text(text + alone, encoding="utf-8")
    asked = scenario.read(file, lambda _: shipped)
    with pytest.raises(InputError, match=r"alone\.yaml:\d+:\d+: .* extends no other scenario"):
        total_effects.design(asked.expectations, file, shipped, worlds=5)
