"""Claims: what the articles say, coded by docs/codebook.md; read, checked, clustered, indexed.

A claim cannot exist half coded: whatever is wrong with the files of the coding is told at once,
with its place. From here one can walk both ways: from a claim to the parameters that rest on it,
and from a parameter or an actor back to the claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from sim.base.errors import InputError, Mark, Problem, Problems, suggest
from sim.base.yaml_documents import Document, Entry, KeyPath, check, read
from sim.inputs.priors import Reading, Rules, read_rules

if TYPE_CHECKING:
    from sim.inputs.parameters import ClaimLink, Parameter, Register

_TABLE = "codebook.yaml"
_WORDS = "vocabulary.yaml"

SHOWN = 20  # words listed in an error; a longer list helps nobody
EXPECTATION = "expectation"  # the one kind that must say what would make it come true

# A year, a month or a day; two of them with a stroke between are a period.
_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(rf"({_DAY})(/{_DAY})?")

DateText = Annotated[str, Field(pattern=rf"^({_DATE.pattern})?$")]


class Direction(Entry):
    """One thing is said to make another likelier (+1) or less likely (−1).

    scope : partial, with all else held; total, with everyone reacting
    """

    cause: str
    effect: str
    sign: Literal[-1, 1]
    scope: Literal["partial", "total"]


class Flag(Entry):
    """Why a figure cannot be true, and what it should be; it is kept and feeds nothing."""

    reason: str
    likely: str
    feeds: Literal["nothing"]


class Claim(Entry):
    """One statement of an article, in our words; docs/codebook.md says what each field holds."""

    id: str
    paragraph: int
    kind: str
    voice: str
    actors: Annotated[tuple[str, ...], Field(min_length=1)]
    issue: str
    credence: str
    reliability: str
    text: str
    interest: str = ""
    whose: tuple[str, ...] = ()
    direction: Direction | None = None
    magnitude: str = ""
    date: DateText = ""
    cluster: str = ""
    contradicts: tuple[str, ...] = ()
    comes_true: str = ""
    horizon: str = ""
    flag: Flag | None = None
    note: str = ""

    @property
    def group(self) -> str:
        """The cluster that counts once; a claim that nothing repeats is a cluster of its own."""
        return self.cluster or self.id


class Article(Entry):
    """One article: where it stands, what is known of it, and its claims in their order.

    origin : where the text came from, if the copy read is another outlet's
    paragraphs : number of its last paragraph; paragraph 0 is the heading and the standfirst
    """

    id: Annotated[str, Field(pattern=r"^[a-z]+\d+$")]
    title: str
    outlet: str
    date: DateText
    address: str
    paragraphs: int
    notes: str
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    author: str = ""
    origin: str = ""


class Vocabulary(Entry):
    """The words a coder may use, each with its meaning, and the last day that counts."""

    cutoff: str
    kinds: dict[str, str]
    voices: dict[str, str]
    actors: dict[str, str]
    issues: dict[str, str]
    interests: dict[str, str]
    variables: dict[str, str]


@dataclass(frozen=True)
class Evidence(Mapping[str, Claim]):
    """All claims by id, in the order of the articles, with the table that gives them numbers."""

    articles: tuple[Article, ...]
    vocabulary: Vocabulary
    rules: Rules
    claims: Mapping[str, Claim]

    @classmethod
    def load(cls, folder: Path) -> Evidence:
        """The evidence in a folder; InputError with every fault of every file."""
        problems = Problems()
        with problems.gather():
            vocabulary = check(Vocabulary, read(folder / _WORDS))
        with problems.gather():
            rules = read_rules(folder / _TABLE)
        documents: list[Document] = []
        articles: list[Article] = []
        for path in sorted(folder.glob("*.yaml")):
            if path.name not in (_TABLE, _WORDS):
                with problems.gather():
                    document = read(path)
                    articles.append(check(Article, document))
                    documents.append(document)
        problems.raise_any()
        _Checks(vocabulary, rules, list(zip(articles, documents, strict=True))).run()
        claims = {claim.id: claim for article in articles for claim in article.claims}
        return cls(tuple(articles), vocabulary, rules, claims)

    def __getitem__(self, claim_id: str) -> Claim:
        return self.claims[claim_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def by_actor(self, actor: str) -> tuple[Claim, ...]:
        """Claims about an actor."""
        return tuple(claim for claim in self.values() if actor in claim.actors)

    def by_cluster(self, cluster: str) -> tuple[Claim, ...]:
        """Claims that repeat one another."""
        return tuple(claim for claim in self.values() if claim.group == cluster)

    def article(self, claim: Claim) -> Article:
        """The article that a claim stands in."""
        return next(each for each in self.articles if claim in each.claims)


def readings(
    links: Iterable[ClaimLink], evidence: Evidence, mark: Mark | None = None
) -> tuple[Reading, ...]:
    """The linked claims as sim.inputs.priors.pool takes them.

    Raises InputError at `mark`, the parameter's place, if a claim is not known, is flagged, or
    says nothing about how strong it is.
    """
    problems = Problems()
    found: list[Reading] = []
    for link in links:
        with problems.gather():
            claim = usable(link.claim, evidence, mark)
            if not claim.magnitude:
                raise InputError(
                    [
                        Problem(
                            f"the claim {claim.id} has no magnitude, so that it gives no place",
                            "only a claim with a magnitude can make a prior",
                            "give the parameter a judgement:, or link another claim",
                            mark,
                        )
                    ]
                )
            found.append(
                Reading(
                    claim_id=claim.id,
                    cluster=claim.group,
                    magnitude=claim.magnitude,
                    credence=claim.credence,
                    reliability=claim.reliability,
                    against=link.against,
                    contradicts=claim.contradicts,
                )
            )
    problems.raise_any()
    return tuple(found)


def check_links(register: Register, evidence: Evidence) -> None:
    """InputError if a parameter rests on a claim that does not exist or may not feed anything."""
    problems = Problems()
    for parameter in register.values():
        if parameter.claim_based:
            with problems.gather():
                readings(parameter.claims, evidence, parameter.mark)
            continue
        for link in parameter.claims:
            with problems.gather():
                usable(link.claim, evidence, parameter.mark)
    problems.raise_any()


def usable(claim_id: str, evidence: Evidence, mark: Mark | None) -> Claim:
    """A claim that a number, or a policy, may rest on; InputError if it is none."""
    if claim_id not in evidence:
        cure = suggest(claim_id, evidence)
        raise InputError([Problem(f"there is no claim {claim_id!r}", cure=cure, mark=mark)])
    claim = evidence[claim_id]
    if claim.flag is not None:
        what = f"the claim {claim_id} is flagged and feeds nothing"
        raise InputError([Problem(what, claim.flag.reason, "remove the link", mark)])
    return claim


@dataclass(frozen=True)
class ClaimView:
    """A claim with what surrounds it, and the parameters that rest on it."""

    claim: Claim
    article: Article
    repeats: tuple[Claim, ...]
    contradicts: tuple[Claim, ...]
    parameters: tuple[tuple[Parameter, bool], ...]


@dataclass(frozen=True)
class ActorView:
    """An actor: the claims about it, and the parameters that are its own."""

    actor: str
    meaning: str
    claims: tuple[Claim, ...]
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True)
class ParameterView:
    """A parameter, and each claim it rests on with its article and whether it reads against."""

    parameter: Parameter
    claims: tuple[tuple[Claim, Article, bool], ...]


@dataclass(frozen=True)
class Overview:
    """What there is: articles with their claims counted by kind, and parameters by their source."""

    articles: tuple[tuple[Article, Mapping[str, int]], ...]
    actors: Mapping[str, int]
    clusters: Mapping[str, tuple[str, ...]]
    contradictions: tuple[tuple[str, str], ...]
    flagged: tuple[Claim, ...]
    unused: tuple[Claim, ...]
    parameters: tuple[Parameter, ...]


def overview(evidence: Evidence, register: Register) -> Overview:
    """The evidence as a whole, and what of it feeds no parameter."""
    claims = tuple(evidence.values())
    used = {link.claim for parameter in register.values() for link in parameter.claims}
    groups = dict.fromkeys(claim.cluster for claim in claims if claim.cluster)
    return Overview(
        articles=tuple(
            (article, _counts(article.claims, evidence.vocabulary.kinds))
            for article in evidence.articles
        ),
        actors={actor: len(evidence.by_actor(actor)) for actor in evidence.vocabulary.actors},
        clusters={name: tuple(each.id for each in evidence.by_cluster(name)) for name in groups},
        contradictions=tuple(
            (claim.id, other) for claim in claims for other in claim.contradicts if claim.id < other
        ),
        flagged=tuple(claim for claim in claims if claim.flag),
        unused=tuple(claim for claim in claims if claim.id not in used and not claim.flag),
        parameters=tuple(register.values()),
    )


def look_up(
    name: str, evidence: Evidence, register: Register
) -> ClaimView | ActorView | ParameterView:
    """What there is under a name: a claim's id, an actor's, or a parameter's path.

    Raises InputError with a suggestion if it is none of them.
    """
    if name in evidence:
        return _claim_view(evidence[name], evidence, register)
    if name in register:
        return _parameter_view(register[name], evidence)
    actors = evidence.vocabulary.actors
    if name in actors:
        own = tuple(each for path, each in register.items() if path.split(".")[0] == name)
        return ActorView(name, actors[name], evidence.by_actor(name), own)
    raise InputError(
        [
            Problem(
                f"{name!r} is no claim, no actor and no parameter",
                f"actors: {', '.join(actors)}; or the id of a claim, or the path of a parameter",
                suggest(name, [*actors, *evidence, *register]),
            )
        ]
    )


def _claim_view(claim: Claim, evidence: Evidence, register: Register) -> ClaimView:
    return ClaimView(
        claim=claim,
        article=evidence.article(claim),
        repeats=tuple(each for each in evidence.by_cluster(claim.group) if each is not claim),
        contradicts=tuple(evidence[other] for other in claim.contradicts),
        parameters=tuple(
            (parameter, link.against)
            for parameter in register.values()
            for link in parameter.claims
            if link.claim == claim.id
        ),
    )


def _parameter_view(parameter: Parameter, evidence: Evidence) -> ParameterView:
    claims = ((evidence[link.claim], link.against) for link in parameter.claims)
    return ParameterView(
        parameter, tuple((claim, evidence.article(claim), against) for claim, against in claims)
    )


def _counts(claims: Sequence[Claim], kinds: Iterable[str]) -> dict[str, int]:
    return {kind: sum(claim.kind == kind for claim in claims) for kind in kinds}


class _Checks:
    """What one claim cannot know of itself: the words allowed, and the other claims."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        rules: Rules,
        articles: Sequence[tuple[Article, Document]],
    ) -> None:
        self.vocabulary = vocabulary
        self.rules = rules
        self.articles = articles
        self.claims: dict[str, Claim] = {}
        self.problems = Problems()

    def run(self) -> None:
        """Raise InputError with every fault at its place."""
        for article, document in self.articles:
            self.not_later(article.date, document.mark(("date",)))
            for index, claim in enumerate(article.claims):
                mark = document.mark(("claims", index, "id"))
                if self.claims.setdefault(claim.id, claim) is not claim:
                    self.problems.add(f"the claim {claim.id} stands twice", mark=mark)
                if not re.fullmatch(rf"{article.id}-\d\d", claim.id):
                    allowed = f"{article.id}- and two digits"
                    self.problems.add(f"{claim.id!r} is no id here", allowed=allowed, mark=mark)
        ids = [article.id for article, _ in self.articles]
        for article, document in self.articles:
            if ids.count(article.id) > 1:
                what = f"two articles have the id {article.id}"
                self.problems.add(what, mark=document.mark(("id",)))
            for index, claim in enumerate(article.claims):
                place = _Place(document, ("claims", index))
                self.words(claim, place)
                self.fields(claim, article, place)
                self.contradictions(claim, place)
                self.cluster(claim, place)
        self.problems.raise_any()

    def words(self, claim: Claim, place: _Place) -> None:
        """Every term must stand in the vocabulary or in the codebook's table."""
        known = self.vocabulary
        self.known(claim.kind, known.kinds, place("kind"))
        self.known(claim.voice, known.voices, place("voice"))
        self.known(claim.issue, known.issues, place("issue"))
        self.known(claim.credence, self.rules.credence, place("credence"))
        self.known(claim.reliability, self.rules.reliability, place("reliability"))
        for index, actor in enumerate(claim.actors):
            self.known(actor, known.actors, place("actors", index))
        for index, actor in enumerate(claim.whose):
            self.known(actor, claim.actors, place("whose", index))
        if claim.interest:
            self.known(claim.interest, known.interests, place("interest"))
        if claim.magnitude:
            self.known(claim.magnitude, self.rules.magnitude, place("magnitude"))
        if claim.direction:
            self.known(claim.direction.cause, known.variables, place("direction", "cause"))
            self.known(claim.direction.effect, known.variables, place("direction", "effect"))

    def fields(self, claim: Claim, article: Article, place: _Place) -> None:
        """What one field asks of another."""
        add = self.problems.add
        self.not_later(claim.date, place("date"))
        if not 0 <= claim.paragraph <= article.paragraphs:
            allowed = f"0 to {article.paragraphs}"
            add(
                f"there is no paragraph {claim.paragraph}", allowed=allowed, mark=place("paragraph")
            )
        is_expectation = claim.kind == EXPECTATION
        if is_expectation != bool(claim.comes_true) or is_expectation != bool(claim.horizon):
            add(
                f"{claim.id}: an expectation, and it alone, has comes_true: and horizon:",
                cure="horizon: unstated, where the article gives none",
                mark=place("kind"),
            )
        if bool(claim.interest) != bool(claim.whose):
            add(f"{claim.id}: interest: and whose: go together", mark=place("interest"))
        if claim.interest and not claim.magnitude:
            add(f"{claim.id}: an interest without a magnitude says nothing", mark=place("interest"))
        if claim.flag and (claim.interest or claim.direction or claim.magnitude):
            add(
                f"{claim.id} is flagged, and feeds nothing",
                allowed="no interest, direction or magnitude",
                mark=place("flag"),
            )

    def contradictions(self, claim: Claim, place: _Place) -> None:
        """A contradiction is told on both sides."""
        for index, other in enumerate(claim.contradicts):
            mark = place("contradicts", index)
            if other == claim.id:
                self.problems.add(f"{claim.id} contradicts itself", mark=mark)
            elif other not in self.claims:
                self.known(other, self.claims, mark)
            elif claim.id not in self.claims[other].contradicts:
                self.problems.add(
                    f"{claim.id} contradicts {other}, but {other} does not say so",
                    cure=f"add {claim.id} to contradicts: of {other}",
                    mark=mark,
                )

    def cluster(self, claim: Claim, place: _Place) -> None:
        """A cluster has two members or more, else its name is a slip."""
        if claim.cluster and not any(
            other.cluster == claim.cluster for other in self.claims.values() if other.id != claim.id
        ):
            names = {other.cluster for other in self.claims.values() if other.cluster}
            self.problems.add(
                f"{claim.id} is alone in the cluster {claim.cluster}",
                cure=suggest(claim.cluster, names - {claim.cluster}, "remove the key"),
                mark=place("cluster"),
            )

    def known(self, word: str, allowed: Iterable[str], mark: Mark) -> None:
        """Add a problem if a word is not allowed."""
        options = list(allowed)
        if word not in options:
            shown = f"allowed: {', '.join(options)}" if len(options) <= SHOWN else ""
            cure = suggest(word, options)
            self.problems.add(f"{word!r} is not known", allowed=shown, cure=cure, mark=mark)

    def not_later(self, date: str, mark: Mark) -> None:
        """Add a problem if a date, or the end of a period, lies after the last day that counts."""
        end = date.rpartition("/")[2]
        if end > self.vocabulary.cutoff[: len(end)]:
            self.problems.add(
                f"{date} lies after the cut-off",
                allowed=f"evidence ends on {self.vocabulary.cutoff}",
                mark=mark,
            )


@dataclass(frozen=True)
class _Place:
    """The marks of one claim's keys."""

    document: Document
    path: KeyPath

    def __call__(self, *keys: str | int) -> Mark:
        return self.document.mark((*self.path, *keys))
