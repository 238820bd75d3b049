"""The priors of the calibrations follow from their claims, and the script that sees to it."""

import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from sim.base.errors import InputError
from sim.base.paths import seeds_folder
from sim.base.yaml_documents import parse, read
from sim.inputs.evidence import Evidence
from sim.inputs.parameters import collect

ROOT = Path(__file__).parents[3]
DISPUTES = sorted(path for path in (ROOT / "calibration").iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def derive() -> ModuleType:
    spec = util.spec_from_file_location(
        "derive", ROOT / "tools" / "calibration" / "derive_priors.py"
    )
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load(seeds_folder())


@pytest.fixture(scope="module")
def claims(evidence: Evidence) -> tuple[str, str]:
    """Two claims that can make a prior, of different clusters."""
    one, *others = (each for each in evidence.values() if each.magnitude and not each.flag)
    other = next(each for each in others if each.group != one.group)
    return one.id, other.id


TEXT = """\
# a comment that stays
salience:
  first:
    meaning: m  # and so does this one
    unit: weight
    bounds: [0, 1]
    prior:
      logit_normal: {{median: 0.001, sd: 9}}

    claims: [{0}]
  second:
    meaning: m
    unit: weight
    bounds: [0, 1]
    prior: {{mixture: [{{weight: 1, prior: 0.5}},
      {{weight: 1, prior: 0.6}}]}}
    claims: [{0}, {{claim: {1}, reads: against}}]
  third:
    meaning: m
    unit: weight
    bounds: [0, 100]
    claims: [{1}]
  judged:
    meaning: m
    unit: weight
    bounds: [0, 1]
    prior: 0.123
    claims: [{0}]
    judgement: the claims are not all
"""


def dispute(folder: Path, text: str) -> Path:
    (folder / "actors").mkdir()
    path = folder / "actors" / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("folder", DISPUTES, ids=lambda path: path.name)
def test_every_claim_based_prior_follows_from_its_claims(
    derive: ModuleType, evidence: Evidence, folder: Path
) -> None:
    found = [
        each for file in folder.rglob("*.yaml") for each in derive.derive(read(file), evidence)
    ]
    assert found
    assert [str(each.mark) for each in found if each.differs] == []


def test_priors_are_put_in_and_all_else_stays(
    derive: ModuleType, claims: tuple[str, str], tmp_path: Path
) -> None:
    path = dispute(tmp_path, TEXT.format(*claims))
    assert derive.run(tmp_path, seeds_folder(), write=False) == 1
    assert path.read_text(encoding="utf-8") == TEXT.format(*claims)
    assert derive.run(tmp_path, seeds_folder(), write=True) == 0
    assert derive.run(tmp_path, seeds_folder(), write=False) == 0
    text = path.read_text(encoding="utf-8")

    def others(whole: str) -> list[str]:
        words = ("prior", "logit_normal", "weight:", "mixture")
        return [line for line in whole.splitlines() if not any(word in line for word in words)]

    assert others(text) == others(TEXT.format(*claims))
    assert "prior: 0.123" in text
    assert len(collect(parse(text, "a.yaml"), (), "x")) == 4


def test_a_mixture_is_written_part_by_part(derive: ModuleType) -> None:
    parts = [
        {"weight": 0.25, "prior": {"logit_normal": {"median": 0.2, "sd": 1.0}}},
        {"weight": 0.75, "prior": {"logit_normal": {"median": 3800.0, "sd": 0.5}}},
    ]
    lines = derive.written("prior", {"mixture": parts})
    assert lines == [
        "prior:",
        "  mixture:",
        "    - {weight: 0.25, prior: {logit_normal: {median: 0.2, sd: 1}}}",
        "    - {weight: 0.75, prior: {logit_normal: {median: 3800, sd: 0.5}}}",
    ]
    assert parse("\n".join(lines), "f.yaml").data == {"prior": {"mixture": parts}}


def test_what_cannot_be_derived_is_reported_at_its_place(
    derive: ModuleType, claims: tuple[str, str], tmp_path: Path
) -> None:
    text = "a:\n  meaning: m\n  unit: weight\n  bounds: [0, 1]\n  claims: [nobody-1]\n"
    text += f"b:\n  meaning: m\n  unit: weight\n  claims: [{claims[0]}]\n"
    path = dispute(tmp_path, text)
    with pytest.raises(InputError) as error:
        derive.run(tmp_path, seeds_folder(), write=True)
    first, second = str(error.value).splitlines()
    assert first.startswith(f"{path}:1:1: there is no claim 'nobody-1'")
    assert second.startswith(f"{path}:6:1: a claim-based parameter has no bounds")
    assert path.read_text(encoding="utf-8") == text


def test_a_parameter_on_one_line_is_left_to_its_author(
    derive: ModuleType, claims: tuple[str, str], tmp_path: Path
) -> None:
    line = f"{{meaning: m, unit: weight, bounds: [0, 1], claims: [{claims[0]}]}}"
    path = dispute(tmp_path, f"a: {line}\n")
    with pytest.raises(InputError, match="give each key its own line"):
        derive.run(tmp_path, seeds_folder(), write=True)
    assert path.read_text(encoding="utf-8") == f"a: {line}\n"
