"""What stands still on a page, as one component however much it holds.

A page's renderer looks at every component whenever anything on the page changes, and at all of them
again for each that is new, so that pages of many elements are slow. What no callback asks of is
told as plain data instead; assets/still.js makes elements and texts of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from dash import html
from dash.development.base_component import Component

DATA = "data-still"  # where the browser finds it
_ELEMENTS = "dash_html_components"
_NAMES = {"className": "class", "htmlFor": "for"}  # the rest is called alike but for capitals


def static_component(shown: Component) -> Component:
    """An element with all that is in it as one component; itself, where callbacks ask of it."""
    if not _is_static(shown):
        return shown
    held = html.Div(className="still", **{DATA: static_json(shown)})
    held.shown = shown  # for who looks at a page without a browser; it is no property
    return held


def static_json(*shown: object) -> str:
    """Elements and texts as the browser is told of them.

    To be given to an element that stays: what a callback puts into another as its children is made
    anew by the page's renderer, and pictures would be drawn from nothing.
    """
    return json.dumps(list(_nodes(shown)))


def within(part: Any) -> Iterator[Any]:
    """Every component and every text of something, with those that stand still."""
    if isinstance(part, list | tuple):
        for each in part:
            yield from within(each)
    elif hasattr(part, "shown"):
        yield from within(part.shown)
    elif isinstance(part, Component):
        yield part
        yield from within(getattr(part, "children", None))
    elif part is not None:
        yield part


def _is_static(part: Any) -> bool:
    """Whether something has nothing in it but elements and texts that no callback asks of."""
    if isinstance(part, list | tuple):
        return all(map(_is_static, part))
    if not isinstance(part, Component):
        return True
    is_element = getattr(part, "_namespace", "") == _ELEMENTS
    return is_element and not hasattr(part, "id") and _is_static(getattr(part, "children", None))


def _nodes(inside: Any) -> Iterator[Any]:
    """Elements, each as its name, attributes and what is in it, and texts; nothing for None.

    Raises TypeError for what is no element.
    """
    if isinstance(inside, list | tuple):
        for each in inside:
            yield from _nodes(each)
    elif hasattr(inside, "shown"):
        yield from _nodes(inside.shown)
    elif isinstance(inside, Component):
        if inside._namespace != _ELEMENTS:
            raise TypeError(f"a {type(inside).__name__} does not stand still")
        given = dict(inside.to_plotly_json()["props"])
        held = given.pop("children", None)
        named = {
            _attribute(key): _value(value) for key, value in given.items() if value is not None
        }
        yield [type(inside).__name__.lower(), named, list(_nodes(held))]
    elif inside is not None and inside != "":
        yield str(inside)


def _attribute(name: str) -> str:
    return _NAMES.get(name, name if "-" in name else name.lower())


def _value(value: Any) -> str | bool:
    """An attribute's value; True and False are to be there and not."""
    if isinstance(value, dict):  # a style
        return "; ".join(f"{_dashed(key)}: {each}" for key, each in value.items())
    return value if isinstance(value, bool) else str(value)


def _dashed(name: str) -> str:
    return re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name)
