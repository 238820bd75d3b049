"""The record of a model as sentences, plain tables and pictures, for whoever shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import isnan
from typing import NamedTuple

from sim.analysis.claim_scores import ClaimScore
from sim.analysis.scoring import Forecasts
from sim.base import number_text
from sim.figures import forecast_scores
from sim.figures.captioned_figure import Picture
from sim.figures.forecast_scores import ObservedNumber, Score
from sim.figures.reliability import missed, reliability, said
from sim.inputs.forecast_questions import ForecastQuestion
from sim.report import hindcast_json
from sim.report.comparison_tables import NONE, Cell
from sim.report.hindcast_json import scores as scored
from sim.studies.hindcast import MODEL, Retrodiction

WORST = 15  # questions that are listed as failures
LIMITS = (
    "Who built the model knew the answers, so this is a retrodiction and no forecast. What that "
    "may have coloured is listed in docs/validation.md.",
    "Questions that hang on the same shock are no independent trials. Intervals resample clusters, "
    "and with as few clusters as these they are too narrow rather than too wide.",
    "The bars of the reliability diagram take answers for independent, so with shared shocks they "
    "are too narrow.",
)
_INSIDE = ("inside50", "inside90")
_DECIDED = ("worse", "better")  # verdicts; with any other, skill cannot be told from luck


class Sheet(NamedTuple):
    """A table of plain cells, each with what stands in small letters under it.

    numbers : places of the columns that hold numbers; kind : how wide its columns are
    is_code : whether what stands under a cell is as it is written in a file
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str
    numbers: tuple[int, ...] = ()
    kind: str = ""
    is_code: bool = False


@dataclass(frozen=True, eq=False)
class HindcastContent:
    """A record, and what is to be said and shown of it."""

    found: Retrodiction

    @cached_property
    def forecasters(self) -> list[Forecasts]:
        """The model, then the rivals, those that answer every question first."""
        found = self.found
        return [found.model, *found.others.values(), *found.partial.values()]

    @cached_property
    def scores(self) -> list[Score]:
        """What each of them scored."""
        return [self._score(each) for each in self.forecasters]

    @property
    def source(self) -> str:
        """What the pictures were made from."""
        return f"run {self.found.run.id}, {self.found.run.manifest.worlds:,} worlds"

    @property
    def sentences(self) -> list[str]:
        """The model's score, whom it beats and whom not, and where that cannot be told."""
        found, model = self.found, self.found.model
        low, high = found.interval(model)
        lines = [
            f"Mean Brier score {model.brier.mean():.3f} (95 %: {low:.2f} to {high:.2f}) on "
            f"{len(model.questions)} dated questions; one half would score 0.25."
        ]
        for word in _DECIDED:
            names = [name for name, each in found.skills.items() if each.verdict == word]
            lines += [f"It does {word} than {', '.join(names)}."] if names else []
        unsure = [name for name, each in found.skills.items() if each.verdict not in _DECIDED]
        if unsure:
            lines.append(f"Beside {', '.join(unsure)}, its skill cannot be told from luck.")
        return [*lines, found.sampled]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """How large the record is."""
        found = self.found
        model, manifest = found.model, found.run.manifest
        return [
            ("Worlds", f"{manifest.worlds:,}"),
            ("Quarters", f"{found.run.calendar[0]} to {found.run.calendar[-1]}"),
            ("Questions", f"{len(model.questions)} in {len(set(model.clusters))} clusters"),
            ("Numbers", str(len(found.measured))),
            ("Seed", str(manifest.seed)),
        ]

    @property
    def failures(self) -> Sheet:
        """The questions on which the model was most wrong."""
        model, binary = self.found.model, self.found.asked.binary
        worst = sorted(range(len(binary)), key=lambda i: -model.brier[i])[:WORST]
        return Sheet(
            ("Question", "It happened", "It said", "Brier"),
            tuple(
                (
                    _asked(binary[i]),
                    Cell("yes" if binary[i].answer else "no"),
                    Cell(number_text.percent(float(model.probability[i]))),
                    Cell(f"{model.brier[i]:.2f}"),
                )
                for i in worst
            ),
            f"{len(worst)} of {len(binary)} questions, the worst first. Brier: 0 is best, 1 worst.",
            (2, 3),
            "classes",
            is_code=True,
        )

    @property
    def unexpected_numbers(self) -> list[str]:
        """The numbers that it did not expect."""
        return [
            f"{measured.title}, {_when(measured.id, measured.entry)}: observed "
            f"{number_text.number(measured.observed)} {measured.unit}, nine of ten worlds "
            f"{number_text.number_range(*met.central90)}"
            for measured, met in self.found.measured
            if not met.inside90
        ]

    @property
    def turned(self) -> str:
        """How many of the questions turned out otherwise than nothing changing."""
        turned = self.found.turned
        return (
            f"Of {len(turned)} questions, “nothing changes” was the wrong answer to "
            f"{int(turned.sum())}. In brackets: how many questions a forecaster answers."
        )

    @property
    def score_picture(self) -> Picture:
        """Everybody's scores, apart where something changed."""
        most = len(self.found.turned)
        ordered = sorted(self.scores, key=lambda each: (each.questions < most, each.brier))
        return Picture(
            forecast_scores.scores(ordered),
            "Mean Brier score, the best first; below, those that answer only some",
            "; ".join(f"{each.name}: {each.brier:.3f}" for each in ordered),
            "Diamond: all questions; the model's in colour. Grey: 95 % from resampled clusters. "
            "Dotted upright: what saying one half always scores.",
            self.source,
        )

    @property
    def lead_picture(self) -> Picture:
        """The model's lead over each rival."""
        skills = list(self.found.skills.values())
        return Picture(
            forecast_scores.leads(skills),
            "The model's lead",
            "; ".join(f"over {s.rival}: {s.difference:+.3f}, {s.verdict}" for s in skills),
            "Diamond: how much lower the model's mean score is; hollow where skill cannot be told "
            "from luck. Wide pale bar: leads too small for so few clusters to show four times in "
            "five.",
            self.source,
        )

    @property
    def score_table(self) -> Sheet:
        """The same scores as numbers."""
        rows = []
        for row, each in zip(self.scores, self.forecasters, strict=True):
            log = scored(self.found, each)["log"]
            parts = (
                NONE if part is None else f"{part:.3f}" for part in (row.unchanged, row.turned)
            )
            low, high = row.ci95
            cells = (
                f"{row.brier:.3f}",
                f"{low:.2f}–{high:.2f}",
                *parts,
                "∞" if log is None else f"{log:.2f}",
            )
            rows.append((Cell(row.name), Cell(str(row.questions)), *map(Cell, cells)))
        return Sheet(
            ("Forecaster", "Questions", "Brier", "95 %", "Unchanged", "Changed", "Log score"),
            tuple(rows),
            "Unchanged, changed: where nothing changed and where something did. Log score: 0 is "
            "best; ∞ where what was called impossible happened.",
            tuple(range(1, 7)),
        )

    @property
    def lead_table(self) -> Sheet:
        """The leads as numbers, with what could have been found."""
        return Sheet(
            ("The model's lead", "Verdict", "Lead", "95 %", "Questions", "Clusters", "Detectable"),
            tuple(
                tuple(
                    Cell(cell)
                    for cell in (
                        f"over {each.rival}",
                        each.verdict,
                        number_text.signed(each.difference, 3),
                        number_text.signed_range(*each.ci95),
                        str(each.questions),
                        str(each.clusters),
                        number_text.UNKNOWN if isnan(each.detectable) else f"{each.detectable:.2f}",
                    )
                )
                for each in self.found.skills.values()
            ),
            "Detectable: the smallest true lead that would have been found four times in five.",
            tuple(range(2, 7)),
        )

    @property
    def believed(self) -> str:
        """Whether as much came true as was said."""
        off = [each for each in self.found.reliability if missed(each)]
        if not off:
            return "In every group as much came true as chance explains."
        told = "; ".join(
            f"of {each.questions} questions called {number_text.percent(each.forecast)} likely, "
            f"{number_text.percent(each.happened)} came true"
            for each in off
        )
        return f"More or less came true than chance explains: {told}."

    @property
    def reliability_picture(self) -> Picture:
        """How often what was called likely came true."""
        bins = self.found.reliability
        return Picture(
            reliability(bins),
            "How often what was called likely came true",
            "; ".join(said(each) for each in bins),
            "Filled where it lies outside the bar. The number is how many questions stand in a "
            "group.",
            self.source,
        )

    @property
    def reliability_table(self) -> Sheet:
        """The same as numbers."""
        return Sheet(
            ("Questions", "Said", "Came true", "Nine in ten"),
            tuple(
                (
                    Cell(str(each.questions)),
                    Cell(number_text.percent(each.forecast)),
                    Cell(number_text.percent(each.happened)),
                    Cell(number_text.percent_range(each.low, each.high)),
                )
                for each in self.found.reliability
            ),
            "Nine in ten: where the share would lie by chance if all probabilities were true.",
            (1, 2, 3),
        )

    @property
    def met(self) -> str:
        """How many of the numbers lie where they were expected, and how the pictures are read."""
        measured = self.found.measured
        half, most = (sum(getattr(met, name) for _, met in measured) for name in _INSIDE)
        return (
            f"Of {len(measured)} numbers {half} lie in the central half of the worlds and {most} "
            "in the central nine tenths. Thick bar: half of the worlds; thin: nine in ten; dash: "
            "the median. Circle: observed, filled where it lies outside. Dotted: the last number "
            "known."
        )

    @property
    def number_pictures(self) -> Iterator[Picture]:
        """A picture for each series of numbers that were observed; its caption is the state."""
        for entry, group in groupby(self.found.measured, key=lambda each: each[0].entry):
            rows = list(group)
            first = rows[0][0]
            seen = [ObservedNumber(_when(each.id, entry), each.observed, met) for each, met in rows]
            yield Picture(
                forecast_scores.numbers(seen, first.unit, first.before),
                first.title,
                "; ".join(
                    f"{each.at}: observed {number_text.number(each.observed)}" for each in seen
                ),
                first.state,
                self.source,
            )

    @property
    def number_table(self) -> Sheet:
        """All numbers with where they were expected."""
        return Sheet(
            ("Number", "Observed", "Before", "Median", "Half", "Nine tenths", "CRPS"),
            tuple(
                tuple(
                    Cell(cell)
                    for cell in (
                        f"{each.title}, {_when(each.id, each.entry)} ({each.unit})",
                        number_text.number(each.observed),
                        NONE if each.before is None else number_text.number(each.before),
                        number_text.number(met.median),
                        number_text.number_range(*met.central50),
                        number_text.number_range(*met.central90),
                        number_text.number(met.crps),
                    )
                )
                for each, met in self.found.measured
            ),
            "CRPS: in the unit of the number; that of a single guess is its error.",
            tuple(range(1, 7)),
        )

    @cached_property
    def claims(self) -> list[ClaimScore]:
        """What the articles' claims forecast, where the dispute says so."""
        return hindcast_json.claims(self.found) if self.found.beside else []

    @property
    def claim_picture(self) -> Picture:
        """Scores on the questions of which claims speak."""
        found = self.found
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
        return Picture(
            forecast_scores.scores(rows),
            "Mean Brier score on the questions of which the articles speak",
            "; ".join(f"{each.name}: {each.brier:.3f}" for each in rows),
            "Claims on one question are pooled by cluster. A lead over them shows little where "
            "nothing changed in any of these questions.",
            self.source,
        )

    @property
    def claim_table(self) -> Sheet:
        """Each claim with what it said and what happened."""
        return Sheet(
            ("Claim", "Verdict", "Of yes", "Brier", "The model"),
            tuple(
                (
                    Cell(
                        each.forecast.claim.text,
                        f"{each.forecast.claim.id}, {hindcast_json.source(each.forecast)}",
                    ),
                    Cell(each.verdict),
                    Cell(number_text.percent(each.forecast.chance.probability)),
                    Cell(f"{each.brier:.2f}"),
                    Cell(f"{each.beside[MODEL]:.2f}" if MODEL in each.beside else NONE),
                )
                for each in self.claims
            ),
            "Of yes: the probability that the codebook gives the words of the claim.",
            (2, 3, 4),
            "classes",
        )

    @property
    def questions(self) -> Iterator[tuple[str, Sheet]]:
        """Every question with what everybody said, changed and unchanged apart."""
        names = [each.name for each in self.forecasters]
        for turned, title in ((True, "Where something changed"), (False, "Where nothing changed")):
            rows = tuple(
                (
                    _asked(question),
                    Cell("yes" if question.answer else "no"),
                    *map(Cell, self._said(question)),
                )
                for question in self.found.asked.binary
                if question.turned == turned
            )
            if rows:
                yield (
                    f"{title}: {len(rows)} questions",
                    Sheet(
                        ("Question", "Answer", *names),
                        rows,
                        "Probability of yes, %.",
                        tuple(range(2, 2 + len(names))),
                        "forecasts",
                        is_code=True,
                    ),
                )

    @property
    def unasked(self) -> Sheet:
        """The questions that could not be put to a run, and why."""
        return Sheet(
            ("Question", "Why not"),
            tuple(
                (Cell(each.ask), Cell(each.because))
                for each in self.found.asked.not_expressible.values()
            ),
            "Of these the state would need an invention.",
        )

    def _score(self, each: Forecasts) -> Score:
        said_of = scored(self.found, each)
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

    def _said(self, question: ForecastQuestion) -> Sequence[str]:
        """What everybody said of one question, in percent."""
        return [
            number_text.per_100(float(each.probability[each.questions.index(question.id)]))
            if question.id in each.questions
            else NONE
            for each in self.forecasters
        ]


def _asked(question: ForecastQuestion) -> Cell:
    """A question with when it resolves, and the condition that answers it."""
    return Cell(f"{question.ask} ({_when(question.id, question.entry)})", str(question.that))


def _when(name: str, entry: str) -> str:
    return name.removeprefix(entry).strip()
