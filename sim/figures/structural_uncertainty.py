"""How far an answer moves with the functional form: a row for each form, a mark for each option."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.analysis import structural_uncertainty
from sim.analysis.answers import AnswerSummary
from sim.analysis.expressions import Expression
from sim.analysis.structural_uncertainty import ByForm
from sim.base import number_text
from sim.figures.captioned_figure import Picture, source
from sim.figures.style import (
    FAINT,
    Figure,
    RunStyle,
    Trace,
    axis,
    layout,
    named_rows,
    text,
    upright,
)
from sim.results import Run

ROW = 46
HUNDRED = 100
ROOM = 0.16  # of the width, at each end, for the names of the options
APART = 0.09  # of the width, between names that can be read
MOST_FORMS = 8  # rows of the picture of forms


@dataclass(frozen=True)
class _Point:
    """One option: its place, its name where there is room for one, and what it says in full."""

    value: float
    row: int
    name: str
    side: str
    full: str


def draw_forms(
    found: Sequence[ByForm], overall: float, look: RunStyle, *, unit: str, is_share: bool
) -> Figure:
    """Answers by option, a line from the lowest to the highest, and the overall answer behind."""
    scale = HUNDRED if is_share else 1
    values = [e.value * scale for form in found for e in form.options.values()]
    low, high = min(values), max(values)
    width = (high - low) or 1.0
    rows = list(range(len(found)))[::-1]
    points = [
        point
        for form, row in zip(found, rows, strict=True)
        for point in _points(form, row, scale, width)
    ]
    return {
        "data": [_lines(found, rows, scale), _marks(points, look)],
        "layout": layout(
            ROW * len(found) + 90,
            xaxis=axis(
                "of 100 worlds" if is_share else unit,
                range=[low - ROOM * width, high + ROOM * width],
            ),
            yaxis=named_rows([_words(form.path) for form in found], 0.7),
            showlegend=False,
            shapes=[upright(overall * scale)],
            margin={"l": 16, "r": 24, "t": 24, "b": 56},
        ),
    }


def _points(form: ByForm, row: int, scale: float, width: float) -> Iterator[_Point]:
    """The options from the lowest to the highest; the ends named beside, others above if apart."""
    options = sorted(form.options.items(), key=lambda each: each[1].value)
    places = [estimate.value * scale for _, estimate in options]
    for i, (option, estimate) in enumerate(options):
        name, side = _words(option), "top center"
        if i == 0:
            side = "middle left"
        elif i == len(options) - 1:
            side = "middle right"
        elif min(places[i] - places[i - 1], places[i + 1] - places[i]) < APART * width:
            name = ""
        full = (
            f"{_words(option)}: {number_text.number(places[i])} ± "
            f"{number_text.number(estimate.mcse * scale, 2)} in {estimate.effective:,.0f} worlds"
        )
        yield _Point(places[i], row, text(name), side, text(full))


def _marks(points: Sequence[_Point], look: RunStyle) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.value for point in points],
        "y": [point.row for point in points],
        "text": [_spaced(point) for point in points],
        "textposition": [point.side for point in points],
        "textfont": {"size": 12},
        "marker": {"symbol": look.symbol, "size": 10, "color": look.colour},
        "hovertext": [point.full for point in points],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _spaced(point: _Point) -> str:
    """A name a little away from its mark."""
    if not point.side.startswith("middle"):
        return point.name
    return f"{point.name}\u2002" if point.side.endswith("left") else f"\u2002{point.name}"


def _lines(found: Sequence[ByForm], rows: Sequence[int], scale: float) -> Trace:
    """From the lowest to the highest answer of each form, as one trace."""
    x: list[float | None] = []
    y: list[float | None] = []
    for form, row in zip(found, rows, strict=True):
        values = [estimate.value * scale for estimate in form.options.values()]
        x += [min(values), max(values), None]
        y += [row, row, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": 2, "color": FAINT},
        "hoverinfo": "skip",
    }


def _words(name: str) -> str:
    """The last two parts of a path as words: `laws.bite.shape` is "bite, shape"."""
    return ", ".join(name.split(".")[-2:]).replace("_", " ")


def forms(run: Run, opening: AnswerSummary, look: RunStyle) -> Picture | None:
    """How the opening answer moves with the forms that move it most; None where none is known."""
    answer = Expression.parse(opening.expression).ask(run)
    found = [each for each in structural_uncertainty.by_form(run, answer) if each.known]
    if not found:
        return None
    said = "; ".join(
        f"{each.meaning or each.path}: {opening.range(min(each.known), max(each.known))}"
        for each in found
    )
    rest = len(found) - MOST_FORMS
    more = f" {rest} forms that move it less are not shown." if rest > 0 else ""
    return Picture(
        draw_forms(
            found[:MOST_FORMS],
            opening.found.value,
            look,
            unit=opening.unit,
            is_share=opening.is_share,
        ),
        f"{opening.label}, by the form that was drawn",
        said,
        "Where evidence does not choose between forms, each world draws one. Dotted line: the "
        f"answer over all worlds.{more}",
        source(run, "outcomes and draws"),
    )
