"""What controls write into the address: only what differs from the default, and nothing else."""

import pytest
from dash import no_update

from dashboards.view_controls import changed_view, chosen, place_of

DATES = ("2017Q1", "2017Q2", "2017Q3")


def test_a_choice_is_kept_beside_the_others() -> None:
    assert changed_view({"other.key": 1}, "page.key", "b", "a") == {"other.key": 1, "page.key": "b"}
    assert changed_view(None, "page.key", "b", "a") == {"page.key": "b"}


def test_a_default_goes_unsaid() -> None:
    assert changed_view({"page.key": "b"}, "page.key", "a", "a") == {}


@pytest.mark.parametrize(("at", "value"), [({}, "a"), ({"page.key": "b"}, "b"), (None, "a")])
def test_what_has_not_changed_is_not_written(at: dict[str, str] | None, value: str) -> None:
    assert changed_view(at, "page.key", value, "a") is no_update


@pytest.mark.parametrize("value", ["c", 3, None, ["a"], {}])
def test_what_is_no_option_is_the_first(value: object) -> None:
    assert chosen({"page.key": value}, "page.key", ["a", "b"]) == "a"
    assert chosen({"page.key": "b"}, "page.key", ["a", "b"]) == "b"


@pytest.mark.parametrize("value", ["2016Q4", 1, None, [], {}])
def test_what_is_no_quarter_is_the_last(value: object) -> None:
    assert place_of({"page.key": value}, "page.key", DATES) == 2
    assert place_of({"page.key": "2017Q2"}, "page.key", DATES) == 1
    assert place_of(None, "page.key", DATES) == 2
