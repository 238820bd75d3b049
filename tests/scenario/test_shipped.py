"""The scenarios that are shipped, against the dispute they are about; and the bad ones, told by
the command line.
"""

import json
import re
from pathlib import Path

import pytest

from sim import cli
from sim.base.quarters import Quarter
from sim.scenario import (
    Offer,
    differences,
    from_resolved,
    names,
    offer,
    read,
)
from sim.scenario import (
    json_schema as schema,
)
from sim.scenario.reader import Catalogues

ROOT = Path(__file__).parents[2]
BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.fixture(scope="module")
def kurils() -> Offer:
    return offer("kurils")


@pytest.fixture
def disputes(kurils: Offer) -> Catalogues:
    return {"kurils": kurils}.__getitem__


@pytest.mark.parametrize("name", names())
def test_it_reads_and_says_on_which_claims_it_rests(name: str, disputes: Catalogues) -> None:
    scenario = read(name, disputes)
    assert scenario.name == name
    assert scenario.claims
    assert from_resolved(json.loads(json.dumps(scenario.resolved())), disputes) == scenario


def test_the_size_of_the_first_two(disputes: Catalogues) -> None:
    for name in ("baseline", "trump_lifts_sanctions"):
        scenario = read(name, disputes)
        assert (scenario.start, scenario.quarters) == (Quarter(2017, 1), 20)
        assert (scenario.worlds, scenario.seed) == (10_000, 20161215)


def test_what_the_lifting_of_sanctions_changes(disputes: Catalogues) -> None:
    changed = differences(read("trump_lifts_sanctions", disputes), read("baseline", disputes))
    assert [each.path for each in changed] == [
        "set.us.salience.punishment",
        "events.executive_order",
        "events.congress_codifies",
    ]
    lines = (ROOT / "scenarios" / "trump_lifts_sanctions.yaml").read_text("utf-8").splitlines()
    for each in changed:
        key = each.path.partition(".")[2]
        assert key in lines[each.line - 1]


def test_the_schema_is_current(kurils: Offer) -> None:
    file = ROOT / "scenarios" / schema.FILE
    assert file.read_text("utf-8") == schema.text(kurils), (
        "run: python -m sim.scenario.json_schema kurils"
    )


def test_sim_check_refuses_every_bad_file(capsys: pytest.CaptureFixture[str]) -> None:
    for path in BAD:
        assert cli.status(["check", str(path)]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "Traceback" not in printed.err
        place = rf"{re.escape(str(path.parent))}/\S+\.yaml:\d+:\d+: "
        assert all(re.match(place, line) for line in printed.err.splitlines()), printed.err
