"""A scenario's text from elsewhere: read as a file is, and it opens no file of its choice."""

from pathlib import Path

import pytest

from sim import scenario
from sim.base.errors import InputError
from sim.engine import runs
from sim.scenario import reader as reading
from sim.scenario.catalogue import Offer
from tests.support.cpu_hog import offer

HEAD = "scenario: mine\ntitle: Mine\nwhy: To see.\n"
SET = "set: {us.salience.punishment: 0.3}\n"


def compose(text: str, **how: object) -> scenario.Scenario:
    def offers(name: str) -> Offer:
        return offer() if name == "kurils" else scenario.offer(name)

    return scenario.compose(text, offers, file="mine.yaml", **how)  # type: ignore[arg-type]


def problems(text: str, **how: object) -> str:
    with pytest.raises(InputError) as caught:
        compose(text, **how)
    return str(caught.value)


def test_a_text_is_the_scenario_that_a_file_of_it_would_be(tmp_path: Path) -> None:
    text = f"{HEAD}extends: baseline\nworlds: 70\n{SET}"
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    written = runs.read(file)
    given = runs.compose(text, file="mine.yaml")
    assert given.manifest().hash == written.manifest().hash
    assert given.base is not None
    assert written.base is not None
    assert given.base.name == written.base.name == "baseline"
    assert given.base.worlds == 70


def test_worlds_and_seed_are_laid_over_it() -> None:
    found = compose(f"{HEAD}extends: baseline\n{SET}", worlds=12, seed=3)
    assert (found.worlds, found.seed) == (12, 3)


@pytest.mark.parametrize("key", ["extends: {}", "branch: {{from: {}, at: 2018Q1}}"])
def test_it_builds_on_packaged_scenarios_alone(key: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(f"{HEAD}extends: baseline\n")
    for name in (secret, "../secret", "./baseline", "baseline.yaml", "/etc/passwd", "[a]", 7):
        said = problems(HEAD + key.format(name) + "\n" + SET)
        assert "packaged scenario" in said
        assert said.startswith("mine.yaml:")


def test_it_may_build_on_the_one_file_that_is_given(tmp_path: Path) -> None:
    given, other = tmp_path / "given.yaml", tmp_path / "other.yaml"
    for file in (given, other):
        file.write_text(f"{HEAD.replace('mine', file.stem)}extends: baseline\nseed: 44\n")
    found = compose(f"{HEAD}extends: given\n{SET}", beside=given)
    assert (found.seed, found.base) == (44, "given")
    assert "packaged scenario" in problems(f"{HEAD}extends: other\n{SET}", beside=given)


def test_what_it_expects_is_left_out() -> None:
    found = compose(f"{HEAD}extends: baseline\n{SET}expectations: [{{change: /etc/passwd}}]\n")
    assert found.expectations == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("- a\n", "mapping"),
        ("scenario: [", "not YAML"),
        (f"{HEAD}extends: baseline\nset: {{no.such.parameter: 1}}\n", "no.such.parameter"),
        (f"{HEAD}extends: baseline\nunheard_of: 1\n", "unheard_of"),
        ("a: &x [1]\nb: [*x, *x]\n", "alias"),
        ("a: !!python/object/apply:os.system [id]\n", "tag"),
        (f"a: {'[' * 500}\n", "too deep"),
        (f"{HEAD}calibration: ../../etc\n", "calibration"),
        (f"{HEAD}# {'x' * reading.LONGEST}\n", "too long"),
    ],
    ids=lambda each: each[:20],
)
def test_what_is_wrong_is_said_where_it_stands(text: str, words: str) -> None:
    said = problems(text)
    assert words in said
    assert all(line.startswith("mine.yaml:") for line in said.splitlines())
