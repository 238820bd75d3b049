"""What follows from what was moved: the sentence, the pictures, and all that differs."""

from pathlib import Path

import pytest

from dashboards.pages import whatif_results
from dashboards.pages.whatif_results import (
    attribution_elements,
    differs,
    draw,
    fan,
    see,
    sentence,
    series_of,
)
from dashboards.pages.whatif_session import ground
from dashboards.service import PageSubjects, Service
from sim.analysis import paired_differences
from sim.scenario import draft
from sim.studies import attribution
from tests.support import page_surroundings as pages
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import graphs, parts_of, text_of
from tests.support.synthetic import make_run

HEADLINE = "settlement >= first"
SHIFTED = pages.case(make_run(400, 0.2), name="shifted")
BOTH = pages.shown(SHIFTED, pages.case(make_run(400), name="base"))
ALONE = pages.shown(SHIFTED)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home: Path = tmp_path_factory.mktemp("desk")
    return Service(Still(home), home / "runs")


def test_the_declared_answer_goes_first_with_its_paired_difference() -> None:
    seen = see(BOTH, HEADLINE)
    assert seen.opening.expression == HEADLINE
    whole = {
        d.expression: d for d in paired_differences.differences(SHIFTED.run, BOTH.cases[0].run)
    }
    d = seen.opening.difference
    assert d is not None
    assert d.difference == whole[HEADLINE].difference
    assert d.ci95 == whole[HEADLINE].ci95
    assert not d.by_parameter  # that search is what takes the time
    assert seen.said.startswith(f"{d.value * 100:.0f}")


def test_an_answer_that_no_run_gives_leaves_the_first() -> None:
    assert see(BOTH, "treaty >= nobody").opening.expression == HEADLINE
    assert see(ALONE, "treaty >= nobody").opening.difference is None


def test_the_sentence_names_the_base_and_how_sure_it_is() -> None:
    said = text_of(sentence(see(BOTH, HEADLINE)))
    assert "“base”" in said or "base " in said
    assert "95 %" in said
    assert whatif_results.UNSEARCHED in said
    assert whatif_results.UNSEARCHED not in text_of(sentence(see(ALONE, HEADLINE)))


@pytest.mark.parametrize(("shown", "count"), [(BOTH, 3), (ALONE, 2)])
def test_differences_levels_and_times_are_drawn(shown: PageSubjects, count: int) -> None:
    assert len(graphs(draw(see(shown, HEADLINE)))) == count


def test_arrays_are_low_enough_for_half_a_page() -> None:
    whole = whatif_results.icon_arrays.levels(BOTH.runs, SHIFTED.run.measure("settlement")).figure
    (_, levels, _) = graphs(draw(see(BOTH, HEADLINE)))
    assert levels.figure["layout"]["height"] < 0.8 * whole["layout"]["height"]
    assert levels.style["height"] == f"{levels.figure['layout']['height']}px"


def test_a_series_is_chosen_and_the_main_ones_come_first() -> None:
    assert [each.path for each in series_of(BOTH)] == ["sender.sanctions", "oil"]
    for path, title in (("oil", "Oil"), ("", "Severity"), ("nobody", "Severity")):
        assert title in text_of(fan(BOTH, path))


def test_all_that_differs_is_listed_with_a_way_back(service: Service) -> None:
    changed = {
        "set": {"laws.oil.volatility": 0.2, "us.salience.punishment": None},
        "mechanisms": {"war": "off"},
        "policies": [{"use": "economy_first", "from": "2017Q3"}],
        "events": [{"executive_order": None}],
    }
    view = service.asked({**service.default.view(), "draft": changed, "worlds": 20}).view()
    shown = service.shown(view, preview=True)
    at = ground(service, view["subject"], {})
    found = differs(at, shown, view["draft"])
    said = text_of(found)
    assert "5 changes in" in said
    for piece in ("0.2", "as drawn", "law war", "Economy first", "taken away"):
        assert piece in said
    back = [each.id for each in parts_of(found) if isinstance(getattr(each, "id", None), dict)]
    assert [(each["do"], each["name"]) for each in back] == [
        ("drop", "laws.oil.volatility"),
        ("drop", "us.salience.punishment"),
        ("drop", "war"),
        ("remove", "economy_first.2017Q3"),
        ("restore", "executive_order"),
    ]
    assert "congress_codifies" in said  # nobody touched it here, and it differs from the base
    plain = differs(at, service.shown(service.default.view() | {"worlds": 20}, preview=True), {})
    assert "Nothing is changed" in text_of(plain)


def test_what_is_assumed_is_told_apart_from_what_is_done(service: Service) -> None:
    changed = draft.put({}, "set", "oil.start", {"scale": 1.5})
    changed["policies"] = [{"use": "economy_first", "from": "2017Q1"}]
    asked = service.question("baseline", draft=changed, worlds=60)
    found = attribution.told_apart(asked, service.question("baseline", worlds=60))
    expression = service.dispute({}).headline
    said = text_of(attribution_elements(found, expression))
    assert "Assumptions:" in said
    assert "Policies:" in said
    assert "all together" in said
    assert len(graphs(attribution_elements(found, expression))) == 1
    assert "Nothing" in text_of(attribution_elements(found, "nobody"))


def test_without_a_base_what_came_of_it_is_the_answer_alone() -> None:
    seen = see(ALONE, HEADLINE)
    assert seen.said == seen.opening.value
    assert "points" in see(BOTH, HEADLINE).said
