"""Declaration of a mechanism: the state that it writes and the random draws that it needs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

Law = TypeVar("Law", bound=Callable[..., Any])


def mechanism(
    *, writes: Sequence[str], draws: Mapping[str, str] | None = None
) -> Callable[[Law], Law]:
    """Declares which state a law writes, in the order it returns it, and which draws it needs.

    draws : name of the draw -> axis with one stream per entity ("world": a single stream)
    """

    def mark(function: Law) -> Law:
        function.writes = tuple(writes)  # type: ignore[attr-defined]
        function.draws = dict(draws or {})  # type: ignore[attr-defined]
        return function

    return mark
