from hypothesis import given
from hypothesis import strategies as st

from sim.choices.revision import jumped, on_the_table
from tests.support.arrays import SHARES, of, same


def test_its_own_chance() -> None:
    same(on_the_table(of(0.24, 0.25), of(0.25, 0.25), []), [True, False])


def test_a_jump_either_way_puts_it_on_the_table() -> None:
    changes = [of(0, 0, 0, 0), of(0.11, -0.11, 0.1, 0)]
    jumps = [jumped(change, of(*[0.1] * 4)) for change in changes]
    free = on_the_table(of(*[0.9] * 4), of(*[0.1] * 4), jumps)
    same(free, [True, True, False, False])


def test_never_and_always() -> None:
    same(on_the_table(of(2**-53), of(0), [of(0) > 0]), [False])
    same(on_the_table(of(1 - 2**-53), of(1), [of(0) > 0]), [True])


@given(SHARES, SHARES, st.floats(-1, 1), st.floats(0.01, 1))
def test_a_jump_never_takes_it_off(draw: float, chance: float, moved: float, jump: float) -> None:
    calm, after = (
        on_the_table(of(draw), of(chance), [jumped(of(m), of(jump))]) for m in (0, moved)
    )
    assert after >= calm
