"""A merged scenario document beside what the dispute offers: looking up, and reporting faults.

What has the wrong kind is passed over in silence here, since the shape has reported it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.base.conditions import Condition
from sim.base.errors import Cure, Mark, Problems, suggest
from sim.base.quarters import Quarter
from sim.base.yaml_documents import Document, KeyPath
from sim.scenario.model import Catalogue


class DocumentReader:
    """Reads parts of a document for a dispute; its problems are gathered, not raised.

    first, last : quarters of the run, None while they are not known
    """

    def __init__(self, document: Document, catalogue: Catalogue, problems: Problems) -> None:
        self.document, self.catalogue, self.problems = document, catalogue, problems
        self.first = self.last = None
        self.first = self.quarter(("start",))
        length = self.value(("quarters",))
        if self.first is not None and isinstance(length, int) and length > 0:
            self.last = self.first + (length - 1)

    @property
    def run(self) -> tuple[Quarter, Quarter] | None:
        """First and last quarter of the run, if both are known."""
        return None if self.first is None or self.last is None else (self.first, self.last)

    def value(self, at: KeyPath) -> Any:
        """What stands at a path, or None."""
        data = self.document.data
        for key in at:
            try:
                data = data[key]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    def map(self, at: KeyPath) -> dict[str, Any]:
        """The mapping at a path, by those of its keys that are text; empty if there is none."""
        data = self.value(at)
        items = data.items() if isinstance(data, dict) else ()
        return {key: value for key, value in items if isinstance(key, str)}

    def items(self, key: str) -> list[Any]:
        """The list under a key; empty if there is none."""
        data = self.value((key,))
        return data if isinstance(data, list) else []

    def entries(self, key: str) -> list[tuple[KeyPath, dict[str, Any]]]:
        """The mappings of the list under a key, each with its path."""
        return [
            ((key, i), self.map((key, i)))
            for i, item in enumerate(self.items(key))
            if isinstance(item, dict)
        ]

    def mark(self, at: KeyPath) -> Mark:
        """Where a key stands."""
        return self.document.mark(at)

    def fault(self, at: KeyPath, what: str, allowed: str = "", cure: Cure = "") -> None:
        """Report what is wrong at a path."""
        self.problems.add(what, allowed=allowed, cure=cure, mark=self.mark(at))

    def unknown(self, at: KeyPath, what: str, word: object, known: Iterable[str]) -> None:
        """Report a word that none of a few known ones is."""
        names = list(known)
        self.fault(at, what, f"known are: {', '.join(names) or 'none'}", suggest(word, names))

    def quarter(self, at: KeyPath) -> Quarter | None:
        """The quarter at a path; None, reported, if it is none or lies outside the run."""
        return self.quarter_of(at, self.value(at))

    def quarter_of(self, at: KeyPath, text: object) -> Quarter | None:
        """The same for a text that stands elsewhere in the file than its path says."""
        if not isinstance(text, str):
            return None
        try:
            quarter = Quarter.parse(text)
        except ValueError as error:
            self.fault(at, f"{at[-1]}: {error}")
            return None
        if self.first is None or self.last is None or self.first <= quarter <= self.last:
            return quarter
        within = f"from {self.first} to {self.last}"
        self.fault(at, f"{at[-1]}: {quarter} lies outside the run", within)
        return None

    def span(self, at: KeyPath, item: dict[str, Any]) -> tuple[Quarter, Quarter | None] | None:
        """First and last quarter of an item's `from` and `to`; None if either is wrong.

        Without `from` it is the first of the run; without `to` the last is None.
        """
        start = self.quarter((*at, "from")) if "from" in item else self.first
        end = self.quarter((*at, "to")) if "to" in item else None
        if start is None or ("to" in item and end is None):
            return None
        if end is None or start <= end:
            return start, end
        self.fault((*at, "to"), f"it ends in {end}, before it begins in {start}")
        return None

    def condition(self, at: KeyPath, text: object) -> Condition | None:
        """The condition that a text at a path writes down; None if there is none or a wrong one."""
        if isinstance(text, str) and text:
            with self.problems.gather():
                mark = self.document.value_mark(at)
                return Condition.parse(text, mark, states=self.catalogue.states, run=self.run)
        return None
