"""Colours, marks and the layout that all figures share.

Okabe & Ito's palette, in the four hues that keep 3:1 against white; whatever a colour says, a dash
or a shape says too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from textwrap import wrap
from typing import Any

Figure = dict[str, Any]
Trace = dict[str, Any]

BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
INK, FAINT, GRID, EMPTY = "#1a1a1a", "#595959", "#e4e4e4", "#c9c9c9"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "scrollZoom": False,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
}


@dataclass(frozen=True)
class RunStyle:
    """How one run is told from another, with and without colour."""

    name: str
    colour: str
    dash: str
    symbol: str

    def shade(self, alpha: float) -> str:
        """Its colour, see-through."""
        red, green, blue = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{alpha})"


BASE = RunStyle("baseline", BLUE, "solid", "circle")
RUN = RunStyle("this scenario", VERMILION, "8px,3px", "diamond")
OTHERS = (  # further scenarios beside the same base
    RunStyle("a third", GREEN, "2px,3px", "square"),
    RunStyle("a fourth", PURPLE, "10px,3px,2px,3px", "triangle-up"),
    RunStyle("a fifth", INK, "14px,4px", "cross"),
)
ALONE = replace(BASE, name="this scenario")  # without a base beside it


def text(words: str) -> str:
    """Words from a file as Plotly shows them: its own tags and links are taken as text."""
    return escape(words, quote=False)


def layout(height: int, **changes: Any) -> dict[str, Any]:
    """The layout of a figure; axes and what else it needs on top."""
    return {
        "height": height,
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": {"l": 64, "r": 24, "t": 40, "b": 52},
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "xanchor": "left",
            "yanchor": "bottom",
            "font": {"size": 13},
        },
        "uirevision": "kept",
        **changes,
    }


def axis(title: str = "", **changes: Any) -> dict[str, Any]:
    """An axis with its title, light lines and no frame."""
    return {
        "title": {"text": text(title), "standoff": 10, "font": {"size": 13, "color": FAINT}},
        "gridcolor": GRID,
        "zeroline": False,
        "linecolor": FAINT,
        "ticks": "outside",
        "tickcolor": FAINT,
        "automargin": True,
        **changes,
    }


def hidden(**changes: Any) -> dict[str, Any]:
    """An axis that only gives places."""
    return {"visible": False, "fixedrange": True, **changes}


def named_rows(names: Sequence[str], room: float = 0.6, letters: int = 0) -> dict[str, Any]:
    """An axis with a name for each row, the first one on top: row i lies at len(names) - 1 - i.

    room : left free beyond the outermost rows
    letters : in a line, where long names may take several; 0 where they may not
    """
    lines = [wrap(name, letters) if letters else [name] for name in names]
    return hidden(visible=True) | {
        "tickmode": "array",
        "tickvals": list(range(len(names)))[::-1],
        "ticktext": ["<br>".join(text(line) for line in each) for each in lines],
        "range": [-room, len(names) - 1 + room],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
    }


def upright(at: float, colour: str = INK, dash: str = "dot") -> dict[str, Any]:
    """A thin line over the whole height, behind what is drawn."""
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": colour, "width": 1, "dash": dash},
        "layer": "below",
    }


def calendar(quarters: Sequence[str], first: int = 0) -> dict[str, Any]:
    """A time axis that names the years where they begin.

    first : place of the first quarter on the axis
    """
    starts = [i for i, name in enumerate(quarters) if name.endswith("Q1")]
    return axis(
        "quarter",
        tickmode="array",
        tickvals=[first + i for i in starts],
        ticktext=[quarters[i] for i in starts],
        range=[first - 0.4, first + len(quarters) - 0.6],
    )
