"""Whether a difference has the sign that was expected of it, and how sure that is."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.paired_differences import TOO_FEW, Difference
from sim.analysis.sign_reversals import LEVEL, SubgroupSplit
from sim.analysis.weighted_statistics import level_score, tail
from sim.base import number_text

Verdict = Literal["holds", "cannot tell", "does not hold"]
NEVER = 1e-4  # what is closer to 0 or 1 is said to be so, and is never called certain


def chance(probability: float) -> str:
    """The probability of a sign in words: from "under 0.1 %" to "over 99.9 %"."""
    return number_text.percent(min(max(probability, NEVER), 1 - NEVER))


@dataclass(frozen=True)
class Sign:
    """A paired difference beside the sign that was expected of it: 1 or -1."""

    found: Difference
    expected: int

    @property
    def probability(self) -> float:
        """That the mean over endlessly many worlds has the sign, given Monte-Carlo error alone.

        F(sign * centre / error) of the distribution that the 95 % interval is taken from;
        one half where no world changed. It is silent on parameters and forms.
        """
        low, high = self.found.ci95
        centre, error = (low + high) / 2, (high - low) / (2 * level_score(LEVEL, self.found.df))
        if not math.isfinite(error):
            return math.nan
        if error == 0:
            return 1 / 2 if centre == 0 else float(centre * self.expected > 0)
        return float(tail(np.array(self.expected * centre / error), np.array(self.found.df)))

    @property
    def agreeing(self) -> float | None:
        """Of the worlds that changed, the share that moved as expected; None if none changed."""
        up, down = self.found.up, self.found.down
        return (up if self.expected > 0 else down) / (up + down) if up + down else None

    @property
    def options(self) -> tuple[int, int]:
        """Options of all forms in which the mean difference has the sign, of how many.

        Counted are options that enough worlds drew; their own Monte-Carlo error is larger than that
        of all worlds together.
        """
        parts = [part for _, part in self.found.options]
        return sum(part.difference * self.expected > 0 for part in parts), len(parts)

    @property
    def sign_reversals(self) -> tuple[SubgroupSplit, ...]:
        """The forms, then the parameters, with which the sign turns round."""
        return self.found.sign_reversals

    @property
    def verdict(self) -> Verdict:
        """Whether the sign is as expected, as far as worlds, forms and parameters can tell.

        It cannot be told where the interval of the difference holds zero, and where the sign turns
        round with a form or a parameter: evidence has not chosen between them.
        """
        if self.found.verdict not in ("higher", "lower"):
            return "cannot tell"
        is_right = (self.found.verdict == "higher") == (self.expected > 0)
        return "holds" if is_right else "does not hold"

    @property
    def reason(self) -> str:
        """Why it cannot be told; empty where it can."""
        if self.verdict != "cannot tell":
            return ""
        if self.found.verdict == "equal":
            return "no world changed"
        if self.found.verdict == TOO_FEW:
            return TOO_FEW
        if self.sign_reversals:
            return f"turns with {', '.join(split.path for split in self.sign_reversals)}"
        low, high = self.found.ci95
        return "the interval holds zero" if low <= 0 <= high else "options of forms disagree"
