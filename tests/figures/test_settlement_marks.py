"""Colours, symbols and patterns of settlements."""

from sim.figures.settlement_marks import marks, shade
from tests.support.ceding_dispute import LADDER


def test_the_hue_grows_darker() -> None:
    light = [sum(int(shade(i / 20)[k : k + 2], 16) for k in (1, 3, 5)) for i in range(21)]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 21
    assert shade(2) == shade(1)


def test_settlements_differ_by_shape_and_not_only_by_colour() -> None:
    looks = marks(LADDER)
    assert len({mark.symbol for mark in looks.values()}) == len(LADDER)
    ceding = [looks[name].pattern for name, rung in LADDER.items() if rung.islands]
    assert len(set(ceding)) == len(ceding)
    assert len({mark.colour for mark in looks.values()}) == len(LADDER)
