"""The outside view: how often such things happened elsewhere, to stand beside every forecast.

Reference classes are read from the dispute's `outside.yaml`: counts and their source, and the
expressions each stands beside. Probabilities are worked out here for the horizon of the run.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from scipy.special import betaincinv, betaln

from sim.analysis.estimates import JEFFREYS
from sim.analysis.expressions import Expression
from sim.base.errors import InputError, Problem, Problems
from sim.base.yaml_documents import Entry, check, read

FILE = "outside.yaml"
QUARTERS_A_YEAR = 4
NOT = "not "
LEVEL = 0.9

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[float, Field(ge=0)]


class Streak(Entry):
    """A row of trials: the probability that all trials of the run succeed too."""

    successes: int = Field(ge=0)
    trials: int = Field(ge=1)
    every_quarters: int = Field(ge=1)


class Rate(Entry):
    """Events over years at risk: the probability of one within the run, at a constant rate."""

    events: Count
    years: float = Field(gt=0)


class QuotedShare(Entry):
    """A share that the source gives for a number of years, with its interval if it gives one."""

    share: Share
    years: float = Field(gt=0)
    low: Share | None = None
    high: Share | None = None


class ReferenceClass(Entry):
    """A reference class: what was counted, where it is from, how weak a guide it is.

    beside : expressions over outcomes that it stands beside
    quoted : whether a headline gives it; the others stand in the full table
    """

    title: str
    beside: list[str] = Field(min_length=1)
    n: int | None = Field(default=None, ge=0)
    counted: str = ""
    streak: Streak | None = None
    rate: Rate | None = None
    share: QuotedShare | None = None
    quoted: bool = False
    source: str
    vintage: str
    weakness: str
    weight: Literal["weak", "fair", "close"]


class _ReferenceFile(Entry):
    classes: dict[str, ReferenceClass]


@dataclass(frozen=True)
class ReferenceForecast:
    """What one reference class says of one horizon.

    low, high : 90 % interval, None where the source gives no ground for one
    """

    id: str
    about: ReferenceClass
    probability: float
    low: float | None
    high: float | None


def jeffreys_all(successes: int, trials: int, next_n: int) -> float:
    """Probability that the next n trials all succeed, under Jeffreys' prior Beta(1/2, 1/2).

    P = B(s + 1/2 + n, f + 1/2) / B(s + 1/2, f + 1/2), with f = trials - s
    """
    a, b = successes + JEFFREYS, trials - successes + JEFFREYS
    return math.exp(float(betaln(a + next_n, b)) - float(betaln(a, b)))


def jeffreys_interval(successes: float, trials: float, level: float = LEVEL) -> tuple[float, float]:
    """Equal-tailed interval of a share under Jeffreys' prior (Brown, Cai & DasGupta 2001).

    The lower end is 0 where nothing succeeded, the upper 1 where everything did.
    """
    a, b = successes + JEFFREYS, trials - successes + JEFFREYS
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(betaincinv(a, b, tail))
    high = 1.0 if successes == trials else float(betaincinv(a, b, 1 - tail))
    return low, high


def within(rate: float, years: float) -> float:
    """Probability of an event within some years at a constant yearly probability: 1 - (1 - p)^y."""
    return 1 - math.pow(1 - rate, years)


def refer(name: str, about: ReferenceClass, quarters: int) -> ReferenceForecast:
    """What a class says of a run of so many quarters."""
    years = quarters / QUARTERS_A_YEAR
    if about.streak is not None:
        s = about.streak
        chance = jeffreys_all(s.successes, s.trials, quarters // s.every_quarters)
        return ReferenceForecast(name, about, chance, None, None)
    if about.rate is not None:
        r = about.rate
        low, high = jeffreys_interval(r.events, r.years)
        return ReferenceForecast(
            name, about, within(r.events / r.years, years), within(low, years), within(high, years)
        )
    if about.share is None:
        raise ValueError(f"{name} counts nothing")  # refused when the file is read
    q = about.share
    scaled = [None if p is None else within(p, years / q.years) for p in (q.low, q.high)]
    return ReferenceForecast(name, about, within(q.share, years / q.years), scaled[0], scaled[1])


def load(folder: Path) -> dict[str, ReferenceClass]:
    """The reference classes of a dispute by id; none where it has no such file.

    Raises InputError with every fault of the file.
    """
    file = folder / FILE
    if not file.exists():
        return {}
    document = read(file)
    classes = check(_ReferenceFile, document).classes
    problems = Problems()
    for name, about in classes.items():
        mark = document.mark(("classes", name))
        if sum(part is not None for part in (about.streak, about.rate, about.share)) != 1:
            allowed = "exactly one of streak, rate and share"
            problems.append(Problem(f"{name} does not say what was counted", allowed, mark=mark))
        for i, text in enumerate(about.beside):
            place = document.mark(("classes", name, "beside", i))
            try:
                Expression.parse(text)
            except InputError as error:
                problems += [replace(problem, mark=place) for problem in error.found]
    problems.raise_any()
    return classes


def references(classes: dict[str, ReferenceClass], quarters: int) -> list[ReferenceForecast]:
    """What each class says of a run of so many quarters."""
    return [refer(name, about, quarters) for name, about in classes.items()]


def references_for(found: Iterable[ReferenceForecast], expression: str) -> list[ReferenceForecast]:
    """The references that stand beside one expression; those beside its negation turned round."""
    opposite = expression[len(NOT) :] if expression.startswith(NOT) else NOT + expression
    return [
        reference if expression in reference.about.beside else _turned(reference)
        for reference in found
        if {expression, opposite} & set(reference.about.beside)
    ]


def span(found: Sequence[ReferenceForecast]) -> tuple[float, float] | None:
    """Lowest and highest of what the quoted references say, their intervals included."""
    quoted = [reference for reference in found if reference.about.quoted]
    if not quoted:
        return None
    lows = [r.probability if r.low is None else r.low for r in quoted]
    highs = [r.probability if r.high is None else r.high for r in quoted]
    return min(lows), max(highs)


def _turned(reference: ReferenceForecast) -> ReferenceForecast:
    """What a class says of the contrary."""
    low = None if reference.high is None else 1 - reference.high
    high = None if reference.low is None else 1 - reference.low
    return replace(reference, probability=1 - reference.probability, low=low, high=high)
