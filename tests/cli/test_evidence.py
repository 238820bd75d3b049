"""`sim evidence` walks both ways: claim → parameter, parameter → claim, actor → both."""

import pytest

from sim import cli, dispute
from sim.base import paths
from sim.inputs.evidence import Evidence
from sim.inputs.parameters import Register

DISPUTE = paths.calibrations()[0]


@pytest.fixture(scope="module")
def register() -> Register:
    return dispute.load(DISPUTE).register


@pytest.fixture(scope="module")
def claims() -> Evidence:
    return Evidence.load(paths.seeds_folder())


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints, with the folds of its tables taken out."""
    assert cli.status(["evidence", *words]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return " ".join(printed.out.split())


def test_it_lists_everything(
    capsys: pytest.CaptureFixture[str], register: Register, claims: Evidence
) -> None:
    text = told(capsys)
    assert all(path in text for path in register)
    assert all(claim in text for claim in claims)
    assert f"{len(claims)} claims" in text


def test_from_a_claim_to_its_parameters(
    capsys: pytest.CaptureFixture[str], register: Register
) -> None:
    fed = next(parameter for parameter in register.values() if parameter.claims)
    text = told(capsys, fed.claims[0].claim)
    assert fed.path in text


def test_from_a_parameter_to_its_claims(
    capsys: pytest.CaptureFixture[str], register: Register, claims: Evidence
) -> None:
    fed = next(parameter for parameter in register.values() if parameter.claims)
    text = told(capsys, fed.path)
    for link in fed.claims:
        assert link.claim in text
        assert claims[link.claim].text.split()[0] in text
    assert f".yaml:{fed.mark.line}" in text


def test_a_parameter_without_claims_shows_its_judgement(
    capsys: pytest.CaptureFixture[str], register: Register
) -> None:
    judged = next(each for each in register.values() if each.judgement and not each.claims)
    assert " ".join(judged.judgement.split())[:20] in told(capsys, judged.path)


def test_from_an_actor_to_both(capsys: pytest.CaptureFixture[str], register: Register) -> None:
    actor = next(path.split(".")[0] for path in register if ".salience." in path)
    text = told(capsys, actor)
    assert "Claims about it" in text
    assert all(path in text for path in register if path.startswith(f"{actor}.salience."))


def test_an_unknown_name_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.status(["evidence", "nobody-knows-this"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nobody-knows-this" in printed.err
