import re

import numpy as np
import pytest

from sim.analysis.comparison import Comparison, comparison
from sim.report import ComparisonContext, Context, compare_html
from sim.report.comparison_page import run_looks
from sim.results import Form, Measure, Run
from sim.scenario import ScenarioDifference
from tests.report.test_report import EVIL, Page, titled
from tests.support.synthetic import FakeBatch, make_manifest, make_run

BASE, RUN = make_run(), make_run(shift=0.1)
CHANGES = (
    ScenarioDifference("set.sender.salience.punishment", None, {"scale": 0.1}, "/h/s.yaml", 9),
)
COMPARED = comparison([BASE, RUN], differs=[CHANGES], headline="treaty")
WHOLE = compare_html(COMPARED)


def turning() -> Comparison:
    """One event that comes more often under one form and less often under the other."""
    rng = np.random.default_rng(5)
    steep = rng.random(1000) < 0.5
    before = rng.random(1000) < 0.5
    after = np.where(steep, before | (rng.random(1000) < 0.5), before & (rng.random(1000) < 0.5))
    runs = []
    for name, values in (("base", before), ("run", after)):
        manifest = make_manifest(
            1000,
            name=name,
            quarters=1,
            series=(),
            quantities=(),
            measures=(Measure(name="treaty", kind="bool", title="Treaty"),),
            forms=(Form(path="laws.curve", options=("plain", "steep")),),
        )
        batch = FakeBatch(0, 1000, {"treaty": values}, {}, {"laws.curve": steep.astype(float)})
        runs.append(Run.collect([batch], manifest))
    return comparison(runs)


def test_that_the_model_cannot_tell_stands_before_any_number() -> None:
    page = compare_html(turning())
    body = page[page.index("<main") :]
    said = body.index("The model cannot tell")
    assert body.index("more under steep, less under plain (laws.curve)") > said
    first = re.search(r"\d of 100 worlds|[+−]\d", body)
    assert first
    assert said < first.start()
    assert "turns the sign" in page
    assert "The model cannot tell" not in WHOLE


def test_every_part_is_there_and_linked() -> None:
    page = Page(WHOLE)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for section in (
        "answers",
        "changes",
        "levels",
        "differences",
        "turns",
        "timing",
        "paths",
        "numbers",
        "limits",
        "record",
    ):
        assert section in ids
        assert f'href="#{section}"' in WHOLE
    assert "set.sender.salience.punishment" in WHOLE
    assert "s.yaml, line 9" in WHOLE


def test_nothing_is_fetched() -> None:
    page = Page(WHOLE)
    assert all("src" not in attributes for _, attributes in page.tags)
    assert not page.all("link")
    assert "default-src 'none'" in WHOLE


def test_what_people_typed_is_text() -> None:
    evil = comparison([titled(BASE, EVIL), titled(RUN, EVIL)])
    text = compare_html(evil, ComparisonContext(Context(dispute=EVIL)))
    assert "<img" not in text.partition("<script")[0]
    assert Page(text).all("img") == []


def test_runs_that_do_not_share_their_worlds_are_marked() -> None:
    text = compare_html(comparison([BASE, RUN], is_paired=False, notes=["Compared as strangers."]))
    assert "NOT PAIRED" in text
    assert "Compared as strangers." in text
    assert "which worlds move where" not in text
    assert "which worlds move where" in WHOLE


@pytest.mark.parametrize("start", ["2018Q1", "2017Q1"])
def test_runs_over_other_quarters_are_not_drawn_over_one_another(start: str) -> None:
    other = make_run(500, shift=0.1, start=start)
    text = compare_html(comparison([make_run(500), other], is_paired=False))
    assert ("do not span the same quarters" in text) == (start == "2018Q1")


def test_many_runs_are_told_apart_without_colour() -> None:
    found = run_looks([f"run {i}" for i in range(5)])
    assert len({(look.dash, look.symbol) for look in found}) == 5
    assert len({look.colour for look in found}) == 5
    text = compare_html(comparison([BASE, RUN, make_run(shift=0.2)]))
    assert text.count("<h1>2 scenarios against: The base case</h1>") == 1
