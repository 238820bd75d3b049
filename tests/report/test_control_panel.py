"""What can be moved: every parameter once, under a heading, with a slider that makes sense."""

from dataclasses import replace

import numpy as np
import pytest

from sim import scenario
from sim.base.errors import Mark
from sim.dispute import read_folder
from sim.inputs.parameters import Parameter
from sim.inputs.priors import Point, parse
from sim.report.control_panel import ControlPanel, panel, span
from sim.scenario import Offer
from sim.scenario.overrides import override
from tests.test_generality import build

PLACE = Mark("toy.yaml", 1, 1)


@pytest.fixture(scope="module")
def shipped() -> Offer:
    return scenario.offer("kurils")


@pytest.fixture(scope="module", params=["shipped", "invented"])
def offer(
    request: pytest.FixtureRequest, shipped: Offer, tmp_path_factory: pytest.TempPathFactory
) -> Offer:
    if request.param == "shipped":
        return shipped
    return Offer(read_folder(build(tmp_path_factory.mktemp("disputes") / "straits")))


@pytest.fixture(scope="module")
def found(offer: Offer) -> ControlPanel:
    return panel(offer)


def test_every_parameter_stands_in_it_once(found: ControlPanel, offer: Offer) -> None:
    paths = [control.path for group in found.groups for control in group.controls]
    assert sorted(paths) == sorted(offer.register)
    assert list(found.controls) == paths


def test_actors_come_first_under_their_titles_and_hold_only_their_own(
    found: ControlPanel, offer: Offer
) -> None:
    actors = offer.dispute.actors
    first = found.groups[: len(actors)]
    assert {group.title for group in first} <= set(offer.dispute.titles.values())
    for group in first:
        assert all(control.path.startswith(f"{group.key}.") for control in group.controls)
    for group in found.groups[len(actors) :]:
        assert not any(control.path.split(".")[0] in actors for control in group.controls)


def test_what_stands_side_by_side_has_names_that_tell_it_apart(shipped: Offer) -> None:
    for group in panel(shipped).groups:
        for section in group.sections:
            titles = [control.title for control in section.controls]
            assert all(titles)
            assert len(titles) - len(set(titles)) <= 1, (group.title, section.title, titles)


def test_sliders_lie_within_bounds_and_hold_what_is_drawn(found: ControlPanel) -> None:
    for control in found.controls.values():
        parameter = control.parameter
        assert parameter.low <= control.low < control.high <= parameter.high
        assert 0 < control.step <= (control.high - control.low) / 2 or parameter.is_form
        for band in (control.before, control.after):
            assert control.low <= band.low <= band.middle <= band.high <= control.high


def test_saliences_are_shares_of_one_whole_as_worlds_are_drawn(
    found: ControlPanel, offer: Offer
) -> None:
    for actor in offer.actors:
        drawn = [
            k.drawn for k in found.controls.values() if k.path.startswith(f"{actor}.salience.")
        ]
        if drawn:
            assert np.sum(drawn, axis=0) == pytest.approx(1)


def test_what_history_moved_is_told_from_what_it_did_not(shipped: Offer) -> None:
    controls = panel(shipped).controls
    posterior = shipped.dispute.posterior
    assert posterior is not None
    silent = [path for path in controls if path not in posterior.columns]
    assert not any(controls[path].is_informed for path in silent if ".salience." not in path)
    assert sum(control.is_informed for control in controls.values()) > len(posterior.columns) / 2


def test_a_certain_value_is_known_as_one(found: ControlPanel) -> None:
    for control in found.controls.values():
        if isinstance(control.parameter.prior, Point) and ".salience." not in control.path:
            assert control.is_certain


def test_options_of_forms_have_shares_that_sum_to_one(found: ControlPanel) -> None:
    assert found.forms
    for form in found.forms:
        assert set(form.shares) == set(form.parameter.options)
        before, after = zip(*form.shares.values(), strict=True)
        assert sum(before) == pytest.approx(1)
        assert sum(after) == pytest.approx(1)


def test_a_search_finds_all_words_in_any_of_what_is_said(shipped: Offer) -> None:
    whole = panel(shipped)
    path = "choices.logit.better_choice"
    found = [control for group in whole.search("better OPTION") for control in group.controls]
    assert path in [control.path for control in found]
    assert path in [
        control.path for group in whole.search("precision") for control in group.controls
    ]
    assert all("option" in control._said and "better" in control._said for control in found)
    assert whole.search("  ") == whole.groups
    assert whole.search("nothing is called so") == ()


def test_switches_are_the_laws_with_what_they_are_about(shipped: Offer) -> None:
    whole = panel(shipped)
    assert [switch.name for switch in whole.switches] == list(shipped.mechanisms)
    assert all(switch.title and not switch.title.endswith(".") for switch in whole.switches)
    assert [switch.name for switch in whole.find_switches("price oil")] == ["oil"]


def test_a_slider_stands_where_the_value_is(shipped: Offer) -> None:
    control = panel(shipped).controls["laws.alignment.chill"]
    middle = control.after.middle

    def place(raw: object) -> float:
        return control.place(override(control.path, raw, shipped))

    assert control.place(None) == middle
    assert place(0.7) == 0.7
    assert place({"scale": 0.5}) == pytest.approx(middle / 2)
    assert place({"add": 0.1}) == pytest.approx(middle + 0.1)
    assert place("0.2 to 0.8") == pytest.approx(0.4)
    assert control.ends(control.high + 1) == (control.low, control.high + 1)


def parameter(prior: object, low: float, high: float, unit: str = "share") -> Parameter:
    found = parse(prior, low, high)
    return Parameter("toy.way", "a way", unit, low, high, found, (), "", "", "", PLACE)


@pytest.mark.parametrize(
    ("draws", "bounds", "expected"),
    [
        # 0.3 to 0.5 is 0.2 wide: a two-hundredth is 0.001, both bounds are far.
        ([0.3, 0.5], (0, 1), (0.3, 0.5, 0.001)),
        # 0.02 to 0.98: both bounds are within a fifth of the width, and 1 / 200 is 0.005.
        ([0.02, 0.98], (0, 1), (0, 1, 0.005)),
        # One value: the bounds, and 30 / 200 = 0.15 becomes 0.2.
        ([5.0, 5.0], (0, 30), (0, 30, 0.2)),
    ],
)
def test_a_slider_ends_at_round_numbers(
    draws: list[float], bounds: tuple[float, float], expected: tuple[float, float, float]
) -> None:
    values = np.array([draws[0]] * 1000 + [draws[1]] * 1000)
    assert span(parameter(bounds[0], *bounds), [values]) == pytest.approx(expected)


def test_of_what_is_counted_there_are_no_parts() -> None:
    whole = parameter(7, 0, 28, "count")
    assert span(whole, [np.full(10, 7.0)]) == (0, 28, 1)
    assert span(replace(whole, unit="share"), [np.full(10, 7.0)])[2] < 1
