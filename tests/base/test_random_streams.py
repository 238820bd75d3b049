from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.base.axes import Array
from sim.base.random_streams import PREVIEW, Kept, Key, Streams, normal, poisson

WORLDS = 2000
QUARTER = 4 * 2017


def whole(name: str = "choice", entity: str = "a", quarter: int = QUARTER, seed: int = 1) -> Array:
    return Streams(seed).uniform(name, entity, quarter, 0, WORLDS)


def philox(counts: int) -> Array:
    """The same stream straight from NumPy, by the formula of the docstring."""
    digest = blake2b(repr((1, "choice", "a")).encode(), digest_size=16).digest()
    key = np.frombuffer(digest, dtype="<u8")
    raw = np.random.Philox(key=key, counter=[0, 0, 0, QUARTER]).random_raw(counts)
    return (raw >> np.uint64(12)) * 2.0**-52 + 2.0**-53


def test_the_generator_is_numpys_philox() -> None:
    np.testing.assert_array_equal(whole(), philox(WORLDS))
    lanes = Streams(1).lanes("choice", "a", QUARTER, 0, 10, 28)
    np.testing.assert_array_equal(lanes, philox(280).reshape(10, 28).T)


@pytest.mark.parametrize("chunk", [1, 3, 4, 777, WORLDS])
def test_world_i_gets_its_number_in_every_chunk(chunk: int) -> None:
    streams = Streams(1)
    starts = range(0, WORLDS, chunk)
    stops = [min(start + chunk, WORLDS) for start in starts]
    pairs = list(zip(starts, stops, strict=True))
    alone = [streams.uniform("choice", "a", QUARTER, start, stop) for start, stop in pairs]
    np.testing.assert_array_equal(np.concatenate(alone), whole())
    several = [streams.lanes("votes", "", QUARTER, start, stop, 5) for start, stop in pairs]
    np.testing.assert_array_equal(
        np.concatenate(several, axis=1), Streams(1).lanes("votes", "", QUARTER, 0, WORLDS, 5)
    )


@given(st.integers(0, 2**40), st.integers(0, 50), st.integers(0, 50))
def test_a_later_start_only_skips(start: int, skip: int, count: int) -> None:
    streams = Streams(1)
    longer = streams.uniform("choice", "a", QUARTER, start, start + skip + count)
    shorter = streams.uniform("choice", "a", QUARTER, start + skip, start + skip + count)
    np.testing.assert_array_equal(longer[skip:], shorter)


def test_streams_do_not_disturb_one_another() -> None:
    streams = Streams(1)
    streams.uniform("other", "b", 3, 5, 17)
    streams.lanes("third", "c", 0, 2, 9, 6)
    np.testing.assert_array_equal(streams.uniform("choice", "a", QUARTER, 0, WORLDS), whole())


def test_numbers_fill_the_open_interval_evenly() -> None:
    u = whole()
    assert 0 < u.min() < u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > 0.001


def test_the_ends_are_open_at_the_extremes_of_the_generator() -> None:
    raw = np.array([0, 2**64 - 1], dtype=np.uint64)
    u = (raw >> np.uint64(12)) * 2.0**-52 + 2.0**-53
    assert 0 < u[0] < u[1] < 1
    assert np.isfinite(normal(u)).all()


@pytest.mark.parametrize(
    "other",
    [
        whole(name="revision"),
        whole(entity="b"),
        whole(quarter=QUARTER + 1),
        whole(seed=2),
        np.roll(whole(), 1),
        whole(name="choicea", entity=""),  # the parts of a name do not run together
    ],
)
def test_other_streams_are_unrelated(other: Array) -> None:
    correlation = np.corrcoef(whole(), other)[0, 1]
    assert abs(correlation) < 4 / np.sqrt(WORLDS)


def test_lanes_are_unrelated() -> None:
    lanes = Streams(1).lanes("votes", "", QUARTER, 0, WORLDS, 28)
    correlations = np.corrcoef(lanes) - np.eye(28)
    assert abs(correlations).max() < 5 / np.sqrt(WORLDS)


def test_normal_draws_are_standard_normal() -> None:
    z = normal(whole())
    assert stats.kstest(z, "norm").pvalue > 0.001
    assert normal(np.array([0.5]))[0] == 0


rates = st.floats(0, 30)


@given(rates)
@settings(max_examples=50)
def test_poisson_is_the_inverse_cdf(rate: float) -> None:
    u = np.linspace(0.0005, 0.9995, 1000)
    expected = stats.poisson.ppf(u, rate) if rate else np.zeros_like(u)
    # Where u falls on a step of the CDF to the last bit, either side is right.
    assert np.mean(poisson(u, np.array(rate)) != expected) <= 0.001


def test_poisson_by_hand() -> None:
    # rate 1: P(0) = e^-1 = 0.3679, P(at most 1) = 0.7358, P(at most 2) = 0.9197
    u = np.array([0.36, 0.37, 0.73, 0.74, 0.91, 0.92])
    np.testing.assert_array_equal(poisson(u, np.array(1.0)), [0, 1, 1, 2, 2, 3])


def test_poisson_takes_a_rate_for_each_world_and_none_means_never() -> None:
    u = np.array([0.999999, 0.5, 0.5])
    np.testing.assert_array_equal(poisson(u, np.array([0.0, 0.0, 1.0])), [0, 0, 1])


def test_several_entities_at_once_are_each_by_itself() -> None:
    streams = Streams(5)
    for start, stop in ((0, 9), (3, 8), (6, 7)):
        several = streams.uniforms("choice", ("a", "b", "c"), QUARTER, start, stop)
        alone = [streams.uniform("choice", who, QUARTER, start, stop) for who in "abc"]
        np.testing.assert_array_equal(several, np.stack(alone))
    assert streams.uniforms("choice", (), QUARTER, 0, 4).shape == (0, 4)


def test_draws_that_are_kept_are_those_that_were_drawn() -> None:
    kept, slips = (Streams(1).uniforms(name, ("a", "b"), QUARTER, 0, 9) for name in ("k", "l"))
    assert Streams(1).uniforms("k", ("a", "b"), QUARTER, 0, 9) is kept
    assert normal(kept) is normal(kept)
    np.testing.assert_array_equal(normal(kept), normal(kept.copy()))
    assert not np.array_equal(normal(slips), normal(kept))
    for array in (kept, normal(kept)):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    for other in (("k", ("a", "c"), QUARTER, 0, 9), ("k", ("a", "b"), QUARTER, 0, 8)):
        assert Streams(1).uniforms(*other).shape != kept.shape or not np.array_equal(
            Streams(1).uniforms(*other), kept
        )


def test_draws_beyond_a_preview_are_not_kept() -> None:
    stop = PREVIEW + 1
    one, other = (Streams(1).uniform("choice", "a", QUARTER, 0, stop) for _ in range(2))
    assert one is not other
    np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(normal(one), normal(other))


def test_what_is_kept_is_bounded() -> None:
    kept, u = Kept(room=2**8), [np.full(10, share) for share in (0.2, 0.4)]
    keys: list[Key] = [(1, "choice", ("a",), QUARTER, 0, stop) for stop in (10, 11)]
    for key, each in zip(keys, u, strict=True):
        kept.keep(key, each)
    assert kept.find(keys[0]) is None
    assert kept.find(keys[1]) is u[1]
    for each in u:
        np.testing.assert_array_equal(kept.normal(each), normal(each))
    assert kept.normal(u[0]) is not kept.normal(u[0])
    assert kept.normal(u[1]) is kept.normal(u[1])
