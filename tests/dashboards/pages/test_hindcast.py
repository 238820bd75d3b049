"""The page of the record, without a browser: run on demand, failures first, and what was taught."""

from typing import Any

import pytest
from dash import Dash, html

from dashboards.pages import hindcast
from dashboards.service import Service
from sim.dispute import Dispute, read_folder
from sim.engine.job_queue import Progress
from sim.inputs.forecast_questions import FILE as QUESTIONS
from sim.report.hindcast_content import HindcastContent
from sim.report.provenance import spread
from sim.scenario import Offer
from tests.support.calibrated_past import retrodiction
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import graphs, parts_of, text_of
from tests.test_generality import build

pytestmark = pytest.mark.slow

WORLDS = 40


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Still:
    return Still(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def service(queue: Still, tmp_path_factory: pytest.TempPathFactory) -> Service:
    return Service(queue, tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def records(service: Service) -> hindcast.HindcastCache:
    return hindcast.HindcastCache(service)


@pytest.fixture(scope="module")
def view(service: Service) -> dict[str, Any]:
    return service.default.view()


def test_ids_are_its_own(service: Service) -> None:
    ids = [getattr(each, "id", None) for each in parts_of(hindcast.layout(service))]
    assert all(str(each).startswith("record-") for each in ids if each)


def test_the_record_is_run_once_and_for_all(
    records: hindcast.HindcastCache, view: dict[str, Any], queue: Still
) -> None:
    standing = records.stand(view, WORLDS, "tab")
    assert standing.found is not None
    assert standing.found.run.manifest.worlds == WORLDS
    assert standing.share == 1
    assert records.stand(view, WORLDS, "another tab").found is standing.found
    assert len(queue.wholes) == 2  # with what history left, and without
    drafted = {**view, "draft": {"mechanisms": {"war": "off"}}, "base": ""}
    assert records.stand(drafted, WORLDS, "tab").found is standing.found


def test_who_leaves_waits_no_longer(records: hindcast.HindcastCache, queue: Still) -> None:
    records.leave("tab")
    assert queue.left == ["tab record"]  # and for nothing else than this


def test_how_far_it_is_is_said(records: hindcast.HindcastCache, view: dict[str, Any]) -> None:
    asked = records.asked(view, WORLDS)
    said = hindcast.progress(
        hindcast.HindcastProgress(asked, (Progress(WORLDS, 10), Progress(WORLDS, 10)))
    )
    assert f"{2 * WORLDS} worlds of the past are run: 25 %" in text_of(said)


def test_failures_stand_before_scores() -> None:
    found = HindcastContent(retrodiction())
    shown = hindcast.judged(found)
    said = text_of(shown)
    for sentence in found.sentences:
        assert sentence in said
    assert said.index("Where it was most wrong") < said.index("Scores beside naive rivals")
    assert len(graphs(shown)) == 3 + len(list(found.number_pictures))
    tables = [each for each in parts_of(shown) if isinstance(each, html.Table)]
    assert len(tables) == 5 + len(list(found.questions)) + 1
    assert text_of(tables[0]).split("in_force == 1")[0].endswith("Is the toll <renewed>? (2034) ")
    first = [each for each in parts_of(tables[0]) if isinstance(each, html.Td)]
    assert first[2].className == "number"  # the score of each


def test_a_page_is_made_of_few_components() -> None:
    """Whatever the number of questions: the renderer looks at each whenever anything changes."""
    found = html.Div(hindcast.judged(HindcastContent(retrodiction())))
    assert sum(1 for _ in found._traverse()) < 300


def test_an_address_asks_for_worlds_that_are_offered() -> None:
    assert hindcast.chosen({"record.worlds": 5000}) == 5000
    for wrong in ({}, None, {"record.worlds": 10**9}, {"record.worlds": "many"}):
        assert hindcast.chosen(wrong) == hindcast.WORLDS[0]


def test_what_history_taught_is_listed_and_searched(
    records: hindcast.HindcastCache, view: dict[str, Any]
) -> None:
    dispute = records.service.dispute(view)
    found = records.parameter_updates(dispute)
    assert found
    assert records.parameter_updates(dispute) is found
    informed = sum(each.informed for each in found)
    assert f"something of {informed} of {len(dispute.register)}" in text_of(
        hindcast.taught(dispute, found)
    )
    table = hindcast.parameter_update_table(dispute, found, "")
    rows = [each for each in parts_of(table) if isinstance(each, html.Tr)]
    assert len(rows) == 1 + hindcast.LISTED
    path = next(path for path in dispute.register if path not in {each.path for each in found})
    said = text_of(hindcast.parameter_update_table(dispute, found, path))
    assert path in said
    assert "not held" in said
    assert found[0].path not in text_of(hindcast.parameter_update_table(dispute, found, path))
    assert "No parameter is called so" in text_of(
        hindcast.parameter_update_table(dispute, found, "<b> none")
    )


@pytest.fixture(scope="module")
def straits(tmp_path_factory: pytest.TempPathFactory) -> Dispute:
    """A dispute of which nothing is asked, and which history has taught nothing."""
    return read_folder(build(tmp_path_factory.mktemp("dispute") / "straits"))


def test_a_dispute_of_which_nothing_is_asked_is_told_in_words(
    service: Service, straits: Dispute, view: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = hindcast.HindcastCache(service)
    assert records.nothing(view) == ""
    monkeypatch.setattr(service, "offer", lambda view: Offer(straits))
    assert records.nothing(view) == hindcast.NO_QUESTIONS
    (straits.folder / QUESTIONS).write_text("{}", encoding="utf-8")
    assert records.nothing(view) == hindcast.NO_SCENARIO


def test_without_history_there_are_priors_alone(straits: Dispute) -> None:
    assert "no joint draws" in text_of(hindcast.taught(straits, []))
    shown = hindcast.parameter_update_table(straits, [], "war.start")
    assert "Posterior" not in text_of(shown)
    assert spread(straits.register["war.start"]) in text_of(shown)
    assert hindcast.first(straits, []) == next(iter(straits.register))


def test_its_callbacks_can_be_registered(service: Service) -> None:
    app = Dash("record", suppress_callback_exceptions=True)
    hindcast.register(app, service)
    assert {"record-body.children", "record-list.children", "record-card.children"} <= set(
        app.callback_map
    )
