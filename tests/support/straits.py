"""The invented dispute of tests/data/straits: copies of it with edits, and what is said of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.base.errors import InputError, Problem
from sim.dispute import read_folder

STRAITS = Path(__file__).parents[1] / "data" / "straits"
NUMBER = "{meaning: m, unit: u, bounds: [0, 1], prior: 0.5, judgement: j.}"
LAW = f"law: What happens.\nparameters:\n  pace: {NUMBER}\n"
# Turns the invented dispute into one with a council of two.
WITH_COUNCIL = (
    ("dispute.yaml", "senders: [corvia, brenn]", "senders: [corvia, brenn, dastan]"),
    ("dispute.yaml", "  rival: dastan\n", "  rival: dastan\n  council: dastan\n"),
    ("dispute.yaml", "\npairs:\n", "\nrenewals: [1]\n\npairs:\n"),
    (
        "actors/dastan.yaml",
        "lever:\n",
        f"member:\n  east: {{title: East, stance: {NUMBER}}}\n"
        f"  west: {{title: West, lead: true, stance: {NUMBER}, "
        f"leaves_from: 2031Q2, leaves: {NUMBER}}}\n"
        "lever:\n",
    ),
)

Edit = tuple[str, str, str]
Make = Callable[..., Path]


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as refused:
        read_folder(folder)
    return refused.value.problems
