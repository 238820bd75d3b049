"""The two voices of the command line: results on standard output, all else on standard error.

Both are plain when they are not a terminal, and without colour where NO_COLOR is set (rich).
"""

import codecs
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from sim.base.paths import nearby

WIDTH = 120  # of a table where there is no terminal to ask


def _console(*, stderr: bool) -> Console:
    voice = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not voice.is_terminal:
        voice.width = WIDTH
    return voice


_ASCII = str.maketrans(
    {
        "–": "-", "—": "-", "−": "-", "─": "-", "×": "x", "·": ".", "•": "*", "…": "...",
        "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "±": "+-", "‘": "'", "’": "'",
        "“": '"', "”": '"', "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    }
)  # fmt: skip


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """ASCII characters in place of those that the encoding of a stream lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_ASCII)
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else "?" for c in bare), error.end


def allow_any_encoding() -> None:
    """Let both streams print every character, in ASCII where their encoding lacks it."""
    codecs.register_error("sim.ascii", _substitute)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not _is_unicode(stream.encoding):
            stream.reconfigure(errors="sim.ascii")


def _is_unicode(encoding: str | None) -> bool:
    return (encoding or "utf-8").lower().startswith("utf")


out = _console(stderr=False)
err = _console(stderr=True)


def say(text: str) -> None:
    """Print one message to standard error, as it is: no markup, no folding."""
    err.print(text, soft_wrap=True)


def complain(text: str) -> None:
    """Print what is wrong to standard error, a problem a line, so that editors can follow it."""
    err.print(text, soft_wrap=True, style="red")


def note(text: str) -> None:
    """Print what a reader of the table above must know."""
    out.print(text + "\n", style="dim")


def show_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object to standard output, exactly as it is."""
    escaped = not _is_unicode(sys.stdout.encoding)
    json.dump(value, sys.stdout, indent=2, ensure_ascii=escaped, allow_nan=False)
    sys.stdout.write("\n")


def table(title: str, *texts: str, numbers: tuple[str, ...] = ()) -> Table:
    """An empty table in the house's style: columns of text, then columns of numbers."""
    made = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for heading in texts:
        made.add_column(heading, overflow="fold")
    for heading in numbers:
        made.add_column(heading, justify="right", no_wrap=True)
    return made


def grid(*, indent: int = 0) -> Table:
    """An empty table of headings and texts, without lines."""
    fields = Table.grid(padding=(0, 2, 0, indent), pad_edge=True)
    fields.add_column(style="dim", no_wrap=True)
    fields.add_column()
    return fields


def plain(value: object) -> str:
    """A value of a scenario as it could be written in its file; a dash for what is not there."""
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def place(file: str | Path, line: int) -> str:
    """A line of a file, as short as it can be said from here."""
    if str(file).startswith("--"):  # an option of the command line
        return str(file)
    path = nearby(file)
    return f"{path}:{line}" if line else path


@contextmanager
def progress(what: str, total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while the block runs, only at a terminal; told how much is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    silent = quiet or not err.is_terminal
    with Progress(*columns, console=err, transient=True, disable=silent) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
