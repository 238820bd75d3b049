"""The page on a council's members, without a browser."""

from dataclasses import replace

import pytest
from dash import Dash, html

from dashboards.pages import council
from dashboards.pages.council import head, member_differences, renewals, table, tips
from sim.analysis import pairing_checks
from sim.analysis.council_votes import ALONE, BLOCK, VOICE
from sim.base.errors import InputError
from sim.engine import runs
from sim.engine.job_queue import of_worlds
from sim.engine.runs import Question
from sim.report.council_text import HEADS
from tests.support.council_dispute import question, run
from tests.support.cpu_hog import dispute
from tests.support.page_surroundings import Office, case, graphs, parts_of, shown, text_of

pytestmark = pytest.mark.slow

PARTS = ("head", "renewals", "differences", "table", "tips", "deed")
PLACES = [f"council-{part}" for part in PARTS]


def office(*, has_base: bool = True, is_stored: bool = False) -> Office:
    asked = None if is_stored else question()
    base = case(run(is_eager=False), question(is_eager=False), "the other") if has_base else None
    return Office(shown(case(run(), asked), base), dispute())


def look(given: Office) -> council.CouncilView | None:
    return council.CouncilPage(given).see(None)


def test_the_page_in_words() -> None:
    found = look(office())
    assert found is not None
    said = text_of(head(found))
    assert "is likeliest to block" in said
    assert "the other:" in said


def test_each_is_asked_once() -> None:
    given = office()
    page = council.CouncilPage(given)
    for _ in range(2):
        found = page.see(None)
        assert found is not None
        assert page.differences(found, BLOCK)
    assert len(given.studied) == len(set(given.studied)) == 3


def test_a_whole_run_is_looked_at_in_its_first_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are those of the preview, so that nothing is looked at twice."""
    few = pairing_checks.first(run(), 50)
    monkeypatch.setattr(council, "PREVIEW", 50)
    given = office(has_base=False)
    given.preview = few
    page = council.CouncilPage(given)
    found = page.see(None)
    assert found is not None
    assert found.subject.run is few
    assert found.subject.found.votes.worlds == 50
    assert "the first 50 of 120 worlds" in text_of(head(found))
    asked = of_worlds(question(), 50)
    given._shown = shown(case(few, asked))
    assert page.see(None) is not None
    assert len(given.studied) == 1


@pytest.mark.parametrize("deed", list(council.DEEDS))
def test_every_deed_is_drawn_beside_the_base(deed: str) -> None:
    page = council.CouncilPage(office())
    found = page.see(None)
    assert found is not None
    assert len(graphs(renewals(found, deed))) == 1
    moved = member_differences(found, deed, page.differences(found, deed))
    assert len(graphs(moved)) == 1 or "In no world" in text_of(moved)


def test_the_table_names_both() -> None:
    (whole,) = [each for each in parts_of(table(look(office()))) if isinstance(each, html.Table)]
    assert "The base: the other." in text_of(whole)
    heads = [each for each in parts_of(whole) if isinstance(each, html.Th) and each.scope == "col"]
    assert len(heads) == 1 + 2 * len(HEADS)


def test_without_a_base_there_are_no_differences() -> None:
    given = office(has_base=False)
    page = council.CouncilPage(given)
    found = page.see(None)
    assert found is not None
    assert page.differences(found, BLOCK) == []
    assert member_differences(found, BLOCK, []) == []
    assert len(graphs(renewals(found, BLOCK))) == 1
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
    assert (
        renewals(found, BLOCK) == member_differences(found, BLOCK, []) == tips(found, BLOCK) == []
    )
    assert table(found) == []


def test_a_council_that_does_not_vote_says_so() -> None:
    quiet = replace(question().scenario, mechanisms_off=("council",))
    asked = Question(quiet, dispute())
    given = Office(shown(case(runs.answer(asked), asked)), dispute())
    found = look(given)
    assert "does not vote" in text_of(head(found))
    assert (
        renewals(found, BLOCK) == member_differences(found, BLOCK, []) == tips(found, BLOCK) == []
    )
    assert table(found) == []


def test_stored_results_are_asked_again() -> None:
    found = look(office(has_base=False, is_stored=True))
    assert found is not None
    assert found.subject.found.votes.worlds == run().manifest.worlds


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
    for name in PLACES:
        assert any(output.startswith(name) for output in outputs), name
    ids = [getattr(each, "id", "") for each in parts_of(council.layout(office()))]
    assert set(PLACES) <= set(ids)
