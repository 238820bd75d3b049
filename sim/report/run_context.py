"""What a report says that no table of results holds: changes, claims, reference classes, limits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.analysis import reference_classes
from sim.analysis.reference_classes import ReferenceForecast
from sim.dispute import Dispute
from sim.inputs.evidence import Evidence
from sim.scenario import Scenario, ScenarioDifference

SET = "set."  # where a difference is one of a parameter
POLICIES = "policies."  # or of a policy

LIMITS = (
    "A share of worlds is a share of the courses that this model can take under its assumptions. "
    "It is as good as they are, and no more than a forecast among others.",
    "The range over uncertain forms moves one form at a time, the others as they are drawn. Forms "
    "that nobody thought of are not in it.",
    "Monte-Carlo errors and 95 % intervals say only how exactly the model was computed. Nearly all "
    "of the doubt lies elsewhere: in the parameters, the forms, and what the model leaves out.",
    "Differences hold all else fixed, world by world: they answer what the model says would follow "
    "from the changes, not how likely it is that the changes come.",
)


@dataclass(frozen=True)
class Citation:
    """One claim as a report names it: in our own sentence, with where it stands."""

    id: str
    sentence: str
    article: str
    date: str


@dataclass(frozen=True)
class Context:
    """What surrounds a run.

    dispute : its title
    headline : the expression of the opening sentence; the first event, where none is given
    changes : what differs from the base, and where that was written
    claims : those on which the scenario rests
    basis : the claims behind a parameter, by its path, or behind a policy that the dispute names,
        by the path of the change
    meanings : what such a policy is called
    references : what reference classes say of the run's horizon
    limits : what the reader must know of what the report cannot say
    """

    dispute: str = ""
    headline: str = ""
    changes: tuple[ScenarioDifference, ...] = ()
    claims: tuple[Citation, ...] = ()
    basis: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    references: tuple[ReferenceForecast, ...] = ()
    limits: tuple[str, ...] = LIMITS


def surround(
    scenario: Scenario,
    dispute: Dispute,
    evidence: Evidence,
    changes: Sequence[ScenarioDifference] = (),
    headline: str = "",
) -> Context:
    """All that surrounds a run of this scenario, looked up where it stands.

    changes : what differs from the base
    headline : the expression of the opening sentence
    """
    paths = [change.path.removeprefix(SET) for change in changes if change.path.startswith(SET)]
    rests_on = {
        path: [link.claim for link in dispute.register[path].claims]
        for path in paths
        if path in dispute.register
    }
    named = {
        change.path: dispute.policies[name]
        for change, name in ((change, _named(change)) for change in changes)
        if name in dispute.policies
    }
    rests_on |= {path: list(policy.claims) for path, policy in named.items()}
    return Context(
        dispute=dispute.title,
        headline=headline,
        changes=tuple(changes),
        claims=cite(evidence, scenario.claims),
        basis={path: cite(evidence, ids) for path, ids in rests_on.items()},
        meanings={path: policy.title for path, policy in named.items()},
        references=tuple(
            reference_classes.references(reference_classes.load(dispute.folder), scenario.quarters)
        ),
    )


def _named(change: ScenarioDifference) -> str:
    """The policy that the dispute names and a change takes up; empty if it is none."""
    use = change.value.get("use") if isinstance(change.value, Mapping) else None
    return str(use or "") if change.path.startswith(POLICIES) else ""


def cite(evidence: Evidence, ids: Iterable[str]) -> tuple[Citation, ...]:
    """Claims by id as a report names them."""
    found = []
    for claim in (evidence[each] for each in ids):
        article = evidence.article(claim)
        found.append(
            Citation(claim.id, claim.text, f"{article.title}, {article.outlet}", article.date)
        )
    return tuple(found)
