"""A page's surroundings without processes or a browser."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from dashboards.service import PageSubject, PageSubjects
from dashboards.static_markup import within
from dashboards.url_state import PageState
from sim.dispute import Dispute
from sim.engine.runs import Question
from sim.figures.style import ALONE, BASE, RUN
from sim.results import Run


class Office:
    """Of the service what pages ask: everything is done at once, in this process.

    studied : names of all studies; preview : what the queue has of a whole run
    """

    def __init__(self, shown: PageSubjects, dispute: Dispute) -> None:
        self._shown, self._dispute = shown, dispute
        self.studied: list[str] = []
        self.preview: Run | None = None
        self.queue = SimpleNamespace(preview=lambda question: self.preview)

    def shown(self, view: Any) -> PageSubjects:
        return self._shown

    def dispute(self, view: Any) -> Dispute:
        return self._dispute

    def study(self, name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        self.studied.append(name)
        return work(*arguments)


def case(run: Run, question: Question | None = None, name: str = "subject") -> PageSubject:
    return PageSubject(name, name, question, run, is_whole=True, look=ALONE)


def shown(subject: PageSubject, base: PageSubject | None = None) -> PageSubjects:
    """What stands behind a page, with the looks that the service gives."""
    if base is None:
        return PageSubjects(PageState(subject.name), (subject,), has_base=False)
    cases = replace(base, look=replace(BASE, name=base.name)), replace(subject, look=RUN)
    return PageSubjects(PageState(subject.name, base.name), cases, has_base=True)


def parts_of(found: Any) -> Iterator[Any]:
    """Every component of a page, and every text."""
    return within(found)


def text_of(found: Any) -> str:
    """All that can be read of a page, but in its pictures."""
    return " ".join(str(each) for each in parts_of(found) if not isinstance(each, Component))


def graphs(found: Any) -> list[Any]:
    """Every picture of a page in order, each with its `figure` and its `style`."""
    return [
        SimpleNamespace(figure=json.loads(getattr(each, "data-figure")), style=each.style)
        if is_drawn_later(each)
        else each
        for each in parts_of(found)
        if isinstance(each, dcc.Graph) or is_drawn_later(each)
    ]


def is_drawn_later(part: Any) -> bool:
    """Whether something is a picture that the browser draws when it is about to be seen."""
    return hasattr(part, "data-figure")
