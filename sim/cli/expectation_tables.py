"""What `sim check --expectations` shows: partial signs in a line, total ones in a table."""

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from sim.cli import console

if TYPE_CHECKING:
    from sim.analysis.sign_probability import Sign
    from sim.scenario import Offer, Scenario
    from sim.studies.expectation_checks import Examined, ExpectationCheck
    from sim.studies.total_effects import Finding

WIDTH = 42  # of what stands beside the numbers
Offers = Callable[[str], "Offer"]


def ask(
    read: "Sequence[tuple[str, Scenario]]", offers: Offers, worlds: int, *, named: bool
) -> "list[ExpectationCheck]":
    """What is to be examined; InputError with all that could not be.

    read : the scenarios by the words that named them
    named : whether they were asked for by name; else the disputes' own expectations come first
    """
    from sim.base.errors import Problems
    from sim.studies import expectation_checks

    problems = Problems()
    found: list[ExpectationCheck] = []
    for calibration in () if named else dict.fromkeys(each.calibration for _, each in read):
        with problems.gather():
            asked = expectation_checks.of_dispute(offers(calibration), worlds=worlds)
            found += [] if asked is None else [asked]
    for name, each in read:
        if each.expectations:
            with problems.gather():
                offer = offers(each.calibration)
                found.append(expectation_checks.of_scenario(name, each, offer, worlds=worlds))
    problems.raise_any()
    return found


def examine(asked: "Sequence[ExpectationCheck]") -> "list[Examined]":
    """What the model says to each, with a bar while it runs."""
    from sim.studies import expectation_checks

    with console.progress("Expectations", sum(each.size for each in asked), quiet=False) as tell:
        return expectation_checks.examine_all(asked, tell)


def show(found: "Sequence[Examined]", worlds: int) -> None:
    """Everything for a reader at a terminal."""
    if not found:
        console.out.print("Nothing is expected in these files: `expectations:` says it.")
    for each in found:
        _show_partial(each)
        _show_total(each, worlds)


def _show_partial(found: "Examined") -> None:
    """How many partial signs hold, and those that do not."""
    from sim.base import number_text

    if not found.partial:
        return
    holding = sum(each.holds for each in found.partial)
    console.out.print(
        f"\n{found.asked.title}: {holding} of {len(found.partial)} partial signs hold, "
        "all else held."
    )
    wrong = [each for each in found.partial if not each.holds]
    table = console.table("Partial signs that do not hold", "expectation", "claims", "known")
    for heading in ("right in", "wrong in"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in wrong:
        entry = each.expectation
        known = entry.partial.fails if entry.partial else ""
        shares = number_text.percent(each.right), number_text.percent(each.wrong)
        table.add_row(entry.id, ", ".join(entry.claims), known, *shares)
    if wrong:
        console.out.print(table)


def _show_total(found: "Examined", worlds: int) -> None:
    """Each total sign with its doubt, and how many stand how."""
    from sim.analysis.sign_probability import chance
    from sim.base import number_text

    if not found.total:
        return
    title = f"{found.asked.title}: over the run, with everyone reacting ({worlds:,} worlds)"
    numbers = ("said", "difference", "95 %", "P(sign)", "of moved", "forms")
    table = console.table(title, "expectation", numbers=numbers)
    table.add_column("verdict")
    for each in found.total:
        sign = each.sign
        agreeing = "–" if sign.agreeing is None else number_text.percent(sign.agreeing)
        doubt = (chance(sign.probability), agreeing, "{}/{}".format(*sign.options))
        table.add_row(_named(each), *_difference(sign), *doubt, sign.verdict)
    console.out.print(table)
    counts = ", ".join(f"{count} {verdict}" for verdict, count in _counts(found))
    left = [each.id for each in found.asked.expectations if each.not_modelled]
    console.note(
        f"{counts}; nothing is gated on it. Said: the sign that is expected of the difference. "
        "P(sign): that the mean difference has it, given Monte-Carlo error alone. Of moved: share "
        "of the worlds that changed which moved that way. Forms: options of uncertain forms in "
        "which the mean has it. It cannot be told where the interval holds zero, or where the sign "
        "turns with a form or a parameter."
    )
    if left:
        console.note(f"Not modelled: {', '.join(left)}.")


def _named(found: "Finding") -> str:
    """An expectation, what is done, what is looked at, and what stands in the way of an answer."""
    entry = found.expectation
    told = (found.change + ":", found.sign.found.expression, ", ".join(entry.claims))
    lines = [entry.id]
    for each in (*told, found.sign.reason):
        lines += wrap(each, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def _difference(sign: "Sign") -> Iterator[str]:
    """The expected sign, the paired difference, and its 95 % interval."""
    from sim.base import number_text

    found = sign.found
    yield "+" if sign.expected > 0 else "−"
    if found.is_share:
        yield number_text.points(found.difference).removesuffix(" points")
        yield number_text.points(*found.ci95).removesuffix(" points")
    else:
        yield number_text.number(found.difference)
        yield number_text.number_range(*found.ci95)


def _counts(found: "Examined") -> list[tuple[str, int]]:
    verdicts = [each.sign.verdict for each in found.total]
    return [(verdict, verdicts.count(verdict)) for verdict in dict.fromkeys(sorted(verdicts))]
