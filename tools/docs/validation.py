"""The numbers of docs/validation.md, from the objects that are kept in docs/results/.

    python tools/docs/validation.py
        rewrite what stands between the markers, and the pictures
    python tools/docs/validation.py --check
        exit 1 if page or pictures do not follow from the objects

Nothing is run here: tools/docs/validation_results.py makes the objects. What stands outside the
markers `<!-- table: NAME -->` and `<!-- end -->` is written by hand.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from statistics import fmean
from typing import Any

import channels
import learning_picture
import scenarios_sentences as sentences
import validation_beside as beside
import validation_calibration as calibration
import validation_influence as weight
import validation_picture
from tables import MARKED, code, table
from validation_results import BASE, CALIBRATION, FOLDER, LIFTED, MAKERS, kept

import scenarios as library
from sim import scenario
from sim.base import number_text as words
from sim.inputs import history

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
MODEL, PRIOR = "the model", "the prior without history"
NEVER = "nothing changes"  # says 0 or 1, which stands in the answers already
WORST = 12  # questions that are listed as failures

Object = Mapping[str, Any]


def hindcast() -> Object:
    """The record on dated questions."""
    return kept("hindcast")


def questions() -> Sequence[Object]:
    """The questions with every forecast."""
    return list(hindcast()["questions"])


def asked(name: str = BASE) -> scenario.Scenario:
    """A scenario as it stands in its file."""
    return scenario.read(name, scenario.offer)


# Where it was wrong


def failures() -> str:
    """The questions on which the model was most wrong."""
    worst = sorted(questions(), key=lambda each: -brier(each, MODEL))[:WORST]
    rows = [
        [
            f"{each['ask']} ({when(each)})",
            yes(each),
            *(words.percent(each["forecasts"][name]) for name in (MODEL, "base rates")),
            f"{brier(each, MODEL):.2f}",
            f"{brier(each, 'base rates'):.2f}",
        ]
        for each in worst
    ]
    headings = ["question", "it happened", "the model", "base rates", "Brier", "of base rates"]
    return table(headings, rows)


def clusters() -> str:
    """Mean scores by the shock that questions share, the worst of the model first."""
    names = everybody()
    ordered = sorted(questions(), key=lambda each: each["cluster"])
    groups = [(name, list(group)) for name, group in groupby(ordered, lambda q: q["cluster"])]
    groups.sort(key=lambda group: -fmean(brier(each, MODEL) for each in group[1]))
    rows = [
        [
            name,
            str(len(group)),
            *(f"{fmean(brier(each, rival) for each in group):.2f}" for rival in names),
        ]
        for name, group in groups
    ]
    return table(["cluster", "questions", *names], rows)


# Scores


def scores() -> str:
    """Everybody's scores."""
    rows = []
    for name, each in hindcast()["scores"].items():
        parts = (each.get(f"brier_{part}") for part in ("unchanged", "turned"))
        rows.append(
            [
                f"**{name}**" if name == MODEL else name,
                str(each["questions"]),
                f"{each['brier']:.3f}",
                "{:.2f}–{:.2f}".format(*each["ci95"]),
                *("" if part is None else f"{part:.3f}" for part in parts),
                "∞" if each["log"] is None else f"{each['log']:.2f}",
            ]
        )
    headings = ["forecaster", "questions", "Brier", "95 %", "unchanged", "changed", "log score"]
    return table(headings, rows)


def without() -> str:
    """How the model and its prior score without the cluster that history taught most about."""
    lead = {
        name: fmean(brier(q, PRIOR) - brier(q, MODEL) for q in questions() if q["cluster"] == name)
        for name in {q["cluster"] for q in questions()}
    }
    taught = max(lead, key=lambda name: lead[name])
    rest = [q for q in questions() if q["cluster"] != taught]
    model, prior = (fmean(brier(q, name) for q in rest) for name in (MODEL, PRIOR))
    return (
        f"What history has taught helped most in the cluster *{taught}*, which is near to what it "
        f"was taught. Without it the model scores {model:.3f} on {len(rest)} questions, and its "
        f"prior {prior:.3f}.\n"
    )


def leads() -> str:
    """The model's lead over each, and whether it can be told from luck."""
    rows = [
        [
            name,
            each["verdict"],
            signed(each["difference"]),
            "{} to {}".format(*(signed(end) for end in each["ci95"])),
            str(each["clusters"]),
            f"{each['detectable']:.2f}",
        ]
        for name, each in hindcast()["skill"].items()
    ]
    headings = ["lead over", "verdict", "difference", "95 %", "clusters", "detectable"]
    return table(headings, rows)


def luck() -> str:
    """What may be said of its skill, in a paragraph."""
    skill, model = hindcast()["skill"], hindcast()["scores"][MODEL]
    full = {name: each for name, each in skill.items() if each["questions"] == model["questions"]}
    by_verdict = {
        verdict: [name for name, each in full.items() if each["verdict"] == verdict]
        for verdict in ("better", "worse", "cannot be told from luck")
    }
    turned = sum(each["answer"] != each["unchanged"] for each in questions())
    said = [
        f"{model['questions']} questions in {max(each['clusters'] for each in full.values())} "
        f"clusters; of {turned} of them *nothing changes* was the wrong answer. The model's Brier "
        f"score is {model['brier']:.3f} (95 % {model['ci95'][0]:.2f} to {model['ci95'][1]:.2f})."
    ]
    for verdict, told in (
        ("better", "It is better than {}."),
        ("worse", "**It is worse than {}.**"),
        ("cannot be told from luck", "**Beside {} its skill cannot be told from luck.**"),
    ):
        if by_verdict[verdict]:
            said.append(told.format(listed(by_verdict[verdict])))
    behind = [name for name, each in full.items() if each["difference"] < 0]
    if behind:
        said.append(f"Its mean score is the worse of the two beside {listed(behind)}.")
    ends = sorted(each["detectable"] for each in full.values())
    best = min(hindcast()["scores"][name]["brier"] for name in full)
    said.append(
        "The smallest true lead that so few clusters would have shown four times in five is "
        f"{ends[0]:.2f} to {ends[-1]:.2f}, by rival; nobody could have led the best of them by "
        f"more than {best:.2f}, its whole score."
    )
    return " ".join(said) + "\n"


def reliability() -> str:
    """How often what was called likely came true."""
    rows = []
    for each in hindcast()["reliability"]:
        low, high = each["consistent"]
        inside = low <= each["happened"] <= high
        rows.append(
            [
                str(each["questions"]),
                words.percent(each["forecast"]),
                words.percent(each["happened"]),
                words.percent_range(low, high),
                "yes" if inside else "**no**",
            ]
        )
    return table(["questions", "said", "happened", "consistent with what was said", "inside"], rows)


def numbers() -> str:
    """Numbers that were observed against the distributions over worlds."""
    rows = [
        [
            f"{each['title']}, {each['id'].rpartition(' ')[2]} ({each['unit']})",
            words.number(each["observed"]),
            "" if each["before"] is None else words.number(each["before"]),
            words.number(each["median"]),
            words.number_range(*each["central50"]),
            words.number_range(*each["central90"]),
            "half" if each["inside50"] else "nine tenths" if each["inside90"] else "**no**",
            words.number(each["crps"]),
        ]
        for each in measured()
    ]
    headings = ["what", "observed", "at the start", "median", "central half", "nine of ten"]
    return table([*headings, "inside", "CRPS"], rows)


def coverage() -> str:
    """How many of them lie within."""
    n = len(measured())
    half, most = (sum(each[f"inside{share}"] for each in measured()) for share in (50, 90))
    last = {each["id"].rpartition(" ")[0] for each in measured() if not each["inside90"]}
    outside_of = f" Outside lie numbers of: {', '.join(sorted(last))}." if last else ""
    return (
        f"{half} of {n} numbers lie in the central half, {most} of {n} in the central nine tenths "
        f"(one would expect {n / 2:g} and {0.9 * n:g}, were they independent, which numbers of one "
        f"series are not).{outside_of.replace('_', ' ')}\n"
    )


def measured() -> Sequence[Object]:
    """The numbers that were observed."""
    return list(hindcast()["measured"])


def unasked() -> str:
    """What the state cannot express."""
    rows = [[each["ask"], each["because"]] for each in hindcast()["not_expressible"].values()]
    return table(["question", "why it is not asked"], rows)


# What lifting does


def lifting() -> str:
    """What lifting leads to beside the baseline."""
    kept_there = library.RESULTS.read_text(encoding="utf-8")
    outcomes = library.json.loads(kept_there)["scenarios"][LIFTED]["outcomes"]
    rows = [
        [
            sentences.called(asks),
            sentences.value(each),
            sentences.difference(each),
            sentences.span(each, "ci95"),
            sentences.span(each, "forms"),
            each["verdict"],
        ]
        for asks, each in outcomes.items()
    ]
    headings = ["outcome", "lifted", "difference from the baseline", "95 %", "over forms"]
    return table([*headings, "verdict"], rows)


def by_mechanism() -> str:
    """The same with one thing switched in both."""
    return channels.shown(kept("channels")["rows"])


# What matters


def decoration() -> str:
    """What switching each mechanism or form changes."""
    rows = [
        [
            each["name"] if each["kind"] == "mechanism" else f"`{each['name']}`",
            each["option"].replace("_", " ") or "off",
            each["against"].replace("_", " ") or "on",
            each["scenario"],
            words.percent(each["share"]),
            words.percent(each["turned"]),
        ]
        for each in kept("decoration")["effects"]
    ]
    headings = ["switched", "to", "instead of", "scenario", "any outcome", "one that is no number"]
    return table(headings, rows)


def moves() -> str:
    """How often each lever is moved, of quarters of the baseline."""
    by_lever: dict[str, list[str]] = {}
    for each in kept("decoration")["uses"]:
        said = f"{each['option'].replace('_', ' ')} {words.percent(each['share'])}"
        by_lever.setdefault(each["lever"], []).append(said)
    return table(
        ["lever", "share of quarters"], [[f"`{k}`", ", ".join(v)] for k, v in by_lever.items()]
    )


def later() -> str:
    """What stands behind a number and was read, or known to the coder, after the cut-off."""
    known = history.load(scenario.offer(CALIBRATION).folder).later
    rows = [[code(each.parameters), each.source, each.why] for each in known.values()]
    return table(["parameters", "read in", "what was later"], rows)


# All that was asked


def everything() -> str:
    """Every question with what everybody said."""
    names = [name for name in everybody() if name not in (NEVER, "one half")]
    names.append("reference classes")
    rows = []
    before = ""
    for each in questions():
        said = each["forecasts"]
        entry = each["id"].rpartition(" ")[0]
        label = each["ask"] if entry != before else "″"
        before = entry
        rows.append(
            [
                f"`{each['id']}`",
                label,
                f"**{yes(each)}**" if each["answer"] != each["unchanged"] else yes(each),
                *(words.percent(said[name]) if name in said else "" for name in names),
                f"{brier(each, MODEL):.2f}",
            ]
        )
    return table(["", "question", "it happened", *names, "Brier"], rows)


def made() -> str:
    """Which object was made by which version, and with how many worlds."""
    rows = [_made(name) for name in MAKERS]
    return table(["object", "worlds", "seed", "version", "code"], rows)


def _made(name: str) -> list[str]:
    each = kept(name)
    versions = each["versions"]
    return [
        f"`docs/results/{name}.json`",
        f"{each['worlds']:,}",
        str(each["seed"]),
        versions["sim"],
        f"`{versions['code'][:10]}`",
    ]


# Words


def everybody() -> list[str]:
    """The forecasters that answer every question."""
    total = len(questions())
    return [name for name, each in hindcast()["scores"].items() if each["questions"] == total]


def brier(question: Object, name: str) -> float:
    """A score on one question."""
    return float((question["forecasts"][name] - question["answer"]) ** 2)


def when(question: Object) -> str:
    """When a question resolves."""
    return str(question["id"].rpartition(" ")[2])


def listed(names: Sequence[str]) -> str:
    """Names of forecasters, one after the other."""
    *most, last = (f"*{name}*" for name in names)
    return f"{', '.join(most)} and {last}" if most else last


def yes(question: Object) -> str:
    """What happened."""
    return "yes" if question["answer"] else "no"


def signed(value: float, decimals: int = 3) -> str:
    """A difference with its sign."""
    return channels.signed(value, decimals)


# Keeping

TABLES: Mapping[str, Callable[[], str]] = {
    each.__name__: each
    for each in (
        luck,
        without,
        failures,
        clusters,
        scores,
        leads,
        reliability,
        coverage,
        numbers,
        calibration.size,
        calibration.targets,
        calibration.learnt,
        calibration.forms,
        calibration.silent,
        unasked,
        calibration.predictive,
        lifting,
        by_mechanism,
        decoration,
        weight.influence,
        weight.knock_outs,
        weight.mechanism_effects,
        moves,
        beside.articles,
        beside.beside_articles,
        beside.claims,
        beside.groups,
        beside.alike,
        later,
        everything,
        made,
    )
}


def renewed(text: str) -> str:
    """The page with every table made anew."""
    return MARKED.sub(lambda mark: f"{mark[1]}{TABLES[mark['name']]()}{mark[3]}", text)


def pictures() -> Mapping[Path, str]:
    """Reliability and scores beside rivals, and what history has taught: file -> content."""
    return {
        FOLDER / "validation.svg": validation_picture.svg(hindcast()),
        FOLDER / "learning.svg": learning_picture.svg(kept("calibration")),
    }


def stale() -> Iterator[str]:
    """What does not follow from the objects."""
    text = PAGE.read_text(encoding="utf-8")
    if text != renewed(text):
        yield PAGE.name
    for file, content in pictures().items():
        if not file.is_file() or file.read_text(encoding="utf-8") != content:
            yield file.name


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite or check; 1 if the check fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    if parser.parse_args(arguments).check:
        faults = list(stale())
        for fault in faults:
            sys.stderr.write(f"docs: {fault} is stale; run python tools/docs/validation.py\n")
        return 1 if faults else 0
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    for file, content in pictures().items():
        file.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
