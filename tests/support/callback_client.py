"""A visitor without a browser: it asks callbacks as the browser's side of Dash would."""

import json
from typing import Any

from dash import Dash

HOME = "http://127.0.0.1:8050"
ASK = "/_dash-update-component"


class Visitor:
    """Asks the callbacks of an application over HTTP, with the values that it is given."""

    def __init__(self, app: Dash) -> None:
        self.client = app.server.test_client()
        self.asked = self.client.get("/_dash-dependencies", base_url=HOME).get_json()

    def ask(self, output: str, trigger: str, values: dict[str, Any]) -> Any:
        """What a callback answers: values by id and property; None where it changes nothing.

        output : a part of the outputs that tells the callback from all others with that trigger
        trigger : `id.property` of what has changed
        """
        (each,) = (
            each
            for each in self.asked
            if output in each["output"] and trigger in map(_name, each["inputs"])
        )

        def given(part: list[dict[str, Any]]) -> list[Any]:
            return [
                [] if one["id"].startswith("{") else {**one, "value": values.get(_name(one))}
                for one in part
            ]

        body = {
            "output": each["output"],
            "outputs": _outputs(each["output"]),
            "inputs": given(each["inputs"]),
            "state": given(each["state"]),
            "changedPropIds": [trigger],
        }
        answer = self.client.post(ASK, base_url=HOME, json=body)
        assert answer.status_code in (200, 204), answer.get_data(as_text=True)
        said = json.loads(answer.data or "{}")
        found = {**said.get("response", {}), **said.get("sideUpdate", {})}
        return found or None


def _name(each: dict[str, Any]) -> str:
    return f"{each['id']}.{each['property']}"


def _outputs(text: str) -> Any:
    """Outputs as the browser spells them."""
    names = text.strip(".").split("...") if text.startswith("..") else [text]
    found: list[Any] = []
    for name in names:
        spelt, _, prop = name.rpartition(".")
        prop = prop.partition("@")[0]
        if spelt.startswith("{"):
            found.append([])
            continue
        found.append({"id": spelt, "property": prop})
    return found if text.startswith("..") else found[0]
