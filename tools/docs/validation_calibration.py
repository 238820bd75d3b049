"""Tables of docs/validation.md on what history taught, and on the baseline after it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import channels
from tables import table
from validation_results import BASE, CALIBRATION, kept

from sim import scenario
from sim.analysis import reference_classes as outside
from sim.analysis.expressions import Expression
from sim.base import number_text as words
from sim.scenario.observations import spelt

YEARS = 5  # of the baseline
START = ".start"  # how a parameter ends that is a state at the start

Object = Mapping[str, Any]


# What history taught


def targets() -> str:
    """What each target is, and what it was worth."""
    folder = scenario.offer(CALIBRATION).folder
    window = scenario.read(folder / "window.yaml", scenario.offer)
    seen = {each.id: each for each in window.observations}
    rows = [
        [
            f"`{each['id']}`",
            f"`{spelt(seen[each['id']].resolved())}`",
            f"{each['agreement']:.2f}",
            f"{each['expected']:.2f}",
            words.percent(each["alone"]),
            f"{each['added']:.2f}",
            each["why"],
        ]
        for each in kept("calibration")["targets"]
    ]
    headings = ["target", "what is observed", "agreement", "expected", "left alone", "added, nats"]
    return table([*headings, "where it stands, and what a prior had seen of it"], rows)


def size() -> str:
    """How much is left of the prior."""
    made = kept("calibration")
    return (
        f"{made['worlds']:,} worlds of the window, worth {made['effective']:,.0f} after weighting; "
        f"{words.percent(made['left'])} of the prior is effectively left.\n"
    )


def learnt() -> str:
    """Prior and posterior of the numbers that moved beyond chance."""
    forms = kept("calibration")["forms"]
    rows = []
    for each in informed():
        if each["path"] in forms:
            continue
        (mean, spread), (now, left) = each["prior"], each["posterior"]
        rows.append(
            [
                f"`{each['path']}`",
                f"{words.number(mean)} ± {words.number(spread, 2)}",
                f"{words.number(now)} ± {words.number(left, 2)}",
                channels.signed(each["shift"], 2),
                f"{left / spread:.2f}",
                f"{each['distance']:.2f}",
            ]
        )
    headings = ["parameter", "prior", "posterior", "shift, sd of the prior", "spread", "distance"]
    return table(headings, rows)


def forms() -> str:
    """Shares of the options of uncertain forms, before and after."""
    moved = {each["path"] for each in informed()}
    rows = [
        [
            f"`{path}`",
            option.replace("_", " "),
            words.percent(before),
            words.percent(after),
            "yes" if path in moved else "no",
        ]
        for path, options in kept("calibration")["forms"].items()
        for option, (before, after) in options.items()
    ]
    return table(["form", "option", "prior", "posterior", "beyond chance"], rows)


def informed() -> Sequence[Object]:
    """Parameters of which history says something, the one that moved most first."""
    return [each for each in kept("calibration")["parameters"] if each["informed"]]


def silent() -> str:
    """The parameters of which history says nothing, and why."""
    made = kept("calibration")
    told = {each["path"] for each in informed()}
    unmoved = [each["path"] for each in made["parameters"] if each["path"] not in told]
    count = len(made["parameters"]) + len(made["silent"])
    return (
        f"Of {count} parameters history says something of {len(told)}. {len(unmoved)} act in the "
        "window and have not moved beyond chance:\n\n"
        f"{gathered(unmoved)}\n"
        f"{len(made['silent'])} cannot learn: nothing in the window hangs on them, or they say "
        "what is true of another date:\n\n"
        f"{gathered(made['silent'])}"
    )


def gathered(paths: Sequence[str]) -> str:
    """Paths by where they stand, a line each; starts together."""
    groups: dict[str, list[str]] = {}
    for path in sorted(paths):
        first, *rest = path.split(".")
        depth = 2 if first in ("laws", "interests", "choices", "ladder", "packages") else 1
        head = ".".join([first, *rest][:depth])
        if path.endswith(START):
            groups.setdefault("X.start", []).append(path.removesuffix(START))
        else:
            groups.setdefault(head, []).append(path.removeprefix(f"{head}."))
    return "".join(f"- `{head}`: {', '.join(rest)}\n" for head, rest in groups.items())


# Predictive


def predictive() -> str:
    """The baseline from the priors and with history, beside the outside view."""
    classes = outside.load(scenario.offer(CALIBRATION).folder)
    references = outside.references(classes, scenario.read(BASE, scenario.offer).quarters)
    runs = [kept("baseline_prior"), kept("baseline")]
    rows = []
    for label, pick in PREDICTED.items():
        cells = [cell for run in runs for cell in pick(run["outcomes"])]
        span = outside.span(outside.references_for(references, OUTSIDE.get(label, "")))
        rows.append([label, *cells, words.percent_range(*span) if span else ""])
    headings = ["baseline", "prior", "over forms", "posterior", "over forms", "outside view"]
    return table(headings, rows)


def level(name: str) -> Callable[[Object], tuple[str, str]]:
    """A rung or more."""
    return lambda outcomes: share(outcomes["settlement"]["at_least"][name])


def mean(name: str) -> Callable[[Object], tuple[str, str]]:
    """A number."""

    def pick(outcomes: Object) -> tuple[str, str]:
        each = outcomes[name]
        return words.number(each["mean"]), words.number_range(*each["forms"])

    return pick


def share(each: Object) -> tuple[str, str]:
    """A probability and its range over forms."""
    return words.percent(each["p"]), words.percent_range(*each["forms"])


def never_lapsed(outcomes: Object) -> tuple[str, str]:
    """Renewed whenever it was due."""
    ever = outcomes["eu_lapse_quarter"]["ever"]
    high, low = (1 - end for end in ever["forms"])
    return words.percent(1 - ever["p"]), words.percent_range(low, high)


def yearly(outcomes: Object) -> tuple[str, str]:
    """Investment a year, median and nine of ten, USD m."""
    each = outcomes["japan_investment_usd_bn"]
    low, middle, high = (1000 * each[end] / YEARS for end in ("q05", "q50", "q95"))
    return f"{words.number(middle)} ({words.number_range(low, high)})", ""


PREDICTED: Mapping[str, Callable[[Object], tuple[str, str]]] = {
    "renewed at all of the next ten": never_lapsed,
    "EU sanctions in force at the end": lambda outcomes: share(
        outcomes["eu_sanctions_in_force"]["probabilities"]["true"]
    ),
    "joint activities or more": level("joint_activities"),
    "settlement that cedes ground": level("two_islands"),
    "all four islands": level("four_islands"),
    "peace treaty in force": lambda outcomes: share(
        outcomes["peace_treaty"]["probabilities"]["true"]
    ),
    "investment made, USD m a year, median and nine of ten": yearly,
    "severity of US sanctions, mean": mean("us_sanctions"),
    "severity of Japanese sanctions, mean": mean("japan_sanctions"),
    "alignment of Russia and China, mean": mean("russia_china_alignment"),
    "US-Japan alliance, mean": mean("us_japan_alliance"),
}
OUTSIDE = {
    "renewed at all of the next ten": "eu_sanctions_in_force",
    "settlement that cedes ground": str(Expression("settlement", ">=", "two_islands")),
    "peace treaty in force": "peace_treaty",
}
