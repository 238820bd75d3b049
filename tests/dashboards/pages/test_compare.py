"""The page that compares, without a browser."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from dash import html, no_update
from dash.development.base_component import Component

from dashboards import layout
from dashboards.pages import compare
from dashboards.pages.compare import CURVES, FOCUS, ComparisonView, answers, course, lists, scene
from dashboards.service import PageSubject, PageSubjects, Service
from dashboards.url_state import PageState
from sim.analysis import verdict_text
from sim.analysis.comparison import Comparison, comparison
from sim.base import paths
from sim.figures.style import ALONE, BASE, OTHERS, RUN
from sim.inputs.evidence import Evidence
from sim.results import Run
from tests.report.test_comparison_page import turning
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import graphs, parts_of, text_of
from tests.support.synthetic import make_observed, make_run

pytestmark = pytest.mark.slow

WORLDS = 60
VIEW = {"worlds": WORLDS}


class Office:
    """Of the service what this page asks, for runs that are given."""

    def __init__(self, *runs: Run, is_whole: bool = True) -> None:
        looks = [ALONE] if len(runs) == 1 else [BASE, RUN, *OTHERS]
        names = ["Before", "After", "Third", "Fourth", "Fifth"][: len(runs)]
        cases = tuple(
            PageSubject(
                name, name.lower(), None, run, is_whole=is_whole, look=replace(look, name=name)
            )
            for name, run, look in zip(names, runs, cycle(looks), strict=False)
        )
        self.found = PageSubjects(PageState("after"), cases, has_base=len(runs) > 1)
        self.evidence = Evidence.load(paths.seeds_folder())

    def shown(self, view: Any) -> PageSubjects:
        return self.found

    def comparison(self, shown: PageSubjects) -> Comparison | None:
        if shown.base is None:
            return None
        notes = () if shown.is_whole else (verdict_text.UNSEARCHED,)
        found = [case.run for case in shown.cases]
        return comparison(found, parameters=shown.is_whole, notes=notes)


def look(*runs: Run, at: Mapping[str, Any] | None = None, **how: Any) -> ComparisonView:
    return scene(Office(*runs, **how), {}, at)  # type: ignore[arg-type]


def heads(found: Component) -> list[str]:
    return [str(each.children) for each in parts_of(found) if isinstance(each, html.H2)]


def titles(found: Component) -> list[str]:
    return [str(each.children) for each in parts_of(found) if isinstance(each, html.H3)]


BASE_RUN, AFTER, THIRD = make_run(), make_run(shift=0.1), make_run(shift=0.2)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home = tmp_path_factory.mktemp("home")
    return Service(Still(home), home / "runs")


@pytest.fixture(scope="module")
def both(service: Service) -> ComparisonView:
    service.begin(VIEW, "me")
    return scene(service, VIEW, None)


def test_every_id_begins_with_the_name_of_the_page(service: Service) -> None:
    ids = [each.id for each in parts_of(compare.layout(service)) if getattr(each, "id", None)]
    assert len(set(ids)) == len(ids) >= 6
    assert all(name.startswith("compare-") for name in ids)


def test_the_sentence_goes_first(both: ComparisonView) -> None:
    said = text_of(answers(both))
    assert both.compared is not None
    opening = both.compared.pairs[0].headline_answer(both.compared.headline)
    first = verdict_text.doubt(opening.difference) or verdict_text.headline(
        opening, first_name(both)
    )
    assert said.lstrip().startswith(first)
    assert "of 100 worlds" in said
    assert "options of uncertain forms" in said or "too few worlds" in said


def first_name(seen: ComparisonView) -> str:
    return seen.shown.cases[0].name


def test_that_it_cannot_be_told_stands_before_any_number() -> None:
    said = text_of(answers(look(*turning().runs)))
    doubt = said.index("cannot tell whether more or less.")
    assert not any(letter.isdigit() for letter in said[:doubt])
    assert said[doubt:].index("more under") < said[doubt:].index("of 100 worlds")


def test_everything_asked_for_is_there(both: ComparisonView) -> None:
    found = html.Div([answers(both), course(both), lists(both)])
    wanted = [title for name, title in compare.PARTS.items() if name != "turns"]
    for title in wanted:
        assert any(head.startswith(title) for head in heads(found)), title
    manifest = both.case.run.manifest
    main = [series.label for series in manifest.series if series.main]
    assert main
    assert set(main) <= set(titles(course(both)))
    for measure in manifest.measures:
        assert any(title.startswith(measure.label) for title in titles(found)), measure.name


def test_every_part_that_is_listed_has_its_place(both: ComparisonView) -> None:
    found = html.Div([answers(both), course(both), lists(both)])
    places = {each.id for each in parts_of(found) if isinstance(each, html.Section)}
    listed = {
        getattr(each, "data-goto")
        for each in parts_of(found)
        if isinstance(each, html.Button) and hasattr(each, "data-goto")
    }
    assert places <= listed


def test_the_base_is_in_every_picture_of_the_way(both: ComparisonView) -> None:
    for graph in graphs(course(both)):
        names = " ".join(str(trace.get("name")) for trace in graph.figure["data"])
        words = str(graph.figure["layout"].get("annotations"))
        assert first_name(both) in names + words or "difference" in str(graph.figure["layout"])


def test_what_differs_has_place_and_claims_that_open_their_cards(both: ComparisonView) -> None:
    found = lists(both)
    said = text_of(found)
    assert ".yaml, line " in said
    assert "us.salience.punishment" in said
    opened = {
        getattr(each, "data-card")
        for each in parts_of(found)
        if isinstance(each, html.Button) and hasattr(each, "data-card")
    }
    assert "us.salience.punishment" in opened
    assert opened & set(both.service.evidence)


def test_a_preview_says_what_was_not_looked_at() -> None:
    early, late = (look(BASE_RUN, AFTER, is_whole=whole) for whole in (False, True))
    assert verdict_text.UNSEARCHED in text_of(lists(early))
    assert verdict_text.UNSEARCHED not in text_of(lists(late))
    assert verdict_text.UNMOVED in text_of(lists(late))
    assert verdict_text.UNMOVED not in text_of(lists(early))


def test_every_figure_has_its_error() -> None:
    rows = [each for each in parts_of(lists(look(BASE_RUN, AFTER))) if isinstance(each, html.Tr)]
    said = [text_of(row) for row in rows if not text_of(row).startswith(("At", "Within", "Mean"))]
    assert said
    assert all(row.count("±") == 2 and "95 %:" in row for row in said)


def test_one_run_by_itself_has_no_differences() -> None:
    seen = look(BASE_RUN)
    assert compare.NOTHING in text_of(answers(seen))
    assert heads(lists(seen)) == []
    assert graphs(answers(seen))
    assert graphs(course(seen))


def test_of_several_runs_each_has_its_sentence_and_one_is_drawn_over_the_first() -> None:
    runs = [BASE_RUN, AFTER, THIRD]
    first, second = look(*runs), look(*runs, at={FOCUS: "third"})
    assert heads(answers(first))[:2] == heads(answers(second))[:2]
    assert [seen.case.name for seen in (first, second)] == ["After", "Third"]
    assert text_of(answers(first)).count("with “Before”; ") == 2
    assert "beside “Before”" in text_of(lists(second))
    fan = graphs(course(second))[1].figure["data"]
    assert {"Before", "After", "Third"} <= {trace.get("name") for trace in fan}


@pytest.mark.parametrize("at", [{FOCUS: "nobody"}, {FOCUS: 3}, {CURVES: "yes"}, {"why.world": 1}])
def test_what_makes_no_sense_is_the_default(at: Mapping[str, Any]) -> None:
    found = look(BASE_RUN, AFTER, at=at)
    assert (found.focus, found.curves) == (0, False)


def test_curves_stand_in_place_of_dots() -> None:
    dots, curves = (course(look(BASE_RUN, AFTER, at=at)) for at in ({}, {CURVES: 1}))
    assert "Fifty dots for each run" in text_of(dots)
    assert "In what share of the worlds it lies above each value" in text_of(curves)
    assert "Fifty dots for each run" not in text_of(curves)


def test_worlds_that_count_otherwise_are_not_said_to_move() -> None:
    seen = make_observed([{"id": "s", "at": "2018Q4", "that": "oil > 25"}])
    found = html.Div([answers(look(BASE_RUN, seen)), course(look(BASE_RUN, seen))])
    assert "Of 100 worlds Only with" not in text_of(found)
    assert not any("difference in the same worlds" in title for title in titles(found))
    paired = html.Div([answers(look(BASE_RUN, AFTER)), course(look(BASE_RUN, AFTER))])
    assert "Of 100 worlds Only with" in text_of(paired)
    assert any("difference in the same worlds" in title for title in titles(paired))


def test_the_controls_stand_as_the_page_does() -> None:
    cases = [{"reference": name, "name": name.title()} for name in ("a", "b", "c")]
    view, stage = {"others": ["c"]}, {"cases": cases}
    others, offered, focus, is_hidden, curves = compare.standing(stage, view, {CURVES: 1}, [])
    assert (others, focus, is_hidden, curves) == (["c"], "b", False, True)
    assert [each["value"] for each in offered] == ["b", "c"]
    alone = compare.standing({"cases": cases[:1]}, {"others": []}, {FOCUS: "zz"}, None)
    assert alone[0] is no_update
    assert alone[1:4] == ([], None, True)


def test_what_is_shown_already_is_not_offered_again(service: Service) -> None:
    (group, *_) = compare.further(layout.references(service), ["baseline", "oil_boom"])
    offered = [each["value"] for each in group["items"]]
    assert "trump_lifts_sanctions" in offered
    assert not {"baseline", "oil_boom"} & set(offered)


def test_further_runs_go_into_the_view_once() -> None:
    view = {"subject": "a", "base": "b", "others": []}
    assert compare.with_comparisons(["c", "a", "b"], view) == {**view, "others": ["c"]}
    assert compare.with_comparisons(["c", "d", "e", "f"], view)["others"] == ["c", "d", "e"]
    assert compare.with_comparisons([], view) is no_update
    assert compare.with_comparisons(["c"], None) is no_update


def test_results_that_no_file_explains_are_still_compared() -> None:
    assert "Nothing differs in what is written." in text_of(lists(look(BASE_RUN, AFTER)))


def test_a_number_that_moves_in_no_world_is_said_and_not_drawn() -> None:
    found = course(look(BASE_RUN, make_run()))
    assert "Investment: “After” changes it in no world." in text_of(found)
    assert not any("difference in the same worlds" in title for title in titles(found))
