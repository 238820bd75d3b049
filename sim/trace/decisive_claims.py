"""From the terms that decided to the claims behind them: pure functions, nothing is read here.

term of an actor -> its salience and what its attainment reads -> the claims these rest on
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.inputs.evidence import Claim, Evidence
from sim.inputs.parameters import Parameter
from sim.model.compiled import CompiledModel
from sim.trace.draw_percentiles import Place
from sim.trace.trace_events import LEAST, LITTLE, Bargain, OptionChoice, Record, Vote
from sim.wiring import Wired

MOST_TERMS, MOST_PARAMETERS, MOST_CLAIMS = 5, 3, 2
DOUBTS = "doubt of members"  # what a vote turns on: no interest of one actor
OF_A_ROUND = ("choices.bargaining.", "choices.ratification.")
OF_A_VOTE = ("lapsed", "softened", "restored")


@dataclass(frozen=True)
class Cited:
    """A claim in our own sentence, with where it stands; `against` if it reads for a low value."""

    id: str
    sentence: str
    article: str
    date: str
    against: bool


@dataclass(frozen=True)
class Basis:
    """What a parameter rests on.

    place : where the world's draw lies; None for one that is the same in all worlds
    claims : the few that are quoted, of `all_claims`
    """

    path: str
    meaning: str
    value: float
    place: Place | None
    claims: tuple[Cited, ...]
    all_claims: int
    judgement: str
    source: str


@dataclass(frozen=True)
class Ground:
    """One term that decided, and what stands behind it.

    term : the interest, or what a vote turned on
    share : its share of all that interests said in the records, for and against
    parameters : the salience first
    all_parameters : paths of all that the term reads
    """

    actor: str
    title: str
    term: str
    meaning: str
    share: float
    parameters: tuple[Basis, ...]
    all_parameters: tuple[str, ...]


def terms(compiled: CompiledModel, records: Iterable[Record]) -> dict[tuple[str, str], float]:
    """How much each interest of each actor said: (actor, interest) -> share, the largest first.

    Each choice that changed and each side of a round counts as one, divided among its interests by
    the size of their terms; habit, backing down and doubt are no interests and count for nothing.
    """
    found: dict[tuple[str, str], float] = {}
    for record in records:
        for actor, own, least in _said(record):
            sizes = {
                term: abs(size)
                for term, size in own.items()
                if term in compiled.attainments[actor] and abs(size) >= least
            }
            whole = sum(sizes.values())
            for term, size in sizes.items():
                found[actor, term] = found.get((actor, term), 0) + size / whole
    whole = sum(found.values())
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return {key: weight / whole for key, weight in ranked}


def grounds(
    compiled: CompiledModel,
    records: Sequence[Record],
    drawn: Mapping[str, float],
    placed: Mapping[str, Place],
    evidence: Evidence,
    *,
    most: int = MOST_TERMS,
) -> tuple[Ground, ...]:
    """The terms that decided most, each with the parameters and claims that stand behind it.

    drawn, placed : of the world, by path of the parameter
    most : terms
    """
    found = []
    meanings = evidence.vocabulary.interests
    for (actor, term), share in list(terms(compiled, records).items())[:most]:
        paths = reads(compiled, actor, term)
        resting = _chosen(compiled, paths, drawn, placed, evidence)
        title, meaning = compiled.dispute.title_of(actor), meanings.get(term, "")
        found.append(Ground(actor, title, term, meaning, share, resting, tuple(paths)))
    votes = [each for each in records if isinstance(each, Vote) and each.result in OF_A_VOTE]
    if votes:
        council, paths = votes[0].actors[0], of_the_council(compiled)
        resting = _chosen(compiled, paths, drawn, placed, evidence)
        found.append(Ground(council, votes[0].council, DOUBTS, "", 0, resting, tuple(paths)))
    return tuple(found)


def reads(compiled: CompiledModel, actor: str, interest: str) -> list[str]:
    """Paths of the salience of an interest and of all parameters that its attainment reads."""
    return [f"{actor}.salience.{interest}", *_parameters(compiled.attainments[actor][interest])]


def of_the_council(compiled: CompiledModel) -> list[str]:
    """Paths of the parameters that the stages of a renewal read, but for each member's own."""
    stages = compiled.council.values()
    return list(dict.fromkeys(path for stage in stages for path in _parameters(stage, own=False)))


def weights(compiled: CompiledModel, records: Sequence[Record]) -> dict[str, float]:
    """How much each parameter stands behind what was told: path -> share.

    A term lends its share to all that it reads. Rounds and votes, where there are any, lend as
    much as the mean term to the parameters of bargaining and of the council.
    """
    said = terms(compiled, records)
    found: dict[str, float] = {}
    for (actor, term), share in said.items():
        for path in reads(compiled, actor, term):
            found[path] = found.get(path, 0) + share
    typical = 1 / max(len(said), 1)
    if any(isinstance(record, Bargain) for record in records):
        register = compiled.dispute.register
        found |= {path: typical for path in register if path.startswith(OF_A_ROUND)}
    if any(isinstance(record, Vote) for record in records):
        found |= dict.fromkeys(of_the_council(compiled), typical)
    return found


def _said(record: Record) -> list[tuple[str, Mapping[str, float], float]]:
    """Whose terms a record tells: actor, its terms, and the size from which one is told."""
    if isinstance(record, OptionChoice) and record.changed and record.policy is None:
        return [(record.actors[0], record.terms, LEAST)]
    if isinstance(record, Bargain):
        return [(*each, LITTLE) for each in zip(record.actors, record.terms, strict=True)]
    return []


def _parameters(law: Wired, *, own: bool = True) -> list[str]:
    """Parameters that a law reads; `own`: also those that each rung, sender or member has."""
    paths: list[str] = []
    for _, reference in law.inputs:
        if reference.kind == "parameter":
            paths.append(reference.name)
        elif reference.kind == "stack" and own:
            paths += [path for path in reference.paths if path]
    return paths


def _chosen(
    compiled: CompiledModel,
    paths: Sequence[str],
    drawn: Mapping[str, float],
    placed: Mapping[str, Place],
    evidence: Evidence,
) -> tuple[Basis, ...]:
    """The salience, then the parameters furthest out among those that rest on claims."""
    register = compiled.dispute.register
    first, *rest = paths
    resting = [path for path in rest if register[path].claims and path in placed]
    resting.sort(key=lambda path: -placed[path].extreme)
    chosen = [first, *resting] if ".salience." in first else (resting or list(paths))
    return tuple(
        basis(register[path], drawn[path], placed.get(path), evidence)
        for path in chosen[:MOST_PARAMETERS]
    )


def basis(parameter: Parameter, value: float, place: Place | None, evidence: Evidence) -> Basis:
    """What a parameter rests on, and where a world's draw of it lies."""
    quoted = []
    for claim, against in _surest(parameter, evidence)[:MOST_CLAIMS]:
        article = evidence.article(claim)
        quoted.append(Cited(claim.id, claim.text, article.title, article.date, against))
    return Basis(
        parameter.path,
        parameter.meaning,
        value,
        place,
        tuple(quoted),
        len(parameter.claims),
        parameter.judgement,
        parameter.source,
    )


def _surest(parameter: Parameter, evidence: Evidence) -> list[tuple[Claim, bool]]:
    """The claims of a parameter with whether they read against, one of each cluster, surest first.

    Sure is what the codebook's table gives a small variance: credence and reliability.
    """
    credence, reliability = evidence.rules.credence, evidence.rules.reliability
    links = sorted(
        ((evidence[link.claim], link.against) for link in parameter.claims),
        key=lambda link: (
            credence[link[0].credence].sd ** 2 + reliability[link[0].reliability].sd ** 2
        ),
    )
    of_each: dict[str, tuple[Claim, bool]] = {}
    for claim, against in links:
        of_each.setdefault(claim.group, (claim, against))
    return list(of_each.values())
