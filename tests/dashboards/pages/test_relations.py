"""The page on relations, without a browser."""

from dataclasses import replace
from typing import Any

from dash import Dash, html

from dashboards.pages import relations
from sim.analysis.alignment import Relations
from sim.base.single_flight_cache import SingleFlightCache
from sim.report.alignment_text import HEADS, HEADS_BESIDE, NOT_FOLLOWED
from tests.analysis.test_alignment import dispute, run
from tests.support.page_surroundings import Office, case, graphs, parts_of, shown, text_of

LAST = 19


def office(*, has_base: bool = True) -> Office:
    base = case(run("baseline"), name="the other") if has_base else None
    return Office(shown(case(run()), base), dispute())


def look(given: Office) -> relations.RelationsView:
    kept: SingleFlightCache[Relations] = SingleFlightCache(4)
    return relations.seen(given, kept, None)


def test_the_quarter_in_words() -> None:
    found = look(office())
    assert found.found.quarters[3] in text_of(relations.head(found, 3))
    assert "the other" in text_of(relations.head(found, LAST))


def test_a_network_for_subject_and_base() -> None:
    assert len(graphs(relations.networks(look(office()), LAST))) == 2
    assert len(graphs(relations.networks(look(office(has_base=False)), LAST))) == 1


def test_the_quarter_is_marked_in_the_fans() -> None:
    (graph,) = graphs(relations.courses(look(office()), 4))
    assert {shape["x0"] for shape in graph.figure["layout"]["shapes"]} == {4}


def test_the_table_has_a_difference_only_beside_a_base() -> None:
    for has_base, heads in ((True, len(HEADS) + len(HEADS_BESIDE)), (False, len(HEADS))):
        found = relations.table(look(office(has_base=has_base)), LAST)
        cells = [each for each in parts_of(found) if isinstance(each, html.Th)]
        assert sum(each.scope == "col" for each in cells) == heads


def test_previews_are_worked_out_here_and_whole_runs_elsewhere(monkeypatch: Any) -> None:
    given = office()
    look(given)
    assert given.studied == []
    monkeypatch.setattr(relations, "PREVIEW", 10)
    look(given)
    assert len(given.studied) == len(set(given.studied)) == 2


def test_a_dispute_without_pairs_says_so() -> None:
    given = Office(shown(case(run())), replace(dispute(), pairs={}))
    found = look(given)
    assert text_of(relations.head(found, LAST)) == NOT_FOLLOWED
    for draw in (relations.networks, relations.courses, relations.table):
        assert draw(found, LAST) == []


def test_callbacks_are_registered_once() -> None:
    app = Dash("test", suppress_callback_exceptions=True)
    relations.register(app, office())
    outputs = " ".join([*app.callback_map, *(each["output"] for each in app._callback_list)])
    ids = [getattr(each, "id", "") for each in parts_of(relations.layout(office()))]
    for part in ("head", "networks", "courses", "table", "quarter", "when"):
        assert f"relations-{part}" in outputs
        assert f"relations-{part}" in ids
