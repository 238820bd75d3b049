"""The picture of contributions: what is told apart, and that all of it is there."""

import plotly.graph_objects as go  # type: ignore[import-untyped]
import pytest

from sim.analysis.attribution import Contribution, ContributionEstimate, OutcomeAttribution
from sim.figures.contribution_bars import BLOCKS, draw_contributions
from sim.figures.style import Figure
from sim.scenario.separable_changes import Kind, SeparableChange


def part(value: float) -> ContributionEstimate:
    return ContributionEstimate(value, 0.01, 0.0, (value - 0.02, value + 0.03))


def contribution(kind: Kind, name: str, value: float) -> Contribution:
    return Contribution(
        SeparableChange(kind, name, ()), part(value), part(value - 0.1), part(value + 0.1)
    )


def figure(*, is_share: bool = True) -> Figure:
    contributions = (
        contribution("assumption", "weight", 0.3),
        contribution("assumption", "<b>price</b>", -0.1),
        contribution("event", "order", 0.05),
    )
    kinds = {"assumption": part(0.2), "event": part(0.05)}
    unit = "" if is_share else "USD bn"
    return draw_contributions(
        OutcomeAttribution("x", "X", unit, is_share, 0.1, 0.35, part(0.25), contributions, kinds)  # type: ignore[arg-type]
    )


def bars(found: Figure) -> list[dict[str, object]]:
    return [trace for trace in found["data"] if trace["type"] == "bar"]


def test_plotly_knows_every_property() -> None:
    go.Figure(figure())


def test_kinds_stand_in_blocks_of_their_own_with_the_whole_at_the_end() -> None:
    ticks = figure()["layout"]["yaxis"]["ticktext"]
    assert ticks == [
        "<b>Assumptions: +20 points</b>",
        "weight",
        "&lt;b&gt;price&lt;/b&gt;",
        "<b>Events: +5 points</b>",
        "order",
        "<b>All together: +25 points</b>",
    ]
    places = figure()["layout"]["yaxis"]["tickvals"]
    assert places == sorted(places, reverse=True)
    colours = [trace["marker"]["color"] for trace in bars(figure())]  # type: ignore[index]
    assert len(set(colours)) == len(colours) == 3
    assert len({block.colour for block in BLOCKS.values()}) == len(BLOCKS)


def test_every_bar_has_its_interval_in_points() -> None:
    assumptions, _, whole = bars(figure())
    assert assumptions["x"] == pytest.approx([30, -10])
    assert assumptions["error_x"]["array"] == pytest.approx([1.96, 1.96], rel=1e-3)  # type: ignore[index]
    assert whole["x"] == pytest.approx([25])


def test_a_number_keeps_its_unit() -> None:
    found = figure(is_share=False)
    assert bars(found)[0]["x"] == pytest.approx([0.3, -0.1])
    assert "USD bn" in found["layout"]["xaxis"]["title"]["text"]


def test_what_a_change_does_by_itself_and_last_stands_beside_its_bar() -> None:
    alone, last = figure()["data"][-2:]
    assert (alone["name"], last["name"]) == ("by itself", "lost without it")
    assert alone["x"] == pytest.approx([20, -20, -5])
    assert last["x"] == pytest.approx([40, 0, 15])
    assert alone["marker"]["symbol"] != last["marker"]["symbol"]


def test_the_range_over_forms_lies_under_every_bar() -> None:
    (forms,) = [t for t in figure()["data"] if t.get("name") == "range over forms"]
    assert forms["x"][:3] == [pytest.approx(28), pytest.approx(33), None]
    assert len(forms["x"]) == 3 * 4
