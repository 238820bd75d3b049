import numpy as np
from hypothesis import given

from sim.base.functional_forms import expit, logit
from sim.mechanisms.alignment import alignment
from tests.support.arrays import INSIDE, SHARES, change, near, of, rows

# Rows: holder and claimant, target and rival, target and council, target and patron, two others.
PAIRS = 5
HOLDER_CLAIMANT, TARGET_RIVAL, TARGET_COUNCIL, TARGET_PATRON, OTHERS = range(PAIRS)
START = np.full((PAIRS, 1), 0.5)


def pair(row: int) -> np.ndarray:
    return np.eye(PAIRS)[:, [row]]


REST = {
    "alignment": START,
    "alignment_anchor": START,
    "holder_claimant_pair": pair(HOLDER_CLAIMANT),
    "target_rival_pair": pair(TARGET_RIVAL),
    "target_council_pair": pair(TARGET_COUNCIL),
    "target_patron_pair": pair(TARGET_PATRON),
    "meetings": of(0),
    "treaty": of(0),
    "claimant_sanctions": of(0.1),
    "claimant_sanctions_anchor": of(0.1),
    "bite": of(0.3),
    "bite_anchor": of(0.3),
    "war": of(0.25),
    "war_anchor": of(0.25),
    "structure": of(0.1),
    "warming": of(0.02),
    "thaw": of(0.08),
    "chill": of(0.4),
    "isolation": of(0.15),
    "estrangement": of(0.2),
    "noise": of(0.06),
    "draw_noise": np.full((PAIRS, 1), 0.5),  # the median: no chance
}


def test_by_hand() -> None:
    # From odds 1 to 1: two meetings and a treaty push 2 * 0.02 + 0.08 = 0.12, measures up by 0.2
    # take 0.4 * 0.2 = 0.08; a bite that rises by 0.2 pushes 0.15 * 0.2 = 0.03; a war that rises by
    # 0.5 takes 0.2 * 0.5 = 0.1 from council and patron.
    (after,) = alignment(
        **{
            **REST,
            "meetings": of(2),
            "treaty": of(1),
            "claimant_sanctions": of(0.3),
            "bite": of(0.5),
            "war": of(0.75),
        }
    )
    near(logit(after), rows(0.04, 0.03, -0.1, -0.1, 0))


def test_structure_pulls_back_by_its_share_of_the_distance() -> None:
    # odds 4 to 1 and home odds 1 to 1: a tenth of ln 4 is lost
    (after,) = alignment(**{**REST, "alignment": np.full((PAIRS, 1), 0.8)})
    near(after, np.full((PAIRS, 1), expit(of(0.9 * np.log(4)))))


def test_the_start_is_a_rest_point() -> None:
    near(change(alignment, REST), 0)
    near(alignment(**REST)[0], START)


def test_chance_moves_every_pair_by_its_spread() -> None:
    # Phi(1) = 0.8413...: one spread up
    (after,) = alignment(**{**REST, "draw_noise": np.full((PAIRS, 1), 0.8413447460685429)})
    near(logit(after), np.full((PAIRS, 1), 0.06))


def test_only_the_pair_concerned_is_moved() -> None:
    for deed, moved, sign in (
        ({"meetings": of(1)}, [HOLDER_CLAIMANT], 1),
        ({"treaty": of(1)}, [HOLDER_CLAIMANT], 1),
        ({"claimant_sanctions": of(0.2)}, [HOLDER_CLAIMANT], -1),
        ({"claimant_sanctions": of(0)}, [HOLDER_CLAIMANT], 1),
        ({"bite": of(0.4)}, [TARGET_RIVAL], 1),
        ({"war": of(0.5)}, [TARGET_COUNCIL, TARGET_PATRON], -1),
    ):
        effect = sign * change(alignment, REST, **deed)[:, 0]
        assert (effect[moved] > 0).all()
        near(np.delete(effect, moved), 0)


@given(INSIDE, SHARES)
def test_zero_rates_change_nothing(here: float, war: float) -> None:
    still = dict.fromkeys(
        ("structure", "warming", "thaw", "chill", "isolation", "estrangement", "noise"), of(0)
    )
    busy = {"meetings": of(3), "treaty": of(1), "bite": of(1), "war": of(war)}
    busy["claimant_sanctions"] = of(war)
    value = np.full((PAIRS, 1), here)
    near(alignment(**{**REST, **still, **busy, "alignment": value})[0], value)
