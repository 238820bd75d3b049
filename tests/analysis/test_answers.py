import pytest

from sim.analysis.answers import headline, lines
from sim.analysis.expressions import Expression
from sim.analysis.reference_classes import QuotedShare, ReferenceClass, ReferenceForecast
from sim.results import Run
from tests.support.synthetic import make_batch, make_manifest, make_run


def reference(beside: str) -> ReferenceForecast:
    about = ReferenceClass(
        title="Such treaties",
        beside=[beside],
        share=QuotedShare(share=0.05, years=5),
        quoted=True,
        source="a list",
        vintage="2016",
        weight="weak",
        weakness="others",
    )
    return ReferenceForecast("such", about, 0.05, 0.02, 0.09)


def test_a_line_has_all_its_doubt() -> None:
    found = {line.expression: line for line in lines(make_run(shift=0.1), make_run())}
    treaty = found["treaty"]
    assert treaty.value.endswith("%")
    assert treaty.word
    assert "–" in treaty.over_forms
    assert treaty.moved.count("points") == 2
    flow = found["flow"]
    assert flow.value.endswith("USD bn")
    assert (flow.word, flow.outside_view) == ("", "")
    assert flow.quantiles["q05"] < flow.quantiles["q95"]


def test_without_a_base_nothing_is_compared() -> None:
    for line in lines(make_run()):
        assert (line.base_value, line.moved) == ("", "")


def test_the_headline_says_number_word_base_forms_and_outside_view() -> None:
    expression = Expression("treaty")
    (line,) = lines(make_run(shift=0.05), make_run(), [reference("treaty")], [expression])
    assert headline(line) == (
        f"Treaty: {line.value.removesuffix(' %')} of 100 worlds (very unlikely, 5–20 %); "
        f"baseline {line.base_value.removesuffix(' %')}; "
        f"range over uncertain forms {line.over_forms}; reference classes 2–9 %."
    )


def test_a_base_without_the_outcome_is_left_out() -> None:
    run = make_run(50)
    batch = make_batch(0, 50)
    del batch.outcomes["flow"]
    base = Run.collect([batch], make_manifest(50, measures=run.manifest.measures[:3]))
    found = {line.expression: line for line in lines(run, base)}
    assert found["treaty"].base is not None
    assert found["flow"].base is None


@pytest.mark.parametrize("expression", ["flow", "settlement >= first"])
def test_headlines_of_every_kind(expression: str) -> None:
    (line,) = lines(make_run(), None, (), [Expression.parse(expression)])
    assert headline(line).endswith(".")
