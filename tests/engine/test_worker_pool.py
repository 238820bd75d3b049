"""Processes that wait for work: quick to be had, deaf to Ctrl-C, light to begin."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

import pytest

from sim.engine import worker_pool as processes
from sim.engine.worker_pool import Pool

pytestmark = pytest.mark.slow

LARGE = 50_000_000  # bytes of an answer
WAIT = 300.0  # seconds

forks = pytest.mark.skipif(not processes._can_fork(), reason="this platform does not fork")


@pytest.fixture
def pools() -> Iterator[list[Pool]]:
    made = [Pool(1), Pool(1, niceness=5)]
    yield made
    for pool in made:
        pool.close()


def modules() -> list[str]:
    return sorted(sys.modules)


@forks
def test_all_are_forked_from_one_process_that_is_not_this_one(pools: list[Pool]) -> None:
    parents = {pool.submit(os.getppid).result() for pool in pools}
    assert len(parents) == 1
    assert parents != {os.getpid()}


@forks
def test_what_they_work_with_is_there_before_they_are_asked(pools: list[Pool]) -> None:
    assert "sim.engine.job_queue" in pools[0].submit(modules).result()


def test_they_leave_an_interrupt_to_whoever_asked_them(pools: list[Pool]) -> None:
    assert pools[0].submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN


def test_an_interrupt_is_kept_from_them_alone() -> None:
    with processes._uninterrupted():
        pass
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_nobody_waits_for_the_rest_of_an_answer_once_it_is_closed() -> None:
    for i in range(8):  # somewhere amid the answers, which take long to come
        pool = Pool(2)
        pool.submit(os.getpid).result()
        answers = [pool.submit(bytes, LARGE) for _ in range(6)]
        time.sleep(0.03 * i)
        pool.close()
        pool.close()
        for answer in answers:
            with suppress(BrokenProcessPool, CancelledError):
                assert len(answer.result(WAIT)) == LARGE


def test_closing_waits_for_the_thread_that_manages_the_processes() -> None:
    before = set(threading.enumerate())
    pool = Pool(1)
    pool.submit(os.getpid).result()
    assert set(threading.enumerate()) > before
    pool.submit(time.sleep, WAIT)
    pool.close()
    assert set(threading.enumerate()) <= before


def test_work_that_is_given_while_the_pool_closes_starts_no_process_that_stays() -> None:
    for _ in range(5):
        pool = Pool(2)

        def give(pool: Pool = pool) -> None:
            with suppress(RuntimeError):  # the pool is closed
                while True:
                    pool.submit(time.sleep, WAIT)

        thread = threading.Thread(target=give)
        thread.start()
        pool.close()  # would wait for ever for a process that was started meanwhile
        thread.join()


@pytest.mark.skipif(not hasattr(os, "nice"), reason="there is no niceness here")
def test_the_kind_stand_back(pools: list[Pool]) -> None:
    plain, kind = (pool.submit(os.nice, 0).result() for pool in pools)
    assert kind == min(plain + 5, 19)


def test_beginning_takes_nothing_along() -> None:
    asked = (
        "import sys; from sim.engine import worker_pool; worker_pool.begin();"
        "print(sorted({'numpy', 'mesa', 'pandas', 'pydantic'} & {*sys.modules}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=False
    )
    assert (found.stdout.strip(), found.stderr) == ("[]", "")
