import numpy as np
import pytest

from sim.analysis.expressions import Expression, ask
from sim.base.errors import InputError
from tests.support.synthetic import make_run


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("settlement = first", lambda o: o["settlement"] == "first"),
        ("settlement >= first", lambda o: o["settlement"] != "none"),
        ("settlement < second", lambda o: o["settlement"] != "second"),
        ("treaty", lambda o: o["treaty"]),
        ("not treaty", lambda o: ~o["treaty"]),
        ("lapse_quarter", lambda o: o["lapse_quarter"].notna()),
        ("flow > 0.25", lambda o: o["flow"] > 0.25),
        ("flow", lambda o: o["flow"]),
    ],
)
def test_every_world_is_asked(text, by_hand) -> None:
    run = make_run(200)
    answer = Expression.parse(text).ask(run)
    assert answer.expression == text
    assert np.array_equal(answer.values, by_hand(run.outcomes).astype(float))


def test_the_standard_questions() -> None:
    answers = ask(make_run(50))
    assert [a.expression for a in answers] == [
        "settlement >= first",
        "settlement >= second",
        "treaty",
        "lapse_quarter",
        "flow",
    ]
    assert [a.label for a in answers][:3] == [
        "settlement: at least first",
        "settlement: at least second",
        "Treaty",
    ]
    assert [a.is_share for a in answers] == [True, True, True, True, False]
    assert answers[-1].unit == "USD bn"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("treatty", "did you mean 'treaty'"),
        ("settlement >= frist", "did you mean 'first'"),
        ("settlement", "names no level"),
        ("treaty > 1", "compares treaty"),
        ("flow > much", "with no number"),
        ("flow > nan", "with no number"),
        ("not flow", "with no number"),
        ("treaty or not", "is no expression"),
        ("not treaty > 1", "is no expression"),
        ("__import__('os')", "is no expression"),
    ],
)
def test_what_cannot_be_asked(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        Expression.parse(text).ask(make_run(5))


def test_whether_a_run_can_answer_is_told_without_a_fault() -> None:
    manifest = make_run(5).manifest
    assert Expression.parse("settlement >= first").fits(manifest)
    assert not Expression.parse("settlement >= frist").fits(manifest)
