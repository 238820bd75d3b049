"""Paired differences from the base: two fans can look the same where a quarter of worlds differ."""

from collections.abc import Sequence

from sim.analysis import words
from sim.analysis.paired import Difference
from sim.figures.style import FAINT, INK, RUN, Figure, Trace, axis, hidden, layout, text

ROW = 46
HUNDRED = 100


def differences(found: Sequence[Difference]) -> Figure:
    """A row for each probability: difference, 95 % interval, range over forms, worlds changed."""
    shown = [d for d in found if d.is_share]
    ends = [HUNDRED * end for d in shown for end in (*d.forms, *d.ci95, 0)]
    room = 0.06 * (max(ends) - min(ends))
    rows = list(range(len(shown)))[::-1]
    traces: list[Trace] = [
        _spans([d.forms for d in shown], rows, 2, FAINT, "range over forms"),
        _spans([d.ci95 for d in shown], rows, 7, RUN.shade(0.45), "95 %"),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [d.difference * HUNDRED for d in shown],
            "y": rows,
            "marker": {"symbol": RUN.symbol, "size": 11, "color": RUN.colour},
            "name": "difference",
            "text": [text(d.label) for d in shown],
            "hovertemplate": "%{text}: %{x:+.2f} points<extra></extra>",
        },
    ]
    changed = [
        {
            "x": 1.01,
            "xref": "paper",
            "y": row,
            "xanchor": "left",
            "showarrow": False,
            "text": f"{words.per_100(d.changed)} of 100 worlds change",
            "font": {"size": 13},
        }
        for row, d in zip(rows, shown, strict=True)
    ]
    return {
        "data": traces,
        "layout": layout(
            ROW * len(shown) + 120,
            xaxis=axis(
                "difference from the base, percentage points",
                zeroline=True,
                zerolinecolor=INK,
                zerolinewidth=1,
                range=[min(ends) - room, max(ends) + room],
            ),
            yaxis=hidden(visible=True)
            | {
                "tickmode": "array",
                "tickvals": rows,
                "ticktext": [text(d.label) for d in shown],
                "range": [-0.6, len(shown) - 0.4],
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
            },
            annotations=changed,
            margin={"l": 16, "r": 190, "t": 40, "b": 56},
        ),
    }


def _spans(
    ranges: Sequence[tuple[float, float]], rows: Sequence[int], width: float, colour: str, name: str
) -> Trace:
    """Horizontal lines, one a row, as one trace."""
    x: list[float | None] = []
    y: list[float | None] = []
    for (low, high), row in zip(ranges, rows, strict=True):
        x += [low * HUNDRED, high * HUNDRED, None]
        y += [row, row, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": width, "color": colour},
        "name": name,
        "hoverinfo": "skip",
    }
