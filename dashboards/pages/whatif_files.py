"""Files of the what-if page: a scenario that leaves as text, and one that comes as an upload."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboards.service import Service
from dashboards.url_state import View
from sim.base import yaml_documents
from sim.base.errors import InputError, Problem
from sim.dispute import POSTERIOR, PRIOR
from sim.engine import runs
from sim.scenario import draft

NAME = "what_if"
LARGEST = 200_000  # bytes of an upload; the longest scenario that is shipped is a fiftieth of this


def export(service: Service, view: Mapping[str, Any]) -> str:
    """The scenario that is on the page, as a file that `sim run` takes.

    Raises InputError with what is wrong with it.
    """
    wanted = service.asked(view)
    asked = service.question(
        wanted.subject, draft=wanted.draft, worlds=wanted.worlds, prior=wanted.prior
    ).scenario
    below = draft.parent(service.question(wanted.subject).scenario.lineage[0])
    run = {"worlds": asked.worlds} if asked.worlds != below.get("worlds") else {}
    drawn = {"draws": asked.draws} if asked.draws != below.get("draws", POSTERIOR) else {}
    return service.text(wanted.subject, {**run, **drawn, **wanted.draft}, name=NAME)


def imported(
    service: Service, view: Mapping[str, Any], contents: str, file: str
) -> tuple[View, str]:
    """The view that a scenario's file asks for, and the title of the file.

    Raises InputError with every fault of the file, and where it cannot be laid over a scenario.
    """
    text, name = _decoded(contents), Path(file).name
    runs.compose(text, file=name, offers=service.offers)

    def parent(reference: str) -> Mapping[str, Any] | None:
        if reference not in service.scenarios:
            return None
        return draft.parent(service.question(reference).scenario.lineage[0])

    found = draft.laid(yaml_documents.parse(text, name), parent)
    new = {
        **view,
        "subject": found.reference,
        "draft": found.changes,
        "worlds": None if found.worlds is None else min(found.worlds, service.most_worlds),
        "prior": found.draws == PRIOR,
    }
    return service.asked(new).view(), found.title


def _decoded(contents: str) -> str:
    """The text of an upload; InputError where it is none."""
    try:
        raw = base64.b64decode(contents.partition(",")[2], validate=True)
        if len(raw) > LARGEST:
            raise InputError([Problem("the file is too large", f"{LARGEST:,} bytes")])
        return raw.decode("utf-8-sig")
    except (binascii.Error, UnicodeDecodeError):
        raise InputError([Problem("the file is not UTF-8 text", cure="save it as UTF-8")]) from None
