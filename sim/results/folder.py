"""A folder that appears under its name only when it is complete."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.errors import InputError, Problem, SimError


@contextmanager
def appear(folder: Path, is_there: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """A hidden folder beside the one that is wanted, whose name it takes when the block ends.

    A failure or Ctrl-C leaves nothing behind.

    is_there : whether what now stands under the name is the very same, from a quicker process
    Raises InputError where it cannot be made, SimError where it cannot be filled.
    """
    parent = folder.absolute().parent
    made = [each for each in (parent, *parent.parents) if not each.exists()]
    try:
        parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=parent, prefix=f".{folder.name}-"))
        part.chmod(0o777 & parent.stat().st_mode)  # mkdtemp's is for its owner only
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
        if not folder.exists():
            for each in made:
                with suppress(OSError):  # something else has come to stand there
                    each.rmdir()
