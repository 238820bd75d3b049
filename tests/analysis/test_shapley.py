"""Shapley values: games worked by hand, and the axioms that single them out."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.analysis.shapley import (
    ALONE,
    EMPTY,
    LAST,
    VALUE,
    WHOLE,
    Coalition,
    CoalitionDesign,
    Floats,
    Order,
    exact,
    sampled,
)
from sim.base.random_streams import Streams

Game = Callable[[Coalition], float]


def of(game: Game, design: CoalitionDesign) -> Floats:
    """What the design says of a game, (row, player)."""
    found = [design.weights(coalition) * game(coalition) for coalition in design.coalitions]
    return np.asarray(sum(found))


def drawn(players: int, pairs: int, seed: int = 1) -> CoalitionDesign:
    streams = Streams(seed)
    return sampled(players, pairs, lambda pair: streams.uniform("order", str(pair), 0, 0, players))


def gloves(coalition: Coalition) -> float:
    """Player 0 has a left glove, 1 and 2 a right one each; a pair is worth 1."""
    return float(coalition in (0b011, 0b101, 0b111))


def test_gloves_by_hand() -> None:
    # Orders: 012 and 021 give the second, 102 and 201 give player 0, 120 and 210 give player 0:
    # player 0 completes the pair in four of six, players 1 and 2 in one each.
    found = of(gloves, exact(3))
    assert found[VALUE] == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    assert found[ALONE].tolist() == [0, 0, 0]
    assert found[LAST].tolist() == [1, 0, 0]  # with the other right glove no one is missed
    assert found[WHOLE].tolist() == [1, 1, 1]


def test_one_player_takes_all() -> None:
    found = of(lambda coalition: 3.0 + 2.0 * coalition, exact(1))
    assert found[:, 0].tolist() == [2, 2, 2, 2]


games = st.integers(1, 5).flatmap(
    lambda players: st.tuples(
        st.just(players),
        arrays.arrays(np.float64, 1 << players, elements=st.floats(-5, 5, width=32)),
    )
)


@settings(deadline=None)
@given(games)
def test_values_are_the_mean_over_all_orders(drawn_game: tuple[int, Floats]) -> None:
    players, worth = drawn_game
    gains = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        before = EMPTY
        for player in order:
            gains[player] += worth[before | 1 << player] - worth[before]
            before |= 1 << player
    found = of(lambda coalition: worth[coalition], exact(players))[VALUE]
    assert found == pytest.approx(gains / len(orders), abs=1e-9)


@settings(deadline=None)
@given(games)
def test_values_add_up_to_the_whole(drawn_game: tuple[int, Floats]) -> None:
    players, worth = drawn_game
    for design in (exact(players), drawn(players, 3)):
        found = of(lambda coalition: worth[coalition], design)
        assert found[VALUE].sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)
        assert found[WHOLE] == pytest.approx(worth[-1] - worth[0], abs=1e-9)


@settings(deadline=None)
@given(games, st.data())
def test_a_player_without_effect_gets_nothing(
    drawn_game: tuple[int, Floats], data: st.DataObject
) -> None:
    players, worth = drawn_game
    dummy = data.draw(st.integers(0, players - 1))
    for design in (exact(players), drawn(players, 2)):
        found = of(lambda coalition: worth[coalition & ~(1 << dummy)], design)
        assert found[[VALUE, ALONE, LAST], dummy] == pytest.approx(0, abs=1e-9)


@settings(deadline=None)
@given(games, st.data())
def test_equal_players_get_equal_shares(
    drawn_game: tuple[int, Floats], data: st.DataObject
) -> None:
    players, worth = drawn_game
    one, other = (data.draw(st.integers(0, players - 1)) for _ in range(2))

    def swapped(coalition: Coalition) -> Coalition:
        bits = coalition >> one & 1, coalition >> other & 1
        return coalition & ~(1 << one | 1 << other) | bits[1] << one | bits[0] << other

    alike = [(worth[c] + worth[swapped(c)]) / 2 for c in range(len(worth))]
    found = of(lambda coalition: alike[coalition], exact(players))
    assert found[:, one] == pytest.approx(found[:, other], abs=1e-9)


@settings(deadline=None)
@given(games, st.data())
def test_values_of_two_games_add(drawn_game: tuple[int, Floats], data: st.DataObject) -> None:
    players, worth = drawn_game
    other = data.draw(arrays.arrays(np.float64, len(worth), elements=st.floats(-5, 5, width=32)))
    design = exact(players)
    both = of(lambda coalition: worth[coalition] + other[coalition], design)
    apart = [of(lambda coalition, w=w: w[coalition], design) for w in (worth, other)]  # type: ignore[misc]
    assert both == pytest.approx(apart[0] + apart[1], abs=1e-9)


def test_every_coalition_is_asked_once() -> None:
    assert sorted(exact(4).coalitions) == list(range(16))
    many = drawn(9, 4).coalitions
    assert len(set(many)) == len(many)
    assert many[:2] == (EMPTY, 2**9 - 1)
    assert len(many) <= 2 + 8 * 8 + 2 * 9


def test_orders_come_with_their_reverse() -> None:
    orders: tuple[Order, ...] = drawn(8, 5).orders
    assert len(orders) == 10
    assert all(one == other[::-1] for one, other in zip(orders[::2], orders[1::2], strict=True))
    assert len(set(orders)) == 10
    assert {tuple(sorted(order)) for order in orders} == {tuple(range(8))}


def worth_of(seed: int, players: int) -> Game:
    """A game with effects of single players and of pairs, whose values are known: half of each."""
    chances = np.random.default_rng(seed)
    single, pairs = chances.normal(size=players), chances.normal(size=(players, players))

    def game(coalition: Coalition) -> float:
        inside = np.array([bool(coalition >> player & 1) for player in range(players)])
        return float(single[inside].sum() + pairs[np.ix_(inside, inside)].sum())

    return game


def test_orders_drawn_beside_their_reverse_are_exact_where_players_meet_in_pairs() -> None:
    game = worth_of(3, 8)
    assert of(game, drawn(8, 2))[VALUE] == pytest.approx(of(game, exact(8))[VALUE])
    design = drawn(8, 4)
    gains = design.gains({c: np.array([game(c)]) for c in design.coalitions})
    assert gains.std(axis=0) == pytest.approx(0, abs=1e-9)


def test_drawn_orders_come_near_to_all_of_them() -> None:
    def game(coalition: Coalition) -> float:
        return float(coalition.bit_count() >= 4 and bool(coalition & 0b11)) + (coalition & 0b100)

    whole = of(game, exact(7))[VALUE]
    few, many = of(game, drawn(7, 10))[VALUE], of(game, design := drawn(7, 1000))[VALUE]
    assert np.abs(many - whole).max() < 0.02 < np.abs(few - whole).max()
    gains = design.gains({c: np.array([game(c)]) for c in design.coalitions})[..., 0]
    assert gains.mean(axis=0) == pytest.approx(many)
    error = gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
    assert (np.abs(many - whole) <= 4 * error).all()
    assert error.max() < 0.02
