"""The articles in the record: among the rivals, and beside the model on what they forecast."""

import json
from typing import Any

import pytest

from sim.analysis import naive_forecasts
from sim.base.errors import InputError
from sim.inputs import claim_forecasts
from sim.report.hindcast_json import articles, record
from sim.studies import hindcast
from sim.studies.hindcast import MODEL, Retrodiction

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found() -> Retrodiction:
    return hindcast.hindcast(hindcast.ask(worlds=60, articles=True))


@pytest.fixture(scope="module")
def told(found: Retrodiction) -> dict[str, Any]:
    whole = record(found)
    json.dumps(whole, allow_nan=False)  # as --json prints it
    return dict(whole["articles"])


def test_the_articles_stand_among_the_rivals_on_their_questions_only(found: Retrodiction) -> None:
    rival = found.partial[naive_forecasts.ARTICLES]
    assert 0 < len(rival.questions) < len(found.model.questions)
    assert set(rival.questions) <= set(found.model.questions)
    assert found.skills[naive_forecasts.ARTICLES].questions == len(rival.questions)


def test_everybody_answers_the_same_questions_beside_them(found: Retrodiction) -> None:
    assert found.spoken is not None
    assert found.beside[0].name == naive_forecasts.ARTICLES
    assert found.beside[1].name == MODEL
    assert {each.questions for each in found.beside} == {found.beside[0].questions}
    assert [lead.rival for lead in found.leads] == [each.name for each in found.beside[1:]]


def test_the_model_says_the_same_of_a_question_wherever_it_is_asked(found: Retrodiction) -> None:
    beside = dict(zip(found.beside[1].questions, found.beside[1].probability, strict=True))
    whole = dict(zip(found.model.questions, found.model.probability, strict=True))
    both = set(beside) & set(whole)
    assert both
    assert all(beside[each] == whole[each] for each in both)


def test_the_record_has_each_claim_with_who_says_it_and_what_happened(
    told: dict[str, Any], found: Retrodiction
) -> None:
    assert found.spoken is not None
    assert len(told["claims"]) == len(found.spoken.forecasts)
    for claim in told["claims"]:
        assert len(claim["asked"]) == len(claim["happened"])
        assert claim["who"] in ("author", "expert", "reported", "fact")
        assert claim["readers"][0] <= claim["brier"] <= claim["readers"][1]
        assert (claim["brier_asked_of_the_model"] is None) == (claim["others"] == {})
    assert sum(mean["claims"] for mean in told["by_article"]) == len(told["claims"])
    assert sum(mean["claims"] for mean in told["by_voice"]) == len(told["claims"])


def test_a_mean_of_an_article_is_that_of_its_claims(told: dict[str, Any]) -> None:
    for mean in told["by_article"]:
        own = [claim["brier"] for claim in told["claims"] if claim["article"] == mean["name"]]
        assert mean["brier"] == pytest.approx(sum(own) / len(own))


def test_questions_carry_the_pooled_forecast(told: dict[str, Any]) -> None:
    by_claim = {claim["claim"]: claim["probability"] for claim in told["claims"]}
    alone = [each for each in told["questions"] if len(each["claims"]) == 1]
    assert alone
    for each in alone:
        assert each["forecasts"][naive_forecasts.ARTICLES] == pytest.approx(
            by_claim[each["claims"][0]]
        )


def test_without_the_file_the_record_has_none_and_asking_for_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(claim_forecasts, "FILE", "nowhere.yaml")
    asked = hindcast.ask(worlds=5)
    assert asked.spoken is None
    found = hindcast.hindcast(asked)
    assert naive_forecasts.ARTICLES not in found.partial
    assert (articles(found), found.beside, found.leads) == (None, (), ())
    with pytest.raises(InputError, match="write nowhere"):
        hindcast.ask(worlds=5, articles=True)
