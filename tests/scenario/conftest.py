"""A small dispute to read scenarios against, with the names that the files of bad/ use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sim.base import yaml_documents as documents
from sim.base.errors import InputError, Problem, suggest
from sim.base.quarters import Quarter
from sim.dispute import NamedPolicy
from sim.inputs.parameters import Register, collect
from sim.scenario import Scenario, read

BAD = Path(__file__).parent / "bad"

PARAMETERS = """
us:
  salience:
    punishment:
      {meaning: weight of punishing, unit: weight, bounds: [0, 1], judgement: made up,
       prior: {logit_normal: {median: 0.6, sd: 0.7}}}
  sanctions:
    start:
      {meaning: severity at the start, unit: share, bounds: [0, 1], judgement: made up,
       prior: {logit_normal: {median: 0.33, sd: 0.4}}}
oil:
  start:
    {meaning: price at the start, unit: USD, bounds: [10, 200], judgement: made up, prior: 49}
interests:
  wedge:
    form:
      {meaning: how relief splits, unit: form, judgement: made up,
       prior: {choice: {additive: 2, weakest: 1, maximum: 1}}}
"""


def register() -> Register:
    document = documents.parse(PARAMETERS, "parameters.yaml")
    return Register(each for group in document.data for each in collect(document, (group,), group))


@dataclass(frozen=True)
class State:
    low: float = 0.0
    high: float = 1.0
    unit: str = "share"
    settable: bool = True


@dataclass(frozen=True)
class Offer:
    """What the dispute offers: a catalogue."""

    name: str = "kurils"
    folder: Path = Path("calibration/kurils")
    register: Register = field(default_factory=register)
    states: dict[str, State] = field(
        default_factory=lambda: {
            "us.sanctions": State(),
            "us.sanctions.floor": State(),
            "japan.sanctions": State(),
            "war": State(),
            "oil": State(0, float("inf"), "USD"),
            "bite": State(0, float("inf"), "index", settable=False),
        }
    )
    recorded: dict[str, State] = field(
        default_factory=lambda: {
            "us.sanctions": State(),
            "us.sanctions.floor": State(),
            "war": State(),
            "oil": State(0, float("inf"), "USD"),
            "us.lever.sanctions": State(-1, 1, "options"),
        }
    )
    mechanisms: tuple[str, ...] = ("ratification", "sanctions", "war")
    levers: dict[tuple[str, str], tuple[str, ...]] = field(
        default_factory=lambda: {
            ("us", "sanctions"): ("ease", "hold", "tighten"),
            ("japan", "sanctions"): ("ease", "hold", "tighten"),
            ("japan", "courting"): ("hold", "court"),
        }
    )
    seasons: dict[tuple[str, str], tuple[int, ...]] = field(
        default_factory=lambda: {("japan", "courting"): (2, 4)}
    )
    claims: tuple[str, ...] = ("st16-01", "st16-02", "va15-01")
    policies: dict[str, NamedPolicy] = field(
        default_factory=lambda: {
            "detente": NamedPolicy(
                "Détente",
                "Somebody holds that it would help.",
                ("st16-01",),
                (
                    {"actor": "us", "lever": "sanctions", "option": "ease"},
                    {
                        "actor": "japan",
                        "lever": "sanctions",
                        "option": "ease",
                        "unless": "war > 0.5",
                    },
                ),
            ),
            "firmness": NamedPolicy(
                "Firmness",
                "Somebody else holds that.",
                (),
                ({"actor": "us", "lever": "sanctions", "option": "hold"},),
            ),
        }
    )
    actors: tuple[str, ...] = ("us", "japan")

    def spent(self, path: str, quarter: Quarter) -> str:
        return "a start lies before it" if path.endswith(".start") else ""


OFFER = Offer()


def disputes(name: str) -> Offer:
    if name != OFFER.name:
        raise InputError(
            [Problem(f"there is no calibration {name!r}", "", suggest(name, ["kurils"]))]
        )
    return OFFER


@pytest.fixture
def catalogue() -> Offer:
    return OFFER


@pytest.fixture
def catalogues() -> Callable[[str], Offer]:
    return disputes


@pytest.fixture
def bad() -> Path:
    return BAD


HEADING = """\
scenario: {name}
title: A scenario
why: Someone holds it.
calibration: kurils
start: 2017Q1
quarters: 8
worlds: 100
seed: 7
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a scenario: the text after a heading; `heading=False` for the text alone."""

    def write(text: str = "", name: str = "made", *, heading: bool = True) -> Path:
        path = tmp_path / f"{name}.yaml"
        path.write_text((HEADING.format(name=name) if heading else "") + text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def reading(write: Callable[..., Path]) -> Callable[..., Scenario]:
    """Write a scenario and read it back."""

    def reading(text: str = "", **options: Any) -> Scenario:
        return read(write(text), disputes, **options)

    return reading
