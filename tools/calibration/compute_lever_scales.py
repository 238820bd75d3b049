"""Scales of the levers: the utility that is typically at stake in each.

    python tools/calibration/compute_lever_scales.py kurils
        rewrite the `scale:` lines of the actors' files
    python tools/calibration/compute_lever_scales.py kurils --check
        exit 1 if one of them is off by more than a tenth

Levers differ a hundredfold in the utility that they move. The scale of a lever is the root mean
square gain of its options over the prior at the start, in the first 4,000 worlds of the baseline's
seed, so that precision means the same for each of them.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sim import scenario
from sim.dispute import PRIOR
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds

WORLDS = 4000
TOLERANCE = 0.1


def stakes(name: str) -> Iterator[tuple[str, str, float]]:
    """Actor, lever and root mean square gain of each lever."""
    offer = scenario.offer(name)
    asked = scenario.read("baseline", scenario.offer, worlds=WORLDS, draws=PRIOR)
    compiled = CompiledModel(offer.dispute, asked)
    worlds = Worlds(compiled, 0, WORLDS)
    for agent in worlds.agents:
        for effects in agent.lever_effects:
            gains = np.delete(agent.gains(effects), effects.lever.hold, axis=0)
            yield agent.name, effects.lever.name, float(np.sqrt(np.mean(gains**2)))


def main() -> int:
    """Rewrite or check the scales; 1 if the check fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dispute")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    off = 0
    offer = scenario.offer(options.dispute)
    for actor, lever, stake in stakes(options.dispute):
        parameter = offer.register[f"{actor}.lever.{lever}.scale"]
        stands = parameter.median
        if abs(stake / stands - 1) <= TOLERANCE:
            continue
        off += 1
        if stake < parameter.low:
            print(f"{actor}.lever.{lever} moves no interest of its actor: nothing is at stake")
            continue
        print(f"{actor}.lever.{lever}.scale: {stands:.3g} stands, {stake:.3g} is at stake")
        if not options.check:
            _rewrite(Path(parameter.mark.file), parameter.mark.line, stake)
    return 1 if options.check and off else 0


def _rewrite(path: Path, line: int, stake: float) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    place = next(i for i in range(line, len(lines)) if lines[i].strip().startswith("prior:"))
    lines[place] = re.sub(r"prior:.*", f"prior: {stake:.3g}", lines[place])
    path.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
