"""A folder that appears under its name only when it is complete."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

from sim.base.errors import InputError, Problem, SimError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: no folder is locked, and none is removed
    fcntl = None

PART = re.compile(r"\..+-[a-z0-9_]{8}\.part")  # the names that _start makes


def check_place(folder: Path) -> None:
    """InputError where a folder could not appear under this name, told before anything is run."""
    here = Path.cwd()
    where = folder.resolve()
    if folder.is_symlink():
        _refuse(folder, "it is a symbolic link", "name the folder that it points to")
    if where in (here, *here.parents):
        _refuse(folder, "it is the folder in which the command runs, or holds it")
    if os.path.ismount(where):
        _refuse(folder, "it is a mount point")
    parent = next(each for each in folder.absolute().parents if each.exists())
    if not parent.is_dir():
        _refuse(folder, f"{parent} is not a folder")
    if not os.access(parent, os.W_OK | os.X_OK):
        _refuse(folder, f"permission to write in {parent} is missing")


def _refuse(folder: Path, why: str, cure: str = "name another folder with --out") -> None:
    raise InputError([Problem(f"{folder} cannot be written: {why}", cure=cure)])


@contextmanager
def appear(folder: Path, is_there: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """A hidden folder beside the one that is wanted, whose name it takes when the block ends.

    A failure or Ctrl-C leaves nothing behind; what a killed process left is removed.

    is_there : called where something stands under the name: whether it is the very same, from a
        quicker process or moved there by the call
    Raises InputError where it cannot be made, SimError where it cannot be filled.
    """
    parent = folder.absolute().parent
    made = [each for each in (parent, *parent.parents) if not each.exists()]
    try:
        parent.mkdir(parents=True, exist_ok=True)
        remove_abandoned(parent)
        part, lock = _start(folder, parent)
    except OSError as error:
        what = f"{folder} cannot be written: {error.strerror}"
        raise InputError([Problem(what, cure="name another folder with --out")]) from error
    try:
        yield part
        try:
            part.replace(folder)
        except OSError:
            if not is_there():
                raise
    except OSError as error:
        raise SimError(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if lock is not None:
            os.close(lock)
        if not folder.exists():
            for each in made:
                with suppress(OSError):  # something else has come to stand there
                    each.rmdir()


def remove_abandoned(parent: Path) -> None:
    """Remove the temporary folders whose process has ended: those that nobody has locked."""
    for part in parent.iterdir():
        if not PART.fullmatch(part.name) or part.is_symlink() or not part.is_dir():
            continue
        lock = _lock(part)
        if lock is not None:
            shutil.rmtree(part, ignore_errors=True)
            os.close(lock)


def _start(folder: Path, parent: Path) -> tuple[Path, int | None]:
    """A new temporary folder, and the lock on it for as long as this process lives."""
    while True:
        part = Path(tempfile.mkdtemp(dir=parent, prefix=f".{folder.name}-", suffix=".part"))
        lock = _lock(part)
        with suppress(FileNotFoundError):  # another process removed it before it was locked
            part.chmod(0o777 & parent.stat().st_mode)  # mkdtemp's is for its owner only
            return part, lock
        if lock is not None:
            os.close(lock)


def _lock(part: Path) -> int | None:
    """The descriptor that locks a folder; None where it is locked or cannot be.

    The system drops the lock when the process ends, however it ends.
    """
    if fcntl is None:
        return None
    try:
        lock = os.open(part, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
