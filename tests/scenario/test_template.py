"""The scenario that `sim new` writes: it runs as it is, and so does each of its comments."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.base.errors import InputError
from sim.scenario import read, template
from sim.scenario.reader import Catalogues

Write = Callable[..., Path]


def test_it_reads_as_it_is_and_changes_nothing(write: Write, catalogues: Catalogues) -> None:
    base = write(name="base")
    text = template.new("my_case", catalogues, base=base)
    scenario = read(write(text, "my_case", heading=False), catalogues)
    assert (scenario.name, scenario.title) == ("my_case", "My case")
    assert scenario.overrides == scenario.events == scenario.policies == ()
    assert scenario.base == "base"


def test_every_comment_can_be_used(write: Write, catalogues: Catalogues) -> None:
    text = template.new("my_case", catalogues, base=write(name="base"))
    used = re.sub(r"^#(?! )", "", text, flags=re.MULTILINE)
    used = re.sub(r"^#(?=  )", "", used, flags=re.MULTILINE)
    scenario = read(write(used, "my_case", heading=False), catalogues)
    assert len(scenario.overrides) == len(scenario.mechanisms_off) == 1
    assert len(scenario.policies) == len(scenario.events) == len(scenario.observations) == 1


@pytest.mark.parametrize("name", ["", "../x", "a b", ".hidden", "x.yaml"])
def test_a_name_that_cannot_be_one_is_refused(name: str, catalogues: Catalogues) -> None:
    with pytest.raises(InputError, match="cannot be the name of a scenario"):
        template.new(name, catalogues)
