"""What stands still is one component, and loses nothing of what is in it."""

import json
from typing import Any

import dash_mantine_components as dmc
import pytest
from dash import dcc, html

from dashboards.static_markup import DATA, static_component, static_json, within

EVIL = "<script>alert(1)</script>"


def plain(shown: Any) -> Any:
    """What the browser is told."""
    (found,) = json.loads(getattr(static_component(shown), DATA))
    return found


def test_elements_attributes_and_texts_are_told() -> None:
    shown = html.Details(
        [html.Summary(["Oil: ", 3, None, ""]), html.Td("5", colSpan=2, className="number")],
        open=True,
        style={"borderBottom": "1px solid red", "height": "3px"},
        **{"data-name": "x", "aria-label": "y"},
    )
    assert plain(shown) == [
        "details",
        {
            "open": True,
            "style": "border-bottom: 1px solid red; height: 3px",
            "data-name": "x",
            "aria-label": "y",
        },
        [
            ["summary", {}, ["Oil: ", "3"]],
            ["td", {"colspan": "2", "class": "number"}, ["5"]],
        ],
    ]


def test_texts_stay_texts() -> None:
    assert plain(html.P(EVIL)) == ["p", {}, [EVIL]]  # the browser makes a text of it


def test_what_is_in_it_can_be_looked_at_here() -> None:
    shown = html.Div([html.P(["one", html.B("two")]), static_component(html.P("three")), None])
    held = static_component(shown)
    kinds = [type(each).__name__ for each in within([held, "four"])]
    assert kinds == ["Div", "P", "str", "B", "str", "P", "str", "str"]
    assert [each for each in within(held) if isinstance(each, str)] == ["one", "two", "three"]
    assert "shown" not in held.to_plotly_json()["props"]


@pytest.mark.parametrize(
    "shown",
    [
        html.Div(html.Button("x", id="page-button")),
        html.Div([html.P("x"), html.Button("x", id={"type": "page", "name": "x"})]),
        html.Div(dcc.Markdown()),
        html.Div([[dmc.Switch()]]),
    ],
)
def test_what_callbacks_ask_of_is_left_as_it_is(shown: Any) -> None:
    assert static_component(shown) is shown


def test_what_stands_still_in_another_is_told_as_part_of_it() -> None:
    assert plain(html.Div(static_component(html.P("x")))) == ["div", {}, [["p", {}, ["x"]]]]


def test_several_are_told_one_after_the_other() -> None:
    assert json.loads(static_json([html.P("x"), None], "y")) == [["p", {}, ["x"]], "y"]
    assert static_json(None) == "[]"


def test_what_is_no_element_is_not_told() -> None:
    with pytest.raises(TypeError, match="Switch does not stand still"):
        static_json(html.Div(dmc.Switch()))
