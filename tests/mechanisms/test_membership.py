from sim.mechanisms.membership import membership
from tests.support.arrays import rows, same

NEVER = float("inf")


def test_a_state_leaves_in_its_quarter_and_not_before() -> None:
    for now, sits in ((8075, 1), (8076, 0), (8077, 0)):
        (after,) = membership(rows(1, 1), rows(now), rows(8076, NEVER))
        same(after, rows(sits, 1))


def test_whoever_has_left_stays_out() -> None:
    same(membership(rows(0), rows(1), rows(NEVER))[0], rows(0))


def test_each_world_has_its_own_quarter() -> None:
    same(membership(rows([1, 1]), rows(10), rows([9, 11]))[0], rows([0, 1]))
