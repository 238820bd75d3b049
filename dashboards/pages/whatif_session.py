"""What a visitor does to a draft, step by step, without a browser: actions, and what was tried.

An action is plain data from the page: {"do", "name", "field", "value"}. The log is kept in the
visitor's browser: what came before, what was undone, and all that was tried, with names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dashboards.pages import whatif_files
from dashboards.service import Service
from sim.base.errors import InputError, Problem, SimError, suggest
from sim.engine.runs import Question
from sim.report.control_panel import ControlPanel, panel
from sim.scenario import Offer, draft, overrides
from sim.scenario.draft import Draft, Item, Section
from sim.state import StateInfo

MOST_PAST, MOST_TRIED = 50, 30  # that the browser keeps
MOST_STEPS = 100  # that are taken at a time
LONGEST_NAME = 80  # of what was tried
UNCHANGED, UNNAMED = "the scenario as it is", "without a name"
NAMED = ("set", "mechanisms")  # parts of a draft that are kept by name
SECTIONS: Sequence[Section] = ("policies", "events", "observe")
ADDED = {"policies": "policy", "events": "event", "observe": "observation"}
BOUND = ("actor", "lever", "option")  # what a policy says that the dispute does not name
MEASURED = "="  # in place of a comparison: the state was measured


@dataclass(frozen=True, eq=False)
class DraftBase:
    """What a draft is laid over, and what can be moved there.

    document : of the scenario, with all that it extends
    question : that the scenario asks without a draft
    """

    document: Mapping[str, Any]
    question: Question
    offer: Offer
    panel: ControlPanel

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """The quarters of the run."""
        asked = self.question.scenario
        return tuple(str(asked.start + ahead) for ahead in range(asked.quarters))

    @cached_property
    def settable(self) -> dict[str, str]:
        """States that an event may write, each with what it is."""
        return {path: self._is(path) for path, each in self.offer.states.items() if each.settable}

    @cached_property
    def recorded(self) -> dict[str, str]:
        """What can be seen of a world, each with what it is."""
        return {path: self._is(path) for path in self.offer.recorded}

    def _is(self, path: str) -> str:
        """A state's title before its name, by which the list is searched too."""
        info = self.offer.states.get(path)
        return f"{info.title} – {path}" if isinstance(info, StateInfo) else path

    def items(self, changed: Mapping[str, Any], section: Section) -> list[Item]:
        """The policies, events or observations as they stand with a draft."""
        return draft.items(self.document, changed, section)

    def raw(self, changed: Mapping[str, Any], path: str) -> Any:
        """What is set under a path with a draft; None where it is drawn."""
        given = changed.get("set") or {}
        return given[path] if path in given else (self.document.get("set") or {}).get(path)

    def is_off(self, changed: Mapping[str, Any], name: str) -> bool:
        """Whether a law is switched off with a draft."""
        given = {**(self.document.get("mechanisms") or {}), **(changed.get("mechanisms") or {})}
        return given.get(name) == "off"


def ground(service: Service, subject: str, panels: dict[str, ControlPanel]) -> DraftBase:
    """The ground of a scenario; InputError where there is none of this name.

    panels : those that were made, by calibration
    """
    asked = service.question(subject)
    offer = service.offers(asked.scenario.calibration)
    if offer.name not in panels:
        panels[offer.name] = panel(offer)
    document = draft.parent(asked.scenario.lineage[0])
    return DraftBase(document, asked, offer, panels[offer.name])


def act(
    at: DraftBase, before: Mapping[str, Any], action: Mapping[str, Any], form: Mapping[str, Any]
) -> Draft:
    """The draft after an action.

    form : what stands in the fields of the page in which something new is put together
    Raises InputError with what is wrong, in words for the place where it was done.
    """
    do, name, value = str(action.get("do")), str(action.get("name")), action.get("value")
    field = str(action.get("field") or "")
    if do == "set":
        return _set(at, before, name, value)
    if do == "law":
        return _switch(at, before, name, on=bool(value))
    if do == "clear":
        return {}
    if do == "add":
        return _added(at, before, name, field, form)
    part, _, key = field.partition(":")
    if do == "drop" and part in NAMED:
        return draft.take(before, part, name)
    section = next((each for each in SECTIONS if each == part), None)
    if section is not None and do == "remove":
        return draft.remove(at.document, before, section, name)
    if section is not None and do == "restore":
        return draft.restore(before, section, name)
    if section is not None and do == "edit":
        return _edit(at, before, section, name, key, value)
    return dict(before)


def called(at: DraftBase, action: Mapping[str, Any], changed: Mapping[str, Any]) -> str:
    """What an action is called in the list of what was tried.

    changed : the draft that it led to
    """
    do, name, value = str(action.get("do")), str(action.get("name")), action.get("value")
    if do == "set":
        return f"{name} = {value}" if value not in ("", None) else f"{name} as it was"
    if do == "law":
        return f"{name} {'on' if value else 'off'}"
    if do in ("drop", "restore"):
        return f"{name} as it was"
    if do == "remove":
        return f"without {name}"
    if do == "add":
        found = (item for section in SECTIONS for item in at.items(changed, section))
        return ", ".join(item.id for item in found if item.state == "new")
    if do == "clear":
        return "all as it was"
    return f"{name}: {str(action.get('field')).partition(':')[2]} {value}".strip()


def _set(at: DraftBase, before: Mapping[str, Any], path: str, value: Any) -> Draft:
    """A number from a slider, or what was typed, in the notation of the files."""
    control = at.panel.controls.get(path)
    if control is None:
        cure = suggest(path, at.panel.controls)
        raise InputError([Problem(f"there is no parameter {path!r}", cure=cure)])
    raw = overrides.meant(value.strip(), "what was typed") if isinstance(value, str) else value
    inherited = (at.document.get("set") or {}).get(path)
    if raw is None or raw == "":
        return draft.take(before, "set", path)
    if raw == "drawn":
        put = draft.put(before, "set", path, None)
        return put if inherited is not None else draft.take(before, "set", path)
    is_same = control.is_certain and raw == control.after.middle and inherited is None
    if raw == inherited or is_same:
        return draft.take(before, "set", path)
    overrides.override(path, raw, at.offer)
    return draft.put(before, "set", path, raw)


def _switch(at: DraftBase, before: Mapping[str, Any], name: str, *, on: bool) -> Draft:
    word = "on" if on else "off"
    inherited = (at.document.get("mechanisms") or {}).get(name, "on")
    if inherited == word:
        return draft.take(before, "mechanisms", name)
    return draft.put(before, "mechanisms", name, word)


def _edit(
    at: DraftBase, before: Mapping[str, Any], section: Section, name: str, key: str, value: Any
) -> Draft:
    """One field of an entry changed; an empty one is left out."""
    found = next((item for item in at.items(before, section) if item.id == name), None)
    if found is None:
        raise InputError([Problem(f"there is no {ADDED[section]} {name!r} any longer")])
    outer, _, inner = key.partition(":")
    entry = dict(found.entry)
    if inner:
        entry[outer] = {**entry.get(outer, {}), inner: value}
        if value in ("", None):
            raise InputError([Problem(f"{inner}: a number is missing")])
    elif value in ("", None):
        entry.pop(outer, None)
    else:
        entry[outer] = value
    return draft.amend(at.document, before, section, name, entry)


def _added(
    at: DraftBase, before: Mapping[str, Any], kind: str, field: str, form: Mapping[str, Any]
) -> Draft:
    """Something new, of a kind that the page has a form for."""
    if kind in ("use", "bind"):
        return _new_policy(at, before, form, field)
    if kind == "event":
        return _new_event(at, before, form)
    return _new_observation(at, before, form) if kind == "observation" else dict(before)


def _new_policy(
    at: DraftBase, before: Mapping[str, Any], form: Mapping[str, Any], policy: str
) -> Draft:
    """A policy by name, or any lever bound to what was chosen."""
    entry: dict[str, Any] = {"use": policy}
    if not policy:
        chosen = str(form.get("bind") or "").split("/")
        if len(chosen) != len(BOUND):
            raise InputError([Problem("nothing is chosen to be done")])
        entry = dict(zip(BOUND, chosen, strict=True))
    prefix = "use" if policy else "bind"
    entry |= _given(form, {"from": f"{prefix}-from", "to": f"{prefix}-to"})
    return draft.amend(at.document, before, "policies", None, entry)


def _new_event(at: DraftBase, before: Mapping[str, Any], form: Mapping[str, Any]) -> Draft:
    state, value = form.get("event-state"), form.get("event-value")
    if not state or value in ("", None):
        raise InputError([Problem("an event writes a state: choose one, and its value")])
    taken = {item.id for item in at.items(before, "events")}
    stem = str(state).replace(".", "_")
    free = (f"{stem}_{n}" for n in range(1, len(taken) + 2))
    entry: dict[str, Any] = {"id": next(name for name in free if name not in taken)}
    entry["at"] = form.get("event-at") or at.quarters[0]
    entry |= _given(form, {"when": "event-when", "probability": "event-probability"})
    return draft.amend(at.document, before, "events", None, {**entry, "do": {state: value}})


def _new_observation(at: DraftBase, before: Mapping[str, Any], form: Mapping[str, Any]) -> Draft:
    state, sign, value = (form.get(f"seen-{part}") for part in ("state", "sign", "value"))
    if not state or value in ("", None):
        raise InputError([Problem("something is seen of a state: choose one, and its value")])
    quarter = form.get("seen-quarter") or at.quarters[0]
    entry: dict[str, Any] = {str(form.get("seen-span") or "at"): quarter}
    if sign == MEASURED:
        entry |= {"near": {state: value}} | _given(form, {"within": "seen-within"})
    else:
        entry["that"] = f"{state} {sign or '>'} {value}"
    return draft.amend(at.document, before, "observe", None, entry)


def _given(form: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a form that are not empty, under the keys of a file."""
    return {key: form[each] for key, each in keys.items() if form.get(each) not in ("", None)}


@dataclass(frozen=True)
class DraftUpdate:
    """What an action leads to.

    name : what it is called; stays : whether the controls show it already
    """

    view: dict[str, Any]
    log: dict[str, list[Any]]
    name: str
    stays: bool = False


def steps_of(action: object) -> list[Mapping[str, Any]]:
    """The steps that the browser has not yet seen answered; nothing else."""
    given = action.get("steps") if isinstance(action, dict) else None
    steps: list[Mapping[str, Any]] = []
    steps += (each for each in given if isinstance(each, dict)) if isinstance(given, list) else ()
    return steps[-MOST_STEPS:]


def walk(
    service: Service,
    panels: dict[str, ControlPanel],
    view: dict[str, Any],
    steps: Sequence[Mapping[str, Any]],
    form: Mapping[str, Any],
    log: Mapping[str, Any] | None,
) -> tuple[DraftUpdate | None, list[SimError | None]]:
    """What several steps lead to, one after the other, and what is wrong with each.

    None where all together change nothing.
    """
    last: DraftUpdate | None = None
    wrong: list[SimError | None] = []
    stays = True
    for each in steps:
        try:
            found = step(service, panels, view, each, form, log)
            wrong.append(None)
        except SimError as error:
            found = None
            wrong.append(error)
        if found is not None:
            stays = stays and found.stays
            last = replace(found, stays=stays)
            view, log = found.view, found.log
    return last, wrong


def step(
    service: Service,
    panels: dict[str, ControlPanel],
    view: dict[str, Any],
    action: Mapping[str, Any],
    form: Mapping[str, Any],
    log: Mapping[str, Any] | None,
) -> DraftUpdate | None:
    """What an action leads to; None where it changes nothing.

    Raises InputError with what is wrong.
    """
    before, now = remembered(log), state_of(view)
    do = action.get("do")
    if do in ("undo", "redo"):
        found = back(before, view, forward=do == "redo")
        if found is None:
            return None
        state, after = found
        return DraftUpdate(service.asked({**view, **state}).view(), after, "")
    if do == "recall":
        place = int(str(action.get("name"))) if str(action.get("name")).isdecimal() else -1
        if not 0 <= place < len(before["tried"]):
            return None
        state = before["tried"][place].get("state")
        new = service.asked({**view, **(state if isinstance(state, dict) else {})}).view()
        return None if new == view else DraftUpdate(new, stepped(before, now), "")
    if do == "keep":
        name = str(form.get("name") or "").strip()[:LONGEST_NAME]
        return DraftUpdate(view, renamed(before, now, name), name, True) if name else None
    if do == "import":
        new, name = whatif_files.imported(
            service, view, str(action.get("value")), str(action.get("name"))
        )
        return DraftUpdate(new, stepped(before, {**now, **_left(view, new)}), name)
    at = ground(service, service.asked(view).subject, panels)
    changed = act(at, view.get("draft") or {}, action, form)
    if changed == (view.get("draft") or {}):
        return None
    stays = do in ("set", "law") and action.get("value") != ""
    new = {**view, "draft": changed}
    return DraftUpdate(new, stepped(before, now), called(at, action, changed), stays)


def state_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """What of a view can be gone back to."""
    return {"subject": view.get("subject"), "draft": view.get("draft") or {}}


def _left(view: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What of a view a file changes that no control of the page does."""
    keys = [key for key in new if key not in state_of(view) and new[key] != view.get(key)]
    return {key: view.get(key) for key in keys}


# What was tried.


def remembered(log: Mapping[str, Any] | None) -> dict[str, list[Any]]:
    """A log as the browser gives it back, whatever that is."""
    given = log if isinstance(log, dict) else {}
    lists = {key: given.get(key) for key in ("past", "future", "tried")}
    return {
        key: [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
        for key, found in lists.items()
    }


def stepped(log: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The log after a step from a state, which can be undone."""
    return {**remembered(log), "past": [*log["past"], dict(before)][-MOST_PAST:], "future": []}


def back(log: Mapping[str, Any], view: Mapping[str, Any], *, forward: bool = False) -> Any:
    """The state before, or with `forward` the one that was undone, and the log then; or None.

    view : the present one; all of it that the other state changes can be gone back to
    """
    one, other = ("future", "past") if forward else ("past", "future")
    if not log[one]:
        return None
    *rest, found = log[one]
    now = {**{key: view.get(key) for key in found}, **state_of(view)}
    return found, {**log, one: rest, other: [*log[other], now]}


def noted(
    log: Mapping[str, Any], state: Mapping[str, Any], name: str, said: str
) -> dict[str, list[Any]]:
    """The log with a state among what was tried, under a name, with what came of it.

    A state that was tried before keeps the name that it was given, and comes first.
    """
    same = next((each for each in log["tried"] if each.get("state") == dict(state)), None)
    plain = UNNAMED if state.get("draft") else UNCHANGED
    entry = {"name": same["name"] if same else name or plain, "state": dict(state), "said": said}
    rest = [each for each in log["tried"] if each is not same]
    return {**log, "tried": [entry, *rest][:MOST_TRIED]}


def renamed(log: Mapping[str, Any], state: Mapping[str, Any], name: str) -> dict[str, list[Any]]:
    """The log with another name for a state that was tried."""
    return {
        **log,
        "tried": [
            {**each, "name": name} if each.get("state") == dict(state) else each
            for each in log["tried"]
        ],
    }
