"""What pages ask for: by name, bounded, followed as files come and go, and the same for all."""

import json
import logging
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from dashboards import service as services
from dashboards.service import Service
from sim import cli
from sim.base import paths
from sim.base.errors import InputError, SimError
from sim.engine import runs
from sim.results import Run
from sim.results.run_results import MANIFEST
from tests.support.immediate_queue import Still

pytestmark = pytest.mark.slow

FEW = {"worlds": 30}
NAMES = ["../../etc/passwd", "/etc/passwd", "a\x00b", "..", "", "nobody", "scenarios/baseline.yaml"]


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(Still(tmp_path / "home"), tmp_path / "runs")


def store(folder: Path, *words: str, worlds: int = 20) -> Path:
    """A stored run, by the Python interface."""
    runs.run(words[0] if words else "baseline", worlds=worlds, out=folder)
    return folder


# What is shown first.


def test_it_begins_with_what_the_dispute_features(service: Service) -> None:
    assert service.featured
    assert service.default.base == service.featured[0]
    assert service.default.subject == service.featured[1]
    assert list(service.scenarios)[: len(service.featured)] == list(service.featured)
    assert set(service.scenarios) >= {p.stem for p in paths.scenarios_folder().glob("*.yaml")}


def test_a_given_scenario_stands_beside_the_first_featured(tmp_path: Path) -> None:
    service = Service(Still(tmp_path), tmp_path, ["oil_boom"])
    assert (service.default.base, service.default.subject) == ("baseline", "oil_boom")
    assert Service(Still(tmp_path), tmp_path, ["baseline"]).default.subject == "baseline"


def test_given_files_and_folders_are_shown(tmp_path: Path) -> None:
    mine = tmp_path / "elsewhere" / "mine.yaml"
    mine.parent.mkdir()
    mine.write_text(
        "scenario: my_own\nextends: baseline\ntitle: My own\nwhy: To see.\nworlds: 25\n"
    )
    folder = store(tmp_path / "stored" / "a run")
    service = Service(Still(tmp_path), tmp_path / "runs", [str(mine), str(folder)])
    assert service.default.base == "my_own"
    assert service.scenarios["my_own"] == "My own"
    assert list(service.stored()) == [service.default.subject]
    shown = service.shown(service.default.view())
    assert [case.run.manifest.worlds for case in shown.cases] == [20, 20]
    assert [case.question is None for case in shown.cases] == [False, True]


def test_more_given_runs_than_can_be_told_apart_can_still_be_opened(tmp_path: Path) -> None:
    names = sorted(path.stem for path in paths.scenarios_folder().glob("*.yaml"))[:8]
    service = Service(Still(tmp_path), tmp_path, names)
    assert service.asked({}) == service.default


def test_a_draft_can_be_laid_over_a_given_file(tmp_path: Path) -> None:
    mine = tmp_path / "my file.yaml"
    mine.write_text(
        "scenario: my_own\nextends: oil_boom\ntitle: My own\nwhy: To see.\nworlds: 25\nseed: 99\n"
    )
    service = Service(Still(tmp_path), tmp_path / "runs", [str(mine)])
    draft = {"set": {"us.salience.punishment": 0.3}}
    question = service.question("my_own", draft=draft)
    assert (question.scenario.seed, question.scenario.worlds) == (99, 25)
    assert question.scenario.base == "my_own"
    text = tmp_path / "exported.yaml"
    text.write_text(service.text("my_own", draft))
    assert runs.read(text).manifest().hash == question.manifest().hash


def test_a_given_file_wins_over_a_packaged_one_of_its_name(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    shutil.copy(paths.scenarios_folder() / "baseline.yaml", mine)
    mine.write_text(mine.read_text().replace("seed: ", "seed: 1"))
    service = Service(Still(tmp_path), tmp_path, [str(mine)])
    plain = Service(Still(tmp_path), tmp_path).question("baseline").scenario.seed
    assert service.question("baseline").scenario.seed != plain
    draft = {"set": {"us.salience.punishment": 0.3}}
    assert service.question("baseline", draft=draft).scenario.seed != plain


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_given_is_bad_input(name: str, tmp_path: Path) -> None:
    if name.endswith(".yaml"):
        name = str(tmp_path / "none.yaml")
    with pytest.raises(InputError):
        Service(Still(tmp_path), tmp_path, [name])


# Names.


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_none_is_bad_input_everywhere(name: str, service: Service) -> None:
    for view in (
        {"subject": name, "base": ""},
        {"base": name} if name else {"subject": name},
        {"others": [name]},
    ):
        with pytest.raises(InputError):
            service.shown({**FEW, **view})
        with pytest.raises(InputError):
            service.begin({**FEW, **view}, "me")
    with pytest.raises(InputError):
        service.dispute({"subject": name})
    with pytest.raises(InputError):
        service.question(name)
    with pytest.raises(InputError):
        service.question(name, draft={"set": {"us.salience.punishment": 0.3}})
    assert service.queue.stepped == []  # type: ignore[attr-defined]


def test_a_misspelt_name_is_answered_with_the_nearest(service: Service) -> None:
    with pytest.raises(InputError, match="oil_boom"):
        service.question("oil_bom")


def test_no_file_outside_is_opened_by_a_draft(service: Service, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("scenario: secret\n")
    for key in ("extends", "branch"):
        with pytest.raises(InputError):
            service.asked({"draft": {key: str(secret)}})
    with pytest.raises(InputError):
        service.question("baseline", draft={"extends": str(secret)})


def test_a_run_is_kept_inside_the_folder_only(service: Service, tmp_path: Path) -> None:
    service.begin({**FEW, "base": ""}, "me")
    service.begin({**FEW, "base": "", "draft": {"set": {"us.salience.punishment": 0.2}}}, "me")
    stored = [path.name for path in (tmp_path / "runs").iterdir()]
    assert [name.rpartition("-")[0] for name in stored] == [service.default.subject]
    assert [path.name.rpartition("-")[0] for path in (tmp_path / "home").iterdir()] == ["what_if"]


# Bounds.


def test_worlds_are_cut_to_what_is_allowed(tmp_path: Path) -> None:
    service = Service(Still(tmp_path), tmp_path, most_worlds=50)
    for worlds in (None, 20_000, 9_999_999):
        assert service.question("baseline", worlds=worlds).scenario.worlds == 50
    draft = {"set": {"us.salience.punishment": 0.3}}
    assert service.question("baseline", draft=draft, worlds=400).scenario.worlds == 50
    assert service.question("baseline", draft=draft, worlds=40).scenario.worlds == 40
    question = service.question("oil_boom")
    assert question.base is not None
    assert question.base.worlds == 50


def test_steps_are_bounded_and_the_bound_follows_the_worlds(tmp_path: Path) -> None:
    long = tmp_path / "long.yaml"
    long.write_text(
        "scenario: long\nextends: baseline\ntitle: Long\nwhy: To see.\nquarters: 30\nworlds: 100\n"
    )
    service = Service(Still(tmp_path), tmp_path, [str(long)], most_worlds=100)
    with pytest.raises(InputError, match="at most 80 worlds"):
        service.question("long")
    assert service.question("long", worlds=80).scenario.worlds == 80
    many = Service(Still(tmp_path), tmp_path, most_worlds=200_000)
    assert many.question("baseline", worlds=200_000).scenario.worlds == 200_000


# Files come and go.


def test_scenarios_that_come_change_and_go_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "scenarios"
    shutil.copytree(paths.scenarios_folder(), home)
    top = paths._top
    monkeypatch.setattr(paths, "_top", lambda name: home if name == "scenarios" else top(name))
    service = Service(Still(tmp_path), tmp_path / "runs")
    count = len(service.scenarios)
    new = home / "brand_new.yaml"
    new.write_text("scenario: brand_new\nextends: baseline\ntitle: New\nwhy: To see.\nseed: 5\n")
    assert service.scenarios["brand_new"] == "New"
    assert service.question("brand_new").scenario.seed == 5
    new.write_text(new.read_text().replace("New", "Newer").replace("seed: 5", "seed: 66"))
    assert service.scenarios["brand_new"] == "Newer"
    assert service.question("brand_new").scenario.seed == 66
    new.write_text("scenario: [broken\n")
    assert service.scenarios["brand_new"] == "brand_new"
    with pytest.raises(InputError):
        service.question("brand_new")
    new.unlink()
    assert len(service.scenarios) == count
    with pytest.raises(InputError, match="there is no scenario"):
        service.question("brand_new")


def test_a_question_is_made_once_while_its_files_stand(service: Service) -> None:
    assert service.question("oil_boom") is service.question("oil_boom")
    assert service.question("oil_boom", worlds=20) is not service.question("oil_boom")
    for seed in range(services.KEPT_QUESTIONS + 20):
        service.question("oil_boom", worlds=100 + seed)
    assert len(service._questions) == services.KEPT_QUESTIONS


def test_a_stored_run_that_is_removed_is_told_in_words(tmp_path: Path) -> None:
    store(tmp_path / "runs" / "one")
    service = Service(Still(tmp_path), tmp_path / "runs")
    (name,) = service.stored()
    view = {"subject": name, "base": ""}
    assert service.shown(view).subject.run.id == name
    assert service.begin(view, "me")[0].run is not None
    shutil.rmtree(tmp_path / "runs" / "one")
    assert service.stored() == {}
    for ask in (service.shown, service.dispute, lambda view: service.begin(view, "me")):
        with pytest.raises(InputError, match="no stored run"):
            ask(view)
    store(tmp_path / "runs" / "moved")  # the same run, in another place
    assert service.shown(view).subject.run.id == name


def test_the_listing_survives_whatever_stands_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    store(folder / "good")
    for name, text in {
        "broken": b"{",
        "empty": b"",
        "other": b'{"hello": 1}',
        "text": b"\xff\xfe",
        "deep": b"[" * 100_000,
    }.items():
        (folder / name).mkdir()
        (folder / name / MANIFEST).write_bytes(text)
    shutil.copytree(folder / "good", folder / "forged")
    said = json.loads((folder / "forged" / MANIFEST).read_text())
    said["name"] = "../../../outside"
    (folder / "forged" / MANIFEST).write_text(json.dumps(said))
    shutil.copytree(folder / "good", folder / ".good-being-written")
    (folder / "a file").write_text("x")
    (folder / "nothing").mkdir()
    (folder / "loop").symlink_to(folder / "loop")
    (folder / MANIFEST).mkdir()
    service = Service(Still(tmp_path), folder)
    (name,) = service.stored()
    assert service._found()[name][0] == folder / "good"
    assert Service(Still(tmp_path), tmp_path / "nowhere").stored() == {}
    assert Service(Still(tmp_path), folder / "a file").stored() == {}


def test_half_a_stored_run_is_bad_input_where_it_is_asked_for(tmp_path: Path) -> None:
    store(tmp_path / "runs" / "one")
    service = Service(Still(tmp_path), tmp_path / "runs")
    (name,) = service.stored()
    (tmp_path / "runs" / "one" / "outcomes.parquet").unlink()
    with pytest.raises(InputError, match="outcomes"):
        service.shown({"subject": name, "base": ""})


def test_a_stored_run_cannot_be_changed(tmp_path: Path) -> None:
    store(tmp_path / "runs" / "one")
    service = Service(Still(tmp_path), tmp_path / "runs")
    (name,) = service.stored()
    with pytest.raises(InputError, match="cannot be changed"):
        service.shown({"subject": name, "draft": {"set": {"us.salience.punishment": 0.3}}})


# Answers.


def test_whole_runs_take_the_place_of_previews_together(service: Service) -> None:
    view = {**FEW, "worlds": 40}
    few = service.shown(view, preview=True)
    assert [case.reference for case in few.cases] == [service.default.base, service.default.subject]
    assert few.base is few.cases[0]
    assert few.subject is few.cases[1]
    assert all(each.run is not None for each in service.begin(view, "me"))
    assert service.shown(view).is_whole
    assert [case.look.name for case in few.cases] == [case.name for case in few.cases]
    assert service.comparison(few) is service.comparison(service.shown(view, preview=True))
    alone = service.shown({**view, "base": ""})
    assert alone.base is None
    assert service.comparison(alone) is None


def test_a_whole_run_that_was_stored_is_taken(tmp_path: Path) -> None:
    first = Service(Still(tmp_path / "a"), tmp_path / "runs")
    first.begin({**FEW, "base": ""}, "me")
    second = Service(Still(tmp_path / "b"), tmp_path / "runs")
    shown = second.shown({**FEW, "base": ""})
    assert shown.is_whole
    assert second.queue.stepped == []  # type: ignore[attr-defined]
    assert second.shown({**FEW, "base": ""}).subject.run is shown.subject.run


def test_two_views_share_nothing(service: Service) -> None:
    one = {**FEW, "draft": {"set": {"us.salience.punishment": 0.2}}}
    other = {**FEW, "draft": {"set": {"us.salience.punishment": 0.5}}}
    before = json.dumps([one, other])
    first, second = service.shown(one), service.shown(other)
    assert first.subject.run.id != second.subject.run.id
    assert first.asked.draft == one["draft"]
    assert service.shown(one).subject.run.id == first.subject.run.id
    assert json.dumps([one, other]) == before
    assert service.asked(None) == service.default


def test_a_draft_over_its_own_base_stands_beside_it(service: Service) -> None:
    view: dict[str, Any] = {
        **FEW,
        "subject": "baseline",
        "base": "baseline",
        "draft": {"set": {"us.salience.punishment": 0.2}},
    }
    names = [case.name for case in service.shown(view).cases]
    assert len(names) == len(set(names)) == 2
    assert len(service.shown({**view, "draft": {}}).cases) == 1


def test_runs_of_different_seeds_are_not_paired(tmp_path: Path) -> None:
    runs.run("baseline", worlds=20, seed=5, out=tmp_path / "runs" / "one")
    service = Service(Still(tmp_path), tmp_path / "runs")
    (name,) = service.stored()
    with pytest.raises(InputError, match="seed"):
        service.shown({"subject": name, "base": "baseline", "worlds": 20})


def test_the_last_question_of_a_tab_is_answered(service: Service) -> None:
    with service.turn("a") as first, service.turn("b") as other:
        assert first
        assert other
    with service.turn("a") as again:
        assert again
    for tab in range(services.MOST_TABS + 10):
        with service.turn(str(tab)):
            pass
    assert len(service._lines) == services.MOST_TABS


def test_the_exported_text_gives_the_numbers_of_the_page(
    service: Service,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = {
        "set": {"us.salience.punishment": {"scale": 0.5}},
        "mechanisms": {"ratification": "off"},
    }
    shown = service.shown({**FEW, "subject": "baseline", "base": "", "draft": draft})
    (tmp_path / "mine.yaml").write_text(service.text("baseline", draft))
    assert cli.status(["run", "mine.yaml", "--worlds", "30", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    flow = shown.subject.run.outcomes["japan_investment_usd_bn"].mean()
    assert said["outcomes"]["japan_investment_usd_bn"]["mean"] == pytest.approx(flow)
    assert said["run"] == shown.subject.run.id


def test_where_few_worlds_agree_with_what_is_seen_more_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "PREVIEWS", (100, 1_000))
    service = Service(Still(tmp_path), tmp_path)
    seen = {"observe": ["2021Q4: level >= 2"]}
    shown = service.shown(service.default.view() | {"draft": seen, "worlds": 1_000})
    assert {case.run.manifest.worlds for case in shown.cases} == {1_000}
    plain = service.shown(service.default.view() | {"worlds": 1_000})
    assert {case.run.manifest.worlds for case in plain.cases} == {100}


def ahead(service: Service) -> None:
    """Begin what the first visitor would wait for, and wait for it."""
    service.warm()
    for thread in threading.enumerate():
        if thread.name == "ahead":
            thread.join()


def test_what_is_shown_first_is_worked_out_ahead(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead(service)
    monkeypatch.setattr(services, "_compared", None)
    queue = service.queue
    assert isinstance(queue, Still)
    stepped = list(queue.stepped)
    assert len(stepped) == len(service.shown({}).cases)
    assert service.comparison(service.shown(service.default.view())) is not None
    assert queue.stepped == stepped


def test_what_goes_wrong_ahead_is_told_to_who_asks(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Run:
        raise SimError("there is no memory left")

    monkeypatch.setattr(service.queue, "preview", fail)
    with caplog.at_level(logging.INFO):
        ahead(service)
    assert "there is no memory left" in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.INFO]
    with pytest.raises(SimError, match="no memory"):
        service.shown({})
