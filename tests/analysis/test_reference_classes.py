from pathlib import Path

import pytest

from sim.analysis.reference_classes import (
    jeffreys_all,
    jeffreys_interval,
    load,
    references,
    references_for,
    span,
    within,
)
from sim.base.errors import InputError

CALIBRATIONS = Path(__file__).parents[2] / "calibration"

GOOD = """\
classes:
  streak:
    title: Four of four
    beside: [treaty]
    streak: {successes: 4, trials: 4, every_quarters: 2}
    quoted: true
    source: minutes
    vintage: "2016"
    weight: fair
    weakness: four trials
  ended:
    title: Cases that ended
    beside: [not treaty]
    share: {share: 0.36, low: 0.19, high: 0.51, years: 5}
    source: a list
    vintage: "2016"
    weight: weak
    weakness: others
"""


def test_a_streak_by_hand() -> None:
    # Beta(4.5, 0.5): next one 4.5/5; next two 4.5/5 * 5.5/6 = 24.75/30 = 0.825
    assert jeffreys_all(4, 4, 1) == pytest.approx(0.9)
    assert jeffreys_all(4, 4, 2) == pytest.approx(0.825)
    product = 1.0
    for i in range(10):
        product *= (4.5 + i) / (5 + i)
    assert jeffreys_all(4, 4, 10) == pytest.approx(product) == pytest.approx(0.5465, abs=1e-4)
    assert jeffreys_all(4, 4, 0) == 1


def test_a_streak_that_was_broken() -> None:
    # Beta(3.5, 1.5): next two 3.5/5 * 4.5/6 = 0.525
    assert jeffreys_all(3, 4, 2) == pytest.approx(0.525)


def test_ends_of_an_interval() -> None:
    assert jeffreys_interval(0, 10)[0] == 0
    assert jeffreys_interval(10, 10)[1] == 1
    low, high = jeffreys_interval(5, 10)
    assert low == pytest.approx(1 - high)


def test_a_constant_rate_adds_up() -> None:
    assert within(0.5, 2) == pytest.approx(0.75)
    assert within(0, 5) == 0


# The published table: events, claim-years, and within five years with its 90 % interval.
@pytest.mark.parametrize(
    ("events", "years", "chance", "low", "high"),
    [
        (145, 7016, 0.099, 0.087, 0.113),
        (15, 1349, 0.054, 0.035, 0.080),
        (23, 2160, 0.052, 0.037, 0.072),
        (8, 830, 0.047, 0.026, 0.080),
        (1, 454, 0.011, 0.002, 0.042),
    ],
)
def test_counts_give_the_published_table(
    events: int, years: int, chance: float, low: float, high: float
) -> None:
    ends = jeffreys_interval(events, years)
    found = [within(rate, 5) for rate in (events / years, *ends)]
    assert found == pytest.approx([chance, low, high], abs=6e-4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside.yaml").write_text(GOOD)
    return tmp_path


def test_classes_are_read_and_follow_the_horizon(folder: Path) -> None:
    two_years = {r.id: r for r in references(load(folder), 8)}
    assert two_years["streak"].probability == pytest.approx(jeffreys_all(4, 4, 4))
    # 36 % in five years is 1 - 0.64^(2/5) in two
    assert two_years["ended"].probability == pytest.approx(1 - 0.64**0.4)
    assert two_years["ended"].low == pytest.approx(1 - 0.81**0.4)


def test_a_class_beside_the_contrary_is_turned_round(folder: Path) -> None:
    found = references_for(references(load(folder), 20), "treaty")
    assert [r.id for r in found] == ["streak", "ended"]
    assert found[1].probability == pytest.approx(0.64)
    assert (found[1].low, found[1].high) == (pytest.approx(0.49), pytest.approx(0.81))
    assert span(found) == pytest.approx((0.5465, 0.5465), abs=1e-4)
    assert span([]) is None
    assert references_for(found, "other") == []


def test_no_file_is_no_outside_view(tmp_path: Path) -> None:
    assert load(tmp_path) == {}


def test_faults_are_told_at_their_place(folder: Path) -> None:
    file = folder / "outside.yaml"
    file.write_text(
        GOOD.replace("[not treaty]", '["treaty >"]').replace("    streak: {", "    x: {")
    )
    with pytest.raises(InputError, match=r"outside\.yaml:5:5: .*x"):
        load(folder)
    bad = GOOD.replace("[not treaty]", '["treaty >"]')
    bad = bad.replace("    streak: {successes: 4, trials: 4, every_quarters: 2}\n", "")
    file.write_text(bad)
    with pytest.raises(InputError) as caught:
        load(folder)
    text = str(caught.value)
    assert "outside.yaml:2:3: streak does not say what was counted" in text
    assert "'treaty >' is no expression" in text


@pytest.mark.parametrize(
    "file", sorted(CALIBRATIONS.glob("*/outside.yaml")), ids=lambda p: p.parent.name
)
def test_packaged_classes_can_be_read(file: Path) -> None:
    found = references(load(file.parent), 20)
    assert found
    assert all(0 < r.probability < 1 for r in found)
    assert all((r.low or 0) <= r.probability <= (r.high or 1) for r in found)
