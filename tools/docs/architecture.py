"""The picture of docs/architecture.md, docs/architecture.svg, from the tables of that page.

python tools/docs/architecture.py            draw it
python tools/docs/architecture.py --check    exit 1 if it is stale
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from drawing import document, line, text

from sim.figures.style import FAINT, GRID, INK

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
PICTURE = PAGE.with_suffix(".svg")
TITLE = "Folders of sim/ in the order of imports, and the data that they read and write"

WIDTH, EDGE = 1080, 16  # in pixels
LEFT, RIGHT = 150, 880  # edges of the layers
TOP, ROW = 64, 28
NAME = 150  # room for the name of a layer
DATA_LEFT, DATA_RIGHT = RIGHT + 26, WIDTH - EDGE

# The first layer of each group, from the top: what the group is for, and its colour.
GROUPS = {
    "cli": ("show", "#e8f0f7"),
    "trace": ("analyse", "#eaf4ea"),
    "engine": ("simulate", "#fdf3e1"),
    "schedule": ("equations", "#f7e9e6"),
    "dispute": ("read", "#efeaf5"),
}
# Data beside the layer that reads or writes it, and which of the two.
DATA = {
    "report": ("--html FILE", "writes"),
    "results": ("runs/", "writes and reads"),
    "scenario": ("scenarios/", "reads"),
    "dispute": ("calibration/", "reads"),
    "inputs": ("seeds/", "reads"),
}


def layers(page: str) -> list[tuple[str, str]]:
    """Name and purpose of each layer of `sim/`, from the top, as the page's table gives them."""
    section = page.partition("## Folders of sim/")[2].partition("\n## ")[0]
    return re.findall(r"^\| `sim/(\w+)(?:/|\.py)` \| (.+) \|$", section, re.MULTILINE)


def svg(rows: Sequence[tuple[str, str]]) -> str:
    """The layers as rows under one another, with the data at their right."""
    foot = TOP + ROW * len(rows)
    parts = [
        text(LEFT, 30, "sim/", size=16, weight="600"),
        text(LEFT + 46, 30, "each row imports only from rows below it", fill=FAINT),
        text(DATA_LEFT, 30, "data", size=16, weight="600"),
    ]
    for i, (name, purpose) in enumerate(rows):
        y = TOP + ROW * i
        parts += _group(rows, i, y)
        parts += [
            text(LEFT + 12, y + 19, name, weight="600"),
            text(LEFT + NAME, y + 19, purpose),
        ]
        if name in DATA:
            parts += _data(*DATA[name], y + ROW / 2)
    parts += [
        line(LEFT - 12, TOP, LEFT - 12, foot, INK, 1.5),
        _arrow(LEFT - 12, foot, down=True),
    ]
    return document(WIDTH, foot + EDGE, TITLE, parts)


def _group(rows: Sequence[tuple[str, str]], i: int, y: float) -> list[str]:
    """The ground of a row, and at the first row of a group its title and a line above it."""
    heads = [name for name, _ in rows[: i + 1] if name in GROUPS]
    title, colour = GROUPS[heads[-1]]
    ground = f'y="{y:g}" width="{RIGHT - LEFT}" height="{ROW}" fill="{colour}"'
    parts = [f'<rect x="{LEFT}" {ground}/>']
    if rows[i][0] in GROUPS:
        parts.append(text(LEFT - 28, y + 19, title, "end", weight="600"))
        parts.append(line(EDGE, y, RIGHT, y, GRID, 1))
    return parts


def _data(name: str, how: str, y: float) -> list[str]:
    """A folder of data at the right, with arrows for reading (left) and writing (right)."""
    box = f'width="{DATA_RIGHT - DATA_LEFT}" height="{ROW - 6}" fill="white" stroke="{FAINT}"'
    parts = [
        f'<rect x="{DATA_LEFT}" y="{y - ROW / 2 + 3:g}" {box}/>',
        text(DATA_LEFT + 8, y + 5, name),
        text(DATA_RIGHT - 8, y + 5, how.replace("writes and reads", "both"), "end", fill=FAINT),
        line(RIGHT + 4, y, DATA_LEFT - 4, y, INK, 1.5),
    ]
    if "reads" in how:
        parts.append(_arrow(RIGHT + 2, y, left=True))
    if "writes" in how:
        parts.append(_arrow(DATA_LEFT - 2, y))
    return parts


def _arrow(x: float, y: float, *, left: bool = False, down: bool = False) -> str:
    """The head of an arrow with its tip at a place; to the right if not said otherwise."""
    if down:
        corners = ((0, 0), (-5, -9), (5, -9))
    else:
        back = 8 if left else -8
        corners = ((0, 0), (back, -5), (back, 5))
    places = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{places}" fill="{INK}"/>'


def main() -> int:
    drawn = svg(layers(PAGE.read_text(encoding="utf-8")))
    if "--check" not in sys.argv[1:]:
        PICTURE.write_text(drawn, encoding="utf-8")
        return 0
    if PICTURE.is_file() and PICTURE.read_text(encoding="utf-8") == drawn:
        return 0
    sys.stderr.write("docs/architecture.svg is stale; run python tools/docs/architecture.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
