"""From files to a scenario: merge, check the shape, check against the dispute, build.

All problems are gathered and reported at once, whatever found them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from sim.base import yaml_documents
from sim.base.errors import InputError, Mark, Problem, Problems, suggest
from sim.base.paths import scenarios_folder
from sim.base.yaml_documents import Document, KeyPath
from sim.expectations import Expectation, read_entries
from sim.scenario import branch_checks as branch
from sim.scenario import merging, overrides
from sim.scenario.dated_overrides import check_branch, read_overrides, read_switches
from sim.scenario.document_reader import DocumentReader
from sim.scenario.events import read_events
from sim.scenario.file_schema import ScenarioShape
from sim.scenario.inheritance import Fork, gather, without_later
from sim.scenario.model import Catalogue, Key, Scenario
from sim.scenario.observations import read_observations
from sim.scenario.policies import read_policies

Catalogues: TypeAlias = Callable[[str], Catalogue]  # the name of a calibration -> what it offers
Changes: TypeAlias = Sequence[str] | Mapping[str, Any]  # PATH=VALUE texts, or values by path

LONGEST = 100_000  # letters of a text from elsewhere; a scenario's file has some thousand


def read(
    reference: str | Path,
    catalogues: Catalogues,
    *,
    changes: Changes = (),
    observe: Sequence[str | Mapping[str, Any]] = (),
    worlds: int | None = None,
    seed: int | None = None,
    draws: str | None = None,
) -> Scenario:
    """The scenario in a file, checked against the dispute that it names.

    reference : a path, or the name of a packaged scenario
    catalogues : gives what a dispute offers, by the name of its calibration
    changes : further overrides, as texts `PATH=VALUE` or as values by path; they win
    observe : further observations, as texts or as entries of a file
    worlds, seed, draws : in place of the file's
    Raises InputError with every problem of the files and of the changes.
    """
    problems = Problems()
    document, lineage, forks = gather(merging.find(reference), problems)
    run = {"worlds": worlds, "seed": seed, "draws": draws}
    document = _laid_over(document, changes, observe, run, problems)
    base = _name(lineage[1]) if len(lineage) > 1 else None
    return _build(document, catalogues, problems, base, lineage, forks)


def compose(
    text: str,
    catalogues: Catalogues,
    *,
    file: str,
    beside: Path | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    draws: str | None = None,
) -> Scenario:
    """The scenario in a text that comes from elsewhere, such as an upload or a form.

    What it extends or branches from must be a packaged scenario, by name, or the file `beside`, by
    its name without the ending: a text from elsewhere opens no file of its choice. What it expects
    is left out.

    file : what errors call it
    worlds, seed, draws : in place of the text's
    Raises InputError with every problem.
    """
    problems = Problems()
    if len(text) > LONGEST:
        allowed = f"at most {LONGEST:,} letters"
        raise InputError([Problem("the text is too long", allowed, mark=Mark(file, 1, 1))])
    first = yaml_documents.mapping(yaml_documents.parse(text, file))
    _only_names(first, merging.names() if beside is None else [*merging.names(), beside.stem])
    first.data.pop("expectations", None)  # they may name files, and change no number
    folder = scenarios_folder() if beside is None else beside.parent
    document, lineage, forks = gather(folder / file, problems, first)
    run = {"worlds": worlds, "seed": seed, "draws": draws}
    document = _laid_over(document, (), (), run, problems)
    base = _name(lineage[1]) if len(lineage) > 1 else None
    return _build(document, catalogues, problems, base, lineage, forks)


def _only_names(document: Document, known: Sequence[str]) -> None:
    """InputError where a document asks for a file that is not a scenario of a known name."""
    branch = document.data.get("branch")
    given = {
        ("extends",): document.data.get("extends"),
        ("branch", "from"): branch.get("from") if isinstance(branch, dict) else None,
    }
    for at, name in given.items():
        if name is not None and name not in known:
            what = f"{'.'.join(at)}: there is no packaged scenario {name!r}"
            allowed = f"one of: {', '.join(known) or 'none'}"
            raise InputError(
                [Problem(what, allowed, suggest(name, known), document.value_mark(at))]
            )


def variant(
    reference: str | Path,
    change: Document,
    catalogues: Catalogues,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    draws: str | None = None,
) -> Scenario:
    """The scenario in a file with a change laid over it that is written as in such a file.

    worlds, seed, draws : in place of the file's
    Raises InputError with every problem of the file and of the change.
    """
    problems = Problems()
    document, lineage, _ = gather(merging.find(reference), problems)
    run = {"worlds": worlds, "seed": seed, "draws": draws}
    document = _laid_over(document, (), (), run, problems)
    return _changed(document, change, catalogues, problems, lineage)


def from_resolved(data: Mapping[str, Any], catalogues: Catalogues) -> Scenario:
    """The scenario whose `resolved()` is `data`."""
    content = {key: value for key, value in data.items() if key not in ("base", "branched")}
    if "branched" in data:
        content["branch"] = {"from": data.get("base"), "at": data["branched"]}
    top = Mark("resolved scenario", 1, 1)
    document = Document(top.file, content, {(): top}, {(): top})
    return _build(document, catalogues, Problems(), data.get("base"), ())


def _changed(
    document: Document,
    change: Document,
    catalogues: Catalogues,
    problems: Problems,
    lineage: tuple[Path, ...],
) -> Scenario:
    """The scenario of a document with a change laid over it; it expects nothing of its own."""
    data = {key: value for key, value in document.data.items() if key != "expectations"}
    plain = Document(document.file, data, document.marks, document.values)
    merged = merging.merge(plain, change, problems)
    return _build(merged, catalogues, problems, data.get("scenario"), lineage)


def _name(path: Path) -> str:
    """The name that a scenario's file gives it."""
    name = yaml_documents.read(path).data.get("scenario")
    return name if isinstance(name, str) else path.stem


def _laid_over(
    document: Document,
    changes: Changes,
    observe: Sequence[str | Mapping[str, Any]],
    run: Mapping[str, Any],
    problems: Problems,
) -> Document:
    """The document with what was asked for beside it laid over it, as one more file would be."""
    data: dict[str, Any] = {}
    marks: dict[KeyPath, Mark] = {(): document.mark(), ("set",): overrides.MARK}
    for key, value in run.items():
        if value is not None:
            data[key] = value
            marks[key,] = Mark("--prior" if key == "draws" else f"--{key}", 1, 1)
    for path, raw in _pairs(changes, problems):
        data.setdefault("set", {})[path] = raw
        marks["set", path] = overrides.MARK
    if observe:
        data["observe"] = [each if isinstance(each, str) else dict(each) for each in observe]
        marks["observe",] = Mark("--observe", 1, 1)
        marks |= {("observe", i): marks["observe",] for i in range(len(observe))}
    laid = Document(document.file, data, marks, marks)
    return merging.merge(without_later(document, laid), laid, problems)


def _pairs(changes: Changes, problems: Problems) -> list[tuple[str, Any]]:
    """Paths and raw values of the changes."""
    if isinstance(changes, Mapping):
        return list(changes.items())
    pairs: dict[str, Any] = {}
    for text in changes:
        with problems.gather():
            path, raw = overrides.split(text)
            if path in pairs:
                cure = "remove one of them"
                problems.add(f"{path} is set twice", cure=cure, mark=overrides.MARK)
            pairs[path] = raw
    return list(pairs.items())


def _build(
    document: Document,
    catalogues: Catalogues,
    problems: Problems,
    base: str | None,
    lineage: tuple[Path, ...],
    forks: tuple[Fork, ...] = (),
) -> Scenario:
    """The scenario that a merged document describes."""
    with problems.gather():
        shape = yaml_documents.check(ScenarioShape, document)
    with problems.gather():
        catalogue = _catalogue(document, catalogues)
        source = DocumentReader(document, catalogue, problems)
        _check_claims(source)
        branched = check_branch(source)
        changed, switches = read_overrides(source), read_switches(source)
        policies = read_policies(source)
        events = read_events(source)
        observations = read_observations(source)
        expectations = _expectations(source, catalogues, lineage)
        branch.check(forks, catalogue, problems)
    problems.raise_any()
    assert source.first is not None  # noqa: S101  else it is among the problems
    off = sorted(name for name, switch in shape.mechanisms.items() if switch == "off")
    return Scenario(
        name=shape.scenario,
        title=shape.title,
        why=" ".join(shape.why.split()),
        claims=tuple(shape.claims),
        calibration=shape.calibration,
        start=source.first,
        quarters=shape.quarters,
        worlds=shape.worlds,
        seed=shape.seed,
        draws=shape.draws,
        overrides=tuple(changed),
        mechanisms_off=tuple(off),
        policies=tuple(policies),
        events=tuple(events),
        observations=tuple(observations),
        switches=tuple(switches),
        branched=branched,
        base=base,
        lineage=lineage,
        expectations=expectations,
        marks=_marks(document),
    )


def _catalogue(document: Document, catalogues: Catalogues) -> Catalogue:
    """What the dispute offers; a wrong name is reported where it stands in the scenario."""
    name = document.data.get("calibration")
    if not isinstance(name, str) or not name:
        raise InputError([])  # the shape has reported it, and nothing more can be checked
    try:
        return catalogues(name)
    except InputError as error:
        mark = document.mark(("calibration",))
        raise InputError(
            problem if problem.mark else replace(problem, mark=mark) for problem in error.problems
        ) from None


def _check_claims(source: DocumentReader) -> None:
    known = source.catalogue.claims
    for i, claim in enumerate(source.items("claims")):
        if isinstance(claim, str) and claim not in known:
            cure = suggest(claim, known, "`sim evidence` lists the claims")
            source.fault(("claims", i), f"there is no claim {claim!r}", cure=cure)


def _expectations(
    source: DocumentReader, catalogues: Catalogues, lineage: tuple[Path, ...]
) -> tuple[Expectation, ...]:
    """What the file expects of its scenario; what it supposes for that must be possible too."""
    if not source.map(("expectations",)):
        return ()
    offer, document, problems = source.catalogue, source.document, source.problems
    found = read_entries(document, offer.dispute, offer.claims, problems)
    for total in (each.total for each in found if each.total is not None):
        with problems.gather():
            if isinstance(total.change, Document):
                _changed(document, total.change, catalogues, Problems(), lineage)
            elif total.change is not None:
                merging.locate("change", total.change, Path(document.file), total.change_mark)
    return found


def _marks(document: Document) -> dict[Key, Mark]:
    """Where each thing stands; what merges by id goes by it instead of their place."""
    marks: dict[Key, Mark] = {}
    for path, mark in document.marks.items():
        key = [str(part) for part in path]
        if len(path) > 1 and path[0] in merging.BY_ID and isinstance(path[1], int):
            item = document.at(path[:2])
            key[1] = merging.identity(item, key[0]) or key[1]
        marks[tuple(key)] = mark
    return marks
