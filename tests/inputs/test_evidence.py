"""The coding is whole and consistent, faults are told at their place, and walks go both ways."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import InputError
from sim.base.paths import seeds_folder
from sim.base.yaml_documents import read
from sim.inputs.evidence import (
    ActorView,
    ClaimView,
    Evidence,
    ParameterView,
    check_links,
    look_up,
    overview,
    readings,
)
from sim.inputs.parameters import ClaimLink, Parameter, Register, collect
from sim.inputs.priors import pool

ROOT = Path(__file__).parents[2]
ACTORS = sorted((ROOT / "calibration" / "kurils" / "actors").glob("*.yaml"))
EVIDENCE = Evidence.load(seeds_folder())


def saliences() -> Register:
    found: list[Parameter] = []
    for path in ACTORS:
        found += collect(read(path), ("salience",), f"{path.stem}.salience")
    return Register(found)


REGISTER = saliences()


# The coding of the five articles.


def test_the_articles_are_coded_to_the_end() -> None:
    assert len(EVIDENCE.articles) == 5
    assert len(EVIDENCE) >= 130
    for article in EVIDENCE.articles:
        coded = {claim.paragraph for claim in article.claims}
        assert set(range(1, article.paragraphs + 1)) <= coded, article.id


def test_every_kind_and_every_word_of_the_vocabulary_is_used() -> None:
    words = EVIDENCE.vocabulary
    claims = list(EVIDENCE.values())
    directions = [claim.direction for claim in claims if claim.direction]
    assert {claim.kind for claim in claims} == set(words.kinds)
    assert {claim.voice for claim in claims} == set(words.voices)
    assert {claim.issue for claim in claims} == set(words.issues)
    assert {claim.interest for claim in claims if claim.interest} == set(words.interests)
    assert {actor for claim in claims for actor in claim.actors} == set(words.actors)
    named = {each.cause for each in directions} | {each.effect for each in directions}
    assert named == set(words.variables)


def test_no_claim_says_what_another_says_in_the_same_words() -> None:
    texts = [claim.text for claim in EVIDENCE.values()]
    assert len(set(texts)) == len(texts)


def test_a_salience_takes_every_claim_on_its_interest_and_no_other() -> None:
    for path, parameter in REGISTER.items():
        if not parameter.claim_based:
            continue
        actor, _, interest = path.split(".")
        speak = {
            claim.id
            for claim in EVIDENCE.values()
            if claim.interest == interest and actor in claim.whose
        }
        assert {link.claim for link in parameter.claims} == speak, path


def test_every_interest_that_a_claim_speaks_of_is_weighed() -> None:
    for claim in EVIDENCE.values():
        for actor in claim.whose:
            assert f"{actor}.salience.{claim.interest}" in REGISTER, claim.id


def test_a_reading_against_is_explained_at_the_claim() -> None:
    links = {link for parameter in REGISTER.values() for link in parameter.claims}
    for link in links:
        note = EVIDENCE[link.claim].note.lower()
        assert link.against == ("read against the weight" in note), link.claim


def test_saliences_have_the_priors_that_their_claims_give() -> None:
    for path, parameter in REGISTER.items():
        if parameter.claim_based:
            given = readings(parameter.claims, EVIDENCE, parameter.mark)
            expected = pool(given, EVIDENCE.rules, parameter.low, parameter.high)
            assert parameter.prior.data() == expected, path


def test_saliences_link_only_claims_that_may_feed() -> None:
    check_links(REGISTER, EVIDENCE)


def test_the_codebooks_text_and_its_table_agree() -> None:
    text = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    rows = {cells[0]: cells for cells in re.findall(r"^\| (\w+) \|.*\| ([\d.]+) \|$", text, re.M)}
    rules = EVIDENCE.rules
    for terms in (rules.magnitude, rules.credence, rules.reliability):
        for term, width in terms.items():
            assert float(rows[term][1]) == width.sd, term
    for term, place in rules.magnitude.items():
        assert re.search(rf"^\| {term} \|.*\| {place.centre} \| [\d.]+ \|$", text, re.M), term
    assert f"floor {rules.floor.sd}" in text
    assert f"ceiling {rules.ceiling.sd}" in text
    assert "{logit_normal: {median: 0.395, sd: 1.068}}" in text
    worked = REGISTER["japan.salience.punishment"].prior.data()
    assert worked == {"logit_normal": {"median": 0.395, "sd": 1.068}}


def test_the_codebook_lists_every_flag_and_every_contradiction() -> None:
    text = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    view = overview(EVIDENCE, REGISTER)
    for claim in view.flagged:
        assert f"| {claim.id} |" in text, claim.id
    part = text.split("## Contradictions")[1].split("## Flags")[0]
    linked = {claim for pair in view.contradictions for claim in pair}
    # The heading of the article of 2015 says what its fifth paragraph says again.
    assert set(re.findall(r"\b[a-z]{2}\d\d-\d\d\b", part)) == linked - {"va15-01"}


# Faults of a coding.

WORDS: dict[str, Any] = {
    "cutoff": "2016-12-31",
    "kinds": {"interest": "i", "expectation": "e", "figure": "f"},
    "voices": {"author": "a"},
    "actors": {"north": "n", "south": "s"},
    "issues": {"border": "b"},
    "interests": {"wealth": "w"},
    "variables": {"trade": "t", "peace": "p"},
}
GOOD: dict[str, Any] = {
    "id": "ab1-01",
    "paragraph": 1,
    "kind": "interest",
    "voice": "author",
    "actors": ["north"],
    "issue": "border",
    "interest": "wealth",
    "whose": ["north"],
    "direction": {"cause": "trade", "effect": "peace", "sign": 1, "scope": "partial"},
    "magnitude": "strong",
    "credence": "likely",
    "reliability": "B",
    "date": "2016-12",
    "text": "The north wants to trade.",
}


def article(*claims: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": "ab1",
        "title": "T",
        "outlet": "O",
        "date": "2016-12-01",
        "address": "not known",
        "paragraphs": 2,
        "notes": "N",
        "claims": list(claims),
        **changes,
    }


def folder(path: Path, *articles: dict[str, Any]) -> Path:
    table = (seeds_folder() / "codebook.yaml").read_text(encoding="utf-8")
    (path / "codebook.yaml").write_text(table, encoding="utf-8")
    (path / "vocabulary.yaml").write_text(json.dumps(WORDS), encoding="utf-8")
    for number, each in enumerate(articles):
        text = json.dumps(each, indent=1)  # which is YAML, and never has an alias
        (path / f"article{number}.yaml").write_text(text, encoding="utf-8")
    return path


def fault(path: Path, *articles: dict[str, Any]) -> str:
    with pytest.raises(InputError) as caught:
        Evidence.load(folder(path, *articles))
    return str(caught.value)


def test_a_good_coding_is_read(tmp_path: Path) -> None:
    evidence = Evidence.load(folder(tmp_path, article(GOOD)))
    claim = evidence["ab1-01"]
    assert claim.group == "ab1-01"
    assert evidence.article(claim).title == "T"
    assert evidence.by_actor("north") == (claim,)
    assert evidence.by_actor("south") == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "xy1-01"}, "'xy1-01' is no id here; ab1- and two digits"),
        ({"paragraph": 3}, "there is no paragraph 3; 0 to 2"),
        (
            {"kind": "intrest"},
            "'intrest' is not known; allowed: interest, expectation, figure; did",
        ),
        ({"voice": "crowd"}, "'crowd' is not known"),
        ({"actors": ["north", "west"]}, "'west' is not known"),
        ({"actors": []}, "actors"),
        ({"issue": "oil"}, "'oil' is not known"),
        ({"interest": "welth"}, "did you mean 'wealth'?"),
        ({"whose": ["south"]}, "'south' is not known; allowed: north"),
        ({"whose": []}, "interest: and whose: go together"),
        ({"magnitude": "huge"}, "'huge' is not known"),
        ({"magnitude": ""}, "an interest without a magnitude says nothing"),
        ({"credence": "sure"}, "'sure' is not known"),
        ({"reliability": "E"}, "'E' is not known; allowed: A, B, C, D"),
        ({"direction": GOOD["direction"] | {"cause": "war"}}, "'war' is not known"),
        ({"direction": GOOD["direction"] | {"sign": 0}}, "direction.sign"),
        ({"date": "2017"}, "2017 lies after the cut-off; evidence ends on 2016-12-31"),
        ({"date": "2015/2017-01"}, "2015/2017-01 lies after the cut-off"),
        ({"date": "2016-13"}, "date"),
        ({"cluster": "lonely"}, "ab1-01 is alone in the cluster lonely"),
        ({"contradicts": ["ab1-01"]}, "ab1-01 contradicts itself"),
        ({"contradicts": ["ab1-09"]}, "'ab1-09' is not known"),
        ({"kind": "expectation"}, "comes_true: and horizon:"),
        ({"comes_true": "It is signed."}, "comes_true: and horizon:"),
        (
            {"flag": {"reason": "r", "likely": "l", "feeds": "nothing"}},
            "flagged, and feeds nothing",
        ),
        ({"flag": {"reason": "r", "likely": "l", "feeds": "war"}}, "flag.feeds"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_a_fault_is_told_at_its_place(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    told = fault(tmp_path, article(GOOD | changes))
    assert message in told
    assert re.match(r".*article0\.yaml:\d+:\d+: ", told)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    other = article(GOOD | {"id": "cd1-01", "voice": "crowd"}, id="cd1")
    told = fault(tmp_path, article(GOOD | {"issue": "oil", "date": "2020"}), other)
    assert len(told.splitlines()) == 3


def test_ids_are_unique(tmp_path: Path) -> None:
    told = fault(tmp_path, article(GOOD, GOOD), article(GOOD))
    assert told.count("the claim ab1-01 stands twice") == 2
    assert "two articles have the id ab1" in told


def test_a_contradiction_is_told_on_both_sides(tmp_path: Path) -> None:
    one = GOOD | {"contradicts": ["ab1-02"]}
    two = GOOD | {"id": "ab1-02"}
    assert "add ab1-01 to contradicts: of ab1-02" in fault(tmp_path, article(one, two))


def test_an_article_after_the_cutoff_is_no_evidence(tmp_path: Path) -> None:
    assert "2020-07 lies after" in fault(tmp_path, article(GOOD, date="2020-07"))


# From claims to readings.


def test_readings_carry_the_coding() -> None:
    claim = EVIDENCE["va15-23"]
    (reading,) = readings([ClaimLink("va15-23", against=True)], EVIDENCE)
    assert reading.claim_id == "va15-23"
    assert reading.cluster == claim.cluster
    assert (reading.magnitude, reading.credence, reading.reliability) == ("strong", "likely", "B")
    assert reading.against
    assert reading.contradicts == ("fp16-18",)


def test_a_claim_that_nothing_repeats_is_its_own_cluster() -> None:
    (reading,) = readings([ClaimLink("va16-27", against=False)], EVIDENCE)
    assert reading.cluster == "va16-27"


def test_unknown_flagged_and_placeless_claims_give_no_prior() -> None:
    links = [ClaimLink(claim, against=False) for claim in ("va15-99", "fp16-39", "va16-02")]
    with pytest.raises(InputError) as caught:
        readings(links, EVIDENCE)
    told = str(caught.value)
    assert "there is no claim 'va15-99'; did you mean" in told
    assert "fp16-39 is flagged and feeds nothing; A fund of 100 billion yen" in told
    assert "va16-02 has no magnitude" in told


PARAMETER = """
pace:
  meaning: m
  unit: weight
  bounds: [0, 1]
  prior: 0.5
  claims: [CLAIM]
"""


@pytest.mark.parametrize(
    ("claim", "extra", "faulty"),
    [
        ("va15-22", "", False),
        ("va16-02", "", True),  # without a magnitude a claim cannot make a prior
        ("va16-02", "  judgement: j\n", False),  # but it can support a judgement
        ("fp16-39", "  judgement: j\n", True),  # which a flagged figure cannot
    ],
)
def test_links_of_a_register_are_checked(
    tmp_path: Path, claim: str, extra: str, faulty: bool
) -> None:
    path = tmp_path / "law.yaml"
    path.write_text(PARAMETER.replace("CLAIM", claim) + extra, encoding="utf-8")
    register = Register(collect(read(path), (), "laws"))
    if not faulty:
        check_links(register, EVIDENCE)
        return
    with pytest.raises(InputError, match=r"law\.yaml:2:1: "):
        check_links(register, EVIDENCE)


# Walks.


def test_from_a_claim_to_its_parameters_and_back() -> None:
    for claim_id in EVIDENCE:
        view = look_up(claim_id, EVIDENCE, REGISTER)
        assert isinstance(view, ClaimView)
        assert view.claim in view.article.claims
        assert view.claim not in view.repeats
        for other in view.contradicts:
            assert claim_id in other.contradicts
        for parameter, against in view.parameters:
            back = look_up(parameter.path, EVIDENCE, REGISTER)
            assert isinstance(back, ParameterView)
            assert (view.claim, view.article, against) in back.claims


def test_from_a_parameter_to_its_claims_and_back() -> None:
    for path in REGISTER:
        view = look_up(path, EVIDENCE, REGISTER)
        assert isinstance(view, ParameterView)
        for claim, article_, against in view.claims:
            assert claim in article_.claims
            back = look_up(claim.id, EVIDENCE, REGISTER)
            assert isinstance(back, ClaimView)
            assert (view.parameter, against) in back.parameters


def test_from_an_actor_to_its_claims_and_parameters() -> None:
    view = look_up("japan", EVIDENCE, REGISTER)
    assert isinstance(view, ActorView)
    assert all("japan" in claim.actors for claim in view.claims)
    assert {parameter.path.split(".")[0] for parameter in view.parameters} == {"japan"}
    assert len(view.parameters) == 9


def test_a_name_that_is_nothing_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"did you mean 'russia\.salience\.territory'"):
        look_up("russia.salience.teritory", EVIDENCE, REGISTER)


def test_the_overview_counts_every_claim_once() -> None:
    view = overview(EVIDENCE, REGISTER)
    assert sum(sum(counts.values()) for _, counts in view.articles) == len(EVIDENCE)
    assert all(len(members) > 1 for members in view.clusters.values())
    assert all(one < other for one, other in view.contradictions)
    assert not {claim.id for claim in view.flagged} & {claim.id for claim in view.unused}
    assert len(view.parameters) == len(REGISTER)
