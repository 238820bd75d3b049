"""What a run observes, at the head of all that follows from it."""

from sim.analysis.conditioning_summary import observed
from sim.base import number_text
from sim.report.html import Html, join, table, tag
from sim.results import Run

LEAD = (
    "An observation changes no world. It weights each by how well it agrees, so that the answers "
    "are of worlds in which these things came about by themselves, with all that led to them. To "
    "impose them would be another question, with another answer."
)


def seen(run: Run) -> Html:
    """The observations of a run, and what they leave of its worlds; nothing where it has none."""
    found = observed(run)
    if found is None:
        return Html("")
    rows = [
        [
            join([tag("code", each.text), tag("span", each.why, class_="sub")], ""),
            number_text.percent(each.alone / found.worlds),
        ]
        for each in found.seen
    ]
    said = f"Together they leave {number_text.percent(found.share)}: {found.said}."
    heads = ["Seen", "Alone leaves"]
    return join([tag("p", LEAD), table(heads, rows, said, (1,), class_="classes")])
