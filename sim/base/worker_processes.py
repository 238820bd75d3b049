"""The end of worker processes: with their parent, or at once when nobody waits for them.

Standard library only: the dashboard imports it before anything else.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def terminate(pool: ProcessPoolExecutor) -> threading.Thread | None:
    """End a pool's processes without waiting for the work under way; nobody may submit meanwhile.

    Returns the thread that manages the pool, which ends soon. Join it before the interpreter exits,
    since that writes to a pipe that the thread may be closing, and hold no lock while joining that
    a callback of a future takes.
    """
    answers: Any = pool._result_queue
    manager: Any = pool._executor_manager_thread
    processes = pool._processes or {}
    pool.shutdown(wait=False, cancel_futures=True)
    for process in list(processes.values()):  # from Python 3.14 on: terminate_workers()
        process.terminate()
    # A process that ends while it answers leaves half an answer; the reader waits for the rest
    # as long as any process, this one included, can still write it.
    answers._writer.close()
    thread: threading.Thread | None = manager
    return thread


def end_with_parent() -> None:
    """Leave interrupts to the parent process, and end this one when the parent has died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
