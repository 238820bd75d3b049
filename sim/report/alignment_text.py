"""How close the actors are to one another: each picture with its words, and what they come to."""

from collections.abc import Sequence

from sim.analysis.alignment import MeanDifference, Relations, StateTrajectory
from sim.base import number_text
from sim.figures import alignment_network
from sim.figures.alignment_network import bands_at, spread_in_words
from sim.figures.style import BASE

NAMED = 3  # ties that a sentence names
DIGITS = 3  # of a difference
NOT_FOLLOWED = "This dispute follows no closeness between its actors."
HEADS = ("", "start", "median", "90 % of worlds", "risen, of 100 worlds", "fallen")
HEADS_BESIDE = ("difference from the base", "95 %", "over uncertain forms")


def headline(found: Relations, quarter: int, base_name: str = BASE.name) -> list[str]:
    """Who has come closer since the start and who not, and what differs from the base.

    quarter : its place
    """
    if not found.ties:
        return [NOT_FOLLOWED]
    sentences = []
    for sign, which, how in ((1, "Closer", "risen"), (-1, "Farther apart", "fallen")):
        ties = [tie for tie in found.ties if alignment_network.way(tie.alignment, quarter) == sign]
        ties.sort(key=lambda tie: -float(getattr(tie.alignment, how)[quarter]))
        if ties:
            said = "; ".join(_since(tie.alignment, how, quarter) for tie in ties[:NAMED])
            date = found.quarters[quarter]
            sentences.append(
                f"{which} at the end of {date} than at the start: {said}{_more(ties)}."
            )
    either = sum(alignment_network.way(tie.alignment, quarter) == 0 for tie in found.ties)
    if either:
        count = "all" if either == len(found.ties) else str(either)
        sentences.append(f"Of {len(found.ties)} pairs, {count} may as well have risen as fallen.")
    return [*sentences, *_beside(found, quarter, base_name)]


def _beside(found: Relations, quarter: int, base_name: str) -> list[str]:
    moved = [(tie, tie.alignment.moved) for tie in found.ties if tie.alignment.moved is not None]
    if not moved:
        return []
    told = [(tie, each) for tie, each in moved if each.sign(quarter) and _is_seen(each, quarter)]
    if not told:
        return [f"On average different from {base_name}, under every uncertain form: no pair."]
    told.sort(key=lambda each: -abs(float(each[1].difference[quarter])))
    said = "; ".join(f"{tie.title} {_difference(each, quarter)}" for tie, each in told[:NAMED])
    rest = len(moved) - len(told)
    none = f"; none of the other {rest}" if rest else ""
    lead = f"On average different from {base_name}, under every uncertain form"
    return [f"{lead}: {said}{_more(told)}{none}."]


def _is_seen(moved: MeanDifference, quarter: int) -> bool:
    """Whether a difference is more than nothing as it is written."""
    return round(float(moved.difference[quarter]), DIGITS) != 0


def rows(found: Relations, quarter: int) -> list[list[str]]:
    """All numbers of a quarter under their heads: HEADS, with a base followed by HEADS_BESIDE."""
    return [_row(each, quarter) for each in found.courses]


def _row(course: StateTrajectory, quarter: int) -> list[str]:
    low, middle, high = bands_at(course, quarter)
    shares = (course.risen, course.fallen)
    row = [
        course.title,
        f"{course.start:.2f}",
        f"{middle:.2f}",
        f"{low:.2f}–{high:.2f}",
        *(number_text.per_100(float(share[quarter])) for share in shares),
    ]
    if course.moved is None:
        return row
    moved = course.moved
    ends = ((moved.low, moved.high), (moved.forms_low, moved.forms_high))
    return [
        *row,
        number_text.signed(float(moved.difference[quarter]), DIGITS),
        *(number_text.signed_range(float(x[quarter]), float(y[quarter]), DIGITS) for x, y in ends),
    ]


def _since(course: StateTrajectory, how: str, quarter: int) -> str:
    share = number_text.in_100(float(getattr(course, how)[quarter]))
    spread = spread_in_words(course, quarter)
    return f"{course.title} {spread}, at the start {course.start:.2f}, {how} in {share}"


def _difference(moved: MeanDifference, quarter: int) -> str:
    low, high = float(moved.forms_low[quarter]), float(moved.forms_high[quarter])
    return (
        f"{number_text.signed(float(moved.difference[quarter]), DIGITS)} "
        f"({number_text.signed_range(low, high, DIGITS)} over uncertain forms)"
    )


def _more(ties: Sequence[object]) -> str:
    rest = len(ties) - NAMED
    return f"; and {rest} more" if rest > 0 else ""
