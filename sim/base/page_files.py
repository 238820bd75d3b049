"""Where a page may be written: a new file, or in place of a page that was written before."""

from __future__ import annotations

import os
from pathlib import Path

from sim.base.errors import InputError, Problem

# Nothing may be fetched, whatever a file says: the browser itself is told so.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
# What every page begins with, and by which one is known again; nothing else begins so.
HEAD = (
    "<!DOCTYPE html>\n"
    '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
)
_CURE = "name another file with --html"


def check_place(path: Path) -> None:
    """InputError where a page may not be written to this file, told before anything is run."""
    parent = path.parent
    if path.is_symlink():
        _refuse(path, "it is a symbolic link", "name the file that it points to")
    if not parent.is_dir():
        _refuse(path, f"there is no folder {parent}", "make the folder first, or name another file")
    if path.is_dir():
        _refuse(path, "it is a folder")
    if path.exists():
        if not path.is_file():
            _refuse(path, "it is no regular file")
        if not _is_page(path):
            _refuse(path, "it is not a page that sim has written, and is left as it is")
    if not os.access(parent, os.W_OK | os.X_OK):
        _refuse(path, f"permission to write in {parent} is missing")


def _is_page(path: Path) -> bool:
    """Whether a file is a page of this package; of the file only the beginning is read."""
    head = HEAD.encode()
    try:
        with path.open("rb") as file:
            return file.read(len(head)) == head
    except OSError:
        return False


def _refuse(path: Path, why: str, cure: str = _CURE) -> None:
    raise InputError([Problem(f"{path} cannot be written: {why}", cure=cure)])
