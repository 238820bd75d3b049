"""To be described."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlightCache(Generic[T]):
    """The last few of what was made, each made once even where several ask at a time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._made: OrderedDict[str, Future[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str, make: Callable[[], T]) -> T:
        """What stands under a name, made if it is not there; its error is raised and forgotten."""
        with self._lock:
            future = self._made.get(name)
            is_mine = future is None
            if future is None:
                future = self._made[name] = Future()
            self._made.move_to_end(name)
            while len(self._made) > self.size:
                self._made.popitem(last=False)
        if is_mine:
            try:
                future.set_result(make())
            except BaseException as error:  # else whoever also asks would wait for ever
                future.set_exception(error)
                with self._lock:
                    if self._made.get(name) is future:
                        del self._made[name]
                raise
        return future.result()
