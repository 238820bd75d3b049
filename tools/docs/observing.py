"""The tables of docs/observe.md, from runs of the commands that stand there.

    python tools/docs/observing.py            rewrite what stands between the markers of each table
    python tools/docs/observing.py --check    exit 1 if one of them is stale

A table stands between `<!-- table: NAME -->` and `<!-- end -->`. Four runs of the size of their
scenario: under a minute.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from tables import MARKED, table

from sim.analysis import answers as reading
from sim.analysis import weighted_statistics as weighting
from sim.analysis.conditioning_summary import Observed, observed
from sim.analysis.expressions import Expression
from sim.base import number_text as words
from sim.base.errors import InputError
from sim.engine import runs
from sim.results import Run

PAGE = Path(__file__).parents[2] / "docs" / "observe.md"
BASE, IMPOSED, SEEN = "baseline", "trump_lifts_sanctions", "seen_by_2018"
CAME_ABOUT = "by 2018Q4: us.lever.sanctions < 0"
UNLIKELY = "2017Q3: us.sanctions.floor > 0"

ASKED = {
    "two islands or more at the end": "settlement >= two_islands",
    "peace treaty at the end": "peace_treaty",
    "EU sanctions in force at the end": "eu_sanctions_in_force",
    "severity of US sanctions at the end": "us_sanctions",
    "Japanese investment over the run, USD bn": "japan_investment_usd_bn",
}
# Means on the way, by quarter, and of what was drawn.
ON_THE_WAY = {
    "severity of US sanctions, 2017Q4": ("us.sanctions", "2017Q4"),
    "EU sanctions in force, 2018Q4": ("in_force", "2018Q4"),
}
DRAWN = {
    "what holds a government back (friction)": "choices.logit.friction",
    "leniency of the president who takes office": "us.leader.trump.leniency",
    "price of a retreat at home (audience)": "choices.logit.audience",
}


@cache
def answered(name: str, *seen: str) -> Run:
    """The run of a scenario, with more observed than its file does."""
    return runs.answer(runs.read(name, observe=seen))


def told(run: Run) -> Observed:
    """What a run that observes observes."""
    found = observed(run)
    if found is None:
        raise ValueError(f"{run.id} observes nothing")
    return found


def said(run: Run, text: str) -> str:
    """An answer with its Monte-Carlo error and its range over uncertain forms."""
    (line,) = reading.lines(run, expressions=[Expression.parse(text)])
    value = line.value if line.is_share else words.number(line.found.value)
    return f"{value} ± {line.error} ({line.over_forms})"


def do_and_see() -> str:
    """The base, the same imposed, and the same come about."""
    columns = (answered(BASE), answered(IMPOSED), answered(BASE, CAME_ABOUT))
    rows = [[label, *(said(run, text) for run in columns)] for label, text in ASKED.items()]
    for label, (path, quarter) in ON_THE_WAY.items():
        places = [run.calendar.index(quarter) for run in columns]
        means = [
            weighting.mean(run.series(path)[place], run.weights)
            for run, place in zip(columns, places, strict=True)
        ]
        share = path == "in_force"
        rows.append([label, *(words.percent(m) if share else words.number(m) for m in means)])
    for label, path in DRAWN.items():
        means = [weighting.mean(run.draws[path].to_numpy(), run.weights) for run in columns]
        rows.append([f"{label}, mean", *(words.number(mean) for mean in means)])
    counts = [f"{columns[0].manifest.worlds:,}", f"{columns[1].manifest.worlds:,}"]
    rows.append(["worlds that count", *counts, f"{told(columns[2]).effective:,.0f}"])
    return table(["share or mean", "baseline", "imposed", "came about"], rows)


def first_which() -> str:
    """How often the one gave way before the other did, where the one came to ease."""
    run = answered(BASE, CAME_ABOUT)
    eased, held = run.series("us.lever.sanctions") < 0, run.series("in_force") > 0
    before = (~held & (eased.cumsum(axis=0) == 0)).any(axis=0)
    share = weighting.mean(before.astype(float), run.weights)
    return (
        f"In {words.percent(share)} of the worlds in which Washington came to ease, the Union's "
        "measures had lapsed before.\n"
    )


def sightings() -> str:
    """What the living forecast observes, and what each alone leaves."""
    found = told(answered(SEEN))
    rows = [
        [f"`{each.text}`", each.why, words.percent(each.alone / found.worlds)]
        for each in found.seen
    ]
    rows.append(["all together", "", f"{words.percent(found.share)}: {found.said}"])
    return table(["seen", "where", "leaves"], rows)


def forecast() -> str:
    """What it says, beside what was said at the end of 2016."""
    columns = (answered(BASE), answered(SEEN))
    rows = [[label, *(said(run, text) for run in columns)] for label, text in ASKED.items()]
    return table(["share or mean", "as at the end of 2016", "as at the end of 2018"], rows)


def refusal() -> str:
    """What happens where too few worlds are left."""
    try:
        answered(SEEN, UNLIKELY)
    except InputError as error:
        first = str(error.problems[0])
        alone = next(str(p) for p in error.problems if UNLIKELY in str(p))
        return f"```console\n{first}\n{alone}\n```\n"
    return "It is no longer refused.\n"


TABLES: Mapping[str, Callable[[], str]] = {
    each.__name__: each for each in (do_and_see, first_which, sightings, forecast, refusal)
}


def renewed(text: str) -> str:
    """The page with every table made anew."""
    return MARKED.sub(lambda found: f"{found[1]}{TABLES[found['name']]()}{found[3]}", text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite or check the tables; 1 if the check fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    text = PAGE.read_text(encoding="utf-8")
    new = renewed(text)
    if not parser.parse_args(arguments).check:
        PAGE.write_text(new, encoding="utf-8")
        return 0
    if new != text:
        sys.stderr.write("docs/observe.md is stale; run python tools/docs/observing.py\n")
    return int(new != text)


if __name__ == "__main__":
    sys.exit(main())
