"""What a dispute's files name must exist in the code, and what the code asks for in the files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim import choices, interests, mechanisms
from sim.base.errors import InputError, Problem
from sim.base.paths import calibration_folder, calibrations, seeds_folder
from sim.dispute import read_folder
from sim.inputs.evidence import Evidence
from sim.scenario import dispute_consistency as fit
from sim.scenario import offer
from tests.test_generality import build

NUMBER = "{meaning: m, unit: u, bounds: [0, 1], prior: 0.5, judgement: j.}"
D = "dispute.yaml"

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load(seeds_folder())


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """The folder of the invented dispute with an edit of one file."""

    def edited(file: str = D, old: str = "", new: str = "") -> Path:
        folder = build(tmp_path / "straits")
        text = (folder / file).read_text("utf-8")
        assert old in text, f"{file} does not say {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return edited


def problems(folder: Path, evidence: Evidence) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as refused:
        fit.check(read_folder(folder), evidence)
    return refused.value.problems


@pytest.mark.parametrize("name", calibrations())
def test_what_is_shipped_fits(name: str, evidence: Evidence) -> None:
    fit.check(read_folder(calibration_folder(name)), evidence)


def test_an_invented_dispute_fits(make: Make, evidence: Evidence) -> None:
    fit.check(read_folder(make()), evidence)


BRENN = "actors/brenn.yaml"
FAULTS = {
    "a move of no state": (
        BRENN,
        "{brenn.sanctions: -1}",
        "{bren.sanctions: -1}",
        "bren.sanctions: -1",
        "there is no state 'bren.sanctions'; moves: corvia.sanctions, brenn.sanctions; "
        "did you mean 'brenn.sanctions'?",
    ),
    "a move of a quantity that this actor has not": (
        BRENN,
        "{brenn.sanctions: -1}",
        "{dastan.sanctions: -1}",
        "dastan.sanctions",
        "there is no state 'dastan.sanctions'",
    ),
    "a move of what nobody can move": (
        BRENN,
        "{brenn.sanctions: -1}",
        "{treaty: 1}",
        "treaty",
        "no lever can move 'treaty'; shares and amounts",
    ),
    "a watch on no state": (
        "actors/aldor.yaml",
        "[corvia.sanctions]",
        "[corvia.sanction]",
        "corvia.sanction]",
        "did you mean 'corvia.sanctions'?",
    ),
    "an agenda of no state": (D, "demand]", "demands]", "demands]", "did you mean 'demand'?"),
    "a series of no state": (
        D,
        "brenn.sanctions, war]",
        "brenn.sanctions, waar]",
        "waar]",
        "there is no state 'waar'; series: ",
    ),
    "a series that is not recorded": (
        D,
        "brenn.sanctions, war]",
        "brenn.sanctions, drift, aldor.leniency]",
        "aldor.leniency",
        "the state 'aldor.leniency' is not recorded",
    ),
    "a scenario that is none": (
        D,
        "series:",
        "featured: [basline]\nseries:",
        "basline",
        "there is no scenario 'basline'",
    ),
    "a start of no state": (
        D,
        "  demand: {",
        "  demands: {",
        "demands: {",
        "there is no state 'demands' that could start; did you mean 'demand'?",
    ),
    "a start outside the state": (
        D,
        "  war: {meaning: intensity of the war, unit: index, bounds: [0, 1]",
        "  war: {meaning: intensity of the war, unit: index, bounds: [0, 2]",
        "war: {meaning",
        "war may start outside its bounds; bounds within [0, 1]",
    ),
    "a condition on no state": (
        D,
        "unless: war > 0.8",
        "unless: wor > 0.8",
        "unless",
        "'wor'",
    ),
    "a claim that nobody made": (
        D,
        "title: A show of force\n",
        "title: A show of force\n    claims: [st16-011]\n",
        "st16-011",
        "there is no claim 'st16-011'; did you mean",
    ),
    "a salience that is no interest": (
        BRENN,
        "  territory: {",
        "  teritory: {",
        "teritory",
        "there is no interest 'teritory'; known are: alliance",
    ),
    "a salience that no role has": (
        BRENN,
        "  territory: {",
        f"  wedge: {NUMBER}\n  territory: {{",
        "wedge",
        "no role of brenn has an attainment for wedge; its roles: claimant, sender; remove",
    ),
    "options in another order": (
        "laws/oil.yaml",
        "{walk: 1, reverting: 1}",
        "{reverting: 1, walk: 1}",
        "path:",
        "laws.oil.path has other options; unit: form, with the options walk, reverting, in this",
    ),
    "an option that the code has not": (
        "interests/wedge.yaml",
        "additive: ",
        "added: ",
        "form:",
        "interests.wedge.form has other options",
    ),
    "a form without its parameter": (
        "choices/bargaining.yaml",
        "  delay:\n",
        "  delays:\n",
        "law:",
        "there is no form choices.bargaining.delay",
    ),
    "a form that no code knows": (
        "laws/war.yaml",
        "parameters:\n",
        "parameters:\n  style: {meaning: m, unit: form, prior: {choice: {a: 1}}, judgement: j.}\n",
        "style",
        "no code knows the form laws.war.style",
    ),
    "a source that is not on record": (
        "laws/war.yaml",
        "source: counts",
        "source: count",
        "flare:",
        "there is no source 'count'; sources, series, events and derived numbers of history.yaml;",
    ),
    "a claim that does not exist": (
        "laws/war.yaml",
        "parameters:\n",
        f"parameters:\n  style: {NUMBER.replace('judgement: j.', 'claims: [zz9-1]')}\n",
        "style",
        "there is no claim 'zz9-1'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_place(
    fault: tuple[str, str, str, str, str], make: Make, evidence: Evidence
) -> None:
    file, old, new, at, says = fault
    folder = make(file, old, new)
    told = problems(folder, evidence)
    said = [problem for problem in told if says in str(problem)]
    assert said, "\n".join(map(str, told))
    before = (folder / file).read_text("utf-8").partition(at)[0]
    mark = said[0].mark
    assert mark is not None
    place = (mark.file, mark.line, mark.column)
    assert place == (
        str(folder / file),
        before.count("\n") + 1,
        len(before) - before.rfind("\n"),
    )


def test_a_law_file_without_code(make: Make, evidence: Evidence) -> None:
    folder = make()
    (folder / "laws" / "oli.yaml").write_text("law: What happens.\n", "utf-8")
    (problem,) = problems(folder, evidence)
    assert str(problem).startswith(
        f"{folder / 'laws' / 'oli.yaml'}:1:1: there is no code for laws/oli.yaml; known are: "
    )
    assert problem.cure == "did you mean 'oil'?"


@pytest.mark.parametrize("file", ["laws/oil", "choices/deeds", "interests/territory"])
def test_code_without_its_law_file(file: str, make: Make, evidence: Evidence) -> None:
    folder = make()
    (folder / f"{file}.yaml").unlink()
    room = {"laws": mechanisms, "choices": choices, "interests": interests}[
        file.split("/", maxsplit=1)[0]
    ]
    (problem,) = problems(folder, evidence)
    name = f"{room.__name__}.{file.split('/')[1]}"
    assert problem.what == f"there is no file of numbers for {name}"
    assert str(problem.mark) == f"{folder / file}.yaml:1:1"


def test_an_interest_that_nobody_has_needs_no_file(make: Make, evidence: Evidence) -> None:
    folder = make()
    (folder / "interests" / "energy.yaml").unlink()
    fit.check(read_folder(folder), evidence)


def test_a_price_must_start_somewhere(make: Make, evidence: Evidence) -> None:
    folder = make(D, "  oil: {", "  oil_: {")
    said = [problem.what for problem in problems(folder, evidence)]
    assert said == [
        "nothing says where oil starts",
        "there is no state 'oil_' that could start",
    ]


def test_all_faults_are_told_at_once(make: Make, evidence: Evidence) -> None:
    folder = make(D, "demand]", "demands]")
    (folder / "laws" / "war.yaml").unlink()
    text = (folder / "laws" / "oil.yaml").read_text("utf-8")
    swapped = text.replace("{walk: 1, reverting: 1}", "{reverting: 1, walk: 1}")
    (folder / "laws" / "oil.yaml").write_text(swapped, "utf-8")
    said = "\n".join(str(problem) for problem in problems(folder, evidence))
    for word in ("'demands'", "sim.mechanisms.war", "laws.oil.path"):
        assert word in said


def test_an_offer_is_checked_once() -> None:
    assert offer("kurils").dispute.name == "kurils"
    assert offer("kurils") is offer("kurils")


def test_an_offer_is_checked_again_once_the_claims_have_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert offer("kurils").claims
    monkeypatch.setattr("sim.scenario.catalogue.seeds_folder", lambda: tmp_path)
    with pytest.raises(InputError):
        offer("kurils")
