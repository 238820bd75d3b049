"""Tables of docs/validation.md on others: what the articles forecast, and draws as good as ours."""

from collections.abc import Mapping
from typing import Any

import channels
from tables import table
from validation_results import kept

from sim.base import number_text as words

Object = Mapping[str, Any]
ARTICLES = "the articles"


def claims() -> str:
    """Every forecast of a claim, article by article."""
    rows = [
        [
            f"{each['claim']}",
            each["source"],
            each["who"],
            each["text"],
            ", ".join(f"`{asked}`" for asked in _spanned(each["asked"])),
            words.percent(each["probability"]),
            _happened(each["happened"]),
            each["verdict"],
            f"{each['brier']:.2f}",
            *(_score(each["others"].get(name)) for name in ("the model", "base rates")),
        ]
        for each in _record()["claims"]
    ]
    headings = ["claim", "article", "who", "what it says", "asked", "of yes", "it happened"]
    return table([*headings, "verdict", "Brier", "the model", "base rates"], rows)


def articles() -> str:
    """Which article and which kind of voice was right."""
    record = _record()
    names = {each["article"]: each["source"] for each in record["claims"]}
    rows = [
        [
            names.get(each["name"], f"voice: {each['name']}"),
            str(each["claims"]),
            str(each["right"]),
            str(each["wrong"]),
            str(each["claims"] - each["right"] - each["wrong"]),
            f"{each['brier']:.2f}",
            "{:.2f}–{:.2f}".format(*each["readers"]),
        ]
        for each in (*record["by_article"], *record["by_voice"])
    ]
    headings = ["who", "claims", "right", "wrong", "undecided", "Brier", "as readers take it"]
    return table(headings, rows)


def beside_articles() -> str:
    """Everybody on the questions of which the articles speak."""
    record = _record()
    rows = []
    for name, each in record["scores"].items():
        lead = record["lead"].get(name)
        rows.append(
            [
                name,
                str(each["questions"]),
                f"{each['brier']:.3f}",
                "{:.2f}–{:.2f}".format(*each["ci95"]),
                "" if lead is None else channels.signed(lead["difference"], 3),
                "" if lead is None else lead["verdict"],
            ]
        )
    clusters = max(each["clusters"] for each in record["lead"].values())
    told = (
        f"{rows[0][1]} questions in {clusters} clusters; on so few no lead can be told from luck. "
        f"{len(record['not_scorable'])} more claims look ahead and cannot be scored (`sim hindcast "
        "--articles` says why of each).\n\n"
    )
    headings = ["forecaster", "questions", "Brier", "95 %", "the articles' lead", "verdict"]
    return told + table(headings, rows)


def groups() -> str:
    """Groups of draws that agree with history, and what sets them apart."""
    found = kept("equifinality")
    rows = [
        [
            each["name"],
            words.percent(each["share"]),
            "; ".join(
                f"`{trait['path']}` {words.number(trait['here'])} for "
                f"{words.number(trait['there'])}"
                if trait["option"] is None
                else f"`{trait['path']}` {trait['option']} {words.percent(trait['here'])} for "
                f"{words.percent(trait['there'])}"
                for trait in each["apart"]
            ),
        ]
        for each in found["clusters"]
    ]
    told = (
        f"{found['rows']:,} joint draws in {len(rows)} groups by {len(found['parameters'])} "
        f"parameters that history informs; the groups explain {words.percent(found['explained'])} "
        f"of their spread, where draws without groups would let them explain "
        f"{words.percent(found['by_chance'])}.\n\n"
    )
    return told + table(["group", "share", "what sets it apart: here for all"], rows)


def alike() -> str:
    """What lifting does in each of these groups."""
    found = kept("equifinality")
    (run,) = found["runs"]
    names = [each["name"] for each in found["clusters"]]
    rows = []
    for each in run["answers"]:
        parts = {part["name"]: part for part in each["clusters"]}
        rows.append(
            [
                each["label"],
                words.number(each["difference"]),
                *(_range(parts.get(name)) for name in names),
                "**yes**" if each["turns"] else "no",
            ]
        )
    return table(["outcome", "difference", *(f"{name}, 95 %" for name in names), "turns"], rows)


def _record() -> Object:
    record: Object = kept("hindcast")["articles"]
    return record


def _range(part: Object | None) -> str:
    return "" if part is None else words.number_range(*part["ci95"])


def _score(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _spanned(asked: list[str]) -> list[str]:
    """The questions that a claim was asked, the first and the last if there are many."""
    return asked if len(asked) == 1 else [asked[0], asked[-1]]


def _happened(answers: list[bool]) -> str:
    if len(set(answers)) == 1:
        return "yes" if answers[0] else "no"
    return f"yes at {sum(answers)} of {len(answers)}"
