"""The manifest: what was run, by which version, and what each column of the results means.

Its hash is the identity of a run. It covers all that can change a number: the resolved scenario,
the worlds, the seed, the content of the calibration, the version of the package and its code.
"""

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from sim.dispute.geography import FILES as ATLAS
from sim.expectations import FILE as EXPECTATIONS
from sim.inputs.claim_forecasts import FILE as FORECASTS
from sim.inputs.forecast_questions import FILE as QUESTIONS
from sim.inputs.history import FILE as HISTORY

SCHEMA = 1
PACKAGE = Path(__file__).resolve().parents[1]
DISTRIBUTION = "sim-disputes"
RECORDED_VERSIONS = ("mesa", "numpy", "pandas", "pyarrow", "scipy")
# Rooms above this one read results and cannot change them; nor can what is expected of them, or the
# map on which they are shown.
READERS = frozenset({"analysis", "cli", "expectations", "figures", "report", "studies", "trace"})
# Files of a calibration from which no run takes a number: what is asked of it, stands beside it or
# weighed its priors. Only rooms above read the two that are named here.
UNREAD = frozenset(
    {EXPECTATIONS, FORECASTS, HISTORY, QUESTIONS, "outside.yaml", "window.yaml", *ATLAS}
)

Kind = Literal["level", "bool", "quarter", "number"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Measure(_Frozen):
    """One outcome per world: what it measures, in which words.

    measure : the dispute's word for how it is measured
    level_titles : what a reader sees for each of the levels
    """

    name: str
    kind: Kind
    measure: str = ""
    levels: tuple[str, ...] = ()
    level_titles: tuple[str, ...] = ()
    unit: str = ""
    title: str = ""

    @property
    def label(self) -> str:
        """What a reader sees as its name."""
        return self.title or plain(self.name)

    @property
    def is_loss(self) -> bool:
        """Whether it is the quarter in which something ends, so that survival is the picture."""
        return self.measure == "lapse_quarter"

    def level_label(self, level: str) -> str:
        """What a reader sees for a level."""
        return dict(zip(self.levels, self.level_titles, strict=False)).get(level) or plain(level)


class Series(_Frozen):
    """One recorded state: its path is its column in the table of quarters.

    main : whether a report draws it
    low, high : ends of its axis, where they are to be seen
    """

    path: str
    title: str = ""
    unit: str = ""
    main: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def label(self) -> str:
        """What a reader sees as its name."""
        return self.title or plain(self.path)


class Form(_Frozen):
    """One uncertain form: draws hold the index of the option, tables its name."""

    path: str
    options: tuple[str, ...]
    meaning: str = ""


class Quantity(_Frozen):
    """One parameter that is a number: its path is its column in the table of draws."""

    path: str
    unit: str = ""
    meaning: str = ""


class Calibration(_Frozen):
    """The dispute's files by name and content.

    posterior : hash of the joint draws that were used; empty where all came from the priors
    """

    name: str
    hash: str
    posterior: str = ""


class Manifest(_Frozen):
    """What was run, and what each column of its tables means.

    tables : SHA-256 of each table's file, by table; empty before the tables are written, and in
        folders written by versions that stored none
    """

    model_config = ConfigDict(populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    hash: str = ""
    scenario: dict[str, Any]
    name: str
    worlds: int = Field(ge=1)
    seed: int
    start: str
    quarters: int = Field(ge=1)
    calibration: Calibration
    versions: dict[str, str]
    measures: tuple[Measure, ...]
    series: tuple[Series, ...] = ()
    forms: tuple[Form, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    tables: dict[str, str] = {}

    @property
    def id(self) -> str:
        """The run's name: that of its scenario and the start of its hash."""
        return f"{re.sub(r'[^A-Za-z0-9_-]', '_', self.name)}-{self.hash[:10]}"

    @property
    def is_observed(self) -> bool:
        """Whether the scenario observes something, so that its worlds are weighted."""
        return bool(self.scenario.get("observe"))

    @property
    def is_joint(self) -> bool:
        """Whether parameters come from the joint draws of a posterior, which worlds share."""
        return bool(self.calibration.posterior)

    @property
    def draws(self) -> Literal["posterior", "prior"]:
        """What parameters were drawn from; a dispute that has no posterior has its priors."""
        return "posterior" if self.is_joint else "prior"

    def identity(self) -> str:
        """Hash of all that can change a number of the results."""
        labels = {"hash", "measures", "series", "tables"}  # they change no number
        long = {"forms": self.forms, "quantities": self.quantities}
        fields = self.model_dump(mode="json", by_alias=True, exclude={*labels, *long})
        fields["versions"] = {key: self.versions.get(key, "") for key in ("sim", "code")}
        fields["columns"] = [m.name for m in self.measures] + [s.path for s in self.series]
        texts = {key: _json(field) for key, field in fields.items()}
        texts |= {key: _listed(entries) for key, entries in long.items()}
        whole = ", ".join(f"{_json(key)}: {texts[key]}" for key in sorted(texts))
        return _digest([f"{{{whole}}}".encode()])

    def text(self) -> str:
        """The manifest as it stands in the results folder."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


class OutcomeRecord(Protocol):
    """What a dispute says of one of its outcomes."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def measure(self) -> str: ...
    @property
    def levels(self) -> tuple[str, ...]: ...
    @property
    def unit(self) -> str: ...


class ParameterRecord(Protocol):
    """What the register says of one parameter."""

    @property
    def path(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def is_form(self) -> bool: ...
    @property
    def options(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class About:
    """What all manifests of a dispute say alike."""

    calibration: Calibration
    measures: tuple[Measure, ...]
    series: tuple[Series, ...]
    forms: tuple[Form, ...]
    quantities: tuple[Quantity, ...]


def about(
    *,
    calibration: str,
    folder: Path,
    outcomes: Iterable[OutcomeRecord],
    level_titles: Mapping[str, str],
    series: Iterable[Series],
    parameters: Iterable[ParameterRecord],
    posterior: str = "",
) -> About:
    """What a dispute says of itself in every manifest.

    folder : the dispute's folder, hashed by content
    level_titles : what a reader sees for a level, by its name
    parameters : in the order of the register; the forms among them are told apart
    posterior : hash of the joint draws that are used, empty where there are none
    """
    drawn = tuple(parameters)
    return About(
        Calibration(name=calibration, hash=content_hash(folder), posterior=posterior),
        tuple(_measure(outcome, level_titles) for outcome in outcomes),
        tuple(series),
        tuple(
            Form(path=p.path, options=tuple(p.options), meaning=p.meaning)
            for p in drawn
            if p.is_form
        ),
        tuple(
            Quantity(path=p.path, unit=p.unit, meaning=p.meaning) for p in drawn if not p.is_form
        ),
    )


def describe(
    *,
    name: str,
    scenario: Mapping[str, Any],
    worlds: int,
    seed: int,
    start: str,
    quarters: int,
    about: About,
) -> Manifest:
    """Manifest of a run that is about to start.

    scenario : the resolved scenario as plain data
    """
    manifest = Manifest(
        name=name,
        scenario=json.loads(json.dumps(scenario, allow_nan=False)),
        worlds=worlds,
        seed=seed,
        start=start,
        quarters=quarters,
        calibration=about.calibration,
        versions=versions(),
        measures=about.measures,
        series=about.series,
        forms=about.forms,
        quantities=about.quantities,
    )
    return manifest.model_copy(update={"hash": manifest.identity()})


def content_hash(folder: Path) -> str:
    """Hash of the files under a folder that a run may read, by relative path and content."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in UNREAD)
    visible = [p for p in files if not any(x.startswith((".", "__")) for x in _parts(p, folder))]
    return _digest(
        piece
        for path in visible
        for piece in ("/".join(_parts(path, folder)).encode(), path.read_bytes())
    )


@cache
def versions() -> dict[str, str]:
    """Versions that stand in the manifest; `sim` and `code` are part of a run's identity."""
    code = (p for p in sorted(PACKAGE.rglob("*.py")) if _parts(p, PACKAGE)[0] not in READERS)
    return {
        "sim": _version(DISTRIBUTION),
        "code": _digest(path.read_bytes() for path in code),
        "python": platform.python_version(),
        **{package: _version(package) for package in RECORDED_VERSIONS},
    }


def plain(name: str) -> str:
    """A name of the files as words: `two_islands` is "two islands"."""
    return name.replace("_", " ").replace(".", ", ")


def _measure(outcome: OutcomeRecord, level_titles: Mapping[str, str]) -> Measure:
    return Measure(
        name=outcome.name,
        title=outcome.title,
        kind=outcome.kind,
        measure=outcome.measure,
        levels=outcome.levels,
        level_titles=tuple(level_titles.get(level, "") for level in outcome.levels),
        unit=outcome.unit,
    )


@lru_cache(maxsize=8)
def _listed(entries: tuple[_Frozen, ...]) -> str:
    """Entries as JSON; those of a dispute are the same in all its manifests, and many."""
    return _json([entry.model_dump(mode="json", by_alias=True) for entry in entries])


def _json(data: Any) -> str:
    return json.dumps(data, sort_keys=True, allow_nan=False)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def _parts(path: Path, folder: Path) -> tuple[str, ...]:
    return path.relative_to(folder).parts


def _digest(pieces: Iterable[bytes]) -> str:
    """Hash of pieces, told apart by their length."""
    state = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        state.update(len(piece).to_bytes(8, "big"))
        state.update(piece)
    return state.hexdigest()
