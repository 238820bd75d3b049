"""The tables of docs/model.md that follow from code and files.

    python tools/docs/tables.py            rewrite what stands between the markers of each table
    python tools/docs/tables.py --check    exit 1 if one of them is stale

A table stands between `<!-- table: NAME -->` and `<!-- end -->`. `parameters PATH` lists the
parameters of a file, such as `parameters laws.oil`.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sim import dispute
from sim.analysis.sign_probability import chance
from sim.base import number_text as words
from sim.choices.packages import SEQUENCES, TREATIES, packages
from sim.dispute import Dispute
from sim.engine import runs
from sim.inputs.parameters import Parameter
from sim.model import schedule_table as plan
from sim.model.utility import attainments
from sim.state import VARIABLES, Variable
from sim.studies.steady_state import rest
from sim.wiring import Wiring

PAGE = Path(__file__).parents[2] / "docs" / "model.md"
DISPUTE, SCENARIO = "kurils", "baseline"
FOUND = PAGE.with_name("results") / "expectations.json"  # what tools/docs/expectations.py has kept
DIGITS = 3  # of a difference
VERDICTS = ("does not hold", "cannot tell", "holds")
MARKED = re.compile(r"(<!-- table: (?P<name>.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
ENDS = (0.05, 0.95)  # of the range that a prior is told by

Rows = Iterable[Sequence[str]]


@cache
def loaded() -> Dispute:
    """The dispute whose numbers the page shows."""
    return dispute.load(DISPUTE)


def table(headings: Sequence[str], rows: Rows) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cell or '–' for cell in line)} |\n" for line in lines)


def number(value: float) -> str:
    """A number in three digits, without a needless exponent."""
    if abs(value) == float("inf"):
        return "∞" if value > 0 else "−∞"
    return f"{value:.3g}".replace("-", "−") if abs(value) < 1000 else f"{value:.0f}"


def code(names: Iterable[str]) -> str:
    """Names as code, one after the other."""
    return ", ".join(f"`{name}`" for name in names)


# What the files declare


def roles() -> str:
    """Who plays which part."""
    parts: dict[str, list[str]] = {}
    for role, actor in loaded().single_roles.items():
        parts.setdefault(actor, []).append(role)
    for actor in loaded().senders:
        parts.setdefault(actor, []).append("sender")
    rows = [
        [loaded().title_of(actor), ", ".join(parts.get(actor, ()))] for actor in loaded().actors
    ]
    return table(["actor", "roles"], rows)


def interests() -> str:
    """Which attainment speaks for each interest of each actor."""
    found = attainments(loaded(), Wiring(loaded()))
    columns = sorted({interest for wired in found.values() for interest in wired})
    rows = [
        [loaded().title_of(actor), *(_attainment(wired, interest) for interest in columns)]
        for actor, wired in found.items()
    ]
    return table(["actor", *columns], rows)


def _attainment(wired: Mapping[str, object], interest: str) -> str:
    law = wired.get(interest)
    return f"`{law.name.partition('.')[2]}`" if law else ""  # type: ignore[attr-defined]


def levers() -> str:
    """What each actor may do, in the order of its options."""
    rows = []
    for lever in loaded().levers:
        options = " < ".join(
            f"**{name}**" if retreat else name
            for name, retreat in zip(lever.options, lever.retreats, strict=True)
        )
        moved = dict.fromkeys(name for moves in lever.moves for name in moves)
        when = "renewals only" if lever.votes_only else "any quarter"
        rows.append([f"`{lever.path}`", options, code(moved), code(lever.watches), when])
    return table(["lever", "options", "moves", "watches", "when"], rows)


def states() -> str:
    """Every state variable."""
    rows = []
    for variable in VARIABLES.values():
        bounds = f"{number(variable.low)} to {number(variable.high)}"
        kinds = [
            word
            for word, holds in (("event", variable.settable), ("table", variable.shown))
            if holds
        ]
        rows.append(
            [
                f"`{variable.name}`",
                f"`{_path(variable)}`",
                variable.unit,
                bounds,
                variable.axis or "",
                _start(variable),
                ", ".join(kinds),
                variable.meaning,
            ]
        )
    headings = ["name", "path", "unit", "bounds", "axis", "start", "open to", "meaning"]
    return table(headings, rows)


def _path(variable: Variable) -> str:
    label = variable.label or variable.name
    return f"{variable.axis.upper()}.{label}" if variable.axis else label


def _start(variable: Variable) -> str:
    rows = range(len(variable.entities(loaded()))) if variable.axis else (None,)
    starts = [f"{variable.path(loaded(), row)}.start" in loaded().register for row in rows]
    if not any(starts):
        return number(variable.start)
    return "drawn" if all(starts) else f"drawn, else {number(variable.start)}"


def forms() -> str:
    """Every functional form that is drawn."""
    rows = [
        [f"`{path}`", form.meaning, ", ".join(form.options)]
        for path, form in loaded().register.items()
        if form.is_form
    ]
    return table(["form", "asks", "options"], rows)


def offers() -> str:
    """What a package is made of, and how many there are."""
    made = packages(loaded())
    parts = (
        ("settlement", tuple(loaded().ladder)),
        ("treaty", TREATIES),
        ("guarantee", ("no", "yes")),
        ("money", loaded().money),
        ("relief", loaded().relief),
        ("sequence", SEQUENCES),
    )
    rows = [[part, ", ".join(options).replace("_", " ")] for part, options in parts]
    rows.append(["packages", f"{made.count}, of which {made.territorial.sum()} cede ground"])
    return table(["part", "options"], rows)


# The quarter


def schedule() -> str:
    """The steps of the quarter with what each reads and writes."""
    question = runs.read(SCENARIO)
    rows = []
    for place, row in enumerate(plan.table(question.scenario, question.dispute), 1):
        step = row.step
        rows.append(
            [
                str(place),
                f"`{step.name}`",
                step.kind,
                step.what,
                code(row.reads),
                code(row.writes),
                code(dict.fromkeys(_file(path) for path in row.parameters)),
                f"`{step.switch}`" if step.switch else "",
            ]
        )
    headings = ["", "step", "kind", "what", "reads", "writes", "parameters in", "switch"]
    return table(headings, rows)


def trends() -> str:
    """What the laws move by themselves in a year in which nothing happens."""
    question = runs.read(SCENARIO)
    rows = [
        [
            f"`{drift.step}`",
            f"`{drift.path}`",
            drift.unit,
            number(drift.start),
            number(drift.change),
        ]
        for drift in rest(question.dispute, question.scenario).drifts
    ]
    return table(["step", "state", "unit", "start", "change in four quarters"], rows)


def _file(path: str) -> str:
    """The file or block that holds a parameter."""
    first, *rest = path.split(".")
    if first == "ACTOR" or first in loaded().actors:
        return f"ACTOR.{rest[0]}"
    return f"{first}.{rest[0]}" if first in ("laws", "interests", "choices") else first


# Parameters


def parameters(prefix: str) -> str:
    """The parameters of one file: name, meaning, unit and prior."""
    rows = [
        [f"`{path}`", each.meaning, each.unit, prior(each)]
        for path, each in loaded().register.items()
        if path.startswith(f"{prefix}.")
    ]
    headings = ["parameter", "meaning", "unit", "prior: median (90 % range)"]
    return table(headings, rows) if rows else "No parameters.\n"


def prior(parameter: Parameter) -> str:
    """A prior by its median and the range of nine in ten draws."""
    if parameter.is_form:
        return ", ".join(parameter.options)
    low, high = (parameter.prior.quantile(end, parameter.low, parameter.high) for end in ENDS)
    middle = number(parameter.median)
    return middle if low == high else f"{middle} ({number(low)} to {number(high)})"


# What was expected


def expectations() -> str:
    """What runs say to each total expectation, those that do not hold first."""
    found = json.loads(FOUND.read_text(encoding="utf-8"))
    entries = [each for each in found["expectations"] if "verdict" in each]
    rows = [
        [
            f"`{each['id']}`",
            ", ".join(each["claims"]),
            f"{each['change']}: `{each['outcome']}`",
            "+" if each["expected"] > 0 else "−",
            *_difference(each),
            chance(each["probability"]),
            "" if each["agreeing"] is None else words.percent(each["agreeing"]),
            f"{each['agreeing_options']} of {each['options']}",
            f"{each['verdict']}: {each['reason']}" if each["reason"] else each["verdict"],
        ]
        for verdict in VERDICTS
        for each in entries
        if each["verdict"] == verdict
    ]
    headings = ["expectation", "claims", "change: outcome", "said", "difference", "95 %"]
    made = table([*headings, "P(sign)", "of moved", "forms", "verdict"], rows)
    counts = (f"{sum(e['verdict'] == v for e in entries)} {v}" for v in VERDICTS)
    versions = f"version {found['versions']['sim']}, code {found['versions']['code'][:10]}"
    run = f"{found['worlds']:,} worlds, seed {found['seed']}, {versions}"
    return f"{', '.join(counts)}. {run}.\n\n{made}"


def _difference(entry: Mapping[str, Any]) -> tuple[str, str]:
    """A paired difference and its interval; of shares in points."""
    scale = 100 if entry["is_share"] else 1
    low, high = (words.number(scale * end, DIGITS) for end in entry["ci95"])
    unit = " points" if entry["is_share"] else ""
    return f"{words.number(scale * entry['difference'], DIGITS)}{unit}", f"{low} to {high}"


TABLES: Mapping[str, Callable[[], str]] = {
    each.__name__: each
    for each in (roles, interests, levers, states, forms, offers, schedule, trends, expectations)
}


def generated(name: str) -> str:
    """The table of that name."""
    kind, _, argument = name.partition(" ")
    return parameters(argument) if kind == "parameters" else TABLES[kind]()


def renewed(text: str) -> str:
    """The page with every table made anew."""
    return MARKED.sub(lambda found: f"{found[1]}{generated(found['name'])}{found[3]}", text)


def stale(text: str) -> Iterator[str]:
    """Names of the tables that no longer follow from code and files."""
    for found in MARKED.finditer(text):
        if found[0] != f"{found[1]}{generated(found['name'])}{found[3]}":
            yield found["name"]


def main() -> int:
    """Rewrite or check the tables; 1 if the check fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    text = PAGE.read_text(encoding="utf-8")
    if not parser.parse_args().check:
        PAGE.write_text(renewed(text), encoding="utf-8")
        return 0
    names = list(stale(text))
    for name in names:
        sys.stderr.write(
            f"docs/model.md: the table {name} is stale; run python tools/docs/tables.py\n"
        )
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
