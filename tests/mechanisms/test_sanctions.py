import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.base.axes import Array
from sim.mechanisms.sanctions import sanctions
from tests.support.arrays import INSIDE, SHARES, near, of, same

THREE = st.tuples(SHARES, SHARES, SHARES)


def bite(
    severity: tuple[float, ...],
    weight: tuple[float, ...] = (0.3, 0.6, 0.1),
    *,
    rival: float = 0,
    joint: float = 0.4,
    softening: float = 0.3,
) -> Array:
    (found,) = sanctions(
        [of(s) for s in severity], [of(w) for w in weight], of(rival), of(joint), of(softening)
    )
    return found


def test_by_hand() -> None:
    # Parts 0.3 * 0.5 = 0.15 and 0.1 * 0.5 = 0.05, together 0.2.
    # Evenness 1 - (0.15^2 + 0.05^2) / 0.2^2 = 1 - 0.025 / 0.04 = 0.375; joined 1 + 0.4 * 0.375.
    # A rival at 0.5 takes 0.3 * 0.5 = 0.15 away: 0.2 * 1.15 * 0.85.
    near(bite((0.5, 0, 0.5), rival=0.5), 0.1955)


def test_without_sanctions_there_is_exactly_no_bite() -> None:
    same(bite((0, 0, 0)), of(0))


def test_a_single_sender_gains_nothing_from_joint_action() -> None:
    near(bite((0.5, 0, 0), joint=3), 0.15)


def test_equal_parts_join_best() -> None:
    # three equal parts: evenness 2/3, whatever their size
    near(bite((0.5, 0.5, 0.5), (0.2, 0.2, 0.2)), 0.3 * (1 + 0.4 * 2 / 3))


def test_a_wholly_aligned_partner_takes_all_when_softening_is_whole() -> None:
    same(bite((0.5, 0.5, 0.5), rival=1, softening=1), of(0))


@given(THREE, SHARES, st.floats(0, 3), st.floats(0, 1))
def test_more_by_any_sender_never_bites_less(
    severity: tuple[float, ...], more: float, joint: float, rival: float
) -> None:
    base = bite(severity, joint=joint, rival=rival)
    assert base >= 0
    for sender in range(3):
        raised = list(severity)
        raised[sender] = max(more, severity[sender])
        assert bite(tuple(raised), joint=joint, rival=rival) >= base - 1e-12


@given(THREE, INSIDE, INSIDE)
def test_a_closer_rival_never_makes_it_bite_more(
    severity: tuple[float, ...], one: float, other: float
) -> None:
    low, high = min(one, other), max(one, other)
    assert bite(severity, rival=high) <= bite(severity, rival=low)


def test_options_on_a_leading_axis() -> None:
    several = sanctions(
        [np.array([[0.5, 0.5], [0.0, 0.0]]), of(0, 0), of(0.5, 0.5)],
        [of(0.3, 0.3), of(0.6, 0.6), of(0.1, 0.1)],
        of(0, 0),
        of(0.4, 0.4),
        of(0.3, 0.3),
    )[0]
    same(several[0], np.repeat(bite((0.5, 0, 0.5)), 2))
    same(several[1], np.repeat(bite((0, 0, 0.5)), 2))
