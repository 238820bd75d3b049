"""What the pages ask for: scenarios and stored runs by name, questions, answers, comparisons.

It holds nobody's state: what is kept is found by what was asked, and is the same for all.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import cycle
from pathlib import Path
from threading import Lock, Thread
from typing import Any, TypeAlias

from dashboards.url_state import MOST_OTHERS, PageState, asked
from sim import results, scenario
from sim.analysis import pairing_checks
from sim.analysis.comparison import Comparison
from sim.base import paths
from sim.base.errors import InputError, Problem, Problems, suggest
from sim.base.single_flight_cache import SingleFlightCache
from sim.dispute import Dispute
from sim.engine import runs
from sim.engine.job_queue import PREVIEW, AbandonedError, JobQueue, Progress, of_worlds
from sim.engine.runs import Question
from sim.figures.style import ALONE, BASE, OTHERS, RUN, RunStyle
from sim.inputs.evidence import Evidence
from sim.results import Manifest, Run
from sim.results.run_results import MANIFEST, read_manifest
from sim.scenario import Offer, yaml_writer
from sim.studies.comparison import ComparisonSubject, judge

log = logging.getLogger(__name__)

_Stamp: TypeAlias = tuple[tuple[float, int], ...]

MOST_WORLDS = 20_000
MOST_QUARTERS = 24  # of a run with the most worlds; longer ones must have fewer
DRAFT = "what_if"  # name of a scenario with a draft laid over it
KEPT_QUESTIONS = 64
KEPT_COMPARISONS = 8
KEPT_RUNS = 6  # with their tables
MOST_TABS = 1000
# Worlds of a preview, and of further ones where what is observed leaves too few.
PREVIEWS = (PREVIEW, 4 * PREVIEW, MOST_WORLDS)


@dataclass(frozen=True, eq=False)
class PageSubject:
    """One of the things that a page shows.

    name : its title, told from the others; reference : how it was asked for
    question : None for stored results that today's files can no longer ask
    run : the preview, or the whole run
    progress : how far the whole run is; None where nobody has asked for it
    """

    name: str
    reference: str
    question: Question | None
    run: Run
    is_whole: bool
    look: RunStyle
    progress: Progress | None = None


@dataclass(frozen=True, eq=False)
class PageSubjects:
    """What stands behind a page: the base first, if there is one, then the subject, then others."""

    asked: PageState
    cases: tuple[PageSubject, ...]
    has_base: bool

    @property
    def base(self) -> PageSubject | None:
        """What the others stand beside."""
        return self.cases[0] if self.has_base else None

    @property
    def subject(self) -> PageSubject:
        """What the page is about."""
        return self.cases[1 if self.has_base else 0]

    @property
    def others(self) -> tuple[PageSubject, ...]:
        """Further ones."""
        return self.cases[2 if self.has_base else 1 :]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is a preview any longer."""
        return all(case.is_whole for case in self.cases)

    @cached_property
    def worlds(self) -> int:
        """Worlds that all of them hold."""
        return min(case.run.manifest.worlds for case in self.cases)

    @property
    def runs(self) -> list[tuple[Run, RunStyle]]:
        """Runs with their looks, the subject first, then the base: what pictures take."""
        subject, base = self.subject, self.base
        pair = [subject] if base is None else [subject, base]
        return [(case.run, case.look) for case in pair]


@dataclass
class _Line:
    """What one tab has asked: how often, and whose turn it is."""

    last: int = 0
    lock: Lock = field(default_factory=Lock)


class Service:
    """Scenarios, stored runs and answers.

    folder : where stored runs stand and whole runs of scenarios are written
    given : scenario files and results folders that were named at the start
    """

    def __init__(
        self,
        queue: JobQueue,
        folder: Path = results.writer.RUNS,
        given: Sequence[str] = (),
        most_worlds: int = MOST_WORLDS,
    ) -> None:
        self.queue, self.folder, self.most_worlds = queue, folder, most_worlds
        self.offers: Callable[[str], Offer] = cache(scenario.offer)
        self.evidence: Evidence = Evidence.load(paths.seeds_folder())
        self._named: dict[str, Path] = {}
        self._given: dict[str, Path] = {}
        self._titles: dict[Path, tuple[_Stamp, str]] = {}
        self._lock = Lock()
        self._lines: OrderedDict[str, _Line] = OrderedDict()
        self._questions: OrderedDict[str, tuple[_Stamp, Question]] = OrderedDict()
        self._runs: SingleFlightCache[Run] = SingleFlightCache(KEPT_RUNS)
        self._compared: SingleFlightCache[Comparison] = SingleFlightCache(KEPT_COMPARISONS)
        self._manifests: dict[Path, tuple[_Stamp, Manifest]] = {}
        first = [self._take(reference) for reference in given]
        self.default = self._default(first)

    def _take(self, reference: str) -> str:
        """A file or folder that was named at the start; InputError where it is none."""
        path = Path(reference)
        if (path / MANIFEST).is_file() or (path.is_dir() and len(path.parts) > 1):
            run = Run.read(path)
            self._given[run.id] = path
            return run.id
        file = scenario.find(reference)
        name = runs.read(file, offers=self.offers).scenario.name
        self._named[name] = file.absolute()
        return name

    @property
    def _files(self) -> dict[str, Path]:
        """The file of each scenario by its name, as they stand now; what was named wins."""
        home = paths.scenarios_folder()
        return {**{name: home / f"{name}.yaml" for name in scenario.names()}, **self._named}

    def _default(self, first: Sequence[str]) -> PageState:
        """What is shown where an address says nothing: what was named, else what is featured."""
        featured = [name for name in self.featured if name in self._files]
        wanted = list(dict.fromkeys(first))
        if not wanted:
            wanted = featured or list(self._files)[:1]
        elif len(wanted) == 1 and featured and wanted[0] != featured[0]:
            wanted = [featured[0], *wanted]
        if not wanted:
            raise InputError([Problem("there is no scenario to show", cure="name one")])
        base, *rest = wanted
        if not rest:
            return PageState(subject=base)
        others = tuple(rest[1 : 1 + MOST_OTHERS])  # further ones can be chosen
        return PageState(subject=rest[0], base=base, others=others)

    @contextmanager
    def turn(self, who: str) -> Iterator[bool]:
        """Whether this is still the last thing that somebody asked, once its turn has come.

        One at a time for each tab: of ten quick changes the first and the last are answered, and
        what came between is not worth the wait.
        """
        with self._lock:
            line = self._lines.setdefault(who, _Line())
            self._lines.move_to_end(who)
            while len(self._lines) > MOST_TABS:
                self._lines.popitem(last=False)
            line.last += 1
            mine = line.last
        with line.lock:
            yield line.last == mine

    def warm(self) -> None:
        """Begin what the first visitor would wait for: processes, and what is shown by default.

        It is not waited for. What goes wrong is told to who asks for it.
        """
        Thread(target=self._warm, name="ahead").start()

    def _warm(self) -> None:
        try:
            for name in paths.calibrations():
                self.queue.warm(name)
            self.comparison(self.shown(self.default.view()))
            _ = self.scenarios
        except Exception:
            log.info("what is shown by default could not be worked out ahead", exc_info=True)

    @cached_property
    def featured(self) -> tuple[str, ...]:
        """Scenarios with which the disputes' files want a visitor to begin."""
        return tuple(
            name for each in paths.calibrations() for name in self.offers(each).dispute.featured
        )

    @property
    def scenarios(self) -> dict[str, str]:
        """Title of each scenario by its name, those that are featured first."""
        files = self._files
        order = [name for name in self.featured if name in files]
        names = [*order, *(name for name in sorted(files) if name not in order)]
        return {name: self._title(name, files[name]) for name in names}

    def _title(self, name: str, file: Path) -> str:
        changed = _stamp([file])
        if self._titles.get(file, ((), ""))[0] != changed:
            try:
                title = scenario.read(file, self.offers).title
            except InputError:
                title = name
            self._titles[file] = (changed, title)
        return self._titles[file][1]

    def stored(self) -> dict[str, Manifest]:
        """Manifests of the stored runs by id, the newest first; what cannot be read is left out."""
        return {each: manifest for each, (_, manifest) in self._found().items()}

    def _found(self) -> dict[str, tuple[Path, Manifest]]:
        """Folder and manifest of the stored runs by id, the newest first."""
        found: dict[str, tuple[float, Path, Manifest]] = {}
        kept: dict[Path, tuple[_Stamp, Manifest]] = {}
        for path in [*_subfolders(self.folder), *self._given.values()]:
            changed = _stamp([path / MANIFEST])
            try:
                before = self._manifests.get(path)
                is_same = before is not None and before[0] == changed
                manifest = before[1] if before and is_same else read_manifest(path)
            except (OSError, InputError):
                continue
            kept[path] = (changed, manifest)
            found[manifest.id] = (changed[0][0], path, manifest)
        self._manifests = kept  # what is gone is forgotten
        newest = sorted(found, key=lambda each: -found[each][0])
        return {each: found[each][1:] for each in newest}

    def dispute(self, view: Mapping[str, Any]) -> Dispute:
        """The dispute of the subject."""
        return self.offer(view).dispute

    def offer(self, view: Mapping[str, Any]) -> Offer:
        """What the subject's dispute offers to scenarios."""
        wanted = self.asked(view)
        if wanted.subject in self._files:
            found = self.question(wanted.subject, worlds=wanted.worlds, prior=wanted.prior)
            return self.offers(found.scenario.calibration)
        return self.offers(self._stored(wanted.subject).manifest.calibration.name)

    def asked(self, view: Mapping[str, Any] | None) -> PageState:
        """What a view asks for; InputError with all that is wrong with it."""
        return asked(view, self.default)

    def question(
        self,
        reference: str,
        *,
        draft: Mapping[str, Any] | None = None,
        worlds: int | None = None,
        prior: bool = False,
    ) -> Question:
        """The question that a scenario asks, with a draft laid over it.

        Raises InputError with all that is wrong, and where it would cost too much.
        """
        name = json.dumps([reference, draft or {}, worlds, prior])
        with self._lock:
            before, found = self._questions.get(name, ((), None))
        if found is not None and before == _stamp(found.scenario.lineage):
            return found
        if draft:
            found = self.drafted(reference, draft, worlds=worlds, prior=prior)
        else:
            limit = None if worlds is None else min(worlds, self.most_worlds)
            file = self._file(reference)
            found = self._bounded(runs.read(file, worlds=limit, offers=self.offers, prior=prior))
        with self._lock:
            self._questions[name] = (_stamp(found.scenario.lineage), found)
            self._questions.move_to_end(name)
            while len(self._questions) > KEPT_QUESTIONS:
                self._questions.popitem(last=False)
        return found

    def _file(self, reference: str) -> Path:
        """The file of a scenario; InputError where it is gone."""
        file = self._files.get(reference)
        if file is None or not file.is_file():
            raise self._unknown(reference)
        return file

    def drafted(
        self,
        reference: str,
        draft: Mapping[str, Any],
        *,
        name: str = DRAFT,
        worlds: int | None = None,
        prior: bool = False,
    ) -> Question:
        """The question of a scenario's text that lays a draft over another scenario."""
        limit = None if worlds is None else min(worlds, self.most_worlds)
        found = runs.compose(
            self.text(reference, draft, name=name),
            file=f"{name}.yaml",
            beside=self._file(reference),
            worlds=limit,
            offers=self.offers,
            prior=prior,
        )
        return self._bounded(found)

    def text(
        self, reference: str, draft: Mapping[str, Any], *, name: str = DRAFT, title: str = ""
    ) -> str:
        """A scenario's file that lays a draft over another scenario."""
        head = {
            "scenario": name,
            "extends": self._file(reference).stem,
            "title": title or f"{self.scenarios.get(reference, reference)}, changed",
            "why": "A what-if: nobody is known to hold it.",
        }
        return yaml_writer.text({**head, **draft})

    def shown(self, view: Mapping[str, Any], *, preview: bool = False) -> PageSubjects:
        """What stands behind a page: whole runs where they are there, else previews.

        preview : previews in any case
        Raises InputError with all that is wrong.
        """
        wanted = self.asked(view)
        cases = self._cases(wanted, preview)
        for case in cases[1:]:
            problems = pairing_checks.reasons(case.run.manifest, cases[0].run.manifest)
            if problems:
                raise InputError(problems)
        held = pairing_checks.common([case.run for case in cases])
        looks = _looks(len(cases), has_base=len(cases) > 1)
        names = _names(cases)
        return PageSubjects(
            wanted,
            tuple(
                replace(case, run=run, name=name, look=replace(look, name=name))
                for case, run, name, look in zip(cases, held, names, looks, strict=True)
            ),
            has_base=len(cases) > 1,
        )

    def begin(self, view: Mapping[str, Any], who: str) -> list[Progress]:
        """How far each whole run is; begun where need be, for whoever waits."""
        wanted = self.asked(view)
        found = []
        for reference, draft in self._listed(wanted):
            if reference not in self._files:
                run = self._stored(reference)
                found.append(Progress(run.manifest.worlds, run.manifest.worlds, run))
                continue
            question = self.question(
                reference, draft=draft, worlds=wanted.worlds, prior=wanted.prior
            )
            folder = None if draft else self.folder / question.manifest().id
            found.append(self.queue.whole(question, who, folder))
        return found

    def comparison(self, shown: PageSubjects) -> Comparison | None:
        """All that is to be said of the difference from the base; None without one.

        Of a preview without looking whether it turns with a parameter, which takes longest. It is
        worked out once, however many ask for it meanwhile.
        """
        if shown.base is None:
            return None
        key = [(case.name, case.run.id, case.run.manifest.worlds) for case in shown.cases]
        return self._compared.get(f"{shown.is_whole} {key}", lambda: _compared(shown))

    def study(self, name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """What a function of the package makes of its arguments, elsewhere, once."""
        return self.queue.study(name, work, *arguments)

    def _listed(self, wanted: PageState) -> list[tuple[str, Mapping[str, Any]]]:
        """References with the draft that is laid over them: the base, the subject, the others.

        Raises InputError with every one that names nothing.
        """
        subject = (wanted.subject, wanted.draft)
        plain: list[tuple[str, Mapping[str, Any]]] = [
            (each, {}) for each in (wanted.base, *wanted.others) if each
        ]
        before = [each for each in plain[:1] if wanted.base and each != subject]
        after = [each for each in plain[1 if wanted.base else 0 :] if each != subject]
        listed = [*before, subject, *(each for each in after if each not in before)]
        problems = Problems()  # of all names, before any work is begun
        for reference, _ in listed:
            if reference not in self._files and reference not in self._found():
                problems += self._unknown(reference).problems
        problems.raise_any()
        return listed

    def _cases(self, wanted: PageState, preview: bool) -> list[PageSubject]:
        """All that is shown, whole if all of it is there, else a preview of the same few worlds.

        Where what is observed leaves too few of these, more are looked at.
        """
        listed = self._listed(wanted)
        whole = [] if preview else [self._case(wanted, each) for each in listed]
        found = [case for case in whole if case is not None]
        if found and len(found) == len(listed):
            return found
        *fewer, most = PREVIEWS
        for worlds in fewer:
            try:
                return self._previewed(wanted, worlds)
            except InputError:
                if not self._observes(wanted):
                    raise
        return self._previewed(wanted, most)

    def _previewed(self, wanted: PageState, worlds: int) -> list[PageSubject]:
        """All that is shown, over so many worlds at the most."""
        found = [self._case(wanted, each, worlds) for each in self._listed(wanted)]
        return [case for case in found if case is not None]

    def _case(
        self, wanted: PageState, listed: tuple[str, Mapping[str, Any]], worlds: int | None = None
    ) -> PageSubject | None:
        """One of the things shown, over so many worlds; without a number the whole, if it is there.

        A stored run is always whole.
        """
        reference, draft = listed
        if reference not in self._files:
            if draft:
                what = f"{reference} is a stored run, and a run cannot be changed"
                raise InputError([Problem(what, cure="choose the scenario that it is a run of")])
            run = self._stored(reference)
            return PageSubject(run.title, reference, None, run, is_whole=True, look=RUN)
        question = self.question(reference, draft=draft, worlds=wanted.worlds, prior=wanted.prior)
        found = (
            self._ready(question, kept=not draft)
            if worlds is None
            else self.queue.preview(question, worlds)
        )
        if found is None:
            return None
        is_whole = found.manifest.worlds == question.scenario.worlds
        return PageSubject(found.title, reference, question, found, is_whole=is_whole, look=RUN)

    def _observes(self, wanted: PageState) -> bool:
        """Whether worlds are weighed by what is seen in them, in anything that is shown."""
        return any(
            self.question(reference, draft=draft).scenario.observations
            for reference, draft in self._listed(wanted)
            if reference in self._files
        )

    def _ready(self, question: Question, *, kept: bool) -> Run | None:
        """The whole run, if it is there."""
        found = self.queue.ready(question)
        if found is not None or not kept:
            return found
        folder = self.folder / question.manifest().id
        try:
            return self._open(folder) if (folder / MANIFEST).is_file() else None
        except InputError:
            return None  # half a folder: it is run again

    def _stored(self, reference: str) -> Run:
        """A stored run; InputError where it is gone."""
        found = self._found().get(reference)
        if found is None:
            raise self._unknown(reference)
        return self._open(found[0])

    def _open(self, folder: Path) -> Run:
        """A stored run, with the tables that were read of it before, while it stands unchanged."""
        return self._runs.get(f"{folder} {_stamp([folder / MANIFEST])}", lambda: Run.read(folder))

    def _unknown(self, reference: str) -> InputError:
        known = [*self.scenarios, *self.stored()]
        what = f"there is no scenario and no stored run {reference!r}"
        allowed = "what the lists at the top of the page offer"
        return InputError([Problem(what, allowed, suggest(reference, known))])

    def _bounded(self, question: Question) -> Question:
        """A question that costs no more than may be; its worlds are cut to what is allowed."""
        found = question
        if found.scenario.worlds > self.most_worlds:
            found = of_worlds(found, self.most_worlds)
        steps = found.scenario.worlds * found.scenario.quarters
        if steps > self.most_worlds * MOST_QUARTERS:
            most = self.most_worlds * MOST_QUARTERS // found.scenario.quarters
            what = f"{found.scenario.worlds:,} worlds over {found.scenario.quarters} quarters"
            raise InputError([Problem(f"{what} is too much here", f"at most {most:,} worlds")])
        return found


def _compared(shown: PageSubjects) -> Comparison:
    things = [
        ComparisonSubject(case.name, question=case.question, results=case.run)
        for case in shown.cases
    ]
    answers = [case.run for case in shown.cases]
    return judge(things, answers, parameters=shown.is_whole)


def _stamp(files: Iterable[Path]) -> _Stamp:
    """When files were last changed, and their sizes; nothing for one that is not there."""
    found = []
    for file in files:
        try:
            state = file.stat()
        except OSError:
            found.append((0.0, 0))
        else:
            found.append((state.st_mtime, state.st_size))
    return tuple(found)


def _subfolders(folder: Path) -> Iterable[Path]:
    """Folders that hold something; one that is being written has a point before its name."""
    try:
        return sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError:
        return ()


def _looks(count: int, *, has_base: bool) -> list[RunStyle]:
    """How cases are told apart: a base first, if there is one."""
    if not has_base:
        return [ALONE]
    others = cycle((RUN, *OTHERS))
    return [BASE, *(next(others) for _ in range(count - 1))]


def _names(cases: Sequence[PageSubject]) -> list[str]:
    """Titles, with the reference where two are alike."""
    titles = [case.name for case in cases]
    return [
        title if titles.count(title) == 1 else f"{title} ({case.reference})"
        for title, case in zip(titles, cases, strict=True)
    ]


__all__ = ["DRAFT", "MOST_WORLDS", "AbandonedError", "PageSubject", "PageSubjects", "Service"]
