import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.base.axes import Array
from sim.inputs.priors.families import (
    Choice,
    Continuous,
    LogitNormal,
    Lognormal,
    Mixture,
    Normal,
    Point,
    Prior,
    Triangular,
    Uniform,
)

U = np.linspace(0.0005, 0.9995, 1000)  # evenly spread, symmetric about a half
LOW, HIGH = 0.5, 20.0

CONTINUOUS: list[Continuous] = [
    Uniform(2, 8),
    Normal(6, 4),
    Lognormal(5, 0.6),
    LogitNormal(6, 0.8),
    Triangular(1, 3, 12),
    Triangular(1, 1, 12),
    Triangular(1, 12, 12),
]
MIXTURE = Mixture((0.25, 0.75), (LogitNormal(3, 0.3), Normal(15, 2)))


@pytest.mark.parametrize(
    ("prior", "reference"),
    [
        (Uniform(2, 8), stats.uniform(2, 6)),
        (Normal(6, 4), stats.norm(6, 4)),
        (Lognormal(5, 0.6), stats.lognorm(0.6, scale=5)),
        (Triangular(1, 3, 12), stats.triang(2 / 11, 1, 11)),
    ],
)
def test_families_are_those_of_the_textbook(prior: Prior, reference: stats.rv_continuous) -> None:
    low, high = -1e9, 1e9  # no cut
    np.testing.assert_allclose(prior.ppf(U, low, high), reference.ppf(U), rtol=1e-9)
    x = np.linspace(-3, 25, 57)
    np.testing.assert_allclose(prior.cdf(x, low, high), reference.cdf(x), atol=1e-12)
    np.testing.assert_allclose(prior.density(x, low, high), reference.pdf(x), atol=1e-12)


def test_a_logit_normal_by_hand() -> None:
    # On [0, 10] with median 5 and sd 1: the logit of x/10 at its upper quartile is 0.6745,
    # so x = 10 / (1 + e^-0.6745) = 6.6250.
    prior = LogitNormal(5, 1)
    assert prior.median(0, 10) == pytest.approx(5)
    assert prior.quantile(0.75, 0, 10) == pytest.approx(6.6250, abs=1e-4)
    # Density in the middle: slope of the logit 1/(10 · ½ · ½) = 0.4, times 1/√(2π).
    assert prior.density(np.array([5.0]), 0, 10)[0] == pytest.approx(0.4 / np.sqrt(2 * np.pi))


@pytest.mark.parametrize("prior", [*CONTINUOUS, MIXTURE], ids=repr)
def test_cut_families_agree_with_themselves(prior: Prior) -> None:
    draws = prior.ppf(U, LOW, HIGH)
    assert (draws >= LOW).all()
    assert (draws <= HIGH).all()
    # The share of draws below a value is the CDF there.
    for x in (2.0, 4.0, 7.0, 15.0):
        assert prior.cdf(np.array([x]), LOW, HIGH)[0] == pytest.approx(
            (draws <= x).mean(), abs=2e-3
        )
    assert prior.cdf(np.array([LOW, HIGH]), LOW, HIGH) == pytest.approx([0, 1])
    # The density is the slope of the CDF, and nothing lies outside.
    edges = np.linspace(LOW, HIGH, 4001)
    middles = (edges[1:] + edges[:-1]) / 2
    mass = prior.density(middles, LOW, HIGH) * np.diff(edges)
    np.testing.assert_allclose(
        mass, np.diff(prior.cdf(edges, LOW, HIGH)), atol=4e-4
    )  # an edge cell
    assert prior.density(np.array([LOW - 1, HIGH + 1]), LOW, HIGH) == pytest.approx([0, 0])


@pytest.mark.parametrize("prior", [*CONTINUOUS, MIXTURE], ids=repr)
@pytest.mark.parametrize("p", [0.01, 0.2, 0.5, 0.9])
def test_a_quantile_leaves_its_share_below(prior: Prior, p: float) -> None:
    x = prior.quantile(p, LOW, HIGH)
    assert prior.cdf(np.array([x]), LOW, HIGH)[0] == pytest.approx(p, abs=1e-9)


@pytest.mark.parametrize("prior", CONTINUOUS, ids=repr)
def test_draws_rise_with_the_uniform(prior: Prior) -> None:
    assert (np.diff(prior.ppf(U, LOW, HIGH)) > 0).all()


ends = np.array([2.0**-53, 1 - 2.0**-53])


@pytest.mark.parametrize(
    "prior",
    [*CONTINUOUS, MIXTURE, Point(3.0), Choice(("a", "b"), (0.5, 0.5))],
    ids=repr,
)
def test_draws_at_the_ends_of_the_uniform_are_finite_and_inside(prior: Prior) -> None:
    low, high = (0.0, 1.0) if isinstance(prior, Choice) else (LOW, HIGH)
    draws = prior.ppf(ends, low, high)
    assert np.isfinite(draws).all()
    assert (draws >= low).all()
    assert (draws <= high).all()


@pytest.mark.parametrize(
    "prior",
    [*CONTINUOUS, MIXTURE, Point(3.0), Choice(("a", "b"), (0.3, 0.7))],
    ids=repr,
)
def test_a_batch_of_one_world_has_the_same_bits(prior: Prior) -> None:
    batch = prior.ppf(U, LOW, HIGH)
    alone = np.concatenate([prior.ppf(U[i : i + 1], LOW, HIGH) for i in range(len(U))])
    np.testing.assert_array_equal(batch, alone)


def test_a_point_is_certain() -> None:
    assert (Point(3.0).ppf(U, LOW, HIGH) == 3).all()
    assert Point(3.0).median(LOW, HIGH) == 3
    np.testing.assert_array_equal(Point(3.0).cdf(np.array([2.9, 3.0]), LOW, HIGH), [0, 1])
    np.testing.assert_array_equal(Point(3.0).density(np.array([2.9, 3.0]), LOW, HIGH), [0, np.inf])


weights = st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any)


@given(weights)
def test_options_are_drawn_by_their_weights(counts: list[int]) -> None:
    shares = [count / sum(counts) for count in counts]
    choice = Choice(tuple("abcdef"[: len(counts)]), tuple(shares))
    draws = choice.ppf(U, 0, len(counts) - 1)
    for code, share in enumerate(shares):
        assert (draws == code).mean() == pytest.approx(share, abs=2e-3)
        assert share > 0 or not (choice.ppf(ends, 0, len(counts) - 1) == code).any()
    codes = np.arange(len(counts), dtype=float)
    np.testing.assert_allclose(choice.density(codes, 0, len(counts) - 1), shares)
    np.testing.assert_allclose(choice.cdf(codes, 0, len(counts) - 1), np.cumsum(shares))


def test_the_middle_of_a_form_is_its_likeliest_option() -> None:
    assert Choice(("a", "b", "c"), (0.3, 0.4, 0.3)).median(0, 2) == 1
    assert Choice(("a", "b"), (0.5, 0.5)).median(0, 1) == 0


@given(st.floats(0.05, 0.95))
def test_a_mixture_takes_each_part_by_its_weight(weight: float) -> None:
    apart = Mixture((weight, 1 - weight), (Uniform(1, 2), Uniform(10, 11)))
    draws = apart.ppf(U, LOW, HIGH)
    assert (draws < 5).mean() == pytest.approx(weight, abs=2e-3)
    x: Array = np.array([5.0])
    assert apart.cdf(x, LOW, HIGH)[0] == pytest.approx(weight)
