"""A folder that appears under its name only when it is complete."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError, Problem, SimError


@contextmanager
def appear(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into, which takes its name when the block ends.

    A failure or Ctrl-C leaves nothing behind.
    Raises InputError where it cannot be made, SimError where it cannot be filled.
    """
    parent = folder.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=parent, prefix=f".{folder.name}-"))
        part.chmod(0o777 & parent.stat().st_mode)  # mkdtemp's is for its owner only
    except OSError as error:
        what = f"{folder} cannot be written: {error.strerror}"
        raise InputError([Problem(what, cure="name another folder with --out")]) from error
    try:
        yield part
        part.replace(folder)
    except OSError as error:
        raise SimError(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
