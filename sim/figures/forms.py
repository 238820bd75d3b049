"""How far an answer moves with the functional form: a row for each form, a dot for each option."""

from collections.abc import Sequence

from sim.analysis import words
from sim.analysis.forms import ByForm
from sim.figures.style import FAINT, INK, Figure, Look, Trace, axis, hidden, layout, text

ROW = 56
HUNDRED = 100


def forms(
    found: Sequence[ByForm], overall: float, look: Look, *, unit: str, is_share: bool
) -> Figure:
    """Answers by option, a line from the lowest to the highest, and the overall answer behind."""
    scale = HUNDRED if is_share else 1
    rows = list(range(len(found)))[::-1]
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    points: list[tuple[float, int, str, str]] = []
    for form, row in zip(found, rows, strict=True):
        values = sorted((e.value * scale, o, e) for o, e in form.options.items())
        lines_x += [values[0][0], values[-1][0], None]
        lines_y += [row, row, None]
        for place, (value, option, estimate) in enumerate(values):
            side = "top center" if place % 2 == 0 else "bottom center"
            hover = (
                f"{text(words_of(option))}: {words.number(value)} ± "
                f"{words.number(estimate.mcse * scale, 2)} in {estimate.worlds:,} worlds"
            )
            points.append((value, row, side, hover))
    names = [
        text(words_of(option))
        for form in found
        for option, _ in sorted(form.options.items(), key=lambda each: (each[1].value, each[0]))
    ]
    traces: list[Trace] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": lines_x,
            "y": lines_y,
            "line": {"width": 2, "color": FAINT},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [x for x, _, _, _ in points],
            "y": [y for _, y, _, _ in points],
            "text": names,
            "textposition": [side for _, _, side, _ in points],
            "textfont": {"size": 12},
            "marker": {"symbol": look.symbol, "size": 10, "color": look.colour},
            "hovertext": [hover for _, _, _, hover in points],
            "hoverinfo": "text",
            "cliponaxis": False,
        },
    ]
    return {
        "data": traces,
        "layout": layout(
            ROW * len(found) + 90,
            xaxis=axis("of 100 worlds" if is_share else unit),
            yaxis=hidden(visible=True)
            | {
                "tickmode": "array",
                "tickvals": rows,
                "ticktext": [text(words_of(form.path)) for form in found],
                "range": [-0.7, len(found) - 0.3],
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
            },
            showlegend=False,
            shapes=[
                {
                    "type": "line",
                    "x0": overall * scale,
                    "x1": overall * scale,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": INK, "width": 1, "dash": "dot"},
                    "layer": "below",
                }
            ],
            margin={"l": 16, "r": 40, "t": 16, "b": 56},
        ),
    }


def words_of(name: str) -> str:
    """The last part of a path as words: `laws.bite.shape` is "bite, shape"."""
    return ", ".join(name.split(".")[-2:]).replace("_", " ")
