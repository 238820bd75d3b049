"""Claims scored by hand: who was right, who was undecided, and who stands beside them."""

from itertools import count

import numpy as np
import pytest

from sim.analysis import claim_scores
from sim.analysis.scoring import Forecasts
from sim.base.quarters import Quarter
from sim.inputs.claim_forecasts import Forecast, Told
from sim.inputs.evidence import Article, Claim
from sim.inputs.forecast_questions import ForecastQuestion, PastChanges
from sim.inputs.priors import Chance
from sim.scenario import Condition

NUMBERS = count(1)
RECORD = PastChanges(events=0, quarters=8, of="x")


def told(name: str = "q", *, answer: bool = True, asked: bool = True) -> Told:
    end = Quarter(2018, 4)
    that = Condition.parse("war > 0", states=("war",))
    question = ForecastQuestion(
        name, name, "?", that, end, end, answer, "c", False, RECORD, ("x",), ""
    )
    return Told(name, name, "?", answer, "c", question if asked else None)


def forecast(
    probability: float,
    *asked: Told,
    cluster: str = "",
    voice: str = "author",
    low: float = 0.1,
    high: float = 0.9,
) -> Forecast:
    claim = Claim(
        id=f"ab1-{next(NUMBERS)}", paragraph=1, kind="expectation", voice=voice, actors=("north",),
        issue="border", credence="likely", reliability="B", text="It will.", cluster=cluster,
    )  # fmt: skip
    article = Article(
        id="ab1", title="T", outlet="O", date="2016-12-01", address="?", paragraphs=2, notes="N",
        claims=(claim,),
    )  # fmt: skip
    chance = Chance(probability=probability, low=low, high=high, why="round")
    return Forecast(claim, article, asked or (told(),), True, chance, "")


def other(name: str, **probability: float) -> Forecasts:
    ids = tuple(probability)
    happened = np.ones(len(ids), dtype=np.bool_)
    return Forecasts(name, ids, ids, np.array(list(probability.values())), happened)


def test_a_claim_is_scored_over_its_dates() -> None:
    """0.8 on a yes and a no: (0.04 + 0.64) / 2."""
    found = claim_scores.scored(forecast(0.8, told("a"), told("b", answer=False)), [])
    assert found.brier == pytest.approx(0.34)
    assert found.verdict == "in part"
    assert found.beside == {}


@pytest.mark.parametrize(
    ("probability", "answer", "verdict"),
    [(0.8, True, "right"), (0.8, False, "wrong"), (0.2, False, "right"), (0.5, True, "undecided")],
)
def test_who_called_likelier_what_happened_was_right(
    probability: float, answer: bool, verdict: str
) -> None:
    assert claim_scores.scored(forecast(probability, told(answer=answer)), []).verdict == verdict


def test_the_range_is_that_of_the_readers_of_a_word() -> None:
    """Read as 0.6 or as 0.9, on a yes: 0.16 and 0.01, about 0.04 at 0.8."""
    found = claim_scores.scored(forecast(0.8, told(), low=0.6, high=0.9), [])
    assert (found.low, found.brier, found.high) == pytest.approx((0.01, 0.04, 0.16))


def test_others_stand_beside_it_where_a_run_can_be_asked() -> None:
    """Of two dates one can be asked: there 0.9 scores 0.01, and the claim's 0.8 scores 0.04."""
    rival = other("rival", a=0.9, z=0.1)
    unasked = told("b", answer=False, asked=False)
    found = claim_scores.scored(forecast(0.8, told("a"), unasked), [rival])
    assert found.beside == pytest.approx({"rival": 0.01})
    assert found.same == pytest.approx(0.04)
    alone = claim_scores.scored(forecast(0.8, unasked), [rival])
    assert (alone.beside, alone.same) == ({}, None)


def test_means_are_over_claims_in_the_order_of_names() -> None:
    """An author's 0.04 and 0.64, and an expert's 0.25 that decides nothing."""
    claims = [
        claim_scores.scored(forecast(0.8), []),
        claim_scores.scored(forecast(0.5, voice="expert"), []),
        claim_scores.scored(forecast(0.8, told("a", answer=False), told("b", answer=False)), []),
    ]
    author, expert = claim_scores.means(claims, lambda each: each.claim.voice)
    assert (author.name, author.claims, author.right, author.wrong) == ("author", 2, 1, 1)
    assert author.brier == pytest.approx(0.34)
    assert (expert.brier, expert.right, expert.wrong) == (0.25, 0, 0)
