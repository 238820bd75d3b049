"""Calendar quarters: the unit of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import overload

_FORM = re.compile(r"([0-9]{4})Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year, written 2017Q1."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if not 1 <= self.quarter <= 4:
            raise ValueError(f"a year has quarters 1 to 4, not {self.quarter}")

    @classmethod
    def parse(cls, text: object) -> Quarter:
        """The quarter that `text` names; ValueError if it names none."""
        match = _FORM.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise ValueError(f"{text!r} is not a quarter; write it as 2017Q1, with Q1 to Q4")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_index(cls, index: int) -> Quarter:
        """The quarter with this absolute index."""
        return cls(index // 4, index % 4 + 1)

    @property
    def index(self) -> int:
        """Quarters since the year 0: the same quarter has the same index in every run."""
        return 4 * self.year + self.quarter - 1

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.quarter}"

    def __add__(self, quarters: int) -> Quarter:
        return Quarter.from_index(self.index + quarters)

    @overload
    def __sub__(self, other: Quarter) -> int: ...
    @overload
    def __sub__(self, other: int) -> Quarter: ...
    def __sub__(self, other: Quarter | int) -> int | Quarter:
        if isinstance(other, Quarter):
            return self.index - other.index
        return self + -other
