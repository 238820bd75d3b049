import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.base.errors import InputError
from sim.base.paths import seeds_folder
from sim.inputs.priors.notation import parse
from sim.inputs.priors.pooling import MagnitudeDistribution, Reading, Rules, Width, pool, read_rules

CODEBOOK = read_rules(seeds_folder() / "codebook.yaml")

# Round numbers, for sums that can be done by hand: logit 0.75 = ln 3 = 1.0986.
ROUND = Rules(
    magnitude={
        "slight": MagnitudeDistribution(centre=0.25, sd=0.6, why="round"),
        "moderate": MagnitudeDistribution(centre=0.5, sd=0.6, why="round"),
        "strong": MagnitudeDistribution(centre=0.75, sd=0.6, why="round"),
    },
    credence={"certain": Width(sd=0.001, why="round"), "likely": Width(sd=0.8, why="round")},
    reliability={"A": Width(sd=0.001, why="round")},
    floor=Width(sd=0.1, why="round"),
    ceiling=Width(sd=9, why="none"),
)


def reading(name: str, magnitude: str, credence: str = "likely", **others: Any) -> Reading:
    return Reading(name, others.pop("cluster", name), magnitude, credence, "A", **others)


def median_and_sd(prior: dict[str, Any]) -> tuple[float, float]:
    return prior["logit_normal"]["median"], prior["logit_normal"]["sd"]


# By hand.


def test_one_claim() -> None:
    # sd = √(0.6² + 0.8²) = 1; the place is the term's centre, on the bounds.
    assert pool([reading("a", "strong")], ROUND, 0, 1) == {
        "logit_normal": {"median": 0.75, "sd": 1.0}
    }
    assert median_and_sd(pool([reading("a", "strong")], ROUND, 10, 50)) == (40, 1)


def test_a_claim_against_is_mirrored() -> None:
    assert median_and_sd(pool([reading("a", "strong", against=True)], ROUND, 0, 1)) == (0.25, 1)


def test_two_claims_that_agree() -> None:
    # Each has variance 1, no spread between them: variance ½, sd = 0.7071.
    pair = [reading("a", "strong"), reading("b", "strong")]
    assert median_and_sd(pool(pair, ROUND, 0, 1)) == (0.75, 0.707)


def test_precision_decides_between_two_claims() -> None:
    # strong and certain: variance 0.36, w = 2.7778; moderate and likely: variance 1, w = 1.
    # Q = 2.7778 · 1 / 3.7778 · 1.0986² = 0.887 < 1, so τ² = 0.
    # place = 2.7778 · 1.0986 / 3.7778 = 0.8078, median = 0.6916; sd = √(1/3.7778) = 0.5145.
    pair = [reading("a", "strong", "certain"), reading("b", "moderate")]
    assert median_and_sd(pool(pair, ROUND, 0, 1)) == (0.692, 0.514)


def test_disagreement_widens() -> None:
    # Two certain claims, ±1.0986, variance 0.36 each, w = 2.7778, mean 0.
    # Q = 2 · 2.7778 · 1.2069 = 6.705; τ² = (6.705 − 1) / (5.5556 − 2.7778) = 2.0539
    # sd = √(2.4139 / 2 + 2.0539) = 1.8058
    pair = [reading("a", "strong", "certain"), reading("b", "slight", "certain")]
    assert median_and_sd(pool(pair, ROUND, 0, 1)) == (0.5, 1.806)


def test_contradiction_splits() -> None:
    pair = [
        reading("a", "strong", "certain"),
        reading("b", "slight", contradicts=("a",)),
    ]
    # Precisions 1/0.36 = 2.7778 and 1: weights 0.735 and 0.265.
    assert pool(pair, ROUND, 0, 1) == {
        "mixture": [
            {"weight": 0.265, "prior": {"logit_normal": {"median": 0.25, "sd": 1.0}}},
            {"weight": 0.735, "prior": {"logit_normal": {"median": 0.75, "sd": 0.6}}},
        ]
    }


def test_a_cluster_in_the_middle_speaks_on_both_sides() -> None:
    readings = [
        reading("a", "strong"),
        reading("b", "slight", contradicts=("a",)),
        reading("c", "moderate"),
    ]
    low, high = pool(readings, ROUND, 0, 1)["mixture"]
    # Half-way between the middle and the pole: logit 0.5493, share 0.634; variance ½.
    assert median_and_sd(low["prior"]) == (0.366, 0.707)
    assert median_and_sd(high["prior"]) == (0.634, 0.707)


def test_contradictions_on_one_side_do_not_split() -> None:
    pair = [reading("a", "strong"), reading("b", "moderate", contradicts=("a",))]
    assert "logit_normal" in pool(pair, ROUND, 0, 1)


@pytest.mark.parametrize(
    ("low", "high", "median"), [(0, 1, 0.76), (0, 10, 7.6), (0, 5000, 3800), (0, 0.01, 0.0076)]
)
def test_the_median_has_three_digits_of_the_span(low: float, high: float, median: float) -> None:
    prior = pool([reading("a", "strong")], CODEBOOK, low, high)
    assert median_and_sd(prior)[0] == pytest.approx(median, abs=1e-12)


# Whatever the claims.

terms = st.sampled_from(sorted(CODEBOOK.magnitude))
credences = st.sampled_from(sorted(CODEBOOK.credence))
grades = st.sampled_from(sorted(CODEBOOK.reliability))
names = [f"c{i}" for i in range(6)]


@st.composite
def evidence(draw: st.DrawFn) -> list[Reading]:
    return [
        Reading(
            name,
            draw(st.sampled_from(["x", "y", name])),
            draw(terms),
            draw(credences),
            draw(grades),
            draw(st.booleans()),
            tuple(draw(st.lists(st.sampled_from(names), max_size=2))),
        )
        for name in names[: draw(st.integers(1, len(names)))]
    ]


def parts(prior: dict[str, Any]) -> list[dict[str, Any]]:
    if "mixture" in prior:
        return [part["prior"]["logit_normal"] for part in prior["mixture"]]
    return [prior["logit_normal"]]


@given(evidence())
def test_the_result_is_a_prior_within_the_codebooks_widths(readings: list[Reading]) -> None:
    prior = pool(readings, CODEBOOK, 2, 7)
    parse(prior, 2, 7)
    for part in parts(prior):
        assert CODEBOOK.floor.sd <= part["sd"] <= CODEBOOK.ceiling.sd


@given(evidence(), st.randoms())
def test_order_does_not_matter(readings: list[Reading], random: Any) -> None:
    shuffled = list(readings)
    random.shuffle(shuffled)
    assert pool(shuffled, CODEBOOK, 0, 1) == pool(readings, CODEBOOK, 0, 1)


@given(evidence(), st.integers(2, 4))
def test_repetition_narrows_nothing(readings: list[Reading], times: int) -> None:
    repeated = [
        replace(each, claim_id=f"{each.claim_id}-{i}", cluster=each.claim_id, contradicts=())
        for each in readings
        for i in range(times)
    ]
    once = [replace(each, cluster=each.claim_id, contradicts=()) for each in readings]
    assert pool(repeated, CODEBOOK, 0, 1) == pool(once, CODEBOOK, 0, 1)


@given(evidence())
def test_what_is_read_the_other_way_gives_the_mirrored_prior(readings: list[Reading]) -> None:
    mirrored = [replace(each, against=not each.against) for each in readings]
    plain = parts(pool(readings, CODEBOOK, 0, 1))
    turned = parts(pool(mirrored, CODEBOOK, 0, 1))[::-1]
    for one, other in zip(plain, turned, strict=True):
        assert one["median"] == pytest.approx(1 - other["median"], abs=0.0011)
        assert one["sd"] == other["sd"]


@given(terms, st.integers(1, 8), credences, grades)
def test_more_agreement_never_widens(term: str, count: int, credence: str, grade: str) -> None:
    def sd(k: int) -> float:
        readings = [Reading(str(i), str(i), term, credence, grade) for i in range(k)]
        return median_and_sd(pool(readings, CODEBOOK, 0, 1))[1]

    assert sd(count + 1) <= sd(count)


@given(evidence())
def test_the_place_lies_among_the_claims(readings: list[Reading]) -> None:
    centres = [
        1 - CODEBOOK.magnitude[each.magnitude].centre
        if each.against
        else CODEBOOK.magnitude[each.magnitude].centre
        for each in readings
    ]
    for part in parts(pool(readings, CODEBOOK, 0, 1)):
        assert min(centres) - 0.001 <= part["median"] <= max(centres) + 0.001


# The codebook.


def test_terms_stand_in_their_order() -> None:
    centres = [place.centre for place in CODEBOOK.magnitude.values()]
    assert list(CODEBOOK.magnitude) == ["none", "slight", "moderate", "strong", "dominant"]
    assert centres == sorted(centres)
    for table, order in (
        (CODEBOOK.credence, ["certain", "likely", "possible", "doubtful"]),
        (CODEBOOK.reliability, ["A", "B", "C", "D"]),
    ):
        assert list(table) == order
        widths = [width.sd for width in table.values()]
        assert widths == sorted(widths)


def test_widths_follow_from_the_shares_of_claims_that_hold() -> None:
    # sd = √(1 − p) · π/√3, as the comment in the file says.
    shares = {"certain": 0.96, "likely": 0.69, "possible": 0.5, "doubtful": 0.2}
    shares |= {"A": 0.95, "B": 0.85, "C": 0.7, "D": 0.5}
    widths = CODEBOOK.credence | CODEBOOK.reliability
    for name, share in shares.items():
        expected = math.sqrt(1 - share) * math.pi / math.sqrt(3)
        assert widths[name].sd == pytest.approx(expected, abs=0.006)


def test_a_faulty_codebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text("magnitude:\n  none: {centre: 1.5, sd: 1, why: x}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"codebook.yaml:2:10: magnitude.none.centre"):
        read_rules(path)


@given(evidence())
def test_a_prior_is_written_as_it_is_read(readings: list[Reading]) -> None:
    prior = pool(readings, CODEBOOK, 0, 1)
    assume("logit_normal" in prior)
    assert parse(prior, 0, 1).data() == prior
