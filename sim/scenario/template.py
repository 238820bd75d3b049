"""A commented scenario to start from: it runs as it is, and each of its comments can be used."""

from __future__ import annotations

from pathlib import Path

from sim.base.errors import InputError, Problem
from sim.scenario.file_schema import is_name
from sim.scenario.model import Catalogue, Scenario
from sim.scenario.reader import Catalogues, read

_TEXT = """\
scenario: {name}
title: {title}
why: Say here who holds this, and on what evidence.
claims: []                # ids of the claims that it rests on; `sim evidence` lists them
extends: {base}           # what is not written here is taken from there
# In place of extends, what is written here may act from a quarter on, the past being shared:
# branch: {{from: {base}, at: {end}}}

# Take the mark of comment from what you need, then: sim check {file}

# Uncertainties: parameters (`sim evidence ACTOR` lists them), starts of states, and forms.
# A value, a distribution (0.2 to 0.6, {{uniform: [0.1, 0.4]}}) or a change ({{add: 0.1}}).
#set:
#  {parameter}: {{scale: 0.5}}

# Laws that are switched off; `sim plan` lists them.
#mechanisms: {{{mechanism}: off}}

# Standing policies that bind an actor's lever; those that the dispute names: {{use: NAME}}.
# `when` begins one and `unless` ends it for good: conditions, read like those of shocks below.
# Where no policy binds, the actor chooses freely; where two do, the lower one binds.
#policies:
#  - {{actor: {actor}, lever: {lever}, option: {option}, from: {start}, to: {end}}}

# Shocks: they write states once, before decisions; the actors may move them later.
# Instead of `at`: `from` and `to`; `when` asks for states at the end of the quarter before.
#events:
#  - id: shock
#    at: {start}
#    when: {state} > {value}
#    probability: 0.5
#    do: {{{state}: {value}}}

# What is seen changes no world: it weights each by how well it agrees, so that only those count in
# which it came about by itself. `by` or `through` instead of `at`: in some or every quarter to it.
#observe:
#  - {{at: {start}, that: {state} > {value}}}
"""


def new(name: str, catalogues: Catalogues, *, base: str | Path = "baseline") -> str:
    """The text of a scenario of this name that changes nothing yet in the scenario `base`.

    Its comments name what the dispute really has, with values that it takes.
    Raises InputError for a name that cannot be one, and for what is wrong with `base`.
    """
    if not is_name(name):
        what = f"{name!r} cannot be the name of a scenario"
        raise InputError([Problem(what, "letters, digits, _ and -, a letter or digit first")])
    scenario = read(base, catalogues)
    examples = _examples(scenario, catalogues(scenario.calibration))
    title = name.replace("_", " ").capitalize()
    return _TEXT.format(name=name, title=title, base=base, file=f"{name}.yaml", **examples)


def _examples(scenario: Scenario, catalogue: Catalogue) -> dict[str, object]:
    """Names of the dispute for each comment: the first of each kind."""
    (actor, lever), options = next(iter(catalogue.levers.items()))
    state, info = next((path, info) for path, info in catalogue.states.items() if info.settable)
    numbers = [path for path, parameter in catalogue.register.items() if not parameter.is_form]
    weights = [path for path in numbers if ".salience." in path]
    return {
        "parameter": (weights or numbers)[0],
        "mechanism": catalogue.mechanisms[0],
        "actor": actor,
        "lever": lever,
        "option": options[0],
        "start": scenario.start,
        "end": scenario.end,
        "state": state,
        "value": f"{info.low:g}",
    }
