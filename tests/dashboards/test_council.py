"""The page on a council's members, without a browser."""

from dataclasses import replace
from typing import Any

import pytest
from dash import Dash, dcc, html

from dashboards import council
from dashboards.council import head, renewals, seen, tips
from sim import runs
from sim.analysis.tallies import ALONE, BLOCK, VOICE, Tallies
from sim.errors import InputError
from sim.runs import Question
from sim.studies.council import WORLDS
from tests.busy import dispute
from tests.councils import question, run
from tests.dashboards.pages import Office, case, parts_of, shown, text_of


def office(*, has_base: bool = True, is_stored: bool = False) -> Office:
    asked = None if is_stored else question()
    base = case(run(is_eager=False), question(is_eager=False), "the other") if has_base else None
    return Office(shown(case(run(), asked), base), dispute())


def look(given: Office) -> council.Seen | None:
    return seen(given, given.shown(None))


def graphs(found: Any) -> list[dcc.Graph]:
    return [each for each in parts_of(found) if isinstance(each, dcc.Graph)]


def test_the_page_in_words() -> None:
    found = look(office())
    assert found is not None
    said = text_of(head(found))
    assert "is likeliest to block" in said
    assert "the other:" in said


def test_both_cases_are_looked_at_once() -> None:
    given = office()
    look(given)
    assert len(given.studied) == len(set(given.studied)) == 2


@pytest.mark.parametrize("deed", list(council.DEEDS))
def test_every_deed_is_drawn_beside_the_base(deed: str) -> None:
    given = office()
    found = look(given)
    drawn = renewals(given, found, deed)
    assert 1 <= len(graphs(drawn)) <= 2
    (table,) = [each for each in parts_of(drawn) if isinstance(each, html.Table)]
    assert "subject" in text_of(table)
    assert "the other" in text_of(table)


def test_without_a_base_there_are_no_differences() -> None:
    given = office(has_base=False)
    found = look(given)
    assert len(graphs(renewals(given, found, BLOCK))) == 1
    assert len(given.studied) == 1


def test_who_blocks_alone_is_tipped_like_who_blocks() -> None:
    found = look(office(has_base=False))
    one, other = (graphs(tips(found, deed))[0].figure["layout"] for deed in (ALONE, BLOCK))
    assert one == other
    voiced = graphs(tips(found, VOICE))[0].figure["layout"]
    assert voiced != one


def test_a_dispute_without_a_council_says_so() -> None:
    roles = dispute().roles.model_copy(update={"council": None})
    asked = Question(question().scenario, replace(dispute(), roles=roles))
    given = Office(shown(case(run(), asked)), dispute())
    found = look(given)
    assert found is None
    assert text_of(head(found)) == council.NONE
    assert renewals(given, found, BLOCK) == tips(found, BLOCK) == []


def test_a_council_that_does_not_vote_says_so() -> None:
    quiet = replace(question().scenario, mechanisms_off=("council",))
    asked = Question(quiet, dispute())
    given = Office(shown(case(runs.answer(asked), asked)), dispute())
    found = look(given)
    assert "does not vote" in text_of(head(found))
    assert renewals(given, found, BLOCK) == tips(found, BLOCK) == []


def test_stored_results_are_asked_again() -> None:
    found = look(office(has_base=False, is_stored=True))
    assert found is not None
    assert isinstance(found.found, Tallies)
    assert found.found.votes.worlds == min(run().manifest.worlds, WORLDS)


def test_stored_results_that_come_out_otherwise_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of other numbers than the run's own, nothing is shown."""
    monkeypatch.setattr(council, "_restored", lambda _: question(is_eager=False))
    with pytest.raises(InputError, match="do not come out as they were"):
        look(office(has_base=False, is_stored=True))


def test_callbacks_are_registered_once() -> None:
    app = Dash("test", suppress_callback_exceptions=True)
    council.register(app, office())
    outputs = set(app.callback_map) | {each["output"] for each in app._callback_list}
    for name in ("council-head", "council-renewals", "council-tips", "council-deed"):
        assert any(output.startswith(name) for output in outputs), name
    ids = [getattr(each, "id", "") for each in parts_of(council.layout(office()))]
    assert {"council-head", "council-renewals", "council-tips", "council-deed"} <= set(ids)
