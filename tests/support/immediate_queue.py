"""A job queue without processes: it answers at once, in this thread, so tests need not wait."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.base.single_flight_cache import SingleFlightCache
from sim.engine import runs
from sim.engine.job_queue import PREVIEW, JobQueue, Progress, cut, key
from sim.engine.runs import Question
from sim.results import Run


class Still(JobQueue):
    """As `JobQueue` to whoever asks it; it notes how often it was asked."""

    def __init__(self, folder: Path) -> None:  # no processes are made
        self.home = folder
        self.stepped: list[str] = []
        self.left: list[str] = []
        self.wholes: dict[str, Run] = {}
        self.cache: SingleFlightCache[Run] = SingleFlightCache(24)

    def warm(self, calibration: str) -> None:
        """Nothing to warm."""

    def preview(self, question: Question, worlds: int = PREVIEW) -> Run:
        """The first worlds."""
        few = cut(question, worlds)

        def step() -> Run:
            self.stepped.append(key(few))
            return runs.answer(few)

        return self.cache.get(key(few), step)

    def whole(self, question: Question, who: str, folder: Path | None = None) -> Progress:
        """The whole run, at once."""
        name = key(question)
        if name not in self.wholes:
            self.wholes[name] = runs.answer(question, out=folder or self.home / name)
        return Progress(question.scenario.worlds, question.scenario.worlds, self.wholes[name])

    def ready(self, question: Question) -> Run | None:
        """The whole run, where it was asked for."""
        return self.wholes.get(key(question))

    def leave(self, who: str, question: Question | None = None) -> None:
        """Noted."""
        self.left.append(who)

    def study(self, name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """What the work makes of its arguments."""
        return work(*arguments)

    def close(self) -> None:
        """Nothing to end."""
