"""The page of a record: failures first, then scores beside rivals, and what was not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isnan
from pathlib import Path

from sim.analysis import words
from sim.analysis.scoring import Forecasts, Skill
from sim.figures import record as figures
from sim.figures.record import Score, Seen
from sim.figures.reliability import missed, reliability, said
from sim.questions import Question
from sim.report.page import Html, Pictures, frame, header, items, join, table, tag, write
from sim.report.sections import NONE, Section, record
from sim.studies import articles
from sim.studies.hindcast import MODEL, Retrodiction
from sim.studies.record import scores as scored

WORST = 15  # questions that are listed as failures
LIMITS = (
    "Who built the model knew the answers, so this is a retrodiction and no forecast. What that "
    "may have coloured is listed in docs/validation.md.",
    "Questions that hang on the same shock are no independent trials. Intervals resample clusters, "
    "and with as few clusters as these they are too narrow rather than too wide.",
    "The bars of the reliability diagram take answers for independent, so with shared shocks they "
    "are too narrow.",
)


@dataclass(frozen=True, eq=False)
class _Page:
    """A record with the figures of its page.

    dispute : its title
    """

    found: Retrodiction
    dispute: str
    pictures: Pictures

    @property
    def forecasters(self) -> list[Forecasts]:
        """The model, then the rivals, those that answer every question first."""
        found = self.found
        return [found.model, *found.others.values(), *found.partial.values()]

    @property
    def source(self) -> str:
        """What the pictures were made from."""
        manifest = self.found.run.manifest
        return f"run {self.found.run.id}, {manifest.worlds:,} worlds"


def html(found: Retrodiction, dispute: str = "") -> str:
    """The page of a record, with Plotly inside and nothing to fetch.

    dispute : its title
    """
    page = _Page(found, dispute, Pictures())
    parts: list[Section] = [
        ("failures", "Where it was most wrong", _failures(page)),
        ("scores", "Scores beside naive rivals", _scores(page)),
        ("reliability", "Whether its probabilities can be believed", _reliability(page)),
        ("numbers", "Numbers against what was observed", _numbers(page)),
        ("articles", "The articles' own forecasts", _articles(page)),
        ("questions", "Every question and every forecast", _questions(page)),
        ("unasked", "What could not be asked", _unasked(page)),
        ("limits", "What this cannot say", items(LIMITS)),
        ("record", "How it was made", record([found.run])),
    ]
    parts = [part for part in parts if part[2].strip()]
    return frame("The record", _head(page), parts, page.pictures, alone=False)


def write_html(path: Path, found: Retrodiction, dispute: str = "") -> None:
    """Write the page of a record to a file, whole or not at all.

    Raises InputError where the file cannot be written.
    """
    write(path, html(found, dispute))


def _head(page: _Page) -> Html:
    found = page.found
    manifest, model = found.run.manifest, found.model
    low, high = found.interval(model)
    verdicts = {word: _names(found, word) for word in ("worse", "better")}
    lines = [
        f"Mean Brier score {model.brier.mean():.3f} (95 %: {low:.2f} to {high:.2f}) on "
        f"{len(model.questions)} dated questions; one half would score 0.25."
    ]
    lines += [
        f"It does {word} than {', '.join(names)}." for word, names in verdicts.items() if names
    ]
    unsure = [name for name, each in found.skills.items() if each.verdict not in verdicts]
    if unsure:
        lines.append(f"Beside {', '.join(unsure)}, its skill cannot be told from luck.")
    clusters = len(set(model.clusters))
    facts = [
        ("Worlds", f"{manifest.worlds:,}"),
        ("Quarters", f"{found.run.calendar[0]} to {found.run.calendar[-1]}"),
        ("Questions", f"{len(model.questions)} in {clusters} clusters"),
        ("Numbers", str(len(found.measured))),
        ("Seed", str(manifest.seed)),
    ]
    return header(
        (page.dispute, manifest.name, "retrodiction"),
        "What it said, and what happened",
        (tag("p", " ".join(lines), class_="headline"),),
        facts,
    )


def _names(found: Retrodiction, verdict: str) -> list[str]:
    return [name for name, each in found.skills.items() if each.verdict == verdict]


def _failures(page: _Page) -> Html:
    """The questions on which the model was most wrong, and the numbers that it did not expect."""
    model, binary = page.found.model, page.found.asked.binary
    worst = sorted(range(len(binary)), key=lambda i: -model.brier[i])[:WORST]
    rows = [
        [
            _asked(binary[i]),
            "yes" if binary[i].answer else "no",
            words.percent(float(model.probability[i])),
            f"{model.brier[i]:.2f}",
        ]
        for i in worst
    ]
    outside = [
        f"{measured.title}, {_when(measured.id, measured.entry)}: observed "
        f"{words.number(measured.observed)} {measured.unit}, nine of ten worlds "
        f"{words.number_range(*met.central90)}"
        for measured, met in page.found.measured
        if not met.inside90
    ]
    caption = (
        f"{len(worst)} of {len(binary)} questions, the worst first. Brier: 0 is best, 1 worst."
    )
    heads = ["Question", "It happened", "It said", "Brier"]
    missed_numbers = (
        [tag("h3", "Numbers outside nine tenths of the worlds"), items(outside)] if outside else []
    )
    return join([table(heads, rows, caption, (2, 3), class_="classes"), *missed_numbers])


def _asked(question: Question) -> Html:
    """A question with when it resolves, and the condition that answers it."""
    when = _when(question.id, question.entry)
    code = tag("code", str(question.that))
    return join([f"{question.ask} ({when})", tag("span", code, class_="sub")], "")


def _when(name: str, entry: str) -> str:
    return name.removeprefix(entry).strip()


def _scores(page: _Page) -> Html:
    """Everybody's scores, apart where something changed, and the model's lead."""
    found = page.found
    rows = [_score(found, each) for each in page.forecasters]
    most = len(found.turned)
    ordered = sorted(rows, key=lambda each: (each.questions < most, each.brier))
    turned = int(found.turned.sum())
    lead = tag(
        "p",
        f"Of {most} questions, “nothing changes” was the wrong answer to {turned}. "
        "In brackets: how many questions a forecaster answers.",
    )
    shown = page.pictures.show(
        figures.scores(ordered),
        "Mean Brier score, the best first; below, those that answer only some",
        "; ".join(f"{each.name}: {each.brier:.3f}" for each in ordered),
        "Diamond: all questions; the model's in colour. Grey: 95 % from resampled clusters. Dotted "
        "upright: what saying one half always scores.",
        page.source,
    )
    skills = list(found.skills.values())
    beside = page.pictures.show(
        figures.leads(skills),
        "The model's lead",
        "; ".join(f"over {s.rival}: {s.difference:+.3f}, {s.verdict}" for s in skills),
        "Diamond: how much lower the model's mean score is; hollow where skill cannot be told from "
        "luck. Wide pale bar: leads too small for so few clusters to show four times in five.",
        page.source,
    )
    return join([lead, shown, beside, _score_table(page, rows), _skill_table(skills)])


def _score(found: Retrodiction, each: Forecasts) -> Score:
    said_of = scored(found, each)
    low, high = said_of["ci95"]
    return Score(
        each.name,
        said_of["questions"],
        said_of["brier"],
        (low, high),
        said_of.get("brier_unchanged"),
        said_of.get("brier_turned"),
        mine=each.name == MODEL,
    )


def _score_table(page: _Page, rows: Sequence[Score]) -> Html:
    cells = []
    for row, each in zip(rows, page.forecasters, strict=True):
        log = scored(page.found, each)["log"]
        parts = [NONE if part is None else f"{part:.3f}" for part in (row.unchanged, row.turned)]
        low, high = row.ci95
        cells.append(
            [
                tag("b", row.name) if row.mine else row.name,
                row.questions,
                f"{row.brier:.3f}",
                f"{low:.2f}–{high:.2f}",
                *parts,
                "∞" if log is None else f"{log:.2f}",
            ]
        )
    heads = ["Forecaster", "Questions", "Brier", "95 %", "Unchanged", "Changed", "Log score"]
    caption = (
        "Unchanged, changed: where nothing changed and where something did. Log score: 0 is best; "
        "∞ where what was called impossible happened."
    )
    return table(heads, cells, caption, range(1, len(heads)))


def _skill_table(skills: Sequence[Skill]) -> Html:
    rows = [
        [
            f"over {each.rival}",
            each.verdict,
            words.signed(each.difference, 3),
            words.signed_range(*each.ci95),
            each.questions,
            each.clusters,
            words.UNKNOWN if isnan(each.detectable) else f"{each.detectable:.2f}",
        ]
        for each in skills
    ]
    heads = ["The model's lead", "Verdict", "Lead", "95 %", "Questions", "Clusters", "Detectable"]
    caption = "Detectable: the smallest true lead that would have been found four times in five."
    return table(heads, rows, caption, range(2, len(heads)))


def _reliability(page: _Page) -> Html:
    bins = page.found.reliability
    off = [each for each in bins if missed(each)]
    lead = (
        "In every group as much came true as chance explains."
        if not off
        else "More or less came true than chance explains: "
        + "; ".join(
            f"of {each.questions} questions called {words.percent(each.forecast)} likely, "
            f"{words.percent(each.happened)} came true"
            for each in off
        )
        + "."
    )
    picture = page.pictures.show(
        reliability(bins),
        "How often what was called likely came true",
        "; ".join(said(each) for each in bins),
        "Filled where it lies outside the bar. The number is how many questions stand in a group.",
        page.source,
    )
    rows = [
        [
            str(each.questions),
            words.percent(each.forecast),
            words.percent(each.happened),
            words.percent_range(each.low, each.high),
        ]
        for each in bins
    ]
    heads = ["Questions", "Said", "Came true", "Nine in ten"]
    caption = "Nine in ten: where the share would lie by chance if all probabilities were true."
    listed = table(heads, rows, caption, (1, 2, 3))
    return join([tag("p", lead), tag("div", picture, listed, class_="pair")])


def _numbers(page: _Page) -> Html:
    """A picture for each series, and the scores."""
    measured = page.found.measured
    if not measured:
        return Html("")
    half, most = (sum(getattr(met, name) for _, met in measured) for name in _INSIDE)
    lead = tag(
        "p",
        f"Of {len(measured)} numbers {half} lie in the central half of the worlds and {most} in "
        "the central nine tenths. Thick bar: half of the worlds; thin: nine in ten; dash: the "
        "median. Circle: observed, filled where it lies outside. Dotted: the last number known.",
    )
    shown = []
    for entry, group in groupby(measured, key=lambda each: each[0].entry):
        rows = list(group)
        first = rows[0][0]
        seen = [Seen(_when(each.id, entry), each.observed, met) for each, met in rows]
        shown.append(
            page.pictures.show(
                figures.numbers(seen, first.unit, first.before),
                first.title,
                "; ".join(f"{each.at}: observed {words.number(each.observed)}" for each in seen),
                tag("code", first.state),
                page.source,
            )
        )
    cells = [
        [
            f"{each.title}, {_when(each.id, each.entry)} ({each.unit})",
            words.number(each.observed),
            NONE if each.before is None else words.number(each.before),
            words.number(met.median),
            words.number_range(*met.central50),
            words.number_range(*met.central90),
            words.number(met.crps),
        ]
        for each, met in measured
    ]
    heads = ["Number", "Observed", "Before", "Median", "Half", "Nine tenths", "CRPS"]
    caption = "CRPS: in the unit of the number; that of a single guess is its error."
    listed = table(heads, cells, caption, range(1, len(heads)))
    return join([lead, tag("div", *shown, class_="pair"), _folded("All numbers", listed)])


_INSIDE = ("inside50", "inside90")


def _articles(page: _Page) -> Html:
    """What the claims forecast, beside the model and the rivals on the same questions."""
    found = page.found
    scored_claims = articles.claims(found)
    if not scored_claims or not found.beside:
        return Html("")
    rows = sorted(
        (
            Score(
                each.name,
                len(each.questions),
                float(each.brier.mean()),
                found.interval(each),
                mine=each.name == MODEL,
            )
            for each in found.beside
        ),
        key=lambda each: each.brier,
    )
    picture = page.pictures.show(
        figures.scores(rows),
        "Mean Brier score on the questions of which the articles speak",
        "; ".join(f"{each.name}: {each.brier:.3f}" for each in rows),
        "Claims on one question are pooled by cluster. A lead over them shows little where nothing "
        "changed in any of these questions.",
        page.source,
    )
    cells = [
        [
            join(
                [
                    each.forecast.claim.text,
                    tag(
                        "span",
                        f"{each.forecast.claim.id}, {articles.source(each.forecast)}",
                        class_="sub",
                    ),
                ],
                "",
            ),
            each.verdict,
            words.percent(each.forecast.chance.probability),
            f"{each.brier:.2f}",
            f"{each.beside[MODEL]:.2f}" if MODEL in each.beside else NONE,
        ]
        for each in scored_claims
    ]
    heads = ["Claim", "Verdict", "Of yes", "Brier", "The model"]
    caption = "Of yes: the probability that the codebook gives the words of the claim."
    listed = table(heads, cells, caption, (2, 3, 4), class_="classes")
    return join([picture, _folded(f"All {len(cells)} claims", listed)])


def _questions(page: _Page) -> Html:
    """Every question with what everybody said, unchanged and changed apart."""
    found = page.found
    names = [each.name for each in page.forecasters]
    groups = []
    for turned, title in ((True, "Where something changed"), (False, "Where nothing changed")):
        rows = [
            [_asked(question), "yes" if question.answer else "no", *_said(page, question)]
            for question in found.asked.binary
            if question.turned == turned
        ]
        if rows:
            listed = table(
                ["Question", "Answer", *names],
                rows,
                "Probability of yes, %.",
                range(2, 2 + len(names)),
                class_="forecasts",
            )
            groups.append(_folded(f"{title}: {len(rows)} questions", listed))
    return join(groups)


def _said(page: _Page, question: Question) -> list[str]:
    """What everybody said of one question, in percent."""
    return [
        words.per_100(float(each.probability[each.questions.index(question.id)]))
        if question.id in each.questions
        else NONE
        for each in page.forecasters
    ]


def _unasked(page: _Page) -> Html:
    rows = [[each.ask, each.because] for each in page.found.asked.not_expressible.values()]
    if not rows:
        return Html("")
    caption = "Of these the state would need an invention."
    return table(["Question", "Why not"], rows, caption)


def _folded(summary: str, content: Html) -> Html:
    return tag("details", tag("summary", summary), content)
