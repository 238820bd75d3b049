"""Processes that wait for work, quick to be had: where the platform can, forked from one of them.

It imports nothing of what they work with, so that they can begin to before who asks for them has.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from sim.base.worker_processes import end_with_parent, terminate

IMPORTED = (
    "__main__",
    "sim.engine.job_queue",
)  # once, by the process that the others are forked from

LONGEST_FOLDER = 70  # letters: a socket stands in it, whose whole path may have 107

T = TypeVar("T")


def begin() -> None:
    """Have the process begin that all others are forked from; elsewhere nothing."""
    if _can_fork():
        from multiprocessing import forkserver, resource_tracker

        _context()  # says what it is to import
        resource_tracker.ensure_running()  # by itself, for it lets interrupts through again
        with _uninterrupted():
            forkserver.ensure_running()


class Pool:
    """Processes that are started again should one of them die.

    niceness : added to the niceness of the processes; higher means lower priority
    """

    def __init__(self, workers: int, niceness: int = 0) -> None:
        self.workers, self.niceness = workers, niceness
        self.is_open = True
        self._lock = threading.Lock()
        self._pool = self._start()

    def submit(self, work: Callable[..., T], *arguments: Any) -> Future[T]:
        """Give a piece of work to the next free process."""
        begin()
        with self._lock, _uninterrupted():
            try:
                return self._pool.submit(work, *arguments)
            except BrokenProcessPool:
                if not self.is_open:
                    raise
                self._pool = self._start()
                return self._pool.submit(work, *arguments)

    def close(self) -> None:
        """End the processes, whatever they are at: nobody waits for it any longer."""
        with self._lock:
            if not self.is_open:
                return
            self.is_open = False
            manager = terminate(self._pool)
        if manager is not None:
            manager.join()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.workers, _context(), initializer=_stand_back, initargs=(self.niceness,)
        )


def _can_fork() -> bool:
    """Whether a process that has imported much is safely forked, which Python's own default says.

    Never this one, which has threads: one that only imports.
    """
    return sys.platform == "linux" and len(tempfile.gettempdir()) <= LONGEST_FOLDER


def _context() -> BaseContext:
    """How processes are made. Set here, for importing Mesa sets another way for all."""
    if not _can_fork():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED))
    return context


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C from processes that are made meanwhile, even before they can say so."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the processes.


def _stand_back(niceness: int) -> None:
    """Leave the processor to whoever is in more of a hurry, and Ctrl-C to the parent."""
    end_with_parent()
    if niceness and hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(niceness)
