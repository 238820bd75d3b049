"""Tables of tinted numbers: every number is there once, in the order it is said to be."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.council_votes import BLOCK, DEEDS, VOICE
from sim.figures.council_heatmaps import DARK, MOST_PAIRS, SCALE, draw_renewals, draw_tips
from sim.figures.style import Figure
from tests.support.council_dispute import seen

FOLLOWED = (VOICE, BLOCK)


def texts(figure: Figure, trace: int) -> list[str]:
    found: list[str] = figure["data"][trace]["text"]
    return found


@pytest.mark.parametrize("deed", DEEDS)
def test_plotly_knows_every_property_of_the_renewals(deed: str) -> None:
    go.Figure(draw_renewals(seen(), deed))


@pytest.mark.parametrize("deed", FOLLOWED)
def test_plotly_knows_every_property_of_the_pairs(deed: str) -> None:
    go.Figure(draw_tips(seen(), deed))


@pytest.mark.parametrize("deed", DEEDS)
def test_the_likeliest_member_stands_first(deed: str) -> None:
    tints, _, ever, _ = draw_renewals(seen(), deed)["data"]
    column = ever["z"][:, 0]
    assert (np.diff(column) <= 0).all()
    assert column[0] == pytest.approx(100 * seen().ever[deed].value.max())
    assert tints["z"].shape == (len(seen().votes.members), len(seen().votes.renewals))
    assert (tints["z"].max(axis=1) <= column + 1e-12).all()


def test_the_tint_is_of_the_number_that_stands_in_it() -> None:
    tints, marks, *_ = draw_renewals(seen(), BLOCK)["data"]
    for x, y, said in zip(marks["x"], marks["y"], marks["text"], strict=True):
        number = tints["z"][int(y), int(x)]
        assert said == "" if number == 0 else math.isclose(float(said), number, abs_tol=0.5)


def test_hover_says_the_error_and_how_many_had_measures_in_force() -> None:
    tints, *_ = draw_renewals(seen(), BLOCK)["data"]
    said = tints["hovertext"][0, -1]
    assert "±" in said
    assert "of 100 with measures in force" in said


def test_two_runs_can_share_a_scale() -> None:
    tints, _, ever, _ = draw_renewals(seen(), BLOCK, top=0.9)["data"]
    assert tints["zmax"] == ever["zmax"] == 90


@pytest.mark.parametrize("deed", FOLLOWED)
def test_nobody_tips_itself(deed: str) -> None:
    figure = draw_tips(seen(), deed)
    rows, columns = (figure["layout"][axis]["ticktext"] for axis in ("yaxis", "xaxis"))
    tints = figure["data"][0]["z"]
    assert len(rows) <= MOST_PAIRS
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            assert np.isnan(tints[i, j]) == (row == column)


def test_who_moves_most_stands_first() -> None:
    figure = draw_tips(seen(), BLOCK)
    sums = seen().tips[BLOCK].value.sum(axis=0)
    first = seen().votes.titles[int(sums.argmax())]
    assert figure["layout"]["xaxis"]["ticktext"][0] == first


def test_numbers_stand_out_from_every_tint() -> None:
    """Black below, white above: never less than 4.5:1 (WCAG 2.2, 1.4.3)."""

    def luminance(colour: np.ndarray) -> float:
        parts = np.where(colour <= 0.03928, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
        return float(parts @ [0.2126, 0.7152, 0.0722])

    stops = [stop for stop, _ in SCALE]
    colours = [[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for _, c in SCALE]
    for share in np.linspace(0, 1, 201):
        tint = luminance(
            np.array([np.interp(share, stops, part) for part in zip(*colours, strict=True)])
        )
        contrast = 1.05 / (tint + 0.05) if share > DARK else (tint + 0.05) / 0.05
        assert contrast >= 4.5, share
