"""The end of worker processes: with their parent, or at once when nobody waits for them.

Standard library only: the dashboard imports it before anything else.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def terminate(pool: ProcessPoolExecutor) -> None:
    """End a pool's processes without waiting for the work under way.

    Callbacks of its futures run meanwhile: hold no lock that one of them takes.
    """
    answers: Any = pool._result_queue
    manager: Any = pool._executor_manager_thread
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:  # from Python 3.14 on: terminate_workers()
        process.terminate()
    # A process that ends while it answers leaves half an answer; the reader waits for the rest
    # as long as any process, this one included, can still write it.
    answers._writer.close()
    # At exit the interpreter writes to a pipe that the manager thread may be closing.
    if manager is not None:
        manager.join()


def end_with_parent() -> None:
    """Leave interrupts to the parent process, and end this one when the parent has died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
