"""Colour, symbol and pattern of each settlement, from none ceded to the furthest.

Settlements that cede nothing are grey; the others have one hue, darker for a further settlement.
"""

from dataclasses import dataclass

from sim.analysis.ceded_territory import Ladder

HUE = ("#f6f4fa", "#cbc5e3", "#9a90c9", "#6c59ab", "#46277f")  # from none to the top of the scale
GREYS = ("#ffffff", "#a9a9a9", "#7d7d7d")  # rungs that cede nothing
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "star", "hexagon", "cross")
PATTERNS = ("", "/", "x", "-", "+", "|", ".")


@dataclass(frozen=True)
class SettlementMark:
    """How a rung of the ladder is told from others, with and without colour."""

    colour: str
    symbol: str
    pattern: str


def marks(ladder: Ladder) -> dict[str, SettlementMark]:
    """How each rung looks: grey where it cedes nothing, else the darker the further."""
    found: dict[str, SettlementMark] = {}
    ceding = [name for name, rung in ladder.items() if rung.islands]
    plain = [name for name, rung in ladder.items() if not rung.islands]
    for place, name in enumerate(ladder):
        colour = GREYS[min(plain.index(name), len(GREYS) - 1)] if name in plain else ""
        if not colour:
            further = (ceding.index(name) + 1) / len(ceding)
            colour = shade(1 / len(HUE) + further * (1 - 1 / len(HUE)))
        pattern = PATTERNS[ceding.index(name) % len(PATTERNS)] if name in ceding else ""
        found[name] = SettlementMark(colour, SYMBOLS[place % len(SYMBOLS)], pattern)
    return found


def shade(share: float) -> str:
    """The hue of a place on the scale, 0 to 1."""
    place = min(max(share, 0), 1) * (len(HUE) - 1)
    low = min(int(place), len(HUE) - 2)
    ends = [[int(HUE[low + i][k : k + 2], 16) for k in (1, 3, 5)] for i in (0, 1)]
    mixed = [round(a + (b - a) * (place - low)) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)
