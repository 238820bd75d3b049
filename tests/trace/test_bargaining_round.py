"""What became of each package: a table of six packages, by hand."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.choices.bargaining import NO_DEAL
from sim.trace.bargaining_round import SIGNED, PackageTable, frontier

# Worth of six packages to holder and claimant. The first changes nothing.
HOLDER = [0.0, 3, 2, 1, -1, 4]
CLAIMANT = [0.0, 1, 2, 3, 9, -1]
SPLIT = 2  # the largest product: 2 × 2, against 3 and 3


def table(
    *,
    inside: tuple[list[int], list[int]] | None = None,
    errors: tuple[float, float] = (0, 0),
    agreed: int = SPLIT,
    signed: int = SPLIT,
    refused: tuple[int, ...] = (),
) -> PackageTable:
    """A round; `inside`: the packages that holder and claimant could carry."""
    carried = inside or (list(range(6)), list(range(6)))
    flags = [np.isin(np.arange(6), each)[:, None] for each in carried]
    new = np.arange(6) > 0
    held: Any = SimpleNamespace(
        offers=SimpleNamespace(
            gains=(np.array(HOLDER)[:, None], np.array(CLAIMANT)[:, None]), inside=tuple(flags)
        ),
        errors=tuple(np.array([error]) for error in errors),
        admissible=new[:, None] & flags[0] & flags[1],
        agreed=np.array([agreed]),
        signed=np.array([signed]),
    )
    return PackageTable(held, new, ("North", "South"), 1 / 2, (0.6, 0.9), refused)


def test_the_frontier_is_what_no_other_beats() -> None:
    one, other = np.array([1.0, 2, 2, 0]), np.array([3.0, 2, 1, 3])
    # (2, 1) is beaten by (2, 2), (0, 3) by (1, 3)
    assert frontier(one, other).tolist() == [True, True, False, False]


def test_equals_do_not_beat_one_another() -> None:
    assert frontier(np.ones(2), np.ones(2)).all()


def test_a_signed_package_is_in_the_middle_and_the_rest_has_its_reasons() -> None:
    found = table()
    assert (found.centre, found.result, found.fate(SPLIT)) == (SPLIT, SIGNED, SIGNED)
    # both gain by 1 and 3, the products 3 and 3: the lower index first; then the least bad
    assert found.others() == [1, 3, 4, 5]
    assert found.fate(0) == "it changes neither rung nor treaty"
    assert found.fate(1) == "it weighs less than what was on the table"
    assert found.fate(4) == "no deal is better for North"
    assert found.fate(5) == "no deal is better for South"


def test_what_cannot_be_carried_at_home_says_whose_home() -> None:
    found = table(inside=([0, 1, 3], [0, 3, 4]), agreed=3, signed=3)
    assert found.fate(1) == "South could not carry it at home"
    assert found.fate(4) == "North could not carry it at home"
    assert found.fate(5) == "neither could carry it at home"
    assert found.others()[-1] in (4, 5)


def test_what_is_not_ratified_says_by_whom() -> None:
    found = table(signed=NO_DEAL, refused=(0,))
    assert found.result == "agreed, not ratified by North (chance of passing 60%)"
    assert found.fate(SPLIT) == found.result


def test_an_offer_that_seems_good_is_refused_by_the_side_that_loses() -> None:
    # seen with +20, the holder seems to gain by package 4, which is worth 9 to the claimant
    found = table(errors=(20, 0), agreed=NO_DEAL, signed=NO_DEAL)
    assert found.offered == found.centre == 4
    assert found.fate(4) == "offered, but no deal is better for North"
    assert "North" in found.result


def test_a_deal_that_each_takes_the_other_to_refuse_is_missed() -> None:
    found = table(errors=(-9, 0), agreed=NO_DEAL, signed=NO_DEAL)
    assert found.offered is None
    assert found.missed == found.centre == SPLIT
    assert found.result == "failed, each side mistaken about the other"
    assert found.fate(SPLIT) == "South took North to lose by it"


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        (([0], [0]), "nothing that both could carry at home"),
        (([0, 4, 5], [0, 4, 5]), "nothing that changes rung or treaty leaves both better off"),
    ],
)
def test_where_nothing_is_possible_it_says_why(inside: Any, says: str) -> None:
    found = table(inside=inside, agreed=NO_DEAL, signed=NO_DEAL)
    assert found.result == says
    assert found.centre in range(1, 6)
