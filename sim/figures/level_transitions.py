"""From which level to which the worlds moved: a square for each pair of levels."""

from textwrap import wrap

from sim.analysis.level_transitions import LevelTransitions
from sim.base import number_text
from sim.figures.captioned_figure import Picture, source
from sim.figures.style import FAINT, INK, RUN, Figure, RunStyle, axis, layout, text
from sim.results import Run

CELL = 62  # pixels of a row
WRAP = 20  # letters in a line of a heading
DARK = 0.55  # of the largest, above which a number stands in white


def draw_moves(found: LevelTransitions, base: RunStyle, look: RunStyle = RUN) -> Figure:
    """Shares of worlds by level in the base and in the run; those that stay are left without tint.

    The tint is of the moves alone, for most worlds stay and would take all the colour.
    """
    levels = found.measure.levels
    titles = ["<br>".join(text(x) for x in wrap(_title(found, each), WRAP)) for each in levels]
    size = len(levels)
    tint = [
        [None if i == j else 100 * float(found.shares[i, j]) for j in range(size)]
        for i in range(size)
    ]
    largest = max((each for row in tint for each in row if each is not None), default=0) or 1
    return {
        "data": [
            {
                "type": "heatmap",
                "x": list(range(size)),
                "y": list(range(size)),
                "z": tint,
                "zmin": 0,
                "zmax": largest,
                "colorscale": [[0, "#ffffff"], [1, look.colour]],
                "showscale": False,
                "xgap": 3,
                "ygap": 3,
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(
            CELL * size + 150,
            xaxis=axis(
                f"level in: {look.name}",
                tickmode="array",
                tickvals=list(range(size)),
                ticktext=titles,
                side="top",
                showgrid=False,
                fixedrange=True,
            ),
            yaxis=axis(
                f"level in: {base.name}",
                tickmode="array",
                tickvals=list(range(size)),
                ticktext=titles,
                range=[size - 0.5, -0.5],
                showgrid=False,
                fixedrange=True,
            ),
            annotations=[
                _number(found, i, j, dark=i != j and 100 * found.shares[i, j] > DARK * largest)
                for i in range(size)
                for j in range(size)
            ],
            margin={"l": 24, "r": 16, "t": 110, "b": 16},
        ),
    }


def _title(found: LevelTransitions, level: str) -> str:
    label = found.measure.level_label(level)
    return label[:1].upper() + label[1:]


def _number(found: LevelTransitions, i: int, j: int, *, dark: bool) -> dict[str, object]:
    """How many of 100 worlds; weak for those that stay, nothing where there are none."""
    share = float(found.shares[i, j])
    said = number_text.per_100(share) if share else "·"
    stays = i == j
    return {
        "x": j,
        "y": i,
        "showarrow": False,
        "text": f"{said} stay" if stays and share else said,
        "font": {"size": 14, "color": "white" if dark else FAINT if stays or not share else INK},
    }


def moves(
    run: Run, base: Run, found: LevelTransitions, look: RunStyle, base_look: RunStyle
) -> Picture:
    """From which level to which the worlds moved."""
    label = found.measure.level_label
    return Picture(
        draw_moves(found, base_look, look),
        f"{found.measure.label}: which worlds move where",
        "; ".join(
            f"{label(start)} to {label(end)}: {number_text.in_100(share)}"
            for start, end, share in found.moved
        ),
        "Of 100 worlds, how many end at the level of the row in the first run and at the level of "
        "the column in this one. Equal shares can hide that many worlds change places.",
        source(base, "outcomes", run),
    )
