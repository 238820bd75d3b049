"""Components that pages share: words for what is wrong, and nothing of what is typed as markup."""

import json
import logging
from typing import Any

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate

from dashboards import components
from sim.base.errors import InputError, Mark, Problem, SimError
from sim.figures.captioned_figure import Picture
from tests.support.page_surroundings import graphs, parts_of, text_of

EVIL = "<script>alert(1)</script>"


def named(found: Any, kind: str) -> list[Any]:
    return [each for each in parts_of(found) if type(each).__name__ == kind]


def picture() -> Picture:
    figure: Any = {"data": [], "layout": {"height": 320}}
    return Picture(figure, "Sanctions", "a line that falls", "How it falls.", "outcomes of a run")


def test_a_picture_has_heading_words_caption_source_and_buttons() -> None:
    shown = components.picture(picture(), "page-graph")
    for part in ("Sanctions", "How it falls.", "Data: outcomes of a run."):
        assert part in text_of(shown)
    frame = next(each for each in named(shown, "Div") if getattr(each, "role", "") == "img")
    assert frame.to_plotly_json()["props"]["aria-label"] == "a line that falls"
    (graph,) = named(shown, "Graph")
    assert graph.id == "page-graph"
    assert graph.style == {"height": "320px"}
    assert graph.config["displaylogo"] is False
    assert "toImage" in graph.config["modeBarButtonsToRemove"]
    saved = {b.to_plotly_json()["props"]["data-save"]: b for b in named(shown, "Button")}
    assert set(saved) == {"png", "svg"}
    for form, button in saved.items():
        label = button.to_plotly_json()["props"]["aria-label"]
        assert label == f"Save the picture Sanctions as {form.upper()}"


def test_a_picture_that_no_callback_asks_of_is_drawn_when_it_is_about_to_be_seen() -> None:
    shown = components.picture(picture(), bar=False)
    assert named(shown, "Graph") == []
    (drawn,) = graphs(shown)
    assert drawn.figure == picture().figure
    (frame,) = (each for each in named(shown, "Div") if getattr(each, "role", "") == "img")
    told = frame.to_plotly_json()["props"]
    assert told["aria-label"] == "a line that falls"
    assert told["style"] == {"height": "320px"}  # before it is drawn the page has its length
    assert json.loads(told["data-config"])["displayModeBar"] is False


def test_a_table_names_its_columns_and_rows() -> None:
    shown = components.table(
        ["What", "How much"], [["oil", 3], ["gas", 4]], caption="All", numbers=[1]
    )
    heads = named(shown, "Th")
    assert [each.scope for each in heads] == ["col", "col", "row", "row"]
    assert [each.className for each in named(shown, "Td")] == ["number", "number"]
    assert len(named(shown, "Caption")) == 1
    assert shown.shown.tabIndex == 0  # so that it can be scrolled by keyboard
    assert named(components.table(["What"], []), "Caption") == []


def test_an_alert_says_each_problem_with_its_cure() -> None:
    problems = [
        Problem("a is wrong", "one of: b", "did you mean 'b'?", Mark("x.yaml", 3, 1)),
        Problem("c is wrong", mark=Mark("x.yaml", 1, 1)),
    ]
    said = text_of(components.alert(InputError(problems)))
    assert "line 3: a is wrong; one of: b; did you mean 'b'?" in said
    assert "c is wrong" in said
    assert "x.yaml" not in said
    assert len(named(components.alert(problems), "Li")) == 2
    assert "the disk is full" in text_of(components.alert(SimError("the disk is full")))
    assert "Nothing here" in text_of(components.alert([problems[0]], "Nothing here"))


def test_what_is_typed_is_text_and_never_markup() -> None:
    for shown in (
        components.alert([Problem(EVIL)]),
        components.headline(EVIL),
        components.note(EVIL),
        components.section(EVIL, EVIL),
        components.table([EVIL], [[EVIL, EVIL]]),
    ):
        assert EVIL in text_of(shown)
        for each in parts_of(shown):
            properties = getattr(each, "to_plotly_json", dict)().get("props", {})
            assert "dangerously_allow_html" not in properties
            assert type(each).__name__ not in ("Markdown", "DangerouslySetInnerHTML")


def test_guarded_work_is_told_in_words(caplog: pytest.LogCaptureFixture) -> None:
    def fail(error: BaseException) -> Any:
        def work(stage: Any) -> Any:
            raise error

        return components.guarded(work)({"key": 1})

    assert components.guarded(lambda stage, at: (stage, at))({"key": 1}, 2) == ({"key": 1}, 2)
    assert components.guarded(lambda stage: 1)(None) is no_update
    assert "a is wrong" in text_of(fail(InputError([Problem("a is wrong")])))
    assert "it failed" in text_of(fail(SimError("it failed")))
    with caplog.at_level(logging.ERROR):
        said = text_of(fail(ZeroDivisionError("secret")))
    assert "went wrong" in said
    assert "secret" not in said
    assert "ZeroDivisionError" in caplog.text
    with pytest.raises(PreventUpdate):
        fail(PreventUpdate())
