"""Questions answered while people wait: the first worlds of the very run, each question once."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import InputError, SimError
from sim.base.single_flight_cache import SingleFlightCache
from sim.engine import job_queue as desks
from sim.engine import runs
from sim.engine.job_queue import AbandonedError, JobQueue, Progress, key, of_worlds
from sim.engine.runs import Question
from sim.results import Run
from sim.results.tables import DRAWS, OUTCOMES, QUARTERS
from tests.support.cpu_hog import busy, dispute

pytestmark = pytest.mark.slow

WAIT = 300.0  # seconds; far more than anything here takes


@pytest.fixture(scope="module")
def two() -> Iterator[JobQueue]:
    queue = JobQueue(2)
    yield queue
    queue.close()


@pytest.fixture(scope="module")
def one() -> Iterator[JobQueue]:
    queue = JobQueue(1)
    yield queue
    queue.close()


def question(worlds: int = 60, seed: int = 1) -> Question:
    return Question(replace(busy(worlds), seed=seed), dispute())


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not found():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def finished(
    queue: JobQueue, asked: Question, who: str = "me", folder: Path | None = None
) -> Progress:
    """The whole run once it is there or has failed."""
    last = [queue.whole(asked, who, folder)]

    def is_over() -> bool:
        last[0] = queue.whole(asked, who, folder) if not last[0].error else last[0]
        return last[0].run is not None or last[0].error is not None

    until(is_over)
    return last[0]


def bits(run: Run, worlds: int) -> dict[str, bytes]:
    """The first worlds of every column, as bytes."""
    rows = {OUTCOMES: worlds, DRAWS: worlds, QUARTERS: worlds * run.manifest.quarters}
    found = {}
    for name, count in rows.items():
        for column in (table := run.table(name)).column_names:
            values = table.column(column).slice(0, count).to_numpy(zero_copy_only=False)
            found[f"{name}: {column}"] = repr(values.tolist()).encode()
    return found


# The same worlds.


@pytest.mark.parametrize("is_observed", [False, True], ids=["done", "observed"])
def test_a_preview_is_the_first_of_the_whole_run(
    two: JobQueue, one: JobQueue, is_observed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "PREVIEW", 200)
    monkeypatch.setattr(desks, "PIECE", 110)
    asked = question(300)
    if is_observed:
        asked = runs.read("baseline", worlds=300, observe=["by 2018Q4: us.sanctions < 0.9"])
    plain = runs.answer(asked)
    for queue in (two, one):
        preview = queue.preview(asked)
        assert preview.manifest.worlds == 200
        assert bits(preview, 200) == bits(plain, 200)
    whole = finished(one, asked).run
    assert whole is not None
    assert bits(plain, 300) == bits(whole, 300)
    assert plain.id == whole.id == key(asked)


def test_a_question_of_few_worlds_is_its_own_preview(one: JobQueue) -> None:
    asked = question(40)
    assert key(of_worlds(asked, 40)) == key(asked)
    assert one.preview(asked).id == key(asked)


def test_of_worlds_changes_the_worlds_of_the_base_too() -> None:
    base = busy(60)
    found = of_worlds(Question(replace(base, name="other"), dispute(), base), 20)
    assert found.base is not None
    assert (found.scenario.worlds, found.base.worlds) == (20, 20)


# Once.


def test_equal_questions_are_answered_once(one: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, count = question(50, seed=2), []
    step = one._step

    def counted(few: Question) -> Run:
        count.append(few)
        time.sleep(0.2)
        return step(few)

    monkeypatch.setattr(one, "_step", counted)
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(one.preview, [asked] * 4 + [question(50, seed=2)] * 4))
    assert len(count) == 1
    assert all(run is found[0] for run in found)


def test_a_whole_run_is_stepped_once_for_all_who_wait(one: JobQueue, tmp_path: Path) -> None:
    asked, folder = question(70, seed=3), tmp_path / "kept"
    first = finished(one, asked, "me", folder).run
    second = finished(one, asked, "you").run
    assert first is not None
    assert first is second
    assert first.folder == folder
    assert one.ready(asked) is first
    assert one.ready(question(71, seed=3)) is None


def test_a_study_is_made_once_elsewhere(one: JobQueue) -> None:
    here = one.study("whose", os.getpid)
    assert here != os.getpid()
    assert one.study("whose", sum, [1, 2]) == here
    assert one.study("other", sum, [1, 2]) == 3


# Nobody waits.


def test_a_run_that_nobody_waits_for_is_dropped_and_can_be_begun_again(
    one: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "PIECE", 20)
    asked = question(300, seed=4)
    one.whole(asked, "me")
    one.whole(asked, "you")
    one.leave("me")
    job = one._jobs[key(asked)]
    assert list(job.waiters) == ["you"]
    one.leave("you", asked)
    assert job.done_by is not None
    job.done_by.result(WAIT)
    assert isinstance(job.progress.error, AbandonedError)
    assert not job.folder.exists()
    assert list(job.folder.parent.glob(f".{job.folder.name}*")) == []
    again = finished(one, asked)
    assert again.run is not None
    assert again.done == again.worlds == 300


def test_one_who_no_longer_asks_does_not_wait(
    one: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "PIECE", 20)
    asked = question(300, seed=5)
    one.whole(asked, "me")
    job = one._jobs[key(asked)]
    job.patience = -1.0
    assert job.done_by is not None
    job.done_by.result(WAIT)
    assert isinstance(job.progress.error, AbandonedError)


def test_those_who_went_long_ago_are_forgotten(one: JobQueue) -> None:
    asked = question(50, seed=6)
    for who in range(30):
        one.whole(asked, str(who))
    job = one._jobs[key(asked)]
    assert len(job.waiters) == 30
    job.patience = -1.0
    one.whole(asked, "me")
    assert list(job.waiters) == ["me"]


# What goes wrong.


def impossible() -> Question:
    """A question whose observation leaves no world."""
    return runs.read("baseline", worlds=40, observe=["2017Q1: us.sanctions < 0.0001"])


def test_errors_reach_whoever_asked(one: JobQueue) -> None:
    asked = impossible()
    with ThreadPoolExecutor(3) as people:
        told = [people.submit(one.preview, asked) for _ in range(3)]
    assert all(isinstance(each.exception(), InputError) for each in told)
    for who in ("me", "you"):
        assert isinstance(finished(one, asked, who).error, InputError)
    with pytest.raises(ZeroDivisionError):
        one.study("impossible", divmod, 1, 0)
    assert one.study("impossible", divmod, 7, 2) == (3, 1)  # an error is not kept


def test_a_failure_is_told_and_then_tried_again(one: JobQueue, tmp_path: Path) -> None:
    asked, folder = question(40, seed=7), tmp_path / "in_the_way"
    folder.mkdir()
    (folder / "something").touch()
    assert isinstance(finished(one, asked, "me", folder).error, InputError)
    (folder / "something").unlink()
    assert finished(one, asked, "me", folder).run is not None


def kill(pool: Any) -> None:
    processes = list(pool._pool._processes.values())
    assert processes
    for process in processes:
        process.kill()
        process.join()


def test_a_dead_process_is_replaced(one: JobQueue) -> None:
    assert one.preview(question(30, seed=8)).manifest.worlds == 30
    kill(one._quick)
    assert one.preview(question(30, seed=9)).manifest.worlds == 30
    one.study("alive", os.getpid)
    kill(one._slow)
    assert finished(one, question(30, seed=10)).run is not None


def test_work_that_kills_its_process_is_told_in_words_and_harms_no_one_else(one: JobQueue) -> None:
    with pytest.raises(SimError, match="died"):
        one.study("deadly", os._exit, 3)
    assert one.study("harmless", sum, [2, 2]) == 4


# What is kept.


def test_old_runs_are_let_go_of_with_their_folders(
    one: JobQueue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(desks, "KEPT_WHOLE", 2)
    monkeypatch.setattr(desks, "KEPT_OPEN", 1)
    kept = finished(one, question(20, seed=20), folder=tmp_path / "kept").run
    asked = [question(20, seed=seed) for seed in range(21, 26)]
    for each in asked:
        run = finished(one, each).run
        assert run is not None
        _ = run.outcomes
    there = [each for each in asked if one.ready(each) is not None]
    assert there == asked[-3:]  # the last was asked before it was done
    home = Path(one._home.name)
    assert not (home / key(asked[0])).exists()
    assert (home / key(asked[-1])).is_dir()
    assert kept is not None
    assert (tmp_path / "kept").is_dir()  # what was to be kept is
    older = one.ready(asked[-3])
    assert older is not None
    assert older._tables == {}  # its tables are read again when they are asked for
    assert len(older.outcomes) == 20


def test_a_whole_run_that_somebody_removed_is_run_again(one: JobQueue, tmp_path: Path) -> None:
    asked, folder = question(40, seed=77), tmp_path / "kept"
    first = finished(one, asked, folder=folder).run
    assert first is not None
    assert one.ready(asked) is first
    shutil.rmtree(folder)
    assert one.ready(asked) is None
    with pytest.raises(InputError, match="is gone"):
        first.series(first.manifest.series[0].path)
    again = finished(one, asked, folder=folder).run
    assert again is not None
    assert len(again.outcomes) == 40


def test_close_leaves_no_folder_and_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "PIECE", 50)
    queue = JobQueue(1)
    home = Path(queue._home.name)
    queue.preview(question(20))
    running = question(20_000, seed=30)
    until(lambda: queue.whole(running, "me").done > 0)
    processes = [
        process
        for pool in (queue._quick, queue._slow)
        for process in pool._pool._processes.values()
    ]
    queue.close()
    assert not home.exists()
    until(lambda: not any(process.is_alive() for process in processes))


def test_a_shelf_keeps_the_last_that_were_asked_for() -> None:
    cache: SingleFlightCache[int] = SingleFlightCache(2)
    made: list[str] = []

    def get(name: str) -> int:
        return cache.get(name, lambda: made.append(name) or len(made))

    assert [get(name) for name in "abacab"] == [1, 2, 1, 3, 1, 4]
    assert made == ["a", "b", "c", "b"]


def test_a_shelf_leaves_nobody_waiting_for_what_was_interrupted() -> None:
    cache: SingleFlightCache[int] = SingleFlightCache(2)
    begun, told = threading.Event(), []

    def interrupted() -> int:
        begun.set()
        time.sleep(0.2)
        raise KeyboardInterrupt

    def ask(make: Callable[[], int]) -> None:
        try:
            cache.get("a", make)
        except BaseException as error:  # noqa: BLE001  the point of it
            told.append(error)

    first = threading.Thread(target=ask, args=(interrupted,))
    first.start()
    begun.wait(WAIT)
    ask(lambda: 1)
    first.join(WAIT)
    assert [type(error) for error in told] == [KeyboardInterrupt, KeyboardInterrupt]
    assert cache.get("a", lambda: 2) == 2
