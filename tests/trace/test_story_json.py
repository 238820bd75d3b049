"""The objects of `sim explain --json`."""

import json
from collections import Counter

import numpy as np
import pytest

from sim.trace import Story, explain
from sim.trace.outcome_contrast import why
from sim.trace.story_json import as_data, why_as_data

pytestmark = pytest.mark.slow


def through(value: object) -> dict:
    """As another program reads it; no infinity and no NaN."""
    return json.loads(json.dumps(value, allow_nan=False))


def test_a_story_as_one_object(told: Story) -> None:
    data = through(as_data(told))
    assert (data["schema"], data["scenario"], data["world"]) == (1, told.scenario.name, 122)
    kinds = Counter(record["kind"] for record in data["records"])
    assert kinds == Counter(record.kind for record in told.records)
    for record, told_one in zip(data["records"], told.records, strict=True):
        assert record["text"] == told_one.text
        assert record["quarter"] == str(told_one.quarter)
        assert record["actors"] == list(told_one.actors)
    assert data["forms"] == {place.path: place.option for place in told.forms}
    assert set(data["quarters"]) == set(told.quarters)
    assert set(data["draws"]) == set(told.dispute.register)
    assert data["draws"]["choices.bargaining.delay"] == data["forms"]["choices.bargaining.delay"]


def test_outcomes_are_those_of_the_other_objects(told: Story) -> None:
    data = through(as_data(told))
    assert data["outcomes"]["settlement"] == "two_islands"
    assert data["outcomes"]["peace_treaty"] is True
    assert data["outcomes"]["treaty_quarter"] == 4
    assert data["base"]["outcomes"]["treaty_quarter"] is None
    assert data["base"]["parted"] == "2017Q2"
    assert data["outcomes"]["us_sanctions"] == told.outcomes["us_sanctions"]


def test_what_differs_stands_in_it_with_its_place(told: Story) -> None:
    differs = {each["path"]: each for each in through(as_data(told))["differs"]}
    found = differs["set.us.salience.punishment"]
    assert found["value"] == {"scale": 0.4}
    assert found["file"].endswith("trump_lifts_sanctions.yaml")
    assert found["line"] > 1


def test_terms_lead_to_claims(told: Story) -> None:
    terms = through(as_data(told))["terms"]
    assert [term["term"] for term in terms] == [ground.term for ground in told.grounds]
    claims = [c for t in terms for p in t["parameters"] for c in p["claims"]]
    assert all(set(c) == {"id", "sentence", "article", "date", "against"} for c in claims)


def test_a_base_differs_from_nothing() -> None:
    data = through(as_data(explain("baseline", world=2)))
    assert data["base"] is None
    assert data["differs"] == []


@pytest.mark.parametrize("expression", ["peace_treaty", "settlement >= four_islands"])
def test_why_as_one_object(expression: str) -> None:
    found = why("baseline", expression, worlds=30)
    data = through(why_as_data(found))
    assert (data["why"], data["worlds"]) == (expression, 30)
    assert data["p"] == pytest.approx(found.share.value)
    assert (data["pair"] is None) == (found.pair is None)
    if found.pair is not None:
        assert data["pair"]["with"]["world"] == found.pair[0].world
        assert data["draws"][0]["path"] == found.draws[0].path
        assert np.isfinite(data["draws"][0]["delta"])
