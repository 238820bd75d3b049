"""What stands in an address: read again it is the same, and nothing in it is trusted."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import url_state
from dashboards.url_state import PageState, asked, looked, read, search
from sim.base.errors import InputError

DEFAULT = PageState("second", base="first")
CROWDED = PageState("second", base="first", others=("third",), worlds=500, prior=True)
DEFAULTS = st.sampled_from([DEFAULT, CROWDED, PageState("alone")])

references = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,20}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
paths = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
leaves = st.none() | st.booleans() | numbers | texts
plain = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(paths, inner, max_size=3),
    max_leaves=6,
)
maps = st.dictionaries(paths, plain, max_size=4)
lists = st.lists(plain, max_size=3)
drafts = st.fixed_dictionaries(
    {},
    optional={
        part: maps if part in ("set", "mechanisms", "since") else lists for part in url_state.PARTS
    },
)
views = st.fixed_dictionaries(
    {},
    optional={
        "subject": references,
        "base": references | st.just(""),
        "others": st.lists(references, max_size=url_state.MOST_OTHERS),
        "draft": drafts,
        "worlds": st.none() | st.integers(1, url_state.MOST_WORLDS),
        "prior": st.booleans(),
    },
)
keys = st.from_regex(r"[a-z]{1,8}\.[a-z_]{1,8}", fullmatch=True)
looks = st.dictionaries(keys, texts | numbers | st.booleans(), max_size=5)
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(view=views, at=looks, default=DEFAULTS)
def test_what_is_written_is_read_again(
    view: dict[str, Any], at: dict[str, Any], default: PageState
) -> None:
    found, found_at = read(search(view, at, default), default)
    assert found == asked(view, default).view()
    assert found_at == looked(at)
    assert asked(found, default) == asked(view, default)


@given(default=DEFAULTS)
def test_the_default_needs_no_words(default: PageState) -> None:
    assert search(default.view(), {}, default) == ""
    assert read("", default) == (default.view(), {})


def test_what_is_read_belongs_to_who_reads_it() -> None:
    one, _ = read("", DEFAULT)
    one["draft"]["set"] = {"a": 1}
    one["others"].append("b")
    assert read("", DEFAULT)[0] == DEFAULT.view() != one


def test_an_address_is_readable() -> None:
    view = {**DEFAULT.view(), "draft": {"set": {"a.b": 0.4, "a.form": "convex"}}, "base": ""}
    said = search(view, {"council.quarter": "2018Q2"}, DEFAULT)
    assert said == "?base=-&set.a.b=0.4&set.a.form=convex&at.council.quarter=2018Q2"


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_bad_input(text: str) -> None:
    try_to_read(text)


# Pieces that the reader takes apart, put together as nobody would.
words = st.sampled_from(
    [
        *(f"{part}{end}" for part in (*url_state.PARTS, "at") for end in ("", ".", ".x", ".x.y")),
        *("subject", "base", "also", "worlds", "prior"),
    ]
)
values = st.sampled_from(
    [
        *("", "-", "1", "0", "-1", "1e999", "NaN", "9" * 400, "null", "true"),
        *("[", "[]", "[1]", "{}", '"', "[" * 500, "a,b", ",", "%", '"\\ud800"'),
        *("../../etc/passwd", "/etc/passwd", "a\x00b"),
    ]
)


@given(st.lists(st.tuples(words, values), max_size=6))
def test_an_address_of_odd_pieces_is_read_or_refused(items: list[tuple[str, str]]) -> None:
    try_to_read(urlencode(items))


def try_to_read(text: str) -> None:
    """InputError and nothing else; and what can be read can be written and read again."""
    try:
        view, at = read(text, DEFAULT)
    except InputError:
        return
    json.dumps([view, at], allow_nan=False).encode()
    assert read(search(view, at, DEFAULT), DEFAULT) == (view, at)


@given(jsons, jsons)
def test_any_data_from_a_browser_are_a_view_or_bad_input(view: Any, at: Any) -> None:
    looked(at)
    try:
        found = asked(view, DEFAULT)
    except InputError:
        return
    assert found.subject


@given(st.dictionaries(st.sampled_from([*DEFAULT.view(), "else"]), jsons), DEFAULTS)
def test_any_content_of_a_view_is_usable_or_bad_input(
    view: dict[str, Any], default: PageState
) -> None:
    try:
        found = asked(view, default)
    except InputError:
        return
    assert read(search(found.view(), {}, default), default)[0] == found.view()


def problems(view: dict[str, Any]) -> str:
    with pytest.raises(InputError) as caught:
        asked(view, DEFAULT)
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "a/b", "..", ".hidden", "", "a\x00", "a\n", "é", "a" * 201],
)
def test_names_that_could_be_paths_are_refused(name: str) -> None:
    assert "subject" in problems({"subject": name})
    assert "others" in problems({"others": [name]})
    if name:
        assert "base" in problems({"base": name})


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = problems(
        {"subject": 1, "base": [], "others": "x", "draft": {"seed": 1}, "worlds": 0, "prior": 3}
    )
    for part in ("subject", "others", "draft", "worlds"):
        assert part in said


@pytest.mark.parametrize(
    "draft",
    [
        [],
        {"seed": 3},
        {"quarters": 900},
        {"set": []},
        {"events": {}},
        {"set": {"": 1}},
        {"set": {"a": float("nan")}},
        {"set": {"a": 10**400}},
        {"set": {"a": "\ud800"}},
        {"events": [[[[[[[[[[[[[[[]]]]]]]]]]]]]]]},
        {"set": {f"p{i}": i for i in range(5000)}},
        {"set": {"a": "x" * 40_000}},
    ],
    ids=lambda draft: str(draft)[:30],
)
def test_a_draft_that_no_page_makes_is_refused(draft: Any) -> None:
    if draft:
        assert "draft" in problems({"draft": draft})
    else:
        assert asked({"draft": draft}, DEFAULT).draft == {}


@pytest.mark.parametrize("worlds", [0, -5, True, 1.5, "many", [1], 10**9])
def test_worlds_are_a_number_of_worlds(worlds: Any) -> None:
    assert "worlds" in problems({"worlds": worlds})


def test_no_more_others_than_can_be_told_apart() -> None:
    assert "others" in problems({"others": ["a", "b", "c", "d"]})


def test_an_address_is_bounded() -> None:
    with pytest.raises(InputError, match="too long"):
        read("?" + "a" * 32_001, DEFAULT)


def test_a_part_that_is_spelt_by_path_is_not_also_taken_whole() -> None:
    with pytest.raises(InputError, match="set"):
        read("?set=[1]&set.a.b=2", DEFAULT)


def test_the_largest_draft_still_has_an_address() -> None:
    draft = {"set": {f"actor.salience.issue_{i}": 0.123456789 for i in range(600)}}
    at = {f"page.key_{letter}": "x" * 1900 for letter in "abcdefghij"}
    said = search({"draft": draft}, at, DEFAULT)
    assert len(said) <= url_state.LONGEST
    view, found = read(said, DEFAULT)
    assert view["draft"] == draft
    assert 0 < len(found) < len(at)  # how it is looked at is what can be done without


def test_a_look_is_flat_short_and_of_some_page() -> None:
    kept = {"page.key": "x", "page.other": 2.5, "page.flag": True}
    odd = {
        "page": 1,
        "Page.key": 1,
        "page.key.more": 1,
        "page.list": [1],
        "page.none": None,
        "page.nan": float("nan"),
        "page.long": "x" * 3000,
        "page.half": "\udc00",
    }
    assert looked({**odd, **kept}) == kept
    many = {f"page.{'a' * (i // 26)}{chr(97 + i % 26)}": i for i in range(200)}
    assert len(looked(many)) == url_state.MOST_AT


def test_references_are_listed_once_each() -> None:
    one = PageState("a", base="a", others=("a", "b"))
    assert one.references == ("a", "b")
    assert PageState("a", base="a", draft={"set": {"x": 1}}).references == ("a", "a")
    assert PageState("a", base="c", others=("c",)).references == ("c", "a")


def test_a_pound_sign_in_a_value_does_not_end_the_address() -> None:
    view = {"draft": {"set": {"a.b": "5 to 20 & more # = ?"}}}
    said = search(view, {}, DEFAULT)
    assert quote("#") in said
    assert read(said, DEFAULT)[0]["draft"] == view["draft"]
