"""The page of what-if as a server without a browser sees it: one way to the picture and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboards import app as application
from dashboards import components, layout
from dashboards.pages import whatif
from dashboards.service import Service
from sim.base.errors import InputError, Problem, SimError
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import parts_of, text_of

pytestmark = pytest.mark.slow

WORLDS = 60
FREE = "laws.oil.volatility"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home: Path = tmp_path_factory.mktemp("desk")
    return Service(Still(home), home / "runs")


@pytest.fixture(scope="module")
def app(service: Service) -> Dash:
    return application.make(service)


def ask(app: Dash, output: str, changed: str, **given: Any) -> dict[str, Any] | None:
    """What the server answers to a callback: by id of the component, its properties.

    output : a piece of the callback's name
    changed : the input that has changed, as "id.property"
    given : values of inputs and states by id, with _ for -; forms: those of the page's forms
    """
    names = [
        key for key, each in app.callback_map.items() if output in key and changed in str(each)
    ]
    (name,) = names
    spec = app.callback_map[name]
    values = {key.replace("_", "-"): value for key, value in given.items()}

    def item(each: dict[str, str]) -> Any:
        identity = json.loads(each["id"]) if each["id"].startswith("{") else each["id"]
        if isinstance(identity, dict):
            forms = values.get("forms", {})
            return [
                {
                    "id": {"type": identity["type"], "field": field},
                    "property": each["property"],
                    "value": {"type": identity["type"], "field": field}
                    if each["property"] == "id"
                    else value,
                }
                for field, value in forms.items()
            ]
        return {"id": identity, "property": each["property"], "value": values.get(identity)}

    outputs = [
        {"id": part.rsplit(".", 1)[0], "property": part.rsplit(".", 1)[1].partition("@")[0]}
        for part in name.strip(".").split("...")
    ]
    body = {
        "output": name,
        "outputs": outputs if name.startswith("..") else outputs[0],
        "inputs": [item(each) for each in spec["inputs"]],
        "state": [item(each) for each in spec["state"]],
        "changedPropIds": [changed],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    if answer.status_code == 204:
        return None
    assert answer.status_code == 200, answer.data
    found = json.loads(answer.data)
    told = {**found["response"], **({"side": found["sideUpdate"]} if "sideUpdate" in found else {})}
    return told or None


def view(service: Service, **changes: Any) -> dict[str, Any]:
    return service.asked({**service.default.view(), "worlds": WORLDS, **changes}).view()


def step(do: str, name: str = "", value: Any = "", field: str = "", n: int = 7) -> dict[str, Any]:
    return {"steps": [{"do": do, "name": name, "value": value, "field": field, "n": n}]}


def move(app: Dash, view: dict[str, Any], action: Any, **given: Any) -> dict[str, Any]:
    found = ask(
        app,
        "whatif-mine",
        "whatif-action.data",
        whatif_action=action,
        view=view,
        at={},
        tab="tab",
        **given,
    )
    assert found is not None
    return found


def test_the_skeleton_names_everything_by_the_page(service: Service) -> None:
    names = [getattr(each, "id", None) for each in parts_of(whatif.layout(service))]
    names = [each if isinstance(each, str) else each["type"] for each in names if each]
    assert names
    assert all(name.startswith("whatif-") for name in names)


def test_one_way_leads_from_a_slider_to_the_new_pictures(app: Dash, service: Service) -> None:
    before = view(service)
    found = move(app, before, step("set", FREE, 0.3))
    after = found["view"]["data"]
    assert after["draft"] == {"set": {FREE: 0.3}}
    assert found["whatif-mine"]["data"] == after  # so that the controls are left as they are
    assert found["whatif-done"]["data"] == 7
    drawn = found["whatif-pictures"]["data-still"]
    assert drawn.count("data-figure") == 4
    run = service.shown(after, preview=True).subject.run
    assert run.manifest.id in drawn
    assert FREE in json.dumps(found["whatif-differs"]["children"])
    (tried,) = found["whatif-log"]["data"]["tried"]
    assert tried["name"] == f"{FREE} = 0.3"
    assert "of 100 worlds" in tried["said"]
    assert found["whatif-drawn"]["data"][0].endswith(run.manifest.hash)


def test_what_the_frame_finds_next_is_what_is_drawn_already(app: Dash, service: Service) -> None:
    found = move(app, view(service), step("set", FREE, 0.3))
    after = found["view"]["data"]
    stage = layout.staged(service.shown(after), after)
    again = ask(
        app,
        "whatif-series.data",
        "stage.data",
        stage=stage,
        at={},
        view=after,
        whatif_drawn=found["whatif-drawn"]["data"],
    )
    assert again is None
    first = ask(app, "whatif-series.data", "stage.data", stage=stage, at={}, view=after)
    assert first is not None
    assert first["whatif-pictures"]["data-still"]
    options = [each["value"] for each in first["whatif-series"]["data"]]
    assert first["whatif-series"]["value"] == options[0]
    other = ask(
        app,
        "whatif-series.data",
        "at.data",
        stage=stage,
        at={"whatif.series": "oil"},
        view=after,
        whatif_drawn=found["whatif-drawn"]["data"],
    )
    assert other is not None
    assert set(other) == {"whatif-fan", "whatif-drawn"}  # nothing else is drawn again


def test_what_is_wrong_is_said_beside_the_control_and_nothing_moves(
    app: Dash, service: Service
) -> None:
    found = move(app, view(service), step("set", FREE, "99"))
    assert "view" not in found
    assert found["whatif-done"]["data"] == 7
    said = {
        key if key[0] != "{" else json.loads(key)["name"]: x for key, x in found["side"].items()
    }
    assert "out of bounds" in json.dumps(said[FREE])


def test_what_is_wrong_with_an_import_is_said_above(app: Dash, service: Service) -> None:
    found = ask(
        app,
        "whatif-mine",
        "whatif-upload.contents",
        whatif_upload="data:,%%%",
        view=view(service),
        at={},
        tab="tab",
    )
    assert found is not None
    assert "UTF-8" in json.dumps(found["whatif-problems"]["children"])
    assert "view" not in found


def test_undo_gives_the_controls_anew(app: Dash, service: Service) -> None:
    there = move(app, view(service), step("set", FREE, 0.3))
    back = move(app, there["view"]["data"], step("undo"), whatif_log=there["whatif-log"]["data"])
    assert back["view"]["data"]["draft"] == {}
    assert back["whatif-mine"]["data"] is None
    controls = ask(
        app, "whatif-controls", "view.data", view=there["view"]["data"], at={"whatif.open": "laws"}
    )
    assert controls is not None
    assert '"0.3"' in json.dumps(controls["whatif-controls"]["children"])
    left = ask(
        app,
        "whatif-controls",
        "view.data",
        view=there["view"]["data"],
        at={},
        whatif_mine=there["view"]["data"],
    )
    assert left is None


@pytest.mark.parametrize("tab", whatif.TABS)
def test_every_tab_has_its_controls(app: Dash, service: Service, tab: str) -> None:
    found = ask(app, "whatif-controls", "at.data", view=view(service), at={"whatif.tab": tab})
    assert found is not None
    assert found["whatif-tab"]["value"] == tab
    assert found["whatif-controls"]["children"]
    hidden = found["whatif-find"]["style"] == {"display": "none"}
    assert hidden == (tab != "assumptions")


def test_a_tab_that_is_none_shows_the_first(app: Dash, service: Service) -> None:
    for wrong in ("title", "__class__", "policy", 5):
        found = ask(app, "whatif-controls", "at.data", view=view(service), at={"whatif.tab": wrong})
        assert found is not None
        assert found["whatif-tab"]["value"] == "assumptions"


def test_a_form_of_the_page_is_read_where_it_stands(app: Dash, service: Service) -> None:
    forms = {"use-from": "2017Q3", "use-to": None}
    found = move(app, view(service), step("add", "use", field="economy_first"), forms=forms)
    assert found["view"]["data"]["draft"] == {
        "policies": [{"use": "economy_first", "from": "2017Q3"}]
    }
    assert found["whatif-mine"]["data"] is None


def test_an_export_is_a_file(app: Dash, service: Service) -> None:
    asked = view(service, draft={"set": {FREE: 0.3}})
    found = ask(app, "whatif-download", "whatif-export.n_clicks", whatif_export=1, view=asked)
    assert found is not None
    sent = found["whatif-download"]["data"]
    assert sent["filename"] == "what_if.yaml"
    assert f"  {FREE}: 0.3" in sent["content"].splitlines()


def test_how_the_page_is_looked_at_goes_into_the_address(app: Dash) -> None:
    def look(changed: str, **given: Any) -> Any:
        offered = [{"value": "us.sanctions", "label": "x"}, {"value": "oil", "label": "y"}]
        found = ask(app, "at.data", changed, whatif_series_data=offered, **given)
        return found and found["at"]["data"]

    assert look("whatif-tab.value", whatif_tab="events", at={}) == {"whatif.tab": "events"}
    assert look("whatif-tab.value", whatif_tab="assumptions", at={"whatif.tab": "events"}) == {}
    assert look("whatif-find.value", whatif_find="", at={"why.world": 3}) is None


def test_without_a_base_nothing_is_told_apart(app: Dash, service: Service) -> None:
    alone = view(service, subject="baseline", base="")
    found = ask(app, "whatif-apart", "whatif-tell.n_clicks", whatif_tell=1, view=alone)
    assert found is not None
    assert "nothing to compare" in json.dumps(found["whatif-apart"]["children"])


@pytest.mark.parametrize(
    ("action", "place"),
    [
        ({"do": "set", "name": "a.b"}, "a.b"),
        ({"do": "law", "name": "war"}, "war"),
        ({"do": "edit", "name": "storm", "field": "events:at"}, "events storm"),
        ({"do": "remove", "name": "storm", "field": "events"}, "events storm"),
        ({"do": "remove", "name": "storm", "field": "events:list"}, None),
        ({"do": "add", "name": "use", "field": "x"}, "add use"),
        ({"do": "undo"}, None),
        ({"do": "import"}, None),
    ],
)
def test_faults_have_their_place(action: dict[str, str], place: str | None) -> None:
    assert whatif._place(action) == place


def test_faults_are_short_beside_a_control() -> None:
    said = whatif._words(InputError([Problem("too much", "0 to 1", "less"), Problem("wrong")]))
    assert [text_of(each) for each in said] == ["too much; 0 to 1; less", "wrong"]
    assert text_of(whatif._words(SimError("it failed"))) == "it failed"
    assert components.alert(SimError("it failed"))
