"""The state of a page, as the browser holds it and as its address says it.

view : what is run, and beside what; at : how it is looked at, a flat map of "page.key" to a value.
Both are plain data that come from a browser, so everything is checked here before it is used.
Only what differs from the default stands in the address.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sim.base.errors import InputError, Problem

View = dict[str, Any]
At = dict[str, Any]

LONGEST = 32_000  # letters of an address; servers and browsers refuse much longer ones
LARGEST_DRAFT = 30_000  # letters of it, as an address spells it, so that no draft outgrows one
LONGEST_NAME = 200
LONGEST_LOOK = 2_000  # letters of one thing that says how a page is looked at
DEEPEST = 12  # levels of a draft; a scenario's file has no more than half as many
MOST_WORLDS = 9_999_999  # what an address can say; the service allows fewer
MOST_OTHERS = 3  # further runs beside subject and base: as many looks as can be told apart
MOST_AT = 64
PARTS = ("set", "mechanisms", "since", "policies", "events", "observe")  # of a draft
BY_PATH = ("set", "mechanisms")  # parts that an address spells out, so that people can read it
_KINDS: Mapping[str, type] = {
    "set": dict,
    "mechanisms": dict,
    "since": dict,
    "policies": list,
    "events": list,
    "observe": list,
}
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_KEY = re.compile(r"[a-z]+\.[a-z_]+")
_NOTHING = "-"  # no name begins with it
_CURE = "open the page without what follows the question mark"


@dataclass(frozen=True)
class PageState:
    """What a page is to show.

    subject : a scenario's name or a stored run's id; base : what it stands beside, or empty
    others : further ones; draft : what is changed in the subject, as in a scenario's file
    worlds : None for the scenario's own number; prior : draw from the priors
    """

    subject: str
    base: str = ""
    others: tuple[str, ...] = ()
    draft: Mapping[str, Any] = None  # type: ignore[assignment]  # an empty one, made below
    worlds: int | None = None
    prior: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "draft", dict(self.draft or {}))

    @property
    def references(self) -> tuple[str, ...]:
        """All that is shown: the base first, then the subject, then the others, each once."""
        both = [self.base] if self.base and self.base != self.subject else []
        if self.base == self.subject and self.draft:
            both = [self.base]
        listed = [*both, self.subject]
        return (*listed, *(each for each in self.others if each not in listed))

    def view(self) -> View:
        """The same as plain data, for the browser."""
        return {
            "subject": self.subject,
            "base": self.base,
            "others": list(self.others),
            "draft": dict(self.draft),
            "worlds": self.worlds,
            "prior": self.prior,
        }


def asked(view: Mapping[str, Any] | None, default: PageState) -> PageState:
    """What a view asks for. Raises InputError with all that is wrong with it."""
    problems: list[Problem] = []
    if not isinstance(view or {}, Mapping):
        raise InputError([Problem("this is no view of a page", cure=_CURE)])
    given = dict(view or {})
    found = default

    def wrong(key: str, allowed: str) -> None:
        problems.append(Problem(f"{key} in the address is not usable", allowed, _CURE))

    for key in ("subject", "base"):
        if key in given:
            value = given[key] or ""
            if isinstance(value, str) and (_is_reference(value) or (key == "base" and not value)):
                found = replace(found, **{key: value})  # type: ignore[arg-type]
            else:
                wrong(key, "the name of a scenario or of a stored run")
    others = given.get("others", list(found.others))
    if (
        isinstance(others, list)
        and all(_is_reference(x) for x in others)
        and len(others) <= MOST_OTHERS
    ):
        found = replace(found, others=tuple(dict.fromkeys(others)))
    else:
        wrong("others", f"at most {MOST_OTHERS} names of scenarios or stored runs")
    draft = given.get("draft") or {}
    if not isinstance(draft, dict) or not all(
        isinstance(value, _KINDS.get(key, ())) for key, value in draft.items()
    ):
        wrong("draft", f"parts of a scenario: {', '.join(PARTS)}")
    elif not _is_plain(draft):
        wrong("draft", f"text and finite numbers under paths, at most {DEEPEST} levels deep")
    elif len(urlencode(_spelt(draft))) > LARGEST_DRAFT:
        wrong("draft", f"changes that fit into {LARGEST_DRAFT:,} letters")
    else:
        found = replace(found, draft={key: draft[key] for key in PARTS if draft.get(key)})
    worlds = given.get("worlds", found.worlds)
    if worlds is None or _is_count(worlds):
        found = replace(found, worlds=worlds)
    else:
        wrong("worlds", "a whole number of worlds")
    found = replace(found, prior=given.get("prior", found.prior) is True)
    if problems:
        raise InputError(problems)
    return found


def looked(at: object) -> At:
    """How a page is looked at, without what no page could have written."""
    if not isinstance(at, dict):
        return {}
    kept = {
        key: value
        for key, value in at.items()
        if isinstance(key, str) and _KEY.fullmatch(key) and _is_look(value)
    }
    return dict(list(kept.items())[:MOST_AT])


def search(view: Mapping[str, Any], at: Mapping[str, Any], default: PageState) -> str:
    """What stands after the path of an address, with its question mark; empty for the default."""
    wanted = asked(view, default)
    items: list[tuple[str, str]] = []
    if wanted.subject != default.subject:
        items.append(("subject", wanted.subject))
    if wanted.base != default.base:
        items.append(("base", wanted.base or _NOTHING))
    if wanted.others != default.others:
        items.append(("also", ",".join(wanted.others) or _NOTHING))
    if wanted.worlds != default.worlds:
        items.append(("worlds", _NOTHING if wanted.worlds is None else str(wanted.worlds)))
    if wanted.prior != default.prior:
        items.append(("prior", "1" if wanted.prior else "0"))
    items += _spelt(wanted.draft)
    text = urlencode(items)
    for key, value in looked(dict(at)).items():
        more = urlencode([*items, (f"at.{key}", _written(value))])
        if len(more) < LONGEST:  # else it is what can be done without
            items, text = [*items, (f"at.{key}", _written(value))], more
    return f"?{text}" if text else ""


def _spelt(draft: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A draft as the items of an address."""
    items: list[tuple[str, str]] = []
    for part in PARTS:
        value = draft.get(part)
        if part in BY_PATH and value:
            items += [(f"{part}.{path}", _written(each)) for path, each in value.items()]
        elif value:
            items.append((part, json.dumps(value, separators=(",", ":"))))
    return items


def read(text: str, default: PageState) -> tuple[View, At]:
    """View and look that an address asks for, after its question mark.

    Raises InputError with all that is wrong with it.
    """
    if len(text) > LONGEST:
        raise InputError([Problem("the address is too long", f"{LONGEST:,} letters", _CURE)])
    view = default.view()
    at: At = {}
    problems: list[Problem] = []
    for key, value in parse_qsl(text.removeprefix("?"), keep_blank_values=True):
        if not _took(key, value, view, at):
            problems.append(Problem(f"the address says {key!r}, which no page knows", cure=_CURE))
    try:
        view = asked(view, default).view()
    except InputError as error:
        problems += error.found
    if problems:
        raise InputError(problems)
    return view, looked(at)


def _took(key: str, value: str, view: View, at: At) -> bool:
    """Whether an item of an address is known; what it says is noted where it belongs."""
    part, _, path = key.partition(".")
    plain: dict[str, tuple[str, Any]] = {
        "subject": ("subject", value),
        "base": ("base", "" if value == _NOTHING else value),
        "also": ("others", [] if value == _NOTHING else value.split(",")),
        "worlds": ("worlds", _counted(value)),
        "prior": ("prior", value == "1"),
    }
    if key in plain:
        name, meant = plain[key]
        view[name] = meant
    elif part in BY_PATH and path:
        view["draft"].setdefault(part, {})[path] = _meant(value)
    elif key in PARTS and key not in BY_PATH:
        view["draft"][key] = _meant(value)
    elif part == "at" and path:
        at[path] = _meant(value)
    else:
        return False
    return True


def _is_reference(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_NAME
        and _REFERENCE.fullmatch(value) is not None
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_WORLDS


def _counted(text: str) -> int | str | None:
    """The number of worlds that an address says; text where it says none."""
    if text == _NOTHING:
        return None
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) else text


def _is_look(value: object) -> bool:
    """Whether a page may have written this of how it is looked at."""
    if isinstance(value, str):
        return len(value) <= LONGEST_LOOK and _is_text(value)
    return _is_number(value)


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, (int, float)) and math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False


def _is_plain(value: object, depth: int = 0) -> bool:
    """Whether an address can hold a draft, or a part of it, and give the very same back."""
    if isinstance(value, dict):
        return depth < DEEPEST and all(
            isinstance(key, str) and key and _is_text(key) and _is_plain(each, depth + 1)
            for key, each in value.items()
        )
    if isinstance(value, list):
        return depth < DEEPEST and all(_is_plain(each, depth + 1) for each in value)
    if isinstance(value, str):
        return _is_text(value)
    return value is None or _is_number(value)


def _is_text(text: str) -> bool:
    """Whether it can be written at all: half of a pair of letters cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _written(value: Any) -> str:
    """A value as an address says it: text bare, unless it would be read as something else."""
    if isinstance(value, str) and _meant(value) == value:
        return value
    return json.dumps(value, separators=(",", ":"))


def _meant(text: str) -> Any:
    """The value that a text in an address stands for."""
    try:
        return json.loads(text, parse_constant=lambda word: word)
    except (ValueError, RecursionError):
        return text
