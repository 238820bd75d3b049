"""Pictures of sweeps: what is drawn is what was found, and Plotly knows it all."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.figures.sweep import sweep as draw
from sim.studies.sweep_results import SweepAxis
from tests.support.sweep_run import CURVE, PRICE, WEIGHT, made

SET = WEIGHT.model_copy(update={"stands": 0.25})
EVENT = WEIGHT.model_copy(update={"path": "events.x.probability", "prior_x": (), "prior_y": ()})


def traces(figure: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["type"] == kind]


@pytest.mark.parametrize(
    "axes",
    [
        (WEIGHT,),
        (PRICE,),
        (CURVE,),
        (EVENT,),
        (WEIGHT, PRICE),
        (CURVE, WEIGHT),
        (WEIGHT, CURVE),
        (CURVE, CURVE.model_copy(update={"path": "laws.other"})),
    ],
)
@pytest.mark.parametrize("target", [None, 0.4])
@pytest.mark.parametrize("beside", ["base", "itself"])
def test_every_kind_of_sweep_is_a_figure(
    axes: tuple[SweepAxis, ...], target: float | None, beside: Any
) -> None:
    figure = draw(made(*axes, target=target, beside=beside), "treaty")
    go.Figure(figure)
    assert figure["layout"]["height"] >= 400


def test_along_one_thing_the_answers_differences_and_break_even_are_drawn() -> None:
    sweep = made(WEIGHT)
    figure = draw(sweep, "treaty")
    mine = [t for t in traces(figure, "scatter") if t.get("name") == "this scenario"]
    assert np.allclose(mine[0]["y"], sweep.column("treaty", "value") * 100)
    assert np.allclose(mine[1]["y"], sweep.column("treaty", "difference") * 100)
    (crossing,) = [t for t in figure["data"] if "break-even" in str(t.get("text"))]
    assert crossing["x"] == [pytest.approx(0.248)]
    assert (crossing["y"], crossing["yaxis"]) == ([0.0], "y2")
    assert crossing["marker"]["symbol"] == "diamond"
    assert [t["yaxis"] for t in figure["data"] if "calibration" in str(t.get("name"))] == ["y3"]
    titles = [figure["layout"][name]["title"]["text"] for name in ("xaxis", "yaxis", "yaxis2")]
    assert titles[0] == "sender.salience.punishment: weight of &lt;punishment&gt; (weight)"
    assert titles[1:] == ["of 100 worlds", "difference, points"]


def test_a_crossing_at_a_target_stands_among_the_answers() -> None:
    figure = draw(made(WEIGHT, target=0.4), "treaty")
    (crossing,) = [t for t in figure["data"] if "break-even" in str(t.get("text"))]
    assert (crossing["y"], crossing["yaxis"]) == ([40.0], "y")
    assert any(t.get("name") == "target" for t in figure["data"])


def test_between_options_nothing_is_drawn() -> None:
    figure = draw(made(CURVE), "treaty")
    lines = [t for t in traces(figure, "scatter") if t.get("name") == "this scenario"]
    assert {t["mode"] for t in lines} == {"markers"}
    assert figure["layout"]["xaxis"]["ticktext"] == ["plain", "very steep"]
    assert traces(figure, "bar")[0]["y"] == [0.7, 0.3]


def test_what_the_scenario_says_itself_is_marked() -> None:
    shapes = draw(made(SET), "treaty")["layout"]["shapes"]
    assert [shape["x0"] for shape in shapes if shape["yref"] == "paper"] == [0.25]


def test_a_map_is_centred_on_no_difference_and_its_heavy_line_is_there() -> None:
    sweep = made(WEIGHT, PRICE)
    figure = draw(sweep, "treaty")
    (heat,) = traces(figure, "heatmap")
    assert heat["zmin"] == -heat["zmax"]
    assert np.allclose(heat["z"], sweep.column("treaty", "difference").T * 100)
    assert heat["z"].shape == (len(PRICE.values), len(WEIGHT.values))
    _, heavy = traces(figure, "contour")
    assert (heavy["contours"]["start"], heavy["contours"]["end"]) == (0, 0)
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert figure["layout"]["yaxis"]["ticktext"][0] == "1"


def test_dots_stand_where_the_sign_may_be_chance() -> None:
    for axes in ((WEIGHT, PRICE), (PRICE, WEIGHT)):
        sweep = made(*axes)
        (dots,) = [t for t in draw(sweep, "treaty")["data"] if "chance" in str(t.get("name"))]
        unsure = sum(sign == 0 for line in sweep.break_even["treaty"] for sign in line.signs)
        assert len(dots["x"]) == unsure
        differences = sweep.column("treaty", "difference")
        places = list(zip(dots["x"], dots["y"], strict=True))
        for i, x in enumerate(axes[0].values):
            for j, y in enumerate(axes[1].values):
                assert ((x, y) in places) == (abs(differences[i, j]) < 0.0098)


def test_a_form_and_a_number_are_a_line_for_each_option() -> None:
    for axes in ((CURVE, WEIGHT), (WEIGHT, CURVE)):
        sweep = made(*axes)
        named = {t["name"]: t for t in draw(sweep, "treaty")["data"] if t.get("name")}
        rows = sweep.column("treaty", "difference")
        rows = rows if axes[0] is CURVE else rows.T
        assert np.allclose(named["plain"]["y"], rows[0] * 100)
        assert np.allclose(named["very steep"]["y"], rows[1] * 100)
        assert named["plain"]["line"]["dash"] != named["very steep"]["line"]["dash"]
