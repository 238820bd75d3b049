"""Where the packaged data live: inside the installed package, or else in the checkout."""

from __future__ import annotations

from pathlib import Path

from sim.base.errors import InputError, Problem, suggest

_PACKAGE = Path(__file__).resolve().parents[1]


def calibrations() -> list[str]:
    """Names of the disputes that can be run: the folders that hold a dispute.yaml."""
    return sorted(path.parent.name for path in _top("calibration").glob("*/dispute.yaml"))


def calibration_folder(name: str) -> Path:
    """The folder of one dispute's files; InputError if there is none of that name."""
    known = calibrations()
    if name not in known:
        raise InputError(
            [
                Problem(
                    f"there is no calibration {name!r}",
                    f"known are: {', '.join(known) or 'none'}",
                    suggest(name, known),
                )
            ]
        )
    return _top("calibration") / name


def sole_calibration() -> str:
    """The one dispute that can be run; InputError where there are several to choose from."""
    known = calibrations()
    if len(known) != 1:
        allowed = f"one of: {', '.join(known) or 'none'}"
        raise InputError([Problem("it does not say which calibration", allowed)])
    return known[0]


def scenarios_folder() -> Path:
    """The folder of the packaged scenarios."""
    return _top("scenarios")


def seeds_folder() -> Path:
    """The folder of the coded articles and of the codebook's table."""
    return _top("seeds")


def file_stamps(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Path, times of change and size of every file of a folder: equal while none is changed."""
    stamps = [(str(path), path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return tuple((path, at.st_mtime_ns, at.st_ctime_ns, at.st_size) for path, at in stamps)


def nearby(file: str | Path) -> str:
    """A file as short as it can be said from the working folder."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return str(path)


def _top(name: str) -> Path:
    # The wheel carries the data under sim/_data; a checkout has them beside sim/.
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
