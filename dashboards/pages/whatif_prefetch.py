"""What a draft comes to, worked out once, and where it can be ahead of who asks.

While a handle is still held, the browser tells where it rests (assets/whatif.js); the first worlds
of that draft are run and drawn, so that they are often there when it is let go. What is told here
is shown and no more: the page's state changes by the callback that follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import Dash
from dash.development.base_component import Component
from flask import Response
from plotly.io.json import to_json_plotly  # type: ignore[import-untyped]

from dashboards import components, layout, request_json
from dashboards.pages import whatif_results, whatif_session
from dashboards.pages.whatif_results import DraftResults
from dashboards.service import PageSubjects, Service
from sim.base.errors import SimError
from sim.base.single_flight_cache import SingleFlightCache
from sim.report.control_panel import ControlPanel

PATH = "/whatif/ahead"  # where the browser tells of it
KEPT = 24  # as many previews as the job queue keeps
FORESEEN = ("set",)  # what a handle does


@dataclass(frozen=True, eq=False)
class DraftPreview:
    """What the first worlds of a draft say, in words and drawn."""

    shown: PageSubjects
    seen: DraftResults
    sentence: list[Component]
    pictures: list[Component]

    @property
    def told(self) -> str:
        """What the browser shows of it at once, as JSON."""
        stage = {"whole": self.shown.is_whole, "worlds": self.shown.worlds}
        said = {"said": self.sentence, "marked": layout.progress_element(stage, ())}
        return str(to_json_plotly({**said, "figures": components.figures(self.pictures)}))


class DraftPreviews:
    """The last few answers, each made once even where several ask at a time."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._made: SingleFlightCache[DraftPreview] = SingleFlightCache(KEPT)

    def of(self, view: Mapping[str, Any]) -> DraftPreview:
        """What the first worlds of a view say. Raises InputError with all that is wrong."""
        shown = self._service.shown(view, preview=True)
        headline = self._service.dispute(view).headline
        cases = [(case.name, case.run.id, case.run.manifest.worlds) for case in shown.cases]
        key = f"{headline} {shown.is_whole} {cases}"
        return self._made.get(key, lambda: _answer(shown, headline))


def _answer(shown: PageSubjects, headline: str) -> DraftPreview:
    seen = whatif_results.see(shown, headline)
    return DraftPreview(shown, seen, whatif_results.sentence(seen), whatif_results.draw(seen))


def listen(
    app: Dash, service: Service, panels: dict[str, ControlPanel], answers: DraftPreviews
) -> None:
    """Let browsers tell which step may come next; what is wrong with it is said when it comes."""

    @app.server.post(PATH)
    def ahead() -> Response:
        told = request_json.request_object()
        steps = [each for each in whatif_session.steps_of(told) if each.get("do") in FORESEEN]
        view, tab = told.get("view"), told.get("tab")
        if not steps or not isinstance(view, dict) or not isinstance(tab, str):
            return Response(status=204)
        line = "released" if told.get("released") else "held"
        with service.turn(f"{tab} {line}") as is_last:
            found = foresee(service, panels, answers, view, steps) if is_last else None
        if found is None:
            return Response(status=204)
        return Response(found.told, mimetype="application/json")


def foresee(
    service: Service,
    panels: dict[str, ControlPanel],
    answers: DraftPreviews,
    view: Mapping[str, Any],
    steps: list[Mapping[str, Any]],
) -> DraftPreview | None:
    """What some steps would come to; None where that is nothing, or wrong."""
    try:
        found, wrong = whatif_session.walk(
            service, panels, service.asked(view).view(), steps, {}, None
        )
        return None if found is None or any(wrong) else answers.of(found.view)
    except SimError:
        return None
