"""What a comparison costs beside the two runs that it compares, as ratios in one run.

    python benchmarks/comparing.py [--quick]

Processor time of one process, least of some rounds; see speed.py. Nothing here is asserted
anywhere.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sim import report
from sim.engine import runs
from sim.results import Run
from sim.studies import comparison as compare

ROUNDS = 3
SCENARIOS = "baseline", "trump_lifts_sanctions"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the worlds")
    worlds = 1_000 if parser.parse_args().quick else 10_000
    asked = compare.read(SCENARIOS, worlds=worlds)
    runs.answer(runs.read(SCENARIOS[0], worlds=10))  # imports and caches are nobody's worlds
    kept: list[list[Run]] = []

    def two(written: bool = False) -> None:
        with TemporaryDirectory() as folder:
            kept.append([each.answer(Path(folder) if written else None) for each in asked])

    stepped = best(two)
    written = best(lambda: two(written=True))
    held = kept[0]
    compared = compare.judge(asked, held)
    judged = best(lambda: compare.judge(asked, [fresh(run) for run in held]))
    drawn = best(lambda: report.compare_html(compared))
    said = best(compared.summary)
    print(f"two runs of {worlds:,} worlds       {stepped:6.2f} s of processor, in memory")
    print(f"  with the folders written        {written / stepped:6.2f} : 1")
    print(f"  runs, compared : runs           {(stepped + judged) / stepped:6.2f} : 1")
    print(f"  written, compared : written     {(written + judged) / written:6.2f} : 1")
    print(f"  comparing alone : runs          {judged / stepped:6.2f} : 1")
    print(f"  the object of --json : runs     {said / stepped:6.2f} : 1")
    print(f"  the page of --html : runs       {drawn / stepped:6.2f} : 1")


def fresh(run: Run) -> Run:
    """The run without the frames that it has cached."""
    return Run(run.manifest, {name: run.table(name) for name in ("outcomes", "quarters", "draws")})


def best(work: Callable[[], object]) -> float:
    """Least processor time of some rounds, s."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


if __name__ == "__main__":
    main()
