"""What stands behind a parameter or a claim, as headings with texts, wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.base.paths import nearby
from sim.scenario import yaml_writer

if TYPE_CHECKING:
    from sim.inputs.evidence import Article, Claim, ClaimView, ParameterView
    from sim.inputs.parameters import Parameter

Fields = list[tuple[str, str]]

SHARES = (0.05, 0.5, 0.95)
DIGITS = 6


def of_claim(view: ClaimView) -> Fields:
    """Where a claim stands, who says it of what, how strongly, and what would make it true."""
    claim = view.claim
    return _said(
        ("stands in", place(claim, view.article)),
        ("kind", f"{claim.kind}, {claim.voice}"),
        ("about", ", ".join(claim.actors)),
        ("issue", claim.issue),
        ("interest", f"{claim.interest} of {', '.join(claim.whose)}" if claim.interest else ""),
        ("magnitude", claim.magnitude),
        ("credence", claim.credence),
        ("reliability", claim.reliability),
        ("date", claim.date),
        ("comes true if", f"{claim.comes_true} ({claim.horizon})" if claim.comes_true else ""),
        ("flagged", f"{claim.flag.reason} Likely: {claim.flag.likely}" if claim.flag else ""),
        ("note", claim.note),
    )


def of_parameter(view: ParameterView) -> Fields:
    """Unit, bounds and prior of a parameter, and where all that comes from and stands."""
    parameter = view.parameter
    bounds = "" if parameter.is_form else f"{parameter.low:g} to {parameter.high:g}"
    return _said(
        ("unit", parameter.unit),
        ("bounds", bounds),
        ("prior", yaml_writer.flat(_short(parameter.prior.data()))),
        ("median (90 %)", "" if parameter.is_form else spread(parameter)),
        ("judgement", parameter.judgement),
        ("source", parameter.source),
        ("derivation", parameter.derivation),
        ("written in", f"{nearby(parameter.mark.file)}:{parameter.mark.line}"),
    )


def spread(parameter: Parameter) -> str:
    """Median and 90 % interval of a prior; for a form its options."""
    if parameter.is_form:
        return " | ".join(parameter.options)
    low, middle, high = (
        parameter.prior.quantile(share, parameter.low, parameter.high) for share in SHARES
    )
    return f"{middle:.3g}" if low == high else f"{middle:.3g} ({low:.3g}–{high:.3g})"


def place(claim: Claim, article: Article) -> str:
    """The article of a claim, with its date and the paragraph; 0 is its heading."""
    where = f"paragraph {claim.paragraph}" if claim.paragraph else "its heading"
    return f"{article.title}, {article.outlet}, {article.date}, {where}"


def _short(written: Any) -> Any:
    """A prior as it is written, its numbers without more digits than anyone wrote."""
    if isinstance(written, dict):
        return {key: _short(each) for key, each in written.items()}
    if isinstance(written, (list, tuple)):
        return [_short(each) for each in written]
    return float(f"{written:.{DIGITS}g}") if isinstance(written, float) else written


def _said(*fields: tuple[str, str]) -> Fields:
    """The fields that say something."""
    return [field for field in fields if field[1]]
