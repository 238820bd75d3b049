"""Which file a name means, and what two files that extend one another add up to.

Maps merge deep; events, policies and observations merge by id; other lists replace; null deletes.
Every key keeps the mark of the file that it was last written in, so that an error names that file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.base.errors import InputError, Mark, Problem, Problems, suggest
from sim.base.paths import scenarios_folder
from sim.base.yaml_documents import Document, KeyPath
from sim.scenario import observations

BY_ID = ("events", "policies", "observe")
_ENDINGS = (".yaml", ".yml")


def find(reference: str | Path, beside: Path | None = None) -> Path:
    """The file that a reference means: a path, or the name of a scenario.

    A path is relative to the file `beside` (to the working folder if there is none). A name is
    that of a file in the same folder, then of a packaged scenario; a file that extends its own
    name means the packaged one.
    """
    folder = Path() if beside is None else beside.parent
    path = folder / reference
    if path.suffix in _ENDINGS or len(Path(reference).parts) > 1:
        return path
    for home in (folder, scenarios_folder()):
        for ending in _ENDINGS:
            named = home / f"{reference}{ending}"
            if named.is_file() and not same_file(named, beside):
                return named
    known = names()
    raise InputError(
        [
            Problem(
                f"there is no scenario {str(reference)!r}",
                f"a path ending in .yaml, or one of: {', '.join(known) or 'none'}",
                suggest(reference, known),
            )
        ]
    )


def locate(key: str, reference: str, beside: Path, mark: Mark) -> Path:
    """The file that a key of another file means; InputError, at the key, if there is none."""
    try:
        found = find(reference, beside)
    except InputError as error:
        raise InputError(
            Problem(f"{key}: {problem.what}", problem.allowed, problem.cure, mark)
            for problem in error.found
        ) from None
    if not found.is_file():
        allowed = "a path relative to this file, or a name"
        raise InputError([Problem(f"{key}: there is no file {found}", allowed, mark=mark)])
    return found


def names() -> list[str]:
    """Names of the packaged scenarios."""
    return sorted(path.stem for path in scenarios_folder().glob("*.yaml"))


def same_file(one: Path, other: Path | None) -> bool:
    """Whether two paths lead to the same file."""
    return other is not None and one.resolve() == other.resolve()


def merge(parent: Document, child: Document, problems: Problems) -> Document:
    """The parent with the child's changes; nothing of either document is changed.

    Faults of the merge itself (an id that stands twice, a null that deletes nothing) are added to
    `problems`.
    """
    merger = _Merger(parent, child, problems)
    data = merger.maps(parent.data, child.data, (), ())
    merger.marks[()] = child.marks[()]
    return Document(child.file, data, merger.marks, merger.values)


class _Merger:
    """Merges two documents key by key and carries the marks along.

    Where a key stands in the result and where it stood in its own document differ only below the
    lists that merge by id, so both paths are passed down.
    """

    def __init__(self, parent: Document, child: Document, problems: Problems) -> None:
        self.parent, self.child, self.problems = parent, child, problems
        # The places of what the parent itself deleted stay: a difference from its base names them.
        self.marks = {path: mark for path, mark in parent.marks.items() if _is_gone(parent, path)}
        self.values: dict[KeyPath, Mark] = {}

    def maps(
        self,
        old: dict[Any, Any],
        new: dict[Any, Any],
        was: KeyPath,
        now: KeyPath,
        out: KeyPath = (),
    ) -> dict[Any, Any]:
        """Two maps merged deep: `old` stands at `was`, `new` at `now`, the result at `out`."""
        result: dict[Any, Any] = {}
        for key in [*old, *(key for key in new if key not in old)]:
            place, before, after = (*out, key), (*was, key), (*now, key)
            if key not in new:
                result[key] = self.copy(self.parent, old[key], before, place)
            elif new[key] is None:
                self.marks[place] = self.child.mark(after)
                if key not in old:
                    self.problems.append(_nothing(str(key), self.child.mark(after)))
            elif key not in old:
                result[key] = self.new(new[key], after, place)
            else:
                result[key] = self.both(old[key], new[key], before, after, place)
        return result

    def both(self, old: Any, new: Any, was: KeyPath, now: KeyPath, out: KeyPath) -> Any:
        """What stands in both documents."""
        self.place(self.child, now, out)
        whole = out[-2:-1] == ("set",)  # what a path is set to is one thing
        if isinstance(old, dict) and isinstance(new, dict) and not whole:
            return self.maps(old, new, was, now, out)
        if isinstance(old, list) and isinstance(new, list) and out in {(key,) for key in BY_ID}:
            return self.lists(old, new, out)
        return self.copy(self.child, new, now, out)

    def new(self, new: Any, now: KeyPath, out: KeyPath) -> Any:
        """What stands in the child only; nulls inside delete nothing, ids may stand twice."""
        self.place(self.child, now, out)
        if isinstance(new, dict):
            return self.maps({}, new, now, now, out)
        if isinstance(new, list) and out in {(key,) for key in BY_ID}:
            return self.lists([], new, out)
        return self.copy(self.child, new, now, out)

    def lists(self, old: list[Any], new: list[Any], out: KeyPath) -> list[Any]:
        """Two lists of events, policies or observations merged by id."""
        section = str(out[0])
        places = {identity(item, section): i for i, item in enumerate(old)}
        changes: dict[int, int] = {}  # place in the parent -> place in the child
        gone: set[int] = set()
        added: list[int] = []
        seen: dict[str, Mark] = {}
        for i, item in enumerate(new):
            mark = self.child.mark((*out, i))
            deleted = _deletes(item)
            key = deleted or identity(item, section)
            if key is not None and key in seen:
                self.problems.add(
                    f"the id {key!r} stands twice in {section}",
                    allowed=f"it stands first in line {seen[key].line}",
                    cure="give one of them another id",
                    mark=mark,
                )
                continue
            if key is not None:
                seen[key] = mark
            place = places.get(key) if key is not None else None
            if deleted:
                self.marks[section, deleted] = mark
                if place is None:
                    self.problems.append(_nothing(deleted, mark))
                else:
                    gone.add(place)
            elif place is None:
                added.append(i)
            else:
                changes[place] = i
        result: list[Any] = []
        for i, item in enumerate(old):
            if i in gone:
                continue
            place_out = (*out, len(result))
            if i in changes:
                j = changes[i]
                result.append(self.both(item, new[j], (*out, i), (*out, j), place_out))
            else:
                result.append(self.copy(self.parent, item, (*out, i), place_out))
        for j in added:
            result.append(self.new(new[j], (*out, j), (*out, len(result))))
        return result

    def copy(self, source: Document, data: Any, at: KeyPath, out: KeyPath) -> Any:
        """A part of one document, with its marks."""
        self.place(source, at, out)
        if isinstance(data, dict):
            return {
                key: self.copy(source, value, (*at, key), (*out, key))
                for key, value in data.items()
            }
        if isinstance(data, list):
            return [self.copy(source, item, (*at, i), (*out, i)) for i, item in enumerate(data)]
        return data

    def place(self, source: Document, at: KeyPath, out: KeyPath) -> None:
        self.marks[out] = source.mark(at)
        self.values[out] = source.value_mark(at)


def identity(item: Any, section: str) -> str | None:
    """The id by which an event, policy or observation merges; None if it has none that can be read.

    A policy without id goes by what it binds and from when: actor.lever.from.
    """
    if section == "observe":
        return observations.identity(item)
    if not isinstance(item, dict):
        return None
    if section == "events" or "id" in item:
        return item.get("id") if isinstance(item.get("id"), str) else None
    parts: Iterable[Any] = ("use",) if "use" in item else ("actor", "lever")
    words = [item.get(part) for part in parts]
    if not all(isinstance(word, str) for word in words):
        return None
    return ".".join(str(word) for word in (*words, item.get("from")) if word is not None)


def _is_gone(document: Document, path: KeyPath) -> bool:
    """Whether a marked path has no data: a null deleted what stood there."""
    try:
        document.at(path)
    except (KeyError, IndexError, TypeError):
        return True
    return False


def _deletes(item: Any) -> str | None:
    """The id that an item of the form `ID: null` deletes."""
    if isinstance(item, dict) and len(item) == 1:
        key, value = next(iter(item.items()))
        if value is None and isinstance(key, str):
            return key
    return None


def _nothing(key: str, mark: Mark) -> Problem:
    return Problem(
        f"{key}: null deletes what a scenario inherits, and nothing of this name is inherited",
        cure="remove the line",
        mark=mark,
    )
