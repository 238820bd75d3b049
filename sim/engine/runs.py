"""One run from its question to its tables: read the scenario, step its worlds, keep the results.

What `sim run`, the Python interface and the studies call.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from math import isfinite
from operator import index
from pathlib import Path
from typing import Any, SupportsIndex

from sim import results, scenario
from sim.base.errors import InputError, Problem
from sim.dispute import POSTERIOR, PRIOR, Dispute
from sim.engine import conditioning as observing
from sim.engine import ensemble
from sim.engine.ensemble import Progress
from sim.model.compiled import CompiledModel
from sim.results import About, Manifest, Run, Series
from sim.results.run_results import MANIFEST
from sim.scenario import Offer, Scenario, ScenarioDifference
from sim.state import catalogue

# Fields in which two scenarios must agree, so that world i of one is world i of the other. The
# number of worlds is not among them: the first worlds of a larger run are those of a smaller one.
PAIRED = ("calibration", "start", "quarters", "seed")


@dataclass(frozen=True)
class Question:
    """A scenario that can be run: checked, with its dispute, and what it is compared with.

    base : the scenario that it extends, or its own file without what was laid over it; of what is
        observed that is the same worlds, all alike; None where the worlds of the two are not the
        same, so that no difference can be taken
    unpaired : why the base that was given was left out
    """

    scenario: Scenario
    dispute: Dispute
    base: Scenario | None = None
    unpaired: tuple[Problem, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "dispute", self.dispute.drawing(self.scenario.draws))
        if self.base is not None:
            unpaired = scenario.unlike(self.scenario, self.base, PAIRED)
            object.__setattr__(self, "unpaired", tuple(unpaired))
            if unpaired:
                object.__setattr__(self, "base", None)

    @property
    def draws(self) -> str:
        """What parameters are drawn from; a dispute that has no posterior has its priors."""
        return PRIOR if self.dispute.posterior is None else POSTERIOR

    def differences(self) -> list[ScenarioDifference]:
        """What differs from the base, and where that was written."""
        return scenario.differences(self.scenario, self.base) if self.base else []

    def ground(self) -> "Question | None":
        """The question that the base asks, over the same worlds; None without a base."""
        return Question(self.base, self.dispute) if self.base else None

    def notice(self) -> str:
        """What to tell before anything runs where the base was left out; else nothing."""
        if not self.unpaired:
            return ""
        why = "; ".join(problem.what for problem in self.unpaired)
        return f"There is no base to pair with: {why}. Only the scenario's own outcomes are shown."

    def check(self) -> None:
        """InputError with every argument of a law that the dispute's files leave open."""
        CompiledModel(self.dispute, self.scenario).check()

    def manifest(self) -> Manifest:
        """What the results will say of themselves."""
        return self._manifest

    @cached_property
    def _manifest(self) -> Manifest:
        return results.describe(
            name=self.scenario.name,
            scenario=self.scenario.resolved(),
            worlds=self.scenario.worlds,
            seed=self.scenario.seed,
            start=str(self.scenario.start),
            quarters=self.scenario.quarters,
            about=_about(self.dispute),
        )


@lru_cache(maxsize=8)
def _about(dispute: Dispute) -> About:
    """What all manifests of a dispute say alike: its files as they were when it was first asked."""
    return results.about(
        calibration=dispute.name,
        folder=dispute.folder,
        outcomes=dispute.outcomes,
        level_titles={name: rung.title for name, rung in dispute.ladder.items()},
        series=_series(dispute),
        parameters=dispute.register.values(),
        posterior="" if dispute.posterior is None else dispute.posterior.record.table,
    )


def _series(dispute: Dispute) -> Iterator[Series]:
    """What each column of the table of quarters means."""
    states = catalogue(dispute)
    for path, info in states.items():
        if info.shown:
            yield Series(
                path=path,
                title=info.title,
                unit=info.unit,
                main=path in dispute.series,
                low=info.low if isfinite(info.low) and info.high == 1 else None,
                high=1 if info.high == 1 else None,
            )
    for lever in dispute.levers:
        title = f"{lever.title}: option taken, counted from holding"
        yield Series(path=lever.path, title=title, unit="options")


def read(
    reference: str | Path,
    *,
    changes: Sequence[str] | Mapping[str, Any] = (),
    observe: Sequence[str | Mapping[str, Any]] = (),
    worlds: int | None = None,
    seed: int | None = None,
    offers: Callable[[str], Offer] | None = None,
    prior: bool = False,
) -> Question:
    """The question that a scenario file asks.

    reference : a path, or the name of a packaged scenario
    changes : overrides laid over the file, as `PATH=VALUE` or by path
    observe : further observations, as texts or as entries of a file
    worlds, seed : in place of the file's
    offers : gives what a dispute offers, for who has read it already or needs it again
    prior : draw from the priors, as if nothing had been calibrated
    Raises InputError with every problem of the files and of the changes.
    """
    offer = offers or cache(scenario.offer)
    draws = PRIOR if prior else None
    asked = scenario.read(
        reference, offer, changes=changes, observe=observe, worlds=worlds, seed=seed, draws=draws
    )
    base = None
    if len(asked.lineage) > 1:
        base = _parent(asked, offer)
    elif changes or observe:
        base = scenario.read(reference, offer, worlds=worlds, seed=seed, draws=draws)
    elif asked.observations:
        base = replace(asked, observations=())
    return Question(asked, offer(asked.calibration).dispute, base)


def stored(reference: str | Path) -> Run | None:
    """The run whose results folder a reference names; None where it names a scenario.

    A name alone may be that of a scenario and of a folder beside it: the scenario's, unless the
    folder holds results.

    Raises InputError where the folder holds no results, or not all of them.
    """
    folder = Path(reference)
    if not folder.is_dir():
        return None
    if not (folder / MANIFEST).is_file() and len(folder.parts) == 1:
        with suppress(InputError):
            scenario.find(str(reference))
            return None
    return Run.read(folder)


def compose(
    text: str,
    *,
    file: str = "uploaded.yaml",
    beside: Path | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    offers: Callable[[str], Offer] | None = None,
    prior: bool = False,
) -> Question:
    """The question that a scenario's text asks, where the text comes from elsewhere.

    It may build on packaged scenarios alone, by name, and on one further file that is given.

    text : YAML, as it would stand in a scenario's file
    file : what errors call it
    beside : a scenario's file that the text may build on, by its name without the ending
    worlds, seed, offers, prior : as of `read`
    Raises InputError with every problem of the text.
    """
    offer = offers or cache(scenario.offer)
    draws = PRIOR if prior else None
    asked = scenario.compose(
        text, offer, file=file, beside=beside, worlds=worlds, seed=seed, draws=draws
    )
    base = None
    if len(asked.lineage) > 1:
        base = _parent(asked, offer)
    elif asked.observations:
        base = replace(asked, observations=())
    return Question(asked, offer(asked.calibration).dispute, base)


def _parent(asked: Scenario, offer: Callable[[str], Offer]) -> Scenario:
    """The scenario that another extends, run as that one is."""
    return scenario.read(
        asked.lineage[1], offer, worlds=asked.worlds, seed=asked.seed, draws=asked.draws
    )


def answer(
    question: Question,
    *,
    out: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Run:
    """The run of a question; written to `out`, or only held in memory if there is none.

    An identical run that stands in `out` already is read instead of being computed again.
    Raises InputError, and writes nothing, where what is observed leaves too few worlds.
    """
    worlds = ensemble.simulate(
        question.scenario, question.dispute, workers=workers, progress=progress
    )
    batches = observing.watched(worlds, question.scenario)
    manifest = question.manifest()
    return Run.collect(batches, manifest) if out is None else results.save(batches, manifest, out)


def run(
    reference: str | Path,
    *,
    set: Mapping[str, Any] | None = None,  # noqa: A002  the word of the scenario files
    observe: Sequence[str | Mapping[str, Any]] = (),
    worlds: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    prior: bool = False,
) -> Run:
    """Read a scenario and run it: `run(…).outcomes` is a data frame, a row per world.

    reference : a path, or the name of a packaged scenario
    set : further overrides by path, with the values that a scenario file takes
    observe : further observations, as texts or as entries of a scenario file
    worlds, seed : in place of the file's
    prior : draw from the priors, as if nothing had been calibrated
    out : folder to write; without it nothing is written
    Raises InputError with every problem of the scenario.
    """
    _check_reference(reference)
    worlds, seed = _integer(worlds), _integer(seed)
    question = read(
        reference, changes=set or {}, observe=observe, worlds=worlds, seed=seed, prior=prior
    )
    return answer(question, out=Path(out) if out is not None else None, workers=workers)


def _check_reference(reference: object) -> None:
    """InputError for what is neither a path nor a name, such as a mapping."""
    if not isinstance(reference, str | Path):
        what = f"a scenario is given as a {type(reference).__name__}"
        allowed = "a path, or the name of a packaged scenario"
        cure = "give changes as sim.run(NAME, set={PATH: VALUE})"
        raise InputError([Problem(what, allowed, cure)])


def _integer(value: Any) -> Any:
    """An integer of any kind, such as NumPy's, as Python's; the reader judges all else."""
    return index(value) if isinstance(value, SupportsIndex) else value
