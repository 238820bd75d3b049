"""The page of reasons, without a browser: what is brushed, typed and opened."""

from typing import Any

import numpy as np
import pytest
from dash import Dash, html

from dashboards.pages import why, why_selection, why_world
from dashboards.pages.why_selection import SelectionView
from dashboards.service import Service
from sim.analysis.world_filters import WorldFilter
from sim.analysis.world_variables import axis
from sim.base.errors import InputError
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import graphs, parts_of, text_of

pytestmark = pytest.mark.slow

WORLDS = 120
ELSEWHERE = {"council.quarter": "2018Q2"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    folder = tmp_path_factory.mktemp("why")
    return Service(Still(folder / "home"), folder / "runs")


@pytest.fixture(scope="module")
def page(service: Service) -> why.WhyPage:
    return why.WhyPage(service)


@pytest.fixture(scope="module")
def view(service: Service) -> dict[str, Any]:
    return {**service.default.view(), "worlds": WORLDS}


@pytest.fixture(scope="module")
def looked(page: why.WhyPage, view: dict[str, Any]) -> SelectionView:
    """A pick that holds some worlds and not all."""
    run = page.service.shown(view).subject.run
    number = next(m for m in run.manifest.measures if m.kind == "number")
    middle = float(run.outcomes[number.name].median())
    return page.look(view, {"why.pick": f"{number.name} > {middle:.4g}"})


def test_ids_are_its_own(service: Service) -> None:
    ids = [getattr(each, "id", None) for each in parts_of(why.layout(service))]
    assert all(str(each).startswith("why-") for each in ids if each)


def test_it_begins_with_the_question_of_the_dispute(
    page: why.WhyPage, view: dict[str, Any]
) -> None:
    found = page.look(view, {})
    dispute = page.service.dispute(view)
    assert str(found.found.world_filter) == dispute.headline
    assert found.y == dispute.headline.split()[0]
    assert found.series == tuple(s.path for s in found.run.manifest.series if s.main)[:2]


def test_every_part_is_drawn(looked: SelectionView) -> None:
    assert 0 < looked.found.count < WORLDS
    assert len(graphs(why_selection.plane(looked, "lasso"))) == 1
    assert graphs(why_selection.plane(looked, "lasso"))[0].figure["layout"]["dragmode"] == "lasso"
    assert (
        len(graphs(why_selection.ends(looked))) == len(graphs(why_selection.differing(looked))) == 1
    )
    assert len(graphs(why_selection.paths(looked))) == len(looked.series)
    assert f"{looked.found.count:,} of {WORLDS} worlds picked" in text_of(
        why_selection.head(looked)
    )
    listed = text_of(why_selection.worlds(looked, None))
    first = looked.found.first(why_selection.LISTED)
    assert all(f"World {world}: open its story" in listed for world in first)


def test_the_same_worlds_stand_beside_in_the_base(looked: SelectionView) -> None:
    assert looked.base is not None
    (table,) = [
        each for each in parts_of(why_selection.ends(looked)) if isinstance(each, html.Table)
    ]
    head, *body = [each.children for each in parts_of(table) if isinstance(each, html.Tr)]
    assert head[-1].children == f"The same worlds in “{looked.base.name}”"
    assert {len(row) for row in body} == {len(head)} == {4}


def test_nothing_picked_is_said_and_not_drawn(page: why.WhyPage, view: dict[str, Any]) -> None:
    for line in ("", "not peace_treaty and peace_treaty"):
        found = page.look(view, {"why.pick": line})
        assert "there is nothing to set apart" in text_of(why_selection.differing(found))
        for part in (why_selection.head, why_selection.ends, why_selection.paths):
            part(found)
        why_selection.plane(found, "select")
    assert "No world meets all of this" in text_of(why_selection.head(found))
    assert "No world is picked" in text_of(why_selection.worlds(found, None))


def test_a_box_picks_what_lies_in_it(looked: SelectionView) -> None:
    along = axis(looked.run.manifest, looked.x)
    values = along.values(looked.run)
    low, high = np.quantile(values, (0.2, 0.6)).tolist()
    drawn = {"range": {"x": [low, high], "y": [-1e9, 1e9]}}
    new = why_selection.brushed(looked, drawn)
    assert new is not None
    kept = looked.found.world_filter.without(looked.x).without(looked.y)
    inside = new.without(looked.x).worlds(looked.run) & (values >= low) & (values <= high)
    picked = new.worlds(looked.run)
    assert inside.sum() <= picked.sum() <= inside.sum() + 2  # numbers are rounded outwards
    assert new.paths >= kept.paths | {looked.x}


def test_an_outline_picks_what_it_encloses(looked: SelectionView) -> None:
    x, y = (axis(looked.run.manifest, path).values(looked.run) for path in (looked.x, looked.y))
    left, right, low, high = x.min() - 1, float(np.median(x)), y.min() - 1, y.max() + 1
    corners = {"x": [left, right, right, left], "y": [low, low, high, high]}
    new = why_selection.brushed(looked, {"lassoPoints": corners})
    assert new is not None
    wanted = looked.found.world_filter.without(looked.x).without(looked.y).worlds(looked.run) & (
        x < right
    )
    assert abs(int(new.worlds(looked.run).sum()) - int(wanted.sum())) <= 2
    assert why_selection.brushed(looked, None) is None
    assert why_selection.brushed(looked, {"points": []}) is None


def test_a_strip_picks_along_its_own_axis(looked: SelectionView) -> None:
    outcomes = looked.run.manifest.measures
    place = next(i for i, each in enumerate(outcomes) if each.kind == "bool")
    key = "" if place == 0 else str(place + 1)
    new = why_selection.brushed_strip(looked, {"range": {f"x{key}": [0.5, 1.5], f"y{key}": [0, 1]}})
    assert new is not None
    assert outcomes[place].name in str(new).split(" and ")
    assert why_selection.brushed_strip(looked, {"range": {}}) is None


def test_ranges_can_be_typed(looked: SelectionView) -> None:
    values = axis(looked.run.manifest, looked.x).values(looked.run)
    middle = float(np.median(values))
    new = why_selection.ranged(looked, [(looked.x, f"{middle}", ""), (looked.y, "", "")])
    assert looked.x in new.paths
    assert (values[new.worlds(looked.run)] >= middle * 0.99).all()
    with pytest.raises(InputError, match="a number"):
        why_selection.ranged(looked, [(looked.x, "much", "")])


def test_only_what_differs_from_the_start_is_kept(page: why.WhyPage, view: dict[str, Any]) -> None:
    first = page.start(page.service.shown(view))
    other = WorldFilter.parse("peace_treaty")
    at = page.written(view, ELSEWHERE, other)
    assert at == {**ELSEWHERE, "why.pick": "peace_treaty"}
    assert page.written(view, at, WorldFilter.parse(first.pick)) == ELSEWHERE
    none = page.written(view, at, WorldFilter())
    assert none["why.pick"] == ""
    assert str(page.look(view, none).found.world_filter) == ""


def test_a_pick_that_a_run_cannot_answer_is_never_kept(
    page: why.WhyPage, view: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match="no outcome"):
        page.picked(view, {}, lambda _: WorldFilter.parse("nothing_of_this_name"))
    found, wrong = page.usable(view, {"why.pick": "nothing_of_this_name", "why.x": "<b>"})
    assert wrong is not None
    assert str(found.found.world_filter) == page.start(page.service.shown(view)).pick


def test_an_address_leads_to_the_same_worlds(page: why.WhyPage, view: dict[str, Any]) -> None:
    found = page.look(view, {"why.pick": "peace_treaty", "why.series": "oil,nothing"})
    asked = {"pick": str(found.found.world_filter), "x": found.x, "y": found.y, "series": ["oil"]}
    again = page.asked(view, asked)
    np.testing.assert_array_equal(again.found.worlds, found.found.worlds)
    assert again.series == ("oil",)


def test_a_world_is_told_with_the_claims_behind_it(page: why.WhyPage, view: dict[str, Any]) -> None:
    shown = page.service.shown(view)
    found = page.stories.tell(page.service, shown.subject, 3)
    assert page.stories.tell(page.service, shown.subject, 3) is found
    told = why_world.story_elements(found)
    opened = {
        each.to_plotly_json()["props"].get("data-card")
        for each in parts_of(told)
        if isinstance(each, html.Button)
    }
    grounds = [basis for ground in found.grounds for basis in ground.parameters]
    assert grounds
    assert {basis.path for basis in grounds} <= opened
    assert {claim.id for basis in grounds for claim in basis.claims} <= opened
    assert len(graphs(told)) == 2
    assert all(record.text in text_of(told) for record in found.records)


def test_what_can_stand_on_an_axis_differs_between_worlds(looked: SelectionView) -> None:
    offered = [e["value"] for group in why_selection.choices(looked.dispute, looked.run)
               for e in group["items"]]  # fmt: skip
    assert looked.x in offered
    assert looked.y in offered
    for path in offered:
        along = axis(looked.run.manifest, path)
        if along.is_drawn:
            assert np.ptp(along.values(looked.run)) > 0


def test_its_callbacks_can_be_registered(service: Service) -> None:
    app = Dash("why", suppress_callback_exceptions=True)
    why.register(app, service)
    outputs = " ".join(app.callback_map)
    for place in ("head", "plane", "ends", "apart", "paths", "worlds", "story", "ranges"):
        assert f"why-{place}.children" in outputs
