"""The page on the scenarios, docs/scenarios.md, from their files and from what they lead to.

    python tools/docs/scenarios.py            run them all, keep the results, write page and picture
    python tools/docs/scenarios.py --text     write page and picture from the results that are kept
    python tools/docs/scenarios.py --check
        exit 1 if page or picture do not follow, or one is missing

The results are those of docs/results/scenarios.json: each scenario beside the base, world by world.
Every sentence on them is made by the same rules from the numbers (scenarios_sentences.py).
"""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from scenarios_picture import Panel, Row, svg
from scenarios_sentences import ASKED, Outcomes, called, difference, findings, listed, span, value
from tables import code, prior, table

from sim import scenario
from sim.analysis import paired_differences as paired
from sim.analysis.paired_differences import Difference
from sim.dispute import Dispute
from sim.engine import runs
from sim.engine.runs import Question
from sim.inputs.evidence import Claim, Evidence
from sim.results import Run
from sim.scenario import Policy, Scenario

DOCS = Path(__file__).parents[2] / "docs"
PAGE, RESULTS, PICTURE = (
    DOCS / name for name in ("scenarios.md", "results/scenarios.json", "results/scenarios.svg")
)
BASE, WORLDS = "baseline", 10_000
DIGITS_KEPT = 6  # decimals in the file

# The order of the page. Every scenario stands here once, but those that observe (docs/observe.md).
GROUPS: Mapping[str, tuple[str, ...]] = {
    "The ground": (BASE,),
    "Tokyo": (
        "economy_first",
        "economy_first_on_trial",
        "parallel",
        "islands_first",
        "abe_leaves_early",
        "abe_leaves_in_2018",
    ),
    "Moscow": (
        "two_islands_of_1956",
        "nationalist_backlash",
        "investment_climate_reform",
        "lure_and_pressure",
    ),
    "Washington and Brussels": (
        "trump_lifts_sanctions",
        "congress_codifies_sanctions",
        "us_doubts_its_alliance",
        "eu_unity_breaks",
    ),
    "The neighbours": (
        "china_presses_japan",
        "russia_and_china_draw_closer",
        "north_korean_crisis",
    ),
    "The world": ("oil_collapse", "oil_boom", "war_escalates"),
    "With later knowledge": ("members_by_scorecards",),
}

# Outcomes of the overview, and of the picture.
OVERVIEW = (
    "settlement >= two_islands",
    "peace_treaty",
    "eu_sanctions_in_force",
    "us_sanctions",
    "japan_investment_usd_bn",
)
PICTURED = ("settlement >= two_islands", "eu_sanctions_in_force")
OPENING = """\
# The scenarios

<!-- Written by tools/docs/scenarios.py from scenarios/ and docs/results/scenarios.json. -->

A scenario is a change of the baseline: uncertainties that are set, shocks that are dated, policies
that bind an actor. It says who holds it and on what evidence, and supposes more than anyone claims:
dates, sizes and that it comes at all are suppositions, marked so in its file, and no forecast. What
follows is conditional on them.

```sh
sim run scenarios/economy_first.yaml --worlds 500
```

{worlds:,} worlds each, {start} to {end}, seed {seed}; differences from the baseline world by world.
Scenarios that impose nothing and weigh worlds by what is seen in them have a page of their own,
`docs/observe.md`.
"""

RULES = """\
How to read it. The first number is the share of worlds, or the mean. The second is the paired
difference from the baseline, of shares in percentage points, with its 95 % interval, which says
only how exactly the model was computed. The third is the range of that difference over the
options of the uncertain forms, one form at a time. **Cannot tell** stands where the difference is
positive in one part of what nobody knows and negative in another (an option of a form, or the
lowest or highest third of a parameter, beyond chance): then the average of the two is no answer.
*None found* stands where the interval holds zero.
"""

BEYOND = """\
## Named policies

A policy binds levers: the deed is done in every quarter while it lasts, whatever the actor would
have chosen. A scenario uses one by name, `{use: economy_first, from: 2017Q1, to: 2018Q4}`, and
can end it by a condition, `unless: war > 0.5`. They are declared in
`calibration/kurils/dispute.yaml`.
"""

LIMITS = """\
What the levers do not express, and is therefore no policy here:

- *Two islands and no more*, *no concession*: nobody has a lever on the ground. What is conceded
  comes out of a bargaining round. A readiness to concede, or none, can be set as an interest (the
  scenarios `two_islands_of_1956` and `nationalist_backlash` do), not bound as a policy.
- *The Union holds*: renewal is the vote of each member. `add_nothing` binds only what is added
  between renewals; whether members doubt can be set.
- *Meet, or do not meet*: summits come at a rate that belongs to the two leaders.
- *Recognise the outcome of the war* (va16-40) is a part of a package, not a demand that is
  raised.
- *Chinese money for Russia* (fp16-23), *visits to the islands* (va15-18): no quantity of the
  model.
"""


offer = cache(scenario.offer)  # the dispute's files are read once


@cache
def asked(name: str) -> Scenario:
    """The scenario of that name."""
    return scenario.read(name, offer)


def dispute() -> Dispute:
    """The dispute that they are about."""
    return offer(asked(BASE).calibration).dispute


def evidence() -> Evidence:
    """The claims."""
    return offer(asked(BASE).calibration).claims


# Results


def measured(worlds: int, workers: int) -> dict[str, Any]:
    """What every scenario leads to beside the base, as it is kept."""

    def answer(name: str) -> Run:
        question = Question(scenario.read(name, offer, worlds=worlds), dispute())
        return runs.answer(question, workers=workers)

    base = answer(BASE)
    results = {}
    for name in placed():
        run = base if name == BASE else answer(name)
        found = paired.differences(run, base, list(ASKED))
        results[name] = {"run": run.id, "outcomes": {d.expression: kept(d) for d in found}}
        if sys.stderr.isatty():
            sys.stderr.write(f"{name}\n")
    ground = asked(BASE)
    return {
        "version": base.manifest.versions["sim"],
        "worlds": worlds,
        "seed": ground.seed,
        "start": str(ground.start),
        "end": str(ground.end),
        "scenarios": results,
    }


def kept(found: Difference) -> dict[str, Any]:
    """One difference as it is kept; of what it turns with, the surest."""
    turns = [(each.path, *(_part(part) for part in each.ends)) for each in found.sign_reversals[:1]]
    return {
        "is_share": found.is_share,
        "verdict": found.verdict,
        "value": rounded(found.value),
        "difference": rounded(found.difference),
        "ci95": [rounded(end) for end in found.ci95],
        "forms": [rounded(end) for end in found.forms],
        "changed": rounded(found.changed),
        "detectable": rounded(found.detectable),
        "turns_with": turns[0] if turns else None,
    }


def _part(part: Any) -> list[Any]:
    return [part.name, rounded(part.difference)]


def rounded(number: float) -> float | None:
    """A number as it is kept; None where it is not known."""
    return round(float(number), DIGITS_KEPT) if math.isfinite(number) else None


def placed() -> Iterator[str]:
    """Names of the scenarios in the order of the page."""
    for group in GROUPS.values():
        yield from group


def expected() -> set[str]:
    """Names of the scenarios that the page must hold: those that only impose."""
    return {name for name in scenario.names() if not asked(name).observations}


# The page


def page(results: Mapping[str, Any]) -> str:
    """The page that follows from the files and the results."""
    parts = [OPENING.format(**results), overview(), "## What they lead to\n", numbers(results)]
    parts += [RULES, f"![{caption()}](results/{PICTURE.name})\n"]
    for heading, group in GROUPS.items():
        parts.append(f"## {heading}\n")
        parts += [section(name, results["scenarios"][name]["outcomes"]) for name in group]
    parts += [BEYOND, *(policy(name) for name in dispute().policies), LIMITS]
    return "\n".join(parts)


def caption() -> str:
    """What the picture shows."""
    return "Paired differences from the baseline: cession of two islands, and EU sanctions in force"


def overview() -> str:
    """What each scenario asks, and who speaks for it."""
    rows = []
    for name in placed():
        each = asked(name)
        rows.append([f"[{each.title}](#{name})", voices(each.claims), ", ".join(each.claims)])
    return table(["What if …", "who speaks of it", "claims"], rows)


def numbers(results: Mapping[str, Any]) -> str:
    """The overview of results."""
    rows = []
    for name in placed():
        outcomes = results["scenarios"][name]["outcomes"]
        cells = [cell(outcomes[expression], name == BASE) for expression in OVERVIEW]
        rows.append([f"[`{name}`](#{name})", *cells])
    return table(["scenario", *(called(expression) for expression in OVERVIEW)], rows)


def cell(found: Mapping[str, Any], is_base: bool) -> str:
    """One outcome of one scenario: value, difference, range over forms."""
    if is_base:
        return value(found)
    lines = [value(found)]
    match found["verdict"]:
        case "equal":
            lines.append("equal")
        case "no difference found":
            lines.append(f"*none found* ({span(found, 'ci95')})")
        case "cannot tell":
            lines += ["**cannot tell**", f"forms {span(found, 'forms')}"]
        case _:
            lines.append(f"{difference(found)} ({span(found, 'ci95')})")
            lines.append(f"forms {span(found, 'forms')}")
    return "<br>".join(lines)


def section(name: str, outcomes: Outcomes) -> str:
    """All about one scenario."""
    each = asked(name)
    parts = [f'### <a id="{name}"></a>{each.title}\n', f"{each.why}\n", citations(each.claims)]
    if name == BASE:
        levels = listed(f"{called(asks)} {value(found)}" for asks, found in outcomes.items())
        parts.append(f"It leads to: {levels}.\n")
    else:
        parts += ["What it changes:\n", *changes(each), "", "What follows:\n", *findings(outcomes)]
    return "\n".join([*parts, f"\n`sim run scenarios/{name}.yaml`\n"])


def citations(claims: Iterable[str]) -> str:
    """Claims in our words, a line each."""
    return "".join(f"- {each}: {evidence()[each].text}\n" for each in claims)


def voices(claims: Iterable[str]) -> str:
    """The articles that the claims stand in."""
    return ", ".join(dict.fromkeys(_article(evidence()[each]) for each in claims))


def _article(claim: Claim) -> str:
    article = evidence().article(claim)
    return f"{article.outlet.partition(',')[0]} {article.date[:4]}"


def changes(each: Scenario) -> Iterator[str]:
    """What a scenario supposes, a line each."""
    for override in each.overrides:
        parameter = dispute().register[override.path]
        written = json.dumps(override.written, ensure_ascii=False).replace('"', "")
        since = f" from {override.since}" if override.since else ""
        meaning = f"`{override.path}` ({parameter.meaning})"
        yield f"- {meaning}{since}: {written}; prior {prior(parameter)}"
    for switch in each.switches:
        yield f"- `{switch.name}` is switched {'on' if switch.on else 'off'} in {switch.since}"
    for event in each.events:
        when = str(event.start) if event.start == event.end else f"{event.start} to {event.end}"
        parts = [f"if {event.when}"] if event.when else []
        parts += ["in every such quarter"] if event.repeat else []
        parts += [f"probability {event.probability:g}"] if event.probability < 1 else []
        does = ", ".join(f"`{path}` = {number:g}" for path, number in event.do)
        yield f"- {when}, `{event.id}`{''.join(f', {part}' for part in parts)}: {does}"
    for binding in each.policies:
        yield f"- {binding.start} to {binding.end or each.end}: {bound(binding)}"


def bound(binding: Policy) -> str:
    """What a policy binds, in words, and what ends it."""
    given = {"actor": binding.actor, "lever": binding.lever, "option": binding.option}
    begins = f"once {binding.when}, " if binding.when else ""
    ends = f", unless {binding.unless}" if binding.unless else ""
    return begins + deed(given) + ends


def deed(given: Mapping[str, str]) -> str:
    """An option of a lever in words."""
    lever = next(
        each
        for each in dispute().levers
        if (each.actor, each.name) == (given["actor"], given["lever"])
    )
    does = lever.option_titles[lever.options.index(given["option"])]
    return f"{dispute().title_of(lever.actor)} {does} (`{lever.path}` = {given['option']})"


def policy(name: str) -> str:
    """One of the policies that the dispute names."""
    each = dispute().policies[name]
    used = [n for n in placed() if any(p.use and p.use.policy == name for p in asked(n).policies)]
    lines = [f"**`{name}`: {each.title}.** {each.why} ({', '.join(each.claims)})\n"]
    for given in each.bind:
        ends = f", unless {given['unless']}" if "unless" in given else ""
        lines.append(f"- {deed(given)}{ends}")
    if used:
        lines.append(f"- in {code(used)}")
    return "\n".join([*lines, ""])


# The picture


def picture(results: Mapping[str, Any]) -> str:
    """The overview as a picture: a row for each scenario but the base, a panel for each answer."""
    names = [name for name in placed() if name != BASE]
    panels = []
    for expression in PICTURED:
        found = [results["scenarios"][name]["outcomes"][expression] for name in names]
        panels.append(Panel(called(expression), [_row(each) for each in found]))
    return svg([asked(name).title for name in names], panels, caption())


def _row(found: Mapping[str, Any]) -> Row:
    points = [100 * end for end in (found["difference"], *found["ci95"], *found["forms"])]
    return Row(points[0], (points[1], points[2]), (points[3], points[4]), found["verdict"])


# Keeping


def stale(results: Mapping[str, Any]) -> Iterator[str]:
    """What does not follow from the files and the results."""
    if set(results["scenarios"]) != expected():
        yield f"{RESULTS.name} does not hold every scenario and no other"
    elif PAGE.read_text(encoding="utf-8") != page(results):
        yield f"{PAGE.name} does not follow from the scenarios and their results"
    elif PICTURE.read_text(encoding="utf-8") != picture(results):
        yield f"{PICTURE.name} does not follow from the results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and write, write only, or check; 1 if the check fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    if given.check or given.text:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
    else:
        results = measured(given.worlds, given.workers)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if given.check:
        faults = list(stale(results))
        for fault in faults:
            sys.stderr.write(f"docs: {fault}; run python tools/docs/scenarios.py\n")
        return 1 if faults else 0
    PAGE.write_text(page(results), encoding="utf-8")
    PICTURE.write_text(picture(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
