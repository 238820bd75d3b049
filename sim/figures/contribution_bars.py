"""Which change did it: what each contributes to a difference, by kind, and the whole at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.attribution import TITLES, Attribution, ContributionEstimate, OutcomeAttribution
from sim.figures.captioned_figure import Picture
from sim.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    PURPLE,
    VERMILION,
    Figure,
    Trace,
    axis,
    layout,
    text,
)
from sim.scenario.separable_changes import Kind

ROW = 30
HUNDRED = 100
THICK = 0.62  # of a bar, as a share of its row
SHADE = "rgba(26,26,26,0.28)"  # ink, see-through
CAPTION = (
    "Lines: 95 % intervals. Shades beneath them: the range over the options of any one uncertain "
    "form."
)


@dataclass(frozen=True)
class _Block:
    """The bars of one kind of changes: told from the others by their heading and their colour."""

    title: str
    colour: str


_COLOURS: dict[Kind, str] = {
    "assumption": BLUE,
    "policy": GREEN,
    "event": VERMILION,
    "observation": PURPLE,
}
BLOCKS = {kind: _Block(title, _COLOURS[kind]) for kind, title in TITLES.items()}
WHOLE = _Block("All together", FAINT)
# Beside a bar: what it is a mark of, its symbol, and how far above the middle it stands, in rows.
_MARKS = (("by itself", "circle-open", 0.24), ("lost without it", "diamond-open", -0.24))


@dataclass(frozen=True)
class _BarRow:
    """A bar, or the heading of a block, which has none.

    marks : values of what it does by itself, and of what is lost without it
    """

    place: int
    block: _Block
    label: str
    part: ContributionEstimate | None = None
    marks: tuple[float, ...] = ()


def draw_contributions(found: OutcomeAttribution) -> Figure:
    """A bar for each change, in a block for each kind, with 95 % interval; then the difference.

    Beneath an interval lies the range over uncertain forms. Circles show what a change does by
    itself, diamonds what the whole loses without it.
    """
    rows = _rows(found)
    scale = HUNDRED if found.is_share else 1
    unit = "percentage points" if found.is_share else found.unit
    blocks = (*BLOCKS.values(), WHOLE)
    bars = [[row for row in rows if row.part and row.block is block] for block in blocks]
    marked = [row for row in rows if row.marks]
    traces = [_bars(shown, scale) for shown in bars if shown]
    traces.append(_forms(rows, scale))
    traces += [_marks(marked, which, scale) for which in range(len(_MARKS))]
    ticks = [text(row.label) if row.marks else f"<b>{text(row.label)}</b>" for row in rows]
    return {
        "data": traces,
        "layout": layout(
            ROW * (1 - rows[-1].place) + 130,
            xaxis=axis(
                f"contribution to the difference, {unit}" if unit else "contribution",
                zeroline=True,
                zerolinecolor=INK,
                zerolinewidth=1,
            ),
            yaxis={
                "tickmode": "array",
                "tickvals": [row.place for row in rows],
                "ticktext": ticks,
                "range": [rows[-1].place - 0.6, 0.6],
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            barmode="overlay",
            margin={"l": 16, "r": 24, "t": 40, "b": 56},
        ),
    }


def _rows(found: OutcomeAttribution) -> list[_BarRow]:
    """Headings and bars from top to bottom, with a gap before the whole."""
    rows: list[_BarRow] = []
    for kind, block in BLOCKS.items():
        members = [each for each in found.contributions if each.change.kind == kind]
        if not members:
            continue
        rows.append(
            _BarRow(-len(rows), block, f"{block.title}: {found.said(found.kinds[kind].value)}")
        )
        for each in members:
            ends = each.alone.value, each.last.value
            rows.append(_BarRow(-len(rows), block, each.change.name, each.share, ends))
    said = f"{WHOLE.title}: {found.said(found.total.value)}"
    return [*rows, _BarRow(-len(rows) - 1, WHOLE, said, found.total)]


def _bars(rows: Sequence[_BarRow], scale: float) -> Trace:
    """The bars of one block, with their intervals."""
    parts = [row.part for row in rows if row.part is not None]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [part.value * scale for part in parts],
        "y": [row.place for row in rows],
        "width": THICK,
        "marker": {"color": rows[0].block.colour},
        "error_x": {
            "type": "data",
            "array": [(part.ci95[1] - part.value) * scale for part in parts],
            "color": INK,
            "thickness": 1.5,
            "width": 4,
        },
        "text": [text(row.label) for row in rows],
        "textposition": "none",
        "hovertemplate": "%{text}: %{x:+.3g}<extra></extra>",
        "showlegend": False,
    }


def _forms(rows: Sequence[_BarRow], scale: float) -> Trace:
    """Ranges over uncertain forms, as one trace."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in rows:
        if row.part is not None:
            x += [*(end * scale for end in row.part.forms), None]
            y += [row.place, row.place, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": 7, "color": SHADE},
        "name": "range over forms",
        "hoverinfo": "skip",
    }


def _marks(rows: Sequence[_BarRow], which: int, scale: float) -> Trace:
    """One mark a bar, a little above or below its middle."""
    name, symbol, above = _MARKS[which]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.marks[which] * scale for row in rows],
        "y": [row.place + above for row in rows],
        "marker": {"symbol": symbol, "size": 9, "color": INK, "line": {"width": 1.5}},
        "name": name,
        "text": [text(row.label) for row in rows],
        "hovertemplate": f"%{{text}}, {name}: %{{x:+.3g}}<extra></extra>",
    }


def contributions(found: Attribution, outcome: OutcomeAttribution) -> Picture:
    """What each change contributes to one answer."""
    said = "; ".join(
        f"{each.change.name}: {outcome.said(each.share.value)}" for each in outcome.contributions
    )
    return Picture(
        draw_contributions(outcome),
        outcome.label,
        f"{said}; all together: {outcome.said(outcome.total.value)}",
        CAPTION,
        f"{found.runs:,} runs of {found.base} with some of the changes, {found.worlds:,} worlds",
    )
