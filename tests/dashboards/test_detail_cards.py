"""From any number to its parameter, its claims, and the article's title, date and paragraph."""

from pathlib import Path
from typing import Any

import pytest
from dash import html

from dashboards import detail_cards
from dashboards.service import Service
from sim.base.errors import InputError
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import graphs, parts_of, text_of


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    folder = tmp_path_factory.mktemp("cards")
    return Service(Still(folder / "home"), folder / "runs")


@pytest.fixture(scope="module")
def view(service: Service) -> dict[str, Any]:
    return service.default.view()


def names(found: Any) -> list[str]:
    """What the buttons of a card open."""
    buttons = (each for each in parts_of(found) if isinstance(each, html.Button))
    given = (each.to_plotly_json()["props"] for each in buttons)
    return [each["data-card"] for each in given if "data-card" in each]


def test_a_parameter_leads_to_its_claims(service: Service, view: dict[str, Any]) -> None:
    register = service.dispute(view).register
    parameter = next(each for each in register.values() if each.claim_based)
    found = detail_cards.card(service, view, parameter.path)
    said = text_of(found)
    for part in (parameter.path, parameter.unit, f".yaml:{parameter.mark.line}"):
        assert part in said
    assert names(found) == [link.claim for link in parameter.claims]
    assert len(graphs(found)) == 1


def test_a_claim_leads_to_its_sentence_its_article_and_its_parameters(
    service: Service, view: dict[str, Any]
) -> None:
    register = service.dispute(view).register
    link = next(each for each in register.values() if each.claim_based).claims[0]
    claim = service.evidence[link.claim]
    article = service.evidence.article(claim)
    found = detail_cards.card(service, view, claim.id)
    said = text_of(found)
    wanted = (claim.text, article.title, article.outlet, article.date, claim.voice)
    assert all(part in said for part in wanted)
    assert f"{claim.paragraph}" in said
    resting = [p.path for p in register.values() if any(e.claim == claim.id for e in p.claims)]
    assert set(resting) <= set(names(found))


def test_an_actor_leads_to_what_is_its_own(service: Service, view: dict[str, Any]) -> None:
    dispute = service.dispute(view)
    actor = next(iter(dispute.actors))
    opened = names(detail_cards.card(service, view, actor))
    own = [path for path in dispute.register if path.startswith(f"{actor}.")]
    assert own
    assert set(own) <= set(opened)


def test_a_form_is_told_by_its_options(service: Service, view: dict[str, Any]) -> None:
    form = next(each for each in service.dispute(view).register.values() if each.is_form)
    said = text_of(detail_cards.card(service, view, form.path))
    assert all(option.replace("_", " ") in said for option in form.options)


def test_no_path_of_this_machine_is_told(service: Service, view: dict[str, Any]) -> None:
    home = str(Path(__file__).parents[2])
    for path in list(service.dispute(view).register)[::40]:
        assert home not in text_of(detail_cards.card(service, view, path))


def test_what_the_scenario_says_of_it_is_told(service: Service, view: dict[str, Any]) -> None:
    path = next(
        each.path
        for each in service.dispute(view).register.values()
        if not each.is_form and each.low < 0.123 < each.high and ".salience." not in each.path
    )
    changed = {**view, "draft": {"set": {path: 0.123}}}
    assert "sets it to 0.123" in text_of(detail_cards.card(service, changed, path))
    assert "sets it to" not in text_of(detail_cards.card(service, view, path))


def test_a_wrong_name_is_refused_in_words_where_the_card_would_be(
    service: Service, view: dict[str, Any]
) -> None:
    said = text_of(detail_cards.card(service, view, "<script>"))
    assert "is no claim, no actor and no parameter" in said
    with pytest.raises(InputError):
        detail_cards.parameter_card(service, view, next(iter(service.evidence)))
    with pytest.raises(InputError):
        detail_cards.claim_card(service, next(iter(service.dispute(view).register)), view)


def test_one_can_go_back(service: Service, view: dict[str, Any]) -> None:
    claim = next(iter(service.evidence))
    assert "" in names(detail_cards.card(service, view, claim, back=True))
    assert "" not in names(detail_cards.card(service, view, claim))
