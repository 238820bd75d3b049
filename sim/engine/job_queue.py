"""Job queue for interactive runs: previews first, full runs in the background.

First comes a preview, the exact first worlds of the run, then the whole run behind it. Processes
stay warm between questions. Whole runs are stepped with low priority by processes of their own, so
that a preview need not wait for them. Equal questions are answered once, whoever asks; a whole run
that nobody waits for any longer is dropped.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim import results, scenario
from sim.base.errors import SimError
from sim.base.single_flight_cache import SingleFlightCache, T
from sim.engine import conditioning as observing
from sim.engine import ensemble
from sim.engine.ensemble import Batch
from sim.engine.runs import Question
from sim.engine.worker_pool import Pool
from sim.model.compiled import CompiledModel
from sim.results import ROW_GROUP_WORLDS, Run
from sim.scenario import Scenario

PREVIEW = ROW_GROUP_WORLDS  # worlds of a preview
PIECE = 2000  # worlds of a whole run between two looks at whether anyone still waits
KEPT_PREVIEWS = 24  # each some 15 MB
KEPT_WHOLE = 24  # folders of runs that nobody asked to keep, each some 70 MB on disk
KEPT_OPEN = 6  # of them with their tables in memory, each up to 150 MB
KEPT_STUDIES = 64
PATIENCE = 20.0  # seconds without a look at its progress after which nobody waits for a run
NICENESS = 10  # by so much whole runs stand back, in the system's units of niceness


@dataclass(frozen=True)
class Progress:
    """How far a whole run has come.

    done : its worlds so far, of `worlds`; run : once it is there; error : why it cannot be
    """

    worlds: int
    done: int = 0
    run: Run | None = None
    error: Exception | None = None


class AbandonedError(SimError):
    """Nobody waits for this run any longer."""


class JobQueue:
    """Answers questions by warm processes; safe to be used by several threads.

    workers : processes for previews, and as many again for whole runs
    """

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers
        self._home = TemporaryDirectory(prefix="sim-desk-", ignore_cleanup_errors=True)
        self._quick = Pool(workers)
        self._slow = Pool(workers, niceness=NICENESS)
        self._clerks = ThreadPoolExecutor(workers, thread_name_prefix="whole run")
        self._previews: SingleFlightCache[Run] = SingleFlightCache(KEPT_PREVIEWS)
        self._firsts: OrderedDict[int, tuple[Question, Question]] = OrderedDict()
        self._studies: SingleFlightCache[Any] = SingleFlightCache(KEPT_STUDIES)
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._lock = threading.Lock()

    def warm(self, calibration: str) -> None:
        """Start the processes and let them read a dispute, so that the first question is quick."""
        for _ in range(self.workers):
            self._quick.submit(_warm, calibration)

    def preview(self, question: Question, worlds: int | None = None) -> Run:
        """The first worlds of a run, in memory; blocks until they are there.

        Raises InputError where what is observed leaves too few worlds, or an override is wrong.
        """
        if worlds is None or worlds == PREVIEW:
            few = self._first(question)
        else:
            few = cut(question, worlds)
        return self._previews.get(key(few), lambda: _retry_once(lambda: self._step(few)))

    def whole(self, question: Question, who: str, folder: Path | None = None) -> Progress:
        """How far the whole run is; it is begun, or begun again, if it has to be.

        who : waits for it, so that it is not dropped; any name that tells waiters apart
        folder : where it is to be kept; without one it is removed with this queue
        """
        name = key(question)
        with self._lock:
            job = self._jobs.get(name)
            if job is None or job.is_over(who):
                job = _Job(question, folder or Path(self._home.name) / name)
                self._jobs[name] = job
                job.wait(who)
                job.done_by = self._clerks.submit(self._run, job)
                self._forget()
            self._jobs.move_to_end(name)
            job.wait(who)
            return job.progress

    def ready(self, question: Question) -> Run | None:
        """The whole run, if this queue has it already; nothing is started."""
        name = key(question)
        with self._lock:
            job = self._jobs.get(name)
            if job is None:
                return None
            self._jobs.move_to_end(name)
            return None if job.is_gone else job.progress.run

    def leave(self, who: str, question: Question | None = None) -> None:
        """Wait no longer for a whole run, or for none at all."""
        name = None if question is None else key(question)
        with self._lock:
            for each in self._jobs if name is None else (name,):
                if each in self._jobs:
                    self._jobs[each].waiters.pop(who, None)

    def study(self, name: str, work: Callable[..., T], *arguments: Any) -> T:
        """What a function of the package makes of its arguments, in another process, once.

        It is done among the previews, for somebody waits for it too.

        name : tells this piece of work from all others
        """
        found: T = self._studies.get(
            name, lambda: _retry_once(lambda: self._quick.submit(_call, work, arguments).result())
        )
        return found

    def close(self) -> None:
        """Let all go; runs that were not to be kept are removed."""
        with self._lock:
            for job in self._jobs.values():
                job.waiters.clear()
                job.patience = 0.0
        self._clerks.shutdown(wait=False, cancel_futures=True)
        for pool in (self._quick, self._slow):
            pool.close()
        self._clerks.shutdown(wait=True)
        self._home.cleanup()

    def _first(self, question: Question) -> Question:
        """The question over the worlds of a preview; the same one whenever it is asked again."""
        with self._lock:
            asked, few = self._firsts.get(id(question), (None, question))
            if asked is not question:
                few = cut(question, PREVIEW)
                self._firsts[id(question)] = (question, few)
            self._firsts.move_to_end(id(question))
            while len(self._firsts) > KEPT_PREVIEWS:
                self._firsts.popitem(last=False)
        return few

    def _step(self, question: Question) -> Run:
        """A small run, its worlds divided among the processes."""
        manifest = question.manifest()
        batches = self._batches(self._quick, question, -(-manifest.worlds // self.workers))
        return Run.collect(observing.watched(batches, question.scenario), manifest)

    def _run(self, job: _Job) -> None:
        """A whole run, written as it goes."""
        try:
            job.check()
            run = _retry_once(lambda: self._write(job))
            job.progress = replace(job.progress, done=run.manifest.worlds, run=run)
        except Exception as error:  # noqa: BLE001  whoever waits is told, in another thread
            job.progress = replace(job.progress, error=error)

    def _write(self, job: _Job) -> Run:
        batches = self._batches(self._slow, job.question, PIECE, job)
        seen = observing.watched(batches, job.question.scenario)
        return results.save(seen, job.question.manifest(), job.folder)

    def _batches(
        self, pool: Pool, question: Question, size: int, job: _Job | None = None
    ) -> Iterator[Batch]:
        """Batches of a question's worlds in order, a few under way at a time."""
        asked, name = _bare(question.scenario), key(question)
        waiting: deque[Future[Batch]] = deque()
        for start in range(0, asked.worlds, size):
            stop = min(start + size, asked.worlds)
            waiting.append(pool.submit(_batch, name, asked, start, stop))
            if len(waiting) > self.workers:
                yield _report_progress(waiting.popleft().result(), job)
        while waiting:
            yield _report_progress(waiting.popleft().result(), job)

    def _forget(self) -> None:
        """Let go of the oldest runs, and of the tables that the older ones hold in memory."""
        done = [name for name, job in self._jobs.items() if job.done_by and job.done_by.done()]
        for name in done[: max(0, len(done) - KEPT_OPEN)]:
            job = self._jobs[name]
            if job.progress.run is not None:
                closed = Run(job.progress.run.manifest, folder=job.folder)
                job.progress = replace(job.progress, run=closed)
        for name in done[: max(0, len(done) - KEPT_WHOLE)]:
            job = self._jobs.pop(name)
            if job.folder.parent == Path(self._home.name):
                shutil.rmtree(job.folder, ignore_errors=True)


def of_worlds(question: Question, worlds: int) -> Question:
    """The question over another number of worlds; the first ones stay what they are."""
    base = question.base and replace(question.base, worlds=worlds)
    return replace(question, scenario=replace(question.scenario, worlds=worlds), base=base)


def cut(question: Question, worlds: int) -> Question:
    """The question over no more than so many worlds."""
    return of_worlds(question, min(worlds, question.scenario.worlds))


def key(question: Question) -> str:
    """A name for all that can tell the answers of two questions apart."""
    return question.manifest().id


@dataclass
class _Job:
    """A whole run on its way."""

    question: Question
    folder: Path
    patience: float = PATIENCE
    waiters: dict[str, float] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    done_by: Future[None] | None = None
    progress: Progress = Progress(0)

    def __post_init__(self) -> None:
        self.progress = Progress(self.question.scenario.worlds)

    def wait(self, who: str) -> None:
        """Note who waits, and who has been told of a failure; forget who went."""
        now = time.monotonic()
        here = {each: at for each, at in self.waiters.items() if now - at <= self.patience}
        self.waiters = {**here, who: now}
        if self.progress.error is not None:
            self.told.add(who)

    def is_over(self, who: str) -> bool:
        """Whether it is to be begun again: given up, failed and told so, or removed since."""
        error = self.progress.error
        return (
            self.is_gone
            or isinstance(error, AbandonedError)
            or (error is not None and who in self.told)
        )

    @property
    def is_gone(self) -> bool:
        """Whether somebody removed its folder."""
        run = self.progress.run
        return run is not None and not run.is_there

    def check(self) -> None:
        """Raises AbandonedError where nobody waits."""
        now = time.monotonic()
        if not any(now - since <= self.patience for since in list(self.waiters.values())):
            raise AbandonedError(f"nobody waits for {self.question.scenario.name}")


def _report_progress(batch: Batch, job: _Job | None) -> Batch:
    """A batch, after its job has been told of it."""
    if job is not None:
        job.check()
        job.progress = replace(job.progress, done=batch.stop)
    return batch


def _retry_once(work: Callable[[], T]) -> T:
    """What some work gives; asked once more where a process died of it, say for want of memory."""
    try:
        return work()
    except BrokenProcessPool:
        try:
            return work()
        except BrokenProcessPool:
            raise SimError("a process that was to work on this died, twice") from None


# In the processes.

_SETUPS: OrderedDict[str, CompiledModel] = OrderedDict()
_MOST_SETUPS = 8

_offer = cache(scenario.offer)


def _warm(calibration: str) -> None:
    dispute = _offer(calibration).dispute
    if dispute.posterior is not None:
        _ = dispute.posterior.ends


def _call(work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    return work(*arguments)


def _bare(asked: Scenario) -> Scenario:
    """A scenario without what no run reads, so that it travels light."""
    return replace(asked, lineage=(), expectations=(), marks={})


def _batch(name: str, asked: Scenario, start: int, stop: int) -> Batch:
    """Worlds of a scenario; its compiled model is kept for the next piece."""
    if name not in _SETUPS:
        compiled = CompiledModel(_offer(asked.calibration).dispute, asked)
        compiled.check()
        _SETUPS[name] = compiled
        while len(_SETUPS) > _MOST_SETUPS:
            _SETUPS.popitem(last=False)
    return ensemble.run(_SETUPS[name], start, stop)
