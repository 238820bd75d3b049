"""The page of a calibration: what was seen, whether the model fits it, and what it taught."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.analysis import weighted_statistics
from sim.analysis.predictive_checks import Check
from sim.analysis.prior_posterior import ParameterUpdate
from sim.base import number_text
from sim.engine.runs import Question
from sim.figures import calibration_checks
from sim.inputs.evidence import Evidence
from sim.inputs.parameters import Parameter
from sim.report.html import Html, Pictures, frame, header, items, join, table, tag, write
from sim.report.run_context import Citation, cite
from sim.report.run_page import Section, claims
from sim.results import Series
from sim.results.manifest import versions
from sim.scenario import Observation
from sim.scenario.observations import spelt
from sim.studies.calibration import Calibrated, checks

DRAWN = 4000  # equally likely draws that a small curve is made of
LIMITS = (
    "A parameter that history does not move by itself may still be moved together with others: "
    "the draws that are kept are whole rows. Runs use these rows, not the curves of this page.",
    "How far a target reaches hangs on the error that is allowed for it, and that of the model is "
    "a judgement. It stands beside each target.",
    "What is seen in one past does not test a law that was switched off there because what it "
    "stands for was imposed. Of its parameters history says nothing here.",
)


@dataclass(frozen=True)
class CalibrationContext:
    """What a calibration's page says beside its numbers.

    dispute : its title
    register : its parameters, by path
    series : what each recorded state means, by path
    basis : the claims behind a parameter, by its path
    """

    dispute: str = ""
    register: Mapping[str, Parameter] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    basis: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)


def surround(question: Question, evidence: Evidence) -> CalibrationContext:
    """All that surrounds the window of a calibration, looked up where it stands."""
    register = question.dispute.register
    return CalibrationContext(
        question.dispute.title,
        register,
        {series.path: series for series in question.manifest().series},
        {
            path: cite(evidence, (link.claim for link in parameter.claims))
            for path, parameter in register.items()
        },
    )


def html(found: Calibrated, around: CalibrationContext) -> str:
    """The page of a calibration, with Plotly inside and nothing to fetch."""
    pictures = Pictures()
    informed = [each for each in found.parameter_updates if each.informed]
    numbers = [each for each in informed if not around.register[each.path].is_form]
    parts: list[Section] = [
        ("seen", "What was seen, and what it taught", _seen(found, pictures)),
        ("checks", "Whether the model fits it", _checks(found, around, pictures)),
        ("numbers", "Parameters that moved", _numbers(found, numbers, around, pictures)),
        ("forms", "Forms before and after", _forms(found, around, pictures)),
        ("silent", "Of what history says nothing", _silent(found, around)),
        ("limits", "What this cannot say", items(LIMITS)),
        ("record", "How it was made", _record(found)),
    ]
    parts = [part for part in parts if part[2].strip()]
    title = f"What history taught: {found.window.title}"
    return frame(title, _head(found, around, informed), parts, pictures, alone=False)


def write_html(path: Path, found: Calibrated, around: CalibrationContext) -> None:
    """Write the page of a calibration to a file, whole or not at all.

    Raises InputError where the file cannot be written.
    """
    write(path, html(found, around))


def _head(
    found: Calibrated, around: CalibrationContext, informed: Sequence[ParameterUpdate]
) -> Html:
    window = found.window
    moved = f"{len(informed)} of {len(around.register)} parameters by themselves"
    said = (
        f"{number_text.percent(found.left)} of the prior is effectively left. History says "
        "something of "
        f"{moved}; of the others, nothing that can be told from chance."
    )
    facts = [
        ("Window", f"{window.start} to {window.end}"),
        ("Worlds", f"{window.worlds:,}, worth {found.effective:,.0f} after weighting"),
        ("Targets", str(len(window.observations))),
        ("Seed", str(window.seed)),
    ]
    return header(
        (around.dispute, window.name, "calibration"),
        "What history taught",
        (
            tag("p", said, class_="headline"),
            tag("p", window.why, class_="why") if window.why else "",
        ),
        facts,
    )


def _seen(found: Calibrated, pictures: Pictures) -> Html:
    """The targets, what each was worth, and how far it was to be expected."""
    lead = tag(
        "p",
        "Each world of the prior is weighted by how well it agrees with all of this. Nothing that "
        "is seen is imposed.",
    )
    rows = [
        [
            join([tag("code", _text(seen)), tag("span", seen.why, class_="sub")], ""),
            number_text.percent(each.agreement),
            number_text.percent(each.expected),
            number_text.percent(each.alone),
            f"{each.added:.2f}",
        ]
        for each, seen in zip(found.worths, found.window.observations, strict=True)
    ]
    heads = ["Seen", "Prior", "Others", "Alone", "Adds"]
    caption = (
        "Prior: mean likelihood over its worlds, of the best that could be. Others: the same over "
        "the worlds that agree with all other targets. Alone: effective share of the worlds that "
        "it leaves. Adds: by how much it narrows what the others leave, in nats; 0.69 halves it."
    )
    least = min(found.worths, key=lambda each: each.expected)
    picture = pictures.show(
        calibration_checks.worths(found.worths),
        "How far each target was to be expected",
        "; ".join(
            f"{each.target}: {number_text.percent(each.agreement)} over the prior, "
            f"{number_text.percent(each.expected)} from all other targets"
            for each in found.worths
        ),
        f"A target far to the left surprises the model. Least expected from all the others: "
        f"{_plain(least.target)}, {number_text.percent(least.expected)}.",
        _source(found),
    )
    return join([lead, table(heads, rows, caption, range(1, 5), class_="classes"), picture])


def _text(seen: Observation) -> str:
    entry = {key: value for key, value in seen.resolved().items() if key != "id"}
    return spelt(entry) or seen.id


def _checks(found: Calibrated, around: CalibrationContext, pictures: Pictures) -> Html:
    """Numbers at the end of the window before and after, beside what was seen."""
    found_checks = checks(found, around.register)
    if not found_checks:
        return Html("")
    targets = {seen.id: seen for seen in found.window.observations}
    missed = [
        _plain(each.name)
        for each in found_checks
        if each.others is not None
        and not each.others.central90[0] <= each.observed.median <= each.others.central90[1]
    ]
    lead = (
        f"Outside nine tenths of what all other targets lead one to expect: {', '.join(missed)}."
        if missed
        else "Each target that is a number lies within nine tenths of what all other targets lead "
        "one to expect."
    )
    more = (
        " Series that are no target stand beside the next start, the state from which runs after "
        "the window begin: the calibration's own reading, and partly a judgement."
    )
    shown = []
    for each in found_checks:
        near = targets[each.name].near if each.name in targets else None
        series = around.series.get(near[0] if near else each.name)
        name = series.label if series else _plain(each.name)
        shown.append(
            pictures.show(
                calibration_checks.check(
                    each, series.unit if series else "", "seen" if near else "next start"
                ),
                f"{name}{'' if near else ' (no target)'}",
                _said(each),
                join([tag("code", near[0] if near else each.name)]),
                _source(found),
            )
        )
    key = (
        " Mark: median. Thick line: half of the worlds; thin line: nine of ten. Of what was seen, "
        "the lines are its error."
    )
    return join([tag("p", lead + more + key), tag("div", *shown, class_="pair")])


def _said(each: Check) -> str:
    prior, posterior = each.prior, each.posterior
    return (
        f"seen {number_text.number(each.observed.median)}; prior median "
        f"{number_text.number(prior.median)}, "
        f"90 % {number_text.number_range(*prior.central90)}; posterior median "
        f"{number_text.number(posterior.median)}, 90 % "
        f"{number_text.number_range(*posterior.central90)}"
    )


def _numbers(
    found: Calibrated,
    informed: Sequence[ParameterUpdate],
    around: CalibrationContext,
    pictures: Pictures,
) -> Html:
    """Small curves of every parameter that moved beyond chance, the one that moved most first."""
    if not informed:
        return Html("")
    chosen = weighted_statistics.typical(found.weights, DRAWN)
    lead = tag(
        "p",
        "Shaded, solid: the prior. Dashed: what history leaves. The one that moved most comes "
        "first; the tails, where they are long, run out of the picture.",
    )
    shown = []
    for each in informed:
        parameter = around.register[each.path]
        prior = found.prior[each.path]
        figure = calibration_checks.densities(
            prior[:DRAWN], found.draws[each.path][chosen], parameter.unit
        )
        shown.append(
            pictures.show(
                figure, _capital(parameter.meaning), _moved(each), _caption(each, around), "draws"
            )
        )
    return join([lead, tag("div", *shown, class_="pair")])


def _moved(each: ParameterUpdate) -> str:
    (mean, spread), (now, left) = each.prior, each.posterior
    return (
        f"{number_text.number(mean)} ± {number_text.number(spread, 2)} before, "
        f"{number_text.number(now)} ± "
        f"{number_text.number(left, 2)} after: shifted by {number_text.signed(each.shift)} of its "
        "standard deviation"
    )


def _caption(each: ParameterUpdate, around: CalibrationContext) -> Html:
    """Where a parameter moved, and on what its prior rests."""
    parameter = around.register[each.path]
    parts: list[object] = [tag("code", each.path), f" {_moved(each)}. "]
    for word, said in (("Judgement", parameter.judgement), ("Source", parameter.source)):
        if said:
            parts.append(tag("span", f"{word}: {said} ", class_="weak"))
    cited = around.basis.get(each.path, ())
    if cited:
        summary = tag("summary", f"{len(cited)} claims" if len(cited) > 1 else "1 claim")
        parts.append(tag("details", summary, claims(cited)))
    return join(parts, "")


def _forms(found: Calibrated, around: CalibrationContext, pictures: Pictures) -> Html:
    """Every form that the window can tell something of, its options before and after."""
    told = {each.path: each for each in found.parameter_updates}
    forms = [path for path in told if around.register[path].is_form]
    if not forms:
        return Html("")
    shown = []
    for path in forms:
        parameter = around.register[path]
        before, after = found.options(path)
        names = parameter.options[: len(before)]
        said = "; ".join(
            f"{_plain(name)}: {number_text.percent(float(b))} before, "
            f"{number_text.percent(float(a))} after"
            for name, b, a in zip(names, before, after, strict=True)
        )
        beyond = "beyond chance" if told[path].informed else "by no more than chance may"
        shown.append(
            pictures.show(
                calibration_checks.options(names, before, after),
                _capital(parameter.meaning),
                said,
                join([tag("code", path), f" Moved {beyond}."], ""),
                "draws",
            )
        )
    lead = tag("p", "Outlined: the prior. Filled: what history leaves.")
    return join([lead, tag("div", *shown, class_="pair")])


def _silent(found: Calibrated, around: CalibrationContext) -> Html:
    """Parameters that cannot be told from before, and those that move nothing in the window."""
    unmoved = [each.path for each in found.parameter_updates if not each.informed]
    unread = [path for path in around.register if path not in found.draws]
    return join(
        [
            _listed(
                f"{len(unmoved)} parameters matter in the window, and history does not move them "
                "by themselves beyond chance",
                unmoved,
                around,
            ),
            _listed(
                f"{len(unread)} parameters change nothing in the window, or hold only at its start",
                unread,
                around,
            ),
        ]
    )


def _listed(said: str, paths: Iterable[str], around: CalibrationContext) -> Html:
    rows = [
        [tag("code", path), around.register[path].meaning, around.register[path].unit]
        for path in paths
    ]
    if not rows:
        return Html("")
    listed = table(["Parameter", "Meaning", "Unit"], rows, said)
    return tag("details", tag("summary", said), listed)


def _record(found: Calibrated) -> Html:
    made = ", ".join(f"{name} {versions()[name][:10]}" for name in ("sim", "code"))
    window = found.window
    heads = ["Window", "Worlds", "Seed", "Kept", "Versions"]
    rows = [[tag("code", window.name), f"{window.worlds:,}", window.seed, len(found.kept), made]]
    note = tag(
        "p",
        "Importance weighting with the prior as proposal: a world's weight is the product of its "
        "likelihoods, errors of observation and of the model included. Beyond chance: the largest "
        "gap of the two distribution functions is larger than what the effective sample makes by "
        "chance in one of a hundred such pages.",
    )
    return join([note, table(heads, rows, "The run on this page.")])


def _source(found: Calibrated) -> str:
    return f"{found.window.name}, {found.window.worlds:,} worlds"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"
