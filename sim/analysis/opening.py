"""The question with which a report opens."""

from dataclasses import replace

from sim.analysis.expressions import Expression
from sim.base.errors import InputError
from sim.dispute import Dispute
from sim.results import Manifest


def opening(dispute: Dispute, manifest: Manifest) -> str:
    """The expression that a dispute's file puts first; empty where it names none.

    Raises InputError, at its place in the file, where no run could answer it.
    """
    for each in dispute.named:
        if each.use == "headline":
            try:
                Expression.parse(each.name).check(manifest)
            except InputError as error:
                raise InputError(
                    replace(problem, mark=each.mark) for problem in error.found
                ) from None
    return dispute.headline
