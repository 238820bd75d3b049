"""Whether world i of one run is world i of another, and what there is to do where it is not."""

from collections.abc import Sequence

from sim.base.errors import InputError, Problem
from sim.results import Manifest, Run
from sim.results.tables import NAMES, QUARTERS

OTHERWISE = "or compare them as independent samples, with --unpaired"


def reasons(mine: Manifest, theirs: Manifest) -> list[Problem]:
    """Everything that keeps the worlds of two runs from being the same worlds, each with its cure.

    The number of worlds does not: the first worlds of the larger run are those of the smaller.
    """
    names = f"{mine.id} and {theirs.id} cannot be paired"
    today = "run both again, with this version and this calibration"
    compared = (
        ("seeds", mine.seed, theirs.seed, "run both with the same --seed"),
        ("first quarters", mine.start, theirs.start, "give both scenarios the same start"),
        (
            "numbers of quarters",
            mine.quarters,
            theirs.quarters,
            "give both scenarios the same quarters",
        ),
        (
            "calibrations",
            f"{mine.calibration.name} {mine.calibration.hash[:10]}",
            f"{theirs.calibration.name} {theirs.calibration.hash[:10]}",
            today,
        ),
        ("versions", _version(mine), _version(theirs), today),
    )
    return [
        Problem(f"{names}: {what} {one} and {other}", cure=f"{cure}, {OTHERWISE}")
        for what, one, other, cure in compared
        if one != other
    ]


def check_paired(run: Run, base: Run) -> None:
    """Raises InputError, all reasons at once, where world i of one is not world i of the other."""
    problems = reasons(run.manifest, base.manifest)
    if run.manifest.worlds != base.manifest.worlds:
        what = f"worlds {run.manifest.worlds} and {base.manifest.worlds}"
        cure = "run both with the same --worlds"
        problems.append(Problem(f"the runs cannot be paired: {what}", cure=cure))
    if problems:
        raise InputError(problems)


def first(run: Run, worlds: int) -> Run:
    """The first worlds of a run: what it would be if it had been asked for no more."""
    if worlds >= run.manifest.worlds:
        return run
    rows = dict.fromkeys(NAMES, worlds)
    rows[QUARTERS] *= run.manifest.quarters
    tables = {name: run.table(name).slice(0, rows[name]) for name in NAMES}
    return Run(run.manifest.model_copy(update={"worlds": worlds}), tables, run.folder)


def common(runs: Sequence[Run]) -> list[Run]:
    """The worlds that all runs hold: as many as the smallest has."""
    fewest = min(run.manifest.worlds for run in runs)
    return [first(run, fewest) for run in runs]


def _version(manifest: Manifest) -> str:
    """Of the package and of the part of its code that can change a number."""
    return f"{manifest.versions.get('sim', '')} {manifest.versions.get('code', '')[:10]}".strip()
