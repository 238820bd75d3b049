"""What a difference says, in sentences: that the model cannot tell goes before any number."""

import math
from collections.abc import Iterable, Sequence

from sim.analysis import answers
from sim.analysis.answers import AnswerSummary
from sim.analysis.paired_differences import CANNOT_TELL, TOO_FEW, Difference
from sim.analysis.sign_reversals import SubgroupDifference, SubgroupSplit
from sim.base import number_text

MOST_TURNS = 3  # forms and parameters named in one sentence
UNSEARCHED = (
    "Whether a difference turns with a parameter is looked at once all worlds are there; until "
    "then a direction is one for now."
)
BY_PARAMETER = "by the parameters with which it turns or moves beyond chance"
UNMOVED = (
    "No parameter turns or moves this difference beyond chance, once corrected for the number of "
    "parameters tested (Holm 1979)."
)
LEAD = "The model cannot tell the direction, for it turns with what the evidence does not settle:"


def sign_reversal_texts(d: Difference) -> tuple[str, ...]:
    """With what a difference turns, and how, the forms first; without a number."""
    if not d.sign_reversals and d.verdict == CANNOT_TELL:  # one form says more, another less
        (up, above), (down, below) = (_surest(d, sign) for sign in (1, -1))
        return (
            f"more under {_plain(above)} ({up.path}), less under {_plain(below)} ({down.path})",
        )
    said = [_turn(split) for split in d.sign_reversals[:MOST_TURNS]]
    return (*said, *(["and with others"] if len(d.sign_reversals) > MOST_TURNS else []))


def cannot_tell(found: Iterable[Difference]) -> list[str]:
    """What turns the direction of which answers: a line for all that turn with the same."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for d in found:
        if d.verdict == CANNOT_TELL:
            lines.setdefault(sign_reversal_texts(d), []).append(d.label)
    return [f"{'; '.join(labels)} – {'; '.join(said)}" for said, labels in lines.items()]


def _turn(split: SubgroupSplit) -> str:
    above, below = split.ends
    where = "under" if split.is_form else "in its"
    return f"more {where} {_plain(above)}, less {where} {_plain(below)} ({split.path})"


def size(d: Difference, value: float) -> str:
    """A difference in points or in its unit, with its sign."""
    return number_text.points(value) if d.is_share else f"{signed(value)} {d.unit}".strip()


def signed(value: float, digits: int = 3) -> str:
    """A number with its sign."""
    text = number_text.number(value, digits)
    return f"+{text}" if value > 0 and text != "0" else text


def bounds(d: Difference, ends: tuple[float, float]) -> str:
    """A range of differences without its unit, short enough for a table."""
    if not all(map(math.isfinite, ends)):
        return "not known"
    if d.is_share:
        return number_text.points(*ends).removesuffix(" points")
    first, second = (signed(end, 2) for end in ends)
    return first if first == second else f"{first} to {second}"


def amount(d: Difference) -> str:
    """The difference with its interval, or what could have been found where there is none."""
    interval = f"{size(d, d.difference)} (95 %: {bounds(d, d.ci95)})"
    if d.verdict == "equal":
        return f"no world differs: {interval}"
    if d.verdict == TOO_FEW:
        return f"{TOO_FEW}: {interval}"
    if d.verdict != "no difference found":
        return interval
    least = size(d, d.detectable).removeprefix("+")
    return f"no difference found: {interval}, where one of {least} would be found in 4 of 5 tries"


def signs(d: Difference) -> str:
    """Under how many options of uncertain forms the difference has which sign."""
    counts = d.signs
    options = sum(counts.values())
    if not options:
        return "too few worlds for any uncertain form"
    said = [f"positive under {counts[1]} of {options} options of uncertain forms"]
    if counts[-1]:
        said.append(f"negative under {counts[-1]}")
    if counts[0]:
        said.append(f"not clear under {counts[0]}")
    return ", ".join(said)


def sentence(line: AnswerSummary) -> str:
    """The answer of a run, that of the first run, and the difference with all its doubt."""
    d = line.difference
    if d is None:
        return f"{line.label}: {line.value}."
    value = (
        f"{number_text.in_100(d.value)} ({number_text.word(d.value)})" if d.is_share else line.value
    )
    before = number_text.per_100(d.base) if d.is_share else number_text.number(d.base)
    parts = [f"{d.label}: {value}, against {before}", amount(d)]
    if d.verdict == CANNOT_TELL:
        parts.insert(0, "Cannot tell")
    if not math.isnan(d.changed) and d.changed:
        up, down = number_text.per_100(d.up), number_text.per_100(d.down)
        parts.append(f"of 100 worlds {up} go up and {down} down")
    parts.append(signs(d))
    if line.outside_view:
        parts.append(f"reference classes {line.outside_view}")
    return "; ".join(parts) + "."


def headline(line: AnswerSummary, base_name: str = "baseline") -> str:
    """The sentence that opens: the number with its word, the base, and how sure the sign is.

    Where the sign turns with what nobody knows, say so before it: see `doubt`.
    """
    d = line.difference
    if d is None:
        return answers.headline(line, base_name)
    value = (
        f"{number_text.in_100(d.value)} ({number_text.word(d.value)})" if d.is_share else line.value
    )
    before = number_text.per_100(d.base) if d.is_share else number_text.number(d.base)
    said: dict[str, str] = {"equal": "no world differs", TOO_FEW: TOO_FEW}
    moved = said.get(d.verdict) or signs(d)
    spread = f"range over uncertain forms {line.over_forms}"
    return f"{d.label}: {value}; {before} with “{base_name}”; {moved}; {spread}."


def doubt(d: Difference) -> str:
    """Why the model cannot tell whether it is more or less; nothing where it can."""
    if d.verdict != CANNOT_TELL:
        return ""
    return (
        f"{d.label}: cannot tell whether more or less. It is {'; '.join(sign_reversal_texts(d))}."
    )


def together(d: Difference, name: str, base: str) -> str:
    """What the same worlds say in both runs: how many change, and which way.

    Nothing where no world can be said to move, for the runs hold others or weigh them differently.
    name, base : what the run and the first run are called
    """
    if math.isnan(d.changed):
        return ""
    if not d.changed:
        return f"{d.label}: no world differs between “{name}” and “{base}”."
    up, down = number_text.per_100(d.up), number_text.per_100(d.down)
    if not d.is_share:
        same = number_text.per_100(1 - d.changed)
        moves = f"higher in {up} of 100 worlds with “{name}” than with “{base}”, lower in {down}"
        return f"{d.label}: {moves}, the same in {same}."
    both, neither = (
        number_text.per_100(max(share, 0)) for share in (d.base - d.down, 1 - d.base - d.up)
    )
    return (
        f"{d.label}: in {up} of 100 worlds so with “{name}” where it would not be with “{base}”, "
        f"in {down} the other way round; so in both in {both}, in neither in {neither}."
    )


def tally(found: Sequence[Difference]) -> str:
    """How many answers differ, do not, or cannot be told."""
    verdicts = [d.verdict for d in found]
    counts = {
        "higher": verdicts.count("higher"),
        "lower": verdicts.count("lower"),
        "cannot be told": verdicts.count(CANNOT_TELL),
        "no difference found": verdicts.count("no difference found"),
        TOO_FEW: verdicts.count(TOO_FEW),
        "equal in every world": verdicts.count("equal"),
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"Of {len(verdicts)} answers: {said}."


def _surest(d: Difference, sign: int) -> tuple[SubgroupSplit, SubgroupDifference]:
    """The option that lies surest on one side of zero, with its form."""
    return max(d.options, key=lambda each: min(sign * end for end in each[1].ci95))


def _plain(part: SubgroupDifference) -> str:
    return part.name.replace("_", " ")
