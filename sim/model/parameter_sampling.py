"""The table of parameters of a batch: drawn, normalised, then changed by the scenario."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import numpy as np

from sim.base.axes import Array, total
from sim.base.errors import InputError, Problem, Problems, suggest
from sim.base.random_streams import PREVIEW, Streams
from sim.dispute import Dispute
from sim.inputs.priors import Prior
from sim.scenario import Override, Scenario

SALIENCE = ".salience."
PROBED = 1000  # worlds in which a change is looked for; every option of a form is drawn in some


class ParameterTable(dict[str, Array]):
    """Parameters of a batch by path; who asks for one that no file gives is told so."""

    def __missing__(self, path: str) -> Array:
        what = f"no file gives the parameter {path}"
        raise InputError([Problem(what, cure=suggest(path, self))])


def table(
    dispute: Dispute, overrides: Sequence[Override], streams: Streams, start: int, stop: int
) -> ParameterTable:
    """Parameters of worlds start to stop: path -> (world,).

    overrides : one for a path at most, such as those of a scenario that hold in a quarter
    Raises InputError if saliences that are set leave nothing or less to share, or if an override
    leaves the bounds.
    """
    if type(streams) is Streams and stop <= PREVIEW:  # a study's own streams may draw otherwise
        before = _first(dispute, streams.seed, start, stop)
    else:
        before = drawn(dispute, streams, start, stop)
    return change(before, dispute, overrides, streams, start)


@lru_cache(maxsize=4)
def _first(dispute: Dispute, seed: int, start: int, stop: int) -> ParameterTable:
    """The table of some of the first worlds, kept as their draws are; nobody can write into it."""
    found = drawn(dispute, Streams(seed), start, stop)
    for column in found.values():
        column.flags.writeable = False
    return found


def drawn(
    dispute: Dispute, streams: Streams, start: int, stop: int, paths: Collection[str] = ()
) -> ParameterTable:
    """Parameters of worlds start to stop as they are drawn; saliences of each actor sum to one.

    What history has weighted comes from the joint draws of the posterior, where the dispute has
    one; all else, and all of a dispute without, from the priors.

    paths : the only ones that are asked for, and what they are drawn with; by default all
    """
    register = dispute.register
    groups = [group for actor in dispute.actors if (group := saliences(dispute, actor))]
    if paths:
        groups = [group for group in groups if not set(group).isdisjoint(paths)]
    chosen = dict.fromkeys([*(paths or register), *(path for group in groups for path in group)])
    joint = (
        {} if dispute.posterior is None else dispute.posterior.draw(streams, start, stop, chosen)
    )
    found = ParameterTable(
        {
            path: joint[path] if path in joint else register[path].draw(streams, start, stop)
            for path in chosen
        }
    )
    for group in groups:
        _normalise(found, group, ())
    return found


def change(
    before: ParameterTable,
    dispute: Dispute,
    overrides: Sequence[Override],
    streams: Streams,
    start: int,
) -> ParameterTable:
    """A table after a scenario's overrides; the one before stays as it was.

    An override overwrites a column after it has been drawn: an intervention, not conditioning. A
    salience that is set stays; the others of that actor share what is left, in the proportions
    drawn.

    start : world of the table's first row
    """
    after = ParameterTable(before)
    for override in overrides:
        old = after[override.path]
        after[override.path] = _changed(override, old, dispute, streams, start, start + old.size)
    for actor in dispute.actors:
        group = saliences(dispute, actor)
        given = [override.path for override in overrides if override.path in group]
        if given:
            left = 1 - total(after[path] for path in given)
            if not (left >= 0).all():
                last = next(o for o in reversed(overrides) if o.path in group)
                what = f"the saliences of {actor} that are set come to more than one"
                raise _refusal(last, what, "set them lower")
            _normalise(after, group, given)
    return after


def check(dispute: Dispute, scenario: Scenario) -> None:
    """InputError for every override that changes no draw, and for those that `table` refuses.

    Each is held against what is in force before it. Worlds are asked as far as many runs go and
    not fewer where a run is shorter: a form that is set is in a few worlds the one that was drawn.
    """
    if not scenario.overrides:
        return
    streams, problems = Streams(scenario.seed), Problems()
    paths = [override.path for override in scenario.overrides]
    before = as_drawn = drawn(dispute, streams, 0, PROBED, paths)
    for quarter in (scenario.start, *scenario.turns):
        since = None if quarter == scenario.start else quarter
        after = change(as_drawn, dispute, scenario.in_force(quarter), streams, 0)
        for override in scenario.overrides:
            path = override.path
            if override.since == since and np.array_equal(before[path], after[path]):
                cure = "set another value, or leave it out"
                problems += _refusal(override, "changes no draw", cure).problems
        before = after
    problems.raise_any()


@lru_cache(maxsize=64)
def saliences(dispute: Dispute, actor: str) -> tuple[str, ...]:
    """Paths of all saliences of an actor: shares of one whole, drawn together."""
    return tuple(path for path in dispute.register if path.startswith(f"{actor}{SALIENCE}"))


def _normalise(drawn: dict[str, Array], group: Iterable[str], given: Sequence[str]) -> None:
    free = [path for path in group if path not in given]
    if not free:
        return
    room = 1 - total(drawn[path] for path in given) if given else np.ones_like(drawn[free[0]])
    raw = total(drawn[path] for path in free)
    for path in free:
        drawn[path] = drawn[path] / raw * room


def _changed(
    override: Override, before: Array, dispute: Dispute, streams: Streams, start: int, stop: int
) -> Array:
    parameter = dispute.register[override.path]
    value = override.value
    if isinstance(value, str):
        return np.full_like(before, parameter.options.index(value))
    if isinstance(value, Prior):
        u = streams.uniform("parameter", override.path, 0, start, stop)
        return value.ppf(u, parameter.low, parameter.high)
    if override.op == "add":
        after = before + value
    elif override.op == "scale":
        after = before * value
    else:
        after = np.full_like(before, value)
    if ((after < parameter.low) | (after > parameter.high)).any():
        what = f"leaves the bounds {parameter.low:g} to {parameter.high:g} in some worlds"
        raise _refusal(override, what, "change it by less, or set a distribution")
    return after


def _refusal(override: Override, what: str, cure: str) -> InputError:
    return InputError([Problem(f"{override.path}: {what}", cure=cure, mark=override.mark)])
