import json
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.errors import InputError, Mark
from sim.base.yaml_documents import DEEPEST, LARGEST, Entry, check, parse, read


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as error:
        parse(text, "f.yaml")
    return str(error.value).splitlines()


# Values.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("off", "off"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("1e-3", 0.001),
        ("-.5", -0.5),
        ("+3", 3),
        ("012", 12),
        ("0x10", 16),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2016-12-31", "2016-12-31"),
        ("2017Q1", "2017Q1"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("~", None),
        ("", None),
        ("5 to 20", "5 to 20"),
        ("us.sanctions < 0.2", "us.sanctions < 0.2"),
        ("<<", "<<"),
    ],
)
def test_plain_words_mean_what_they_look_like(text: str, value: object) -> None:
    found = parse(f"key: {text}", "f.yaml").data["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".nan", ".inf", "-.Inf", "1e999"])
def test_numbers_are_finite(text: str) -> None:
    assert problems(f"key: {text}") == [
        f"f.yaml:1:6: {text} is not a finite number; at most about 1.8e308 in size"
    ]


# Without control characters and separators, which YAML forbids or folds.
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]))
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | words,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdef", min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(trees)
def test_json_is_read_as_itself(tree: Any) -> None:
    text = json.dumps({"tree": tree}, ensure_ascii=False, indent=1)
    assert parse(text, "f.yaml").data == {"tree": tree}


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    try:
        places = list(parse(text, "f.yaml").marks.values())
    except InputError as error:
        places = [problem.mark for problem in error.problems]
    assert places
    assert None not in places


# Marks.

SAMPLE = """\
# a comment
us:
  salience:
    punishment: 0.4
events:
  - id: first
  - {id: second, when: "war > 0.5"}
"""


def test_marks_point_at_keys_items_and_values() -> None:
    document = parse(SAMPLE, "f.yaml")
    assert document.mark() == Mark("f.yaml", 1, 1)
    assert document.mark(("us", "salience", "punishment")) == Mark("f.yaml", 4, 5)
    assert document.value_mark(("us", "salience", "punishment")) == Mark("f.yaml", 4, 17)
    assert document.mark(("events", 1)) == Mark("f.yaml", 7, 5)
    assert document.mark(("events", 1, "when")) == Mark("f.yaml", 7, 18)
    assert document.value_mark(("events", 1, "when")) == Mark("f.yaml", 7, 24)


def test_a_key_that_is_missing_has_the_mark_of_its_nearest_parent() -> None:
    document = parse(SAMPLE, "f.yaml")
    assert document.mark(("us", "position", "x")) == Mark("f.yaml", 2, 1)
    assert document.mark(("japan",)) == Mark("f.yaml", 1, 1)


def test_every_key_and_item_has_a_mark() -> None:
    document = parse(SAMPLE, "f.yaml")
    assert set(document.marks) == set(document.values)
    for path in document.marks:
        document.at(path)  # and every mark belongs to something


# Refusals.


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    text = "a: &x 1\nb: *x\nc: !!python/name:os.system x\na: 2\n? [1]\n: 3\n1.5: 4\n"
    assert [line.split(";")[0] for line in problems(text)] == [
        "f.yaml:1:4: an anchor (&) is not allowed",
        "f.yaml:2:4: an alias (*) is not allowed",
        "f.yaml:3:4: a tag (!) is not allowed",
        "f.yaml:4:1: the key 'a' stands twice",
        "f.yaml:5:3: this cannot be a key",
        "f.yaml:7:1: this cannot be a key",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2\nb: 3\n", "f.yaml:2:2:"),
        ("a: b: c\n", "f.yaml:1:5:"),
        ("a: \x07\n", "f.yaml:1:4:"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1:"),
        ("[" * (DEEPEST + 1), f"f.yaml:1:{DEEPEST + 1}:"),
        ("a: 1\n  b: 2\n", "f.yaml:2:4:"),
        ("a: 'open\n", "f.yaml:"),
    ],
)
def test_what_is_not_yaml_is_refused_at_its_place(text: str, place: str) -> None:
    assert problems(text)[0].startswith(place)


def test_the_deepest_nesting_is_read() -> None:
    parse("[" * DEEPEST + "]" * DEEPEST, "f.yaml")


def test_a_file_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: \xc3\xa9\r\n")  # with a byte-order mark and CRLF
    document = read(path)
    assert document.data == {"name": "é"}
    assert document.file == str(path)


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        (b"", "1:1", "the file is empty"),
        (b"# only a comment\n", "1:1", "the file is empty"),
        (b"- a\n- b\n", "1:1", "does not hold a mapping"),
        (b"a: 1\nb: \xe9\n", "2:4", "not UTF-8"),
        (b"a" * (LARGEST + 1), "1:1", "too large"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, content: bytes, place: str, what: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}:{place}: ")
    assert what in str(error.value)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read("a\0b")


# Models.


class Inner(Entry):
    kind: Literal["ease", "tighten"]
    size: float = 1.0


class Outer(Entry):
    levers: dict[str, Inner]
    others: tuple[Inner, ...] = ()
    count: int


def test_a_document_becomes_a_model() -> None:
    document = parse("levers: {one: {kind: ease}}\ncount: 3\n", "f.yaml")
    outer = check(Outer, document)
    assert outer.levers["one"] == Inner(kind="ease")
    assert check(Inner, document, ("levers", "one")).size == 1


def test_faults_of_a_model_stand_at_their_place() -> None:
    text = """\
levers:
  one: {kind: eas, sze: 3}
others:
  - kind: tighten
    size: large
  - {}
cuont: 3
"""
    with pytest.raises(InputError) as error:
        check(Outer, parse(text, "f.yaml"))
    assert str(error.value).splitlines() == [
        "f.yaml:1:1: the key 'count' is missing",
        "f.yaml:2:9: levers.one.kind: 'eas' is not known; allowed: 'ease' or 'tighten'; "
        "did you mean 'ease'?",
        "f.yaml:2:20: unknown key 'sze'; allowed here: kind, size; did you mean 'size'?",
        "f.yaml:5:5: others.0.size: input should be a valid number, unable to parse string as a "
        "number, not 'large'",
        "f.yaml:6:5: the key 'kind' is missing",
        "f.yaml:7:1: unknown key 'cuont'; allowed here: count, levers, others; "
        "did you mean 'count'?",
    ]


def test_a_part_of_a_document_keeps_its_marks() -> None:
    document = parse("a:\n  b:\n    knd: ease\n    kind: ease\n", "f.yaml")
    with pytest.raises(InputError, match=r"f.yaml:3:5: unknown key 'knd'"):
        check(Inner, document, ("a", "b"))
