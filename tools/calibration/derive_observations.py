"""Derive every observed number of a calibration from its stored series, and check what rests on it.

    python tools/calibration/derive_observations.py kurils            # print each derived number
    python tools/calibration/derive_observations.py kurils --check
        exit 1 if any recorded number differs

The recipe of each number is data: `history.yaml` has under `derived:` a name, a `how:` (one of the
functions below), its arguments and the recorded `value:`. A parameter rests on one by starting its
`derivation:` with that name and a colon; the centre of its prior must then be that number.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import mean, median, stdev
from typing import Any

from sim.base.yaml_documents import read as read_document

CALIBRATION = Path(__file__).parents[2] / "calibration"
DIGITS = 3  # significant digits to which derived numbers are recorded

Row = dict[str, str]
Number = float | dict[str, float]


class Series:
    """The stored series of one dispute, read once each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: dict[str, list[Row]] = {}

    def rows(self, name: str, **where: object) -> list[Row]:
        """Rows of series `name` whose columns equal `where`."""
        if name not in self._rows:
            with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                self._rows[name] = list(csv.DictReader(file))
        wanted = {column: str(value) for column, value in where.items()}
        return [
            row
            for row in self._rows[name]
            if all(row[column] == value for column, value in wanted.items())
        ]

    def cell(self, name: str, column: str, **where: object) -> float:
        """The one number of series `name` in `column` where the other columns equal `where`."""
        found = self.rows(name, **where)
        if len(found) != 1:
            raise ValueError(f"{name}: {len(found)} rows where {where}, not one")
        return float(found[0][column])


# -- how a number follows from series ---------------------------------------------------------


def cell(series: Series, of: str, column: str, where: Row) -> float:
    """One stored number."""
    return series.cell(of, column, **where)


def weighted_sum(terms: Sequence[tuple[float, float]]) -> float:
    """Sum of weight × number."""
    return sum(weight * number for weight, number in terms)


def ratio(above: float, below: float) -> float:
    """Quotient: above / below."""
    return above / below


def quarter_means(series: Series, of: str, column: str) -> dict[str, float]:
    """Mean of a monthly series in each quarter, in order of time."""
    months: dict[str, list[float]] = {}
    for row in series.rows(of):
        year, month = row["month"].split("-")
        months.setdefault(f"{year}Q{(int(month) + 2) // 3}", []).append(float(row[column]))
    return {quarter: mean(values) for quarter, values in sorted(months.items())}


def quarter_mean(series: Series, of: str, column: str, quarter: str) -> float:
    """Mean of a monthly series in one quarter."""
    return quarter_means(series, of, column)[quarter]


def _log_levels(series: Series, of: str, column: str) -> list[float]:
    return [math.log(value) for value in quarter_means(series, of, column).values()]


def _changes(levels: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(levels)]


def log_change_sd(series: Series, of: str, column: str) -> float:
    """Standard deviation of quarterly log changes."""
    return stdev(_changes(_log_levels(series, of, column)))


def big_log_changes(series: Series, of: str, column: str, beyond: float, side: int = 0) -> float:
    """Jeffreys rate per quarter of log changes beyond a size (side: -1 falls, 1 rises, 0 both)."""
    changes = _changes(_log_levels(series, of, column))
    sized = [change * side if side else abs(change) for change in changes]
    return jeffreys_rate(sum(size > beyond for size in sized), len(changes))


def _fit(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Slope of the least-squares line and its standard error."""
    x_mean, y_mean = mean(x), mean(y)
    spread = sum((value - x_mean) ** 2 for value in x)
    slope = sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True)) / spread
    residuals = [(b - y_mean) - slope * (a - x_mean) for a, b in zip(x, y, strict=True)]
    return slope, math.sqrt(sum(r * r for r in residuals) / (len(x) - 2) / spread)


def pull_to_mean(series: Series, of: str, column: str) -> float:
    """One minus the slope of the log level on that of the quarter before."""
    levels = _log_levels(series, of, column)
    return 1 - _fit(levels[:-1], levels[1:])[0]


def pull_to_mean_error(series: Series, of: str, column: str) -> float:
    """Standard error of `pull_to_mean` (least squares; biased towards pull near a unit root)."""
    levels = _log_levels(series, of, column)
    return _fit(levels[:-1], levels[1:])[1]


def growth_on_log_price(series: Series, of: str, price: str, growth: str) -> float:
    """Slope of yearly growth (share) on the yearly log change of a price."""
    rows = series.rows(of)
    x = _changes([math.log(float(row[price])) for row in rows])
    y = [float(row[growth]) / 100 for row in rows[1:]]
    return _fit(x, y)[0]


def jeffreys_rate(count: float, exposure: float) -> float:
    """Rate of a Poisson process with Jeffreys' prior: (count + 1/2) / exposure."""
    return (count + 1 / 2) / exposure


def counted_rate(series: Series, of: str, where: Row, exposure: float) -> float:
    """Jeffreys rate of the rows that match, per unit of exposure."""
    return jeffreys_rate(len(series.rows(of, **where)), exposure)


def run_goes_on(successes: int, of: int, further: int) -> float:
    """Jeffreys probability that all of the next `further` trials succeed."""
    chance = 1.0
    for done in range(further):
        chance *= (successes + done + 1 / 2) / (of + done + 1)
    return chance


def within_year_sd(series: Series, of: str, where: Row, years: Sequence[int]) -> float:
    """Standard deviation of a monthly poll about its year, from the mean range of twelve."""
    expected_range = 3.258  # of twelve normal draws, in standard deviations (Tippett 1925)
    ranges = []
    for year in years:
        low = series.cell(of, "percent", **where, year=year, measure="low")
        high = series.cell(of, "percent", **where, year=year, measure="high")
        ranges.append(high - low)
    return mean(ranges) / 100 / expected_range


def poll_change_sd(series: Series, of: str, where: Row) -> float:
    """Standard deviation per quarter of a poll read at uneven dates, as a random walk."""
    polls = series.rows(of, **where, measure="poll")
    months = [12 * int(row["year"]) + int(row["month"]) for row in polls]
    shares = [float(row["percent"]) / 100 for row in polls]
    squares = sum(change * change for change in _changes(shares))
    return math.sqrt(squares / (sum(_changes([float(month) for month in months])) / 3))


def _ideal_point(series: Series, of: str, year: int, states: Sequence[str]) -> float:
    points = [series.cell(of, "ideal_point", state=state, year=year) for state in states]
    return median(points)


def vote_distances(
    series: Series, of: str, year: int, pairs: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, float]:
    """Distance between two sides' ideal points (a side of many states: their median)."""
    return {
        pair: abs(_ideal_point(series, of, year, one) - _ideal_point(series, of, year, other))
        for pair, (one, other) in pairs.items()
    }


def changes_of_cooperation(
    series: Series, of: str, year: int, before: Sequence[int]
) -> dict[str, float]:
    """Each pair's cooperation in `year` less its mean of the years before, in pooled deviations.

    Changes only: the events are mostly statements, and levels of pairs cannot be compared.
    """
    first, last = before
    rows = series.rows(of)
    pairs = [column for column in rows[0] if column != "year"]
    past = [row for row in rows if first <= int(row["year"]) <= last]
    means = {pair: mean(float(row[pair]) for row in past) for pair in pairs}
    squares = [(float(row[pair]) - means[pair]) ** 2 for row in past for pair in pairs]
    pooled = math.sqrt(sum(squares) / (len(squares) - len(pairs)))
    return {pair: (series.cell(of, pair, year=year) - means[pair]) / pooled for pair in pairs}


def alignments(
    anchors: Mapping[str, float],
    distances: Mapping[str, float],
    changes: Mapping[str, float],
    per_distance: float,
    per_change: float,
) -> dict[str, float]:
    """Pairwise alignment in [0, 1].

    logit = anchor of the kind of tie − per_distance × z(distance of votes)
            + per_change × change of cooperation
    """
    centre, spread = mean(distances.values()), stdev(distances.values())
    logits = {
        pair: anchor
        - per_distance * (distances[pair] - centre) / spread
        + per_change * changes[pair]
        for pair, anchor in anchors.items()
    }
    return {pair: 1 / (1 + math.exp(-logit)) for pair, logit in logits.items()}


def _readings(
    series: Series, of: str, members: str, weights: Row
) -> dict[str, list[tuple[float, float]]]:
    """For each member, (weight, mean score) of each occasion on which it was reported."""
    found: dict[str, list[tuple[float, float]]] = {}
    for member in (row["member"] for row in series.rows(members)):
        occasions: dict[str, list[float]] = {}
        for row in series.rows(of, member=member):
            occasions.setdefault(row["occasion"], []).append(float(row["score"]))
        found[member] = [
            (float(weights.get(occasion, 1)), mean(scores))
            for occasion, scores in occasions.items()
        ]
    return found


def stances(series: Series, of: str, members: str, weights: Row) -> dict[str, float]:
    """Doubt of each member, 0 = median member, 1 = one standard deviation between members.

    raw = Σ weight × score / (Σ weight + 1): a member without reports stands at nothing reported.
    """
    readings = _readings(series, of, members, weights)
    raw = {
        member: sum(w * score for w, score in seen) / (sum(w for w, _ in seen) + 1)
        for member, seen in readings.items()
    }
    centre, spread = median(raw.values()), stdev(raw.values())
    return {member: (value - centre) / spread for member, value in raw.items()}


def stance_sds(
    series: Series, of: str, members: str, weights: Row, least: float
) -> dict[str, float]:
    """Doubt about each stance: sqrt(least² + 1 / (1 + Σ weight)); public words are not votes."""
    readings = _readings(series, of, members, weights)
    return {
        member: math.sqrt(least**2 + 1 / (1 + sum(w for w, _ in seen)))
        for member, seen in readings.items()
    }


def reversed_scores(series: Series, of: str, column: str) -> dict[str, float]:
    """A score of firmness turned into doubt: 0 = median member, 1 = one standard deviation."""
    scores = {row["member"]: -float(row[column]) for row in series.rows(of)}
    centre, spread = median(scores.values()), stdev(scores.values())
    return {member: (score - centre) / spread for member, score in scores.items()}


ARITHMETIC: dict[str, Callable[..., Number]] = {
    function.__name__: function
    for function in (weighted_sum, ratio, jeffreys_rate, run_goes_on, alignments)
}
FROM_SERIES: dict[str, Callable[..., Number]] = {
    function.__name__: function
    for function in (
        cell,
        quarter_mean,
        log_change_sd,
        big_log_changes,
        pull_to_mean,
        pull_to_mean_error,
        growth_on_log_price,
        counted_rate,
        within_year_sd,
        poll_change_sd,
        vote_distances,
        changes_of_cooperation,
        stances,
        stance_sds,
        reversed_scores,
    )
}
ABOUT = ("value", "how", "unit", "meaning", "source", "note")  # of a recipe, not its arguments

# -- reading, deriving, checking --------------------------------------------------------------


def read(folder: Path) -> dict[str, Any]:
    """`history.yaml` of one dispute."""
    return dict(read_document(folder / "history.yaml").data)


def _resolve(argument: object, known: Mapping[str, Number]) -> object:
    """Argument of a recipe with the names of numbers derived before put in."""
    if isinstance(argument, dict):
        return {key: _resolve(value, known) for key, value in argument.items()}
    if isinstance(argument, list):
        return [_resolve(value, known) for value in argument]
    return known.get(argument, argument) if isinstance(argument, str) else argument


def rounded(value: float) -> float:
    """Value to the significant digits in which derived numbers are recorded."""
    return float(f"{value:.{DIGITS}g}")


def derive(history: Mapping[str, Any], series: Series) -> dict[str, Number]:
    """Every number under `derived:`, recomputed from the series, in the order of the file."""
    found: dict[str, Number] = {}
    for name, recipe in history["derived"].items():
        given = {key: _resolve(value, found) for key, value in recipe.items() if key not in ABOUT}
        how = recipe["how"]
        found[name] = (
            ARITHMETIC[how](**given) if how in ARITHMETIC else FROM_SERIES[how](series, **given)
        )
    return found


def flat(values: Mapping[str, Number]) -> dict[str, float]:
    """Derived numbers by name, those of a table as `table.row`."""
    out: dict[str, float] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            out.update({f"{name}.{row}": number for row, number in value.items()})
        else:
            out[name] = value
    return out


def recorded(history: Mapping[str, Any]) -> dict[str, float]:
    """The numbers that `history.yaml` records under `derived:`."""
    return flat({name: recipe["value"] for name, recipe in history["derived"].items()})


def centre(prior: object) -> float | None:
    """Median or mean that a prior states in so many words; None where it states none."""
    if isinstance(prior, int | float):
        return float(prior)
    body = next(iter(prior.values())) if isinstance(prior, dict) else None
    if not isinstance(body, dict):
        return None
    stated = body.get("median", body.get("mean"))
    return None if stated is None else float(stated)


def resting(folder: Path, names: Mapping[str, float]) -> Iterator[tuple[str, str, float | None]]:
    """Parameters whose `derivation:` starts with a derived name: (where, name, centre)."""

    def walk(node: object, path: str) -> Iterator[tuple[str, str, float | None]]:
        if not isinstance(node, dict):
            return
        derivation = node.get("derivation")
        if isinstance(derivation, str) and "prior" in node:
            name = derivation.split(":", 1)[0].strip()
            if name in names:
                yield path, name, centre(node["prior"])
        for key, value in node.items():
            yield from walk(value, f"{path}.{key}")

    for file in sorted(folder.rglob("*.yaml")):
        if file.name != "history.yaml":
            yield from walk(read_document(file).data, file.relative_to(folder).as_posix())


def entries(history: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every dated entry of the record: events, and the points of yearly series."""
    for event in history["events"]:
        yield f"events.{event['id']}", event
    for name, one in history["series"].items():
        for point in one["points"]:
            yield f"series.{name}.{point['at']}", point


def faults(folder: Path) -> list[str]:
    """All that is wrong between the series, the record and the parameters that rest on it."""
    history = read(folder)
    computed = flat(derive(history, Series(folder / "series")))
    return [
        *_wrong_numbers(history, computed),
        *_wrong_sources(history),
        *_wrong_entries(history),
        *_wrong_parameters(folder, computed),
    ]


def _wrong_numbers(history: Mapping[str, Any], computed: Mapping[str, float]) -> Iterator[str]:
    stated = recorded(history)
    for name, value in computed.items():
        if stated.get(name) != rounded(value):
            yield f"derived {name}: recorded {stated.get(name)}, the series give {rounded(value)}"
    for name in stated.keys() - computed.keys():
        yield f"derived {name}: nothing computes it"


def _wrong_sources(history: Mapping[str, Any]) -> Iterator[str]:
    sources = history["sources"]
    for name, recipe in history["derived"].items():
        year = recipe.get("year", recipe.get("where", {}).get("year", 0))
        for source in _listed(recipe["source"]):
            if source not in sources:
                yield f"derived {name}: unknown source {source!r}"
            elif year > sources[source].get("public_until", year):
                yield f"derived {name}: {source} of {year} was not public at the end of 2016"


def _wrong_entries(history: Mapping[str, Any]) -> Iterator[str]:
    for where, entry in entries(history):
        if entry["use"] not in ("calibration", "hindcast"):
            yield f"{where}: use is {entry['use']!r}; calibration or hindcast"
        published = entry.get("published", entry.get("date", ""))
        if entry["use"] == "calibration" and published > history["cutoff"]:
            yield f"{where}: marked calibration but published {published}"
        if entry["verified"] not in (True, False, "derived"):
            yield f"{where}: verified is {entry['verified']!r}; true, false or derived"
        for source in _listed(entry["source"]):
            if source not in history["sources"]:
                yield f"{where}: unknown source {source!r}"


def _wrong_parameters(folder: Path, computed: Mapping[str, float]) -> Iterator[str]:
    for where, name, middle in resting(folder, computed):
        if middle is None:
            yield f"{where}: rests on {name} but its prior states no centre"
        elif not near(middle, computed[name]):
            yield f"{where}: centre {middle}, but {name} is {rounded(computed[name])}"


def near(middle: float, value: float) -> bool:
    """Whether `middle` is `value` to two significant digits (to a hundredth near zero)."""
    digit = 10.0 ** (math.floor(math.log10(abs(value))) - 1) if abs(value) > 1 / 10 else 1 / 100
    return abs(middle - value) <= digit / 2 + 1e-9


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("dispute", help="folder beside this script, such as kurils")
    parser.add_argument("--check", action="store_true", help="exit 1 if any number differs")
    options = parser.parse_args(arguments)
    folder = CALIBRATION / options.dispute
    if options.check:
        wrong = faults(folder)
        print("\n".join(wrong) or "every derived number follows from its series")
        return int(bool(wrong))
    history = read(folder)
    stated = recorded(history)
    for name, value in flat(derive(history, Series(folder / "series"))).items():
        mark = "" if stated.get(name) == rounded(value) else f"   (recorded {stated.get(name)})"
        print(f"{name:45} {rounded(value):10}{mark}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
