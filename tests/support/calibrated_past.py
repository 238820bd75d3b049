"""A past that was learnt from, and a record of answered questions, both made up."""

import numpy as np

from sim.analysis import naive_forecasts as rivals
from sim.analysis import scoring
from sim.base.errors import Mark
from sim.base.quarters import Quarter
from sim.inputs.forecast_questions import (
    ForecastQuestion,
    Measured,
    PastChanges,
    Questions,
    Unasked,
)
from sim.inputs.parameters import ClaimLink, Parameter, Register
from sim.inputs.priors import parse, parse_choice
from sim.results import Series
from sim.scenario import Condition, Scenario
from sim.scenario.observations import restored
from sim.studies.calibration import Calibrated
from sim.studies.hindcast import MODEL, Retrodiction
from tests.support.synthetic import make_run

WORLDS = 4000
SLOPE, FORM, IDLE = "laws.toll.slope", "laws.toll.form", "laws.toll.idle"
UNREAD = "laws.wind.gusts"
TOLL = Series(path="toll", title="Toll <of> the straits", unit="crowns")
RENEWED = {"id": "renewed", "through": "2030Q4", "that": "in_force == 1", "why": "a <record>"}
SEEN = {
    "id": "toll_of_2030",
    "at": "2030Q4",
    "near": {"toll": 1.0},
    "within": 0.3,
    "why": "a ledger",
}


def parameter(path: str, options: tuple[str, ...] = ()) -> Parameter:
    prior = (
        parse_choice({"choice": dict.fromkeys(options, 1.0)})
        if options
        else parse({"uniform": [0, 2]}, 0, 2)
    )
    return Parameter(
        path=path,
        meaning=f"what {path.rpartition('.')[2]} means < nothing",
        unit="form" if options else "crowns a ship",
        low=0,
        high=2,
        prior=prior,
        claims=(ClaimLink("a-1", against=False),),
        judgement="a guess",
        source="",
        derivation="",
        mark=Mark("toll.yaml", 1, 1),
        options=options,
    )


REGISTER = Register(
    [
        parameter(SLOPE),
        parameter(FORM, ("plain", "very_steep")),
        parameter(IDLE),
        parameter(UNREAD),
        parameter("stock.start"),
    ]
)


def calibrated(worlds: int = WORLDS) -> Calibrated:
    """Worlds whose toll follows a slope and a form; what was seen speaks for a low slope."""
    rng = np.random.default_rng(11)
    slope, idle, stock = (2 * rng.random(worlds) for _ in range(3))
    steep = (rng.random(worlds) < 0.5).astype(np.float64)
    toll = slope * (1 + steep)
    agreements = {
        "renewed": (rng.random(worlds) < 0.5).astype(np.float64),
        "toll_of_2030": np.exp(-(((toll - 1) / 0.3) ** 2) / 2),
    }
    weights = agreements["renewed"] * agreements["toll_of_2030"]
    kept = np.flatnonzero(weights)
    draws = {SLOPE: slope, FORM: steep, IDLE: idle}
    window = Scenario(
        "past",
        "The past",
        "Because it <was>.",
        (),
        "straits",
        Quarter(2029, 1),
        8,
        worlds,
        7,
        observations=tuple(restored(entry, ["in_force", "toll"]) for entry in (RENEWED, SEEN)),
    )
    return Calibrated(
        window,
        agreements,
        kept,
        {path: column[kept] for path, column in draws.items()},
        weights[kept],
        draws,
        {"toll_of_2030": toll, "stock": stock, "imposed": np.ones(worlds)},
    )


def question(year: int, answer: bool, cluster: str) -> ForecastQuestion:
    last = Quarter(year, 4)
    return ForecastQuestion(
        f"renewed {year}",
        "renewed",
        "Is the toll <renewed>?",
        Condition.parse("in_force == 1", states={"in_force"}),
        last,
        last,
        answer,
        cluster,
        True,
        PastChanges(events=1, trials=9, of="renewals"),
        ("a",),
        "",
    )


def retrodiction() -> Retrodiction:
    """Eight questions of two clusters, two of which turned, and two numbers, one of them missed."""
    asked = [question(2031 + i, i not in (3, 6), "ab"[i % 2]) for i in range(8)]
    chances = [0.9, 0.8, 0.95, 0.99, 0.7, 0.6, 0.2, 0.85]
    worlds = np.linspace(0, 1, 201)
    measured = [
        Measured(
            f"toll {year}",
            "toll",
            "The <toll>",
            "crowns",
            "toll",
            "end",
            Quarter(year, 4),
            Quarter(year, 4),
            seen,
            0.5,
        )
        for year, seen in ((2031, 0.5), (2032, 3.0))
    ]
    others = rivals.naive(asked, Quarter(2031, 1))
    return Retrodiction(
        make_run(),
        Questions(
            tuple(asked), tuple(measured), {"wind": Unasked(ask="Is it windy?", because="No wind.")}
        ),
        rivals.forecasts(MODEL, asked, chances),
        others,
        {"a class": rivals.forecasts("a class", asked[:3], [0.5, 0.6, 0.7])},
        tuple((each, scoring.distribution(worlds, each.observed)) for each in measured),
    )
