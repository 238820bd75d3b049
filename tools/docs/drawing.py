"""What the pictures of these documents are drawn with: SVG that needs no browser to be made.

Colours are those of the reports' figures (`sim.figures.style`).
"""

from collections.abc import Iterable
from html import escape

from sim.figures.style import INK

FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"


def document(width: float, height: float, title: str, parts: Iterable[str], size: int = 13) -> str:
    """A whole picture on white.

    size : of all words that have no other, in pixels
    """
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" font-family="{FONT}" font-size="{size}" '
            f'fill="{INK}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="white"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    """A straight line."""
    places = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {places} stroke="{colour}" stroke-width="{width}"/>'


def diamond(x: float, y: float, reach: float, look: str) -> str:
    """A square on its tip.

    reach : from its middle to a corner; look : attributes of the shape
    """
    corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
    places = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{places}" {look}/>'


def ring(x: float, y: float, radius: float, colour: str, fill: str = "white") -> str:
    """A circle with an edge."""
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"'
    return f'<circle {place} fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'


def text(
    x: float,
    y: float,
    words: str,
    anchor: str = "start",
    *,
    size: int | None = None,
    fill: str = INK,
    weight: str = "",
) -> str:
    """Words from, up to or around a place: `anchor` is start, end or middle."""
    look = f'text-anchor="{anchor}"'
    look += "" if size is None else f' font-size="{size}"'
    look += "" if fill == INK else f' fill="{fill}"'
    look += f' font-weight="{weight}"' if weight else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'
