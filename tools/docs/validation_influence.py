"""Tables of docs/validation.md on the weight of the evidence: influence, knock-outs, mechanisms."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tables import table
from validation_results import kept

from sim.base import number_text

Object = Mapping[str, Any]
SHOWN = ("settlement >= joint_activities", "settlement >= two_islands", "peace_treaty")


def influence() -> str:
    """Salience of each interest beside its share of influence."""
    rows = [
        [
            each["actor"],
            each["interest"],
            number_text.percent(each["salience"]),
            *(
                "–" if each[x] is None else number_text.percent(each[x])
                for x in ("packages", "levers")
            ),
        ]
        for each in kept("influence")["influence"]
    ]
    return table(["actor", "interest", "salience", "over packages", "over levers"], rows)


def knock_outs() -> str:
    """What each part of the evidence changes."""
    return _changes(kept("influence")["evidence"], "evidence replaced")


def mechanism_effects() -> str:
    """What each mechanism changes."""
    return _changes(kept("influence")["mechanisms"], "mechanism")


def _changes(rows: Sequence[Object], heading: str) -> str:
    names = [name.removeprefix("settlement >= ") for name in SHOWN]
    effects = [f"effect of lifting on {name}" for name in names]
    return table(
        [heading, "priors", *names, *effects],
        [[each["variant"], str(each["priors"] or "–"), *_cells(each)] for each in rows],
    )


def _cells(row: Object) -> Iterator[str]:
    for part in ("level", "response"):
        for name in SHOWN:
            effect = row[part][name]
            difference, half = 100 * effect["difference"], 100 * effect["half_width"]
            text = f"{number_text.signed(difference, 1)} ± {half:.1f}"
            yield f"**{text}**" if abs(difference) > half else text


def _share(value: float | None) -> str:
    return "–" if value is None else number_text.percent(value)
