"""Tables of plain text: one component each, however many cells they have.

A page's renderer looks at every component whenever anything on the page changes, so that a table
whose cells are components of their own makes a page slow. Where cells lead somewhere, see
`parts.table`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from sim.report.retrodiction import Sheet


def plain(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str = "",
    numbers: Iterable[int] = (),
) -> Component:
    """A table of texts; what stands behind a line break in a cell is said below it.

    numbers : places of the columns that hold numbers
    """
    data: dict[str, Any] = {
        "caption": caption,
        "head": list(heads),
        "body": [list(row) for row in rows],
    }
    kinds = ["plain", *(f"right-{place + 1}" for place in numbers)]
    if any("\n" in cell for row in data["body"] for cell in row):
        kinds.append("under")
    return html.Div(
        dmc.Table(data=data, captionSide="top", className=" ".join(kinds)),
        className="scroll",
        tabIndex=0,
    )


def sheet(found: Sheet) -> Component:
    """A table of cells, with what stands under each."""
    rows = [
        ["\n".join(filter(None, (cell.text, cell.under))) for cell in row] for row in found.rows
    ]
    return plain(found.heads, rows, caption=found.caption, numbers=found.numbers)
