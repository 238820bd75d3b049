from sim.base import paths
from sim.engine import runs
from sim.inputs.evidence import Evidence
from sim.report import Citation, Context, surround
from sim.report.input_changes import listed, meanings_of, said
from sim.scenario import ScenarioDifference
from tests.support.synthetic import make_run

PATH = "sender.salience.punishment"
CLAIM = Citation("a-1", "A sender may relent.", "An article, An outlet", "2016-12-01")


def test_a_change_has_place_meaning_and_claims() -> None:
    changes = (
        ScenarioDifference(f"set.{PATH}", 0.25, {"scale": 0.1}, "/home/s.yaml", 9),
        ScenarioDifference("events.order", {"do": {"oil": 1.0}, "repeat": False}, None, "", 0),
    )
    context = Context(changes=changes, basis={PATH: (CLAIM,)})
    first, second = listed(context, {PATH: "what punishing counts"})
    assert first == (
        f"set.{PATH}",
        "0.25",
        "scale: 0.1",
        "what punishing counts",
        "s.yaml, line 9",
        (CLAIM,),
        PATH,
    )
    assert (second.value, second.place, second.claims, second.parameter) == (
        "taken away",
        "",
        (),
        "",
    )
    assert second.base == "do: oil: 1, repeat: no"


def test_values_are_said_in_words() -> None:
    assert said(["x", {"a": True}, 1.23456]) == "x, a: yes, 1.23"


def test_what_parameters_mean_is_in_the_manifest() -> None:
    assert meanings_of(make_run(10))["laws.curve"] == "shape of the response"


def test_a_policy_that_the_dispute_names_brings_its_claims() -> None:
    question = runs.read("economy_first")
    policy = question.dispute.policies["economy_first"]
    context = surround(
        question.scenario,
        question.dispute,
        Evidence.load(paths.seeds_folder()),
        question.differences(),
    )
    (change,) = listed(context, {})
    assert change.meaning == policy.title
    assert [claim.id for claim in change.claims] == list(policy.claims)
    assert change.place.startswith("economy_first.yaml, line ")
