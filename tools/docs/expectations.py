"""What is expected over whole runs, and what the model says to it: the table of docs/model.md.

    python tools/docs/expectations.py [--worlds N]

Runs every total expectation of the dispute, keeps what it found in docs/results/, and draws it;
`python tools/docs/tables.py` then makes the table.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expectations_picture import svg

from sim import scenario
from sim.studies import expectation_checks as expected

CALIBRATION = "kurils"
WORLDS = 10_000
FOUND, PICTURE = (
    Path(__file__).parents[2] / "docs" / "results" / f"expectations.{x}" for x in ("json", "svg")
)
DIGITS = 6  # kept of each number: far below its Monte-Carlo error


def main() -> None:
    """Run them and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=WORLDS)
    found = examined(parser.parse_args().worlds)
    FOUND.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PICTURE.write_text(drawn(found), encoding="utf-8")


def drawn(found: Mapping[str, Any]) -> str:
    """The picture of what was found."""
    run = [each for each in found["expectations"] if "verdict" in each]
    title = f"What is expected of whole runs, and what they say ({found['worlds']:,} worlds)"
    return svg(run, title)


def examined(worlds: int) -> dict[str, Any]:
    """The object of `sim check --expectations --json`, its total ones, with rounded numbers."""
    asked = expected.of_dispute(scenario.offer(CALIBRATION), worlds=worlds)
    if asked is None:
        sys.exit(f"nothing is expected of {CALIBRATION}")
    found = expected.summary(expected.examine_all([asked]), worlds)
    total = [each for each in found["expectations"] if each["scope"] == "total"]
    for each in total:
        del each["file"], each["line"]  # they move with every edit
    return {**found, "seed": asked.scenario.seed, "expectations": [_rounded(e) for e in total]}


def _rounded(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: _short(value) for key, value in entry.items()}


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    return [_short(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
