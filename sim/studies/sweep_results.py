"""A sweep's results: what they are, and the folder they stand in.

`sweep.parquet` holds a row for each point and question, `sweep.json` what was swept, what each
column means, and the break-even values. The folder is written whole or not at all.
"""

from __future__ import annotations

import json
import re
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.analysis import break_even as breakeven
from sim.base.atomic_folder import appear, check_place
from sim.base.errors import InputError, Mark, Problem, SimError
from sim.results.manifest import PACKAGE, content_hash, versions
from sim.results.run_results import digest
from sim.results.writer import RUNS

SCHEMA = 1
MANIFEST, TABLE = "sweep.json", "sweep.parquet"
_CURE = "name another folder with --out, or move this one away"


class _FrozenSweep(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SweepAxis(_FrozenSweep):
    """One thing that is varied.

    stands : what the scenario itself says of it, and the sweep overrides; None where it is drawn
    prior_x, prior_y : where the calibration draws it: density, or the share of each option
    """

    path: str
    values: tuple[float, ...] | tuple[str, ...]
    unit: str
    meaning: str
    log: bool
    stands: Any
    prior_x: tuple[float, ...]
    prior_y: tuple[float, ...]

    @property
    def is_form(self) -> bool:
        """Whether its values are options of a form."""
        return isinstance(self.values[0], str)


class SweepBaseline(_FrozenSweep):
    """What stands beside each point: the base with the same values, or the scenario itself."""

    kind: Literal["base", "itself"]
    name: str
    title: str
    run: str


class Topic(_FrozenSweep):
    """A question that is asked at every point."""

    expression: str
    label: str
    unit: str
    is_share: bool


class SweepCrossing(_FrozenSweep):
    """A break-even value; see `sim.analysis.break_even.Crossing`."""

    at: float
    low: float | None
    high: float | None
    between: tuple[float, float]
    rises: bool
    is_clear: bool
    share: float


class BreakEvenLine(_FrozenSweep):
    """Break-even along one thing, at one value of the other if there is one.

    signs : at each point, 1 or -1 where the answer lies beyond chance above or below, else 0
    """

    along: str
    at: float | str | None
    crossings: tuple[SweepCrossing, ...]
    signs: tuple[int, ...]

    @classmethod
    def of(cls, along: str, at: float | str | None, found: breakeven.BreakEven) -> Self:
        """The line that was found."""
        crossings = tuple(SweepCrossing(**vars(each)) for each in found.crossings)
        return cls(along=along, at=at, crossings=crossings, signs=found.signs)


class SweepPlan(_FrozenSweep):
    """What was swept, and what each column of the table means.

    run : hash of the run that the scenario itself would be, with these worlds
    draws : what all parameters but those varied are drawn from
    chosen : expressions whose break-even is sought
    target : threshold of the answers; None where it is no difference from what stands beside
    break_even : by chosen expression, a line for each value of the second thing varied
    table : SHA-256 of the table's file; empty before it is written, and in older folders
    """

    model_config = ConfigDict(populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    hash: str = ""
    name: str
    title: str
    worlds: int
    seed: int
    start: str
    quarters: int
    run: str
    draws: Literal["posterior", "prior"] = "prior"
    beside: SweepBaseline
    axes: tuple[SweepAxis, ...]
    topics: tuple[Topic, ...]
    chosen: tuple[str, ...]
    target: float | None
    versions: dict[str, str]
    break_even: dict[str, tuple[BreakEvenLine, ...]] = {}
    table: str = ""

    @classmethod
    def identified(cls, **fields: Any) -> Self:
        """A plan with its hash, which covers all that can change a number."""
        made = cls(versions={**versions(), "studies": _code()}, **fields)
        return made.model_copy(update={"hash": made.identity()})

    def identity(self) -> str:
        """Hash of all that can change a number of the sweep."""
        known = {
            "run": self.run,
            "beside": [self.beside.kind, self.beside.run],
            "axes": [[axis.path, axis.values] for axis in self.axes],
            "topics": [topic.expression for topic in self.topics],
            "chosen": self.chosen,
            "target": self.target,
            "studies": self.versions.get("studies", ""),
        }
        text = json.dumps(known, sort_keys=True, allow_nan=False)
        return blake2b(text.encode(), digest_size=16).hexdigest()

    @property
    def id(self) -> str:
        """The sweep's name: that of its scenario and the start of its hash."""
        return f"sweep-{re.sub(r'[^A-Za-z0-9_-]', '_', self.name)}-{self.hash[:10]}"

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each thing takes."""
        return tuple(len(axis.values) for axis in self.axes)

    def topic(self, expression: str) -> Topic:
        """What is asked by an expression."""
        return next(topic for topic in self.topics if topic.expression == expression)


# Columns of the table of a sweep that every reader shows, in this order.
SHOWN = (
    "value",
    "mcse",
    "forms_low",
    "forms_high",
    "base",
    "difference",
    "ci95_low",
    "ci95_high",
)


class Sweep:
    """The results of a sweep.

    table : a row for each point and question
    folder : where it stands, if it has been written
    """

    def __init__(self, plan: SweepPlan, table: pd.DataFrame, folder: Path | None = None) -> None:
        self.plan, self.table, self.folder = plan, table, folder

    @property
    def id(self) -> str:
        """Its name."""
        return self.plan.id

    @property
    def break_even(self) -> dict[str, tuple[BreakEvenLine, ...]]:
        """By chosen expression: where it passes its threshold."""
        return self.plan.break_even

    def summary(self) -> dict[str, Any]:
        """The object that `sim sweep --json` prints; null for what is not known."""
        plan = self.plan
        return {
            "schema": SCHEMA,
            "scenario": plan.name,
            "worlds": plan.worlds,
            "seed": plan.seed,
            "draws": plan.draws,
            "sweep": self.id,
            "folder": None if self.folder is None else str(self.folder),
            "beside": plan.beside.model_dump(),
            "vary": [axis.model_dump(mode="json") for axis in plan.axes],
            "target": plan.target,
            "outcomes": {topic.expression: self._outcome(topic) for topic in plan.topics},
        }

    def _outcome(self, topic: Topic) -> dict[str, Any]:
        rows = self._by_expression[topic.expression]
        paths = [axis.path for axis in self.plan.axes]
        points = [
            {
                **{path: row[path] for path in paths},
                "value": _known(row["value"]),
                "mcse": _known(row["mcse"]),
                "forms": [_known(row["forms_low"]), _known(row["forms_high"])],
                "base": _known(row["base"]),
                "difference": _known(row["difference"]),
                "ci95": [_known(row["ci95_low"]), _known(row["ci95_high"])],
                "changed": _known(row["changed"]),
                "effective": _known(row["effective"]),
            }
            for row in rows.to_dict("records")
        ]
        found: dict[str, Any] = {"label": topic.label, "unit": topic.unit, "points": points}
        if topic.expression in self.break_even:
            lines = self.break_even[topic.expression]
            found["break_even"] = [line.model_dump(mode="json") for line in lines]
        return found

    @cached_property
    def _by_expression(self) -> dict[str, pd.DataFrame]:
        return {str(name): rows for name, rows in self.table.groupby("expression", sort=False)}

    def column(self, expression: str, name: str) -> NDArray[np.float64]:
        """A column of the table for one question, shaped like the things varied."""
        rows = self._by_expression[expression]
        found: NDArray[np.float64] = rows[name].to_numpy(dtype=np.float64)
        return found.reshape(self.plan.shape)


def default_folder(plan: SweepPlan) -> Path:
    """Where a sweep goes that was given no place: runs/sweep-SCENARIO-HASH."""
    return RUNS / plan.id


def find(folder: Path, plan: SweepPlan) -> Sweep | None:
    """The identical sweep that a folder holds; None where it is empty or is not there.

    Raises InputError where it holds anything else.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        check_place(folder)
        return None
    file = folder / MANIFEST
    if not file.is_file():
        raise InputError([Problem(f"{folder} exists and holds no sweep", cure=_CURE)])
    found = load(folder)
    if found.plan.hash != plan.hash:
        what = f"{folder} holds another sweep, {found.id}, not {plan.id}"
        raise InputError([Problem(what, cure=_CURE)])
    return found


def load(folder: Path) -> Sweep:
    """The sweep that stands in a folder. Raises InputError where there is none that can be used."""
    file = folder / MANIFEST
    try:
        plan = SweepPlan.model_validate_json(file.read_bytes())
        content = digest(folder / TABLE) if plan.table else ""
        table = pq.read_table(folder / TABLE).to_pandas()
    except (OSError, pa.ArrowException, ValidationError) as error:
        what = f"{folder} holds no sweep that can be read: {str(error).splitlines()[0]}"
        raise InputError([Problem(what, cure=_CURE, mark=Mark(str(file), 1, 1))]) from None
    rows = int(np.prod(plan.shape)) * len(plan.topics)
    if plan.identity() != plan.hash or len(table) != rows or content != plan.table:
        what = f"{folder} does not hold what its {MANIFEST} says"
        raise InputError([Problem(what, cure=_CURE, mark=Mark(str(file), 1, 1))])
    return Sweep(plan, table, folder)


def save(sweep: Sweep, folder: Path) -> Sweep:
    """Write a sweep into a folder that appears only when it is complete, and read it back."""
    with appear(folder, lambda: find(folder, sweep.plan) is not None) as part:
        table = pa.Table.from_pandas(sweep.table, preserve_index=False)
        pq.write_table(table, part / TABLE, compression="zstd")
        plan = sweep.plan.model_copy(update={"table": digest(part / TABLE)})
        text = plan.model_dump_json(by_alias=True, indent=2) + "\n"
        (part / MANIFEST).write_text(text, encoding="utf-8")
    try:
        return load(folder)
    except InputError as error:
        raise SimError(str(error)) from error


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


@cache  # of what was loaded, whatever becomes of the files while it runs
def _code() -> str:
    """Hash of the rooms that make a sweep's numbers out of its runs."""
    rooms = (content_hash(PACKAGE / room) for room in ("analysis", "studies"))
    return blake2b(" ".join(rooms).encode(), digest_size=16).hexdigest()
