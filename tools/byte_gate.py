"""Hashes of results, to show that a change of the code moves none of them.

    python tools/byte_gate.py > before.json    # on the old code
    python tools/byte_gate.py --check before.json

For six scenarios: outcomes, quarters and draws per world, the table of the paired comparison with
the baseline, and the JSON of `sim run` and `sim compare`. Hashes are equal only if every number is
equal to the last bit, so compare them on one machine. Only public names are used: the script runs
unchanged before and after modules move.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import sim

BASE = "baseline"
SCENARIOS = (
    BASE,
    "trump_lifts_sanctions",
    "economy_first",
    "abe_leaves_in_2018",  # shares a past
    "seen_by_2018",  # weighted worlds
    "war_escalates",
)
WORLDS = 2000  # enough for the scenario that observes
# What follows the version or the place of the code: the end of a run's name, the checkout's path.
CHECKOUT = Path(sim.__file__).parents[1]
MASKED = re.compile(rf"-[0-9a-f]{{10}}\b|{re.escape(str(CHECKOUT))}")


def table_hash(table: pd.DataFrame) -> str:
    """SHA-256 of a table's column names, types and values."""
    digest = hashlib.sha256()
    for name, column in table.reset_index(drop=True).items():
        kind = str(column.dtype) if column.dtype.kind in "biuf" else "text"
        digest.update(f"{name} {kind}\n".encode())
        is_number = kind != "text"
        values = column.to_numpy().tobytes() if is_number else "\n".join(map(str, column)).encode()
        digest.update(values)
    return digest.hexdigest()


def json_hash(*words: str) -> str:
    """SHA-256 of the JSON object that a command prints, with runs' names and paths masked."""
    with tempfile.TemporaryDirectory() as folder:  # no stored run is read
        done = subprocess.run(
            [sys.executable, "-m", "sim", *words, "--json", "--quiet"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    text = json.dumps(json.loads(done.stdout), sort_keys=True)
    return hashlib.sha256(MASKED.sub("", text).encode()).hexdigest()


def hashes() -> Iterator[tuple[str, str]]:
    """Name and hash of each result."""
    size = ("--worlds", str(WORLDS))
    for name in SCENARIOS:
        run = sim.run(name, worlds=WORLDS)
        for part in ("outcomes", "quarters", "draws"):
            yield f"{name} {part}", table_hash(getattr(run, part))
        yield f"{name} run --json", json_hash("run", name, *size)
        if name != BASE:
            yield f"{name} comparison", table_hash(sim.compare(BASE, name, worlds=WORLDS).table)
            yield f"{name} compare --json", json_hash("compare", BASE, name, *size)


def main() -> int:
    """Print the hashes, or compare them with a file; exit status 1 if any differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", type=Path, help="file with the hashes of the old code")
    given = parser.parse_args()
    found = dict(hashes())
    if given.check is None:
        print(json.dumps(found, indent=1))
        return 0
    before = json.loads(given.check.read_text("utf-8"))
    differing = [name for name in before.keys() | found if before.get(name) != found.get(name)]
    for name in sorted(differing):
        print(f"differs: {name}")
    print(f"{len(found) - len(differing)} of {len(found)} results are equal to the last bit")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
