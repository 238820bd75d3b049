"""The page of a record: failures first, then scores beside rivals, and what was not asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.figures.captioned_figure import Picture
from sim.report.comparison_tables import Cell
from sim.report.hindcast_content import LIMITS, HindcastContent, Sheet
from sim.report.html import Html, Pictures, frame, header, items, join, table, tag, write
from sim.report.run_page import Section, record
from sim.studies.hindcast import MODEL, Retrodiction


def html(found: Retrodiction, dispute: str = "") -> str:
    """The page of a record, with Plotly inside and nothing to fetch.

    dispute : its title
    """
    judged, pictures = HindcastContent(found), Pictures()
    parts: list[Section] = [
        ("failures", "Where it was most wrong", _failures(judged)),
        ("scores", "Scores beside naive rivals", _scores(judged, pictures)),
        (
            "reliability",
            "Whether its probabilities can be believed",
            _reliability(judged, pictures),
        ),
        ("numbers", "Numbers against what was observed", _numbers(judged, pictures)),
        ("articles", "The articles' own forecasts", _articles(judged, pictures)),
        (
            "questions",
            "Every question and every forecast",
            join(_folded(title, sheet) for title, sheet in judged.questions),
        ),
        ("unasked", "What could not be asked", _sheet(judged.unasked)),
        ("limits", "What this cannot say", items(LIMITS)),
        ("record", "How it was made", record([found.run])),
    ]
    parts = [part for part in parts if part[2].strip()]
    head = header(
        (dispute, found.run.manifest.name, "retrodiction"),
        "What it said, and what happened",
        (tag("p", " ".join(judged.sentences), class_="headline"),),
        judged.facts,
    )
    return frame("The record", head, parts, pictures, alone=False)


def write_html(path: Path, found: Retrodiction, dispute: str = "") -> None:
    """Write the page of a record to a file, whole or not at all.

    Raises InputError where the file cannot be written.
    """
    write(path, html(found, dispute))


def _failures(judged: HindcastContent) -> Html:
    """The questions on which the model was most wrong, and the numbers that it did not expect."""
    outside = items(judged.unexpected_numbers)
    heading = tag("h3", "Numbers outside nine tenths of the worlds") if outside else ""
    return join([_sheet(judged.failures), heading, outside])


def _scores(judged: HindcastContent, pictures: Pictures) -> Html:
    """Everybody's scores, apart where something changed, and the model's lead."""
    return join(
        [
            tag("p", judged.turned),
            pictures.show(*judged.score_picture),
            pictures.show(*judged.lead_picture),
            _sheet(judged.score_table),
            _sheet(judged.lead_table),
        ]
    )


def _reliability(judged: HindcastContent, pictures: Pictures) -> Html:
    shown = pictures.show(*judged.reliability_picture)
    pair = tag("div", shown, _sheet(judged.reliability_table), class_="pair")
    return join([tag("p", judged.believed), pair])


def _numbers(judged: HindcastContent, pictures: Pictures) -> Html:
    """A picture for each series, and the scores."""
    if not judged.found.measured:
        return Html("")
    shown = _each(judged.number_pictures, pictures)
    listed = _folded("All numbers", judged.number_table)
    return join([tag("p", judged.met), tag("div", *shown, class_="pair"), listed])


def _articles(judged: HindcastContent, pictures: Pictures) -> Html:
    """What the claims forecast, beside the model and the rivals on the same questions."""
    if not judged.claims:
        return Html("")
    listed = _folded(f"All {len(judged.claims)} claims", judged.claim_table)
    return join([pictures.show(*judged.claim_picture), listed])


def _each(made: Iterable[Picture], pictures: Pictures) -> list[Html]:
    """Pictures whose captions are names of the files."""
    return [pictures.show(*each._replace(caption=tag("code", each.caption))) for each in made]


def _sheet(sheet: Sheet) -> Html:
    """A table; nothing where it has no rows."""
    if not sheet.rows:
        return Html("")
    rows = [[_cell(cell, is_code=sheet.is_code) for cell in row] for row in sheet.rows]
    return table(sheet.heads, rows, sheet.caption, sheet.numbers, class_=sheet.kind)


def _cell(cell: Cell, *, is_code: bool) -> Html:
    shown = tag("b", cell.text) if cell.text == MODEL else cell.text
    under = tag("code", cell.under) if is_code else cell.under
    return join([shown, tag("span", under, class_="sub") if cell.under else ""], "")


def _folded(summary: str, sheet: Sheet) -> Html:
    return tag("details", tag("summary", summary), _sheet(sheet))
