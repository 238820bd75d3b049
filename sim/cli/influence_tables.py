"""What `sim check --influence` shows: influence beside salience, and the knock-out table."""

from typing import TYPE_CHECKING

from sim.cli import console

if TYPE_CHECKING:
    from sim.engine.runs import Question
    from sim.studies.evidence_knock_out import KnockOut, PairedEffect
    from sim.studies.evidence_weight import EvidenceWeight

SHOWN = 2  # outcomes in tables for the terminal; --json has all


def examine(question: "Question", worlds: int, *, as_json: bool) -> None:
    """Run and show, or print as one JSON object."""
    from sim.base.paths import seeds_folder
    from sim.inputs.evidence import Evidence
    from sim.studies import evidence_weight as weight

    asked = weight.plan(question, Evidence.load(seeds_folder()))
    with console.progress("Influence", asked.size, quiet=as_json) as tell:
        found = weight.evidence_weight(asked, worlds=worlds, progress=tell)
    if as_json:
        console.show_json(weight.summary(found))
        return
    _show_influence(found)
    _show_rows("Evidence replaced", found, found.knock_outs.rows[: found.evidence])
    _show_rows("Mechanism switched off", found, found.knock_outs.rows[found.evidence :])
    console.note(
        f"{found.knock_outs.worlds:,} worlds a run, the same in all. Points: change of the share "
        "of worlds, with the half width of its 95 % interval; a star marks one without zero. "
        "Priors: how many are replaced. All outcomes: --json."
    )


def _show_influence(found: "EvidenceWeight") -> None:
    from sim.base import number_text as words

    numbers = ("salience", "over packages", "over levers")
    table = console.table(
        f"{found.title}: share of each interest in what moves its actor's utility at the start",
        *("actor", "interest"),
        numbers=numbers,
    )
    for each in found.influences:
        shares = ("–" if s is None else words.percent(s) for s in (each.packages, each.levers))
        table.add_row(each.actor, each.interest, words.percent(each.salience), *shares)
    console.out.print(table)


def _show_rows(title: str, found: "EvidenceWeight", rows: "tuple[KnockOut, ...]") -> None:
    """One table an outcome: narrow enough for a terminal of eighty columns."""
    base, changed = found.knock_outs.scenarios
    for name in [name for name in found.knock_outs.base if _is_share(found, name)][:SHOWN]:
        numbers = ("priors", base, f"effect of {changed}")
        table = console.table(f"{title}: {name}, points", "variant", numbers=numbers)
        for row in rows:
            cells = (_points(effects[name]) for effects in (row.level, row.response))
            table.add_row(row.variant.name, str(row.replaced or "–"), *cells)
        console.out.print(table)


def _is_share(found: "EvidenceWeight", name: str) -> bool:
    """Whether an outcome is a share of worlds that some world reaches."""
    return 0 < found.knock_outs.base[name] < 1


def _points(effect: "PairedEffect") -> str:
    from sim.base import number_text

    star = "*" if effect.is_found else ""
    difference = number_text.signed(100 * effect.difference, 1)
    return f"{difference} ± {100 * effect.half_width:.1f}{star}"
