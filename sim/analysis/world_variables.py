"""What stands on an axis: an outcome, an uncertain form or a drawn number, with places for all.

Levels, options, yes and no, and quarters have names; each has a place, so that worlds can be
picked by ranges of any of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.base import number_text
from sim.base.errors import InputError, Problem, suggest
from sim.base.quarters import Quarter
from sim.results import Manifest, Run
from sim.results.manifest import Form, Measure, Quantity

Floats = NDArray[np.float64]
Kind = Literal["level", "bool", "quarter", "number", "form", "quantity"]

NEVER = "never"
NO, YES = "no", "yes"
LATER = 2  # quarters behind the last one stands what never happens
SHOWN = 6  # names that are listed in an error


@dataclass(frozen=True)
class WorldVariable:
    """An outcome or a drawn parameter, and what stands where on its axis.

    path : name of the outcome, or path of the parameter
    keys, titles, places : of each name, as it is written, as it is read, and where it stands;
        empty for a number
    """

    path: str
    label: str
    unit: str
    kind: Kind
    keys: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    places: tuple[float, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Whether it is a parameter, and not an outcome."""
        return self.kind in ("form", "quantity")

    def place(self, key: str) -> float:
        """Where a name or a number stands. Raises InputError where it is none of this axis."""
        if self.keys:
            if key in self.keys:
                return self.places[self.keys.index(key)]
            few = self.keys if len(self.keys) <= SHOWN else (*self.keys[:2], "…", *self.keys[-2:])
            what = f"{key!r} is no value of {self.path}"
            raise InputError([Problem(what, ", ".join(few), suggest(key, self.keys))])
        try:
            value = float(key)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise InputError([Problem(f"{key!r} is no value of {self.path}", "a number")])
        return value

    def said(self, value: float) -> str:
        """What stands at a place, in words."""
        if self.keys:
            return self.titles[self.places.index(value)]
        return f"{number_text.number(value)} {self.unit}".strip()

    def values(self, run: Run) -> Floats:
        """Where each world stands, (world,)."""
        if self.is_drawn:
            column = run.draws[self.path]
            return _floats(column.cat.codes if self.keys else column)
        column = run.outcomes[self.path]
        if self.kind == "level":
            return _floats(column.cat.codes)
        found = _floats(column)
        return np.where(np.isnan(found), self.places[-1], found) if self.keys else found


def axes(manifest: Manifest) -> dict[str, WorldVariable]:
    """Everything that a world comes to or has drawn, by path: outcomes, forms, numbers."""
    found = [_of_outcome(measure, manifest) for measure in manifest.measures]
    found += [
        _named(form.path, _titled(form), "form", form.options, form.options)
        for form in manifest.forms
    ]
    found += [
        WorldVariable(each.path, _titled(each), each.unit, "quantity")
        for each in manifest.quantities
    ]
    return {each.path: each for each in found}


def axis(manifest: Manifest, path: str) -> WorldVariable:
    """One of them. Raises InputError where a run holds nothing of this name."""
    known = axes(manifest)
    if path not in known:
        what = f"{path} is no outcome and no parameter of {manifest.name}"
        raise InputError([Problem(what, cure=suggest(path, known))])
    return known[path]


def _of_outcome(measure: Measure, manifest: Manifest) -> WorldVariable:
    if measure.kind == "level":
        titles = [measure.level_label(level) for level in measure.levels]
        return _named(measure.name, measure.label, "level", measure.levels, titles)
    if measure.kind == "bool":
        return _named(measure.name, measure.label, "bool", (NO, YES), (NO, YES))
    if measure.kind == "quarter":
        start, last = Quarter.parse(manifest.start), manifest.quarters
        names = (*(str(start + count) for count in range(last)), NEVER)
        places = (*(float(count + 1) for count in range(last)), float(last + LATER))
        return WorldVariable(measure.name, measure.label, "", "quarter", names, names, places)
    return WorldVariable(measure.name, measure.label, measure.unit, "number")


def _titled(drawn: Form | Quantity) -> str:
    return number_text.capital(drawn.meaning) or drawn.path


def _named(
    path: str, label: str, kind: Kind, keys: Sequence[str], titles: Sequence[str]
) -> WorldVariable:
    said = tuple(title.replace("_", " ") for title in titles)
    return WorldVariable(
        path, label, "", kind, tuple(keys), said, tuple(float(i) for i in range(len(keys)))
    )


def _floats(column: Any) -> Floats:
    return np.asarray(column, dtype=np.float64)
