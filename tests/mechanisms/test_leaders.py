from sim.mechanisms.leaders import leaders, traits
from tests.support.arrays import of, rows, same


def after(leader: float, chance: float, draw: float, last: float = 2) -> float:
    (new,) = leaders(rows(leader), rows(chance), rows(last), rows(draw))
    return float(new[0, 0])


def test_a_leader_goes_when_the_draw_falls_below_the_chance() -> None:
    assert after(0, 0.3, 0.29) == 1
    assert after(0, 0.3, 0.3) == 0


def test_certain_and_impossible_handovers() -> None:
    assert after(0, 1, 1 - 2**-53) == 1
    assert after(0, 0, 2**-53) == 0


def test_whoever_follows_stays_whoever_follows() -> None:
    assert after(2, 1, 0.5, last=2) == 2
    assert after(0, 1, 0.5, last=0) == 0  # an actor without leaders


def test_each_world_and_actor_for_itself() -> None:
    (new,) = leaders(
        rows([0, 0], [1, 1]), rows([0.5, 0.5], [0, 0]), rows(2, 2), rows([0.4, 0.6], [0.4, 0.6])
    )
    same(new, rows([1, 0], [1, 1]))


def test_traits_are_handed_on_as_they_are() -> None:
    given = [rows(value) for value in (0.3, 0.15, 0.6, 0.8, 0.1)]
    same(traits(*given), given)
    same(traits(of(1), of(2), of(3), of(4), of(5))[2], of(3))  # candour is the third
