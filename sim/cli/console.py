"""The two voices of the command line: results on standard output, all else on standard error.

Both are plain when they are not a terminal, and without colour where NO_COLOR is set (rich).
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console

# Rich takes 80 columns where there is no terminal: enough for every table here, and stable.
out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)


def say(text: str) -> None:
    """Print one message to standard error, as it is: no markup, no folding."""
    err.print(text, markup=False, soft_wrap=True)


def complain(text: str) -> None:
    """Print what is wrong to standard error, a problem a line, so that editors can follow it."""
    err.print(text, markup=False, soft_wrap=True, style="red")


def show_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object to standard output, exactly as it is."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")
