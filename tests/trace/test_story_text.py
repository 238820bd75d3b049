"""The text says what the story holds."""

import numpy as np

from sim.base.quarters import Quarter
from sim.trace import Bargain, OptionChoice, Story, Vote
from sim.trace.story_text import (
    alternatives,
    differing,
    ending,
    happenings,
    lines,
    said,
    series_title,
)
from sim.trace.trace_events import FEW, Due, Owed, Package, Shift, promised

AT = Quarter(2017, 3)


def choice(**changes: object) -> OptionChoice:
    fields = {
        "quarter": AT,
        "actors": ("north",),
        "actor": "North",
        "path": "north.lever.forces",
        "lever": "Forces",
        "says": "draws forces down",
        "option": "draw_down",
        "instead": "hold",
        "advantage": -1.25,
        "terms": {"habit": -2.0, "security": 0.75, "home": 0.01},
        "chance": 0.031,
        "leaning": 0.024,
        "toward": "draw_down",
        **changes,
    }
    return OptionChoice(**fields)  # type: ignore[arg-type]


def test_a_choice_against_the_terms_says_although_and_names_the_leaning() -> None:
    assert choice().text == (
        "North draws forces down, although holding is better by 1.2 (habit −2.0, security +0.8); "
        "chance 3.1 %, leaning to draw down, 98th percentile"
    )


def test_a_choice_with_the_terms_says_what_it_beats() -> None:
    with_it = choice(advantage=0.4, terms={"security": 0.4}, jumped=("War", "Oil"))
    assert "better than holding by 0.4 (security +0.4)" in with_it.text
    assert with_it.text.endswith("; on the table after a jump of: War; Oil")
    assert "although" not in with_it.text


def test_a_policy_and_a_closed_lever_have_no_terms() -> None:
    assert choice(policy="pact").text == "North draws forces down: bound by the policy pact"
    shut = choice(changed=False, on_the_table=False)
    assert shut.text == "North draws forces down: Forces is not on the table"
    assert ", as before, " in choice(changed=False).text


def test_a_shift_a_vote_and_a_promise_in_words() -> None:
    assert Shift(AT, (), "oil", "Oil", "since 2016Q4", 49.2, 31.1).text == (
        "Oil: 49.2 → 31.1 (since 2016Q4)"
    )
    vote = Vote(AT, ("u",), "Union", "lapsed", 7, 12, 2, 0.0, (("One", 2.31), ("Two", 1.0)))
    assert vote.text == (
        "Union, renewal: lapsed; 12 voice doubt, 7 before, 2 would block; severity 0 "
        "(highest doubt: One 2.3, Two 1.0)"
    )
    due = Due(AT, ("s",), "South", "money", 8.19, "delays", -1.0)
    assert due.text == (
        "South delays its promise: money (8.19 USD bn), although the rest is better by 1.0"
    )
    assert promised("relief", 0.925) == "relief of 92.5 % of its sanctions"
    assert promised("transfer", 1.0) == "transfer of the ground"


def bargain(others: int) -> Bargain:
    near = tuple(
        Package(f"package {i}", (0.01, -0.02), True, "no deal is better for South")
        for i in range(others)
    )
    owed = (Owed("North", "transfer", 1.0, Quarter(2019, 1)),)
    return Bargain(
        AT,
        ("n", "s"),
        2,
        ("North", "South"),
        (1.0, 0.5),
        0.25,
        "all of it",
        (0.1, 0.2),
        ({"home": 0.1}, {"peace": 0.2, "home": 0.0001}),
        "signed",
        near,
        owed,
    )


def test_a_round_says_what_it_was_worth_and_what_is_owed() -> None:
    assert bargain(0).text == (
        "round 2: signed. North could carry 100 % of the packages at home, South 50 %; 25 % leave "
        "both better off. all of it: worth +0.100 to North (home +0.100), worth +0.200 to South "
        "(peace +0.200). Owed: transfer of the ground, by North, due 2019Q1"
    )


def test_the_best_few_packages_are_told_and_all_of_them_closely() -> None:
    told = alternatives(bargain(FEW + 2))
    assert told[0] == "package 0: +0.010 to North, −0.020 to South; no deal is better for South"
    assert told[-1] == "and 2 more near the frontier"
    assert len(told) == FEW + 1
    assert len(alternatives(bargain(FEW + 2), closely=True)) == FEW + 2
    assert alternatives(choice()) == []


def test_every_outcome_stands_in_the_heading_in_words(told: Story) -> None:
    text = told.text
    values = dict(ending(told))
    assert (
        values["Treaty ever comes into force, even if it ends later"] == "2017Q4"
    )  # the fourth quarter of the run
    assert told.outcomes["treaty_quarter"] == 4
    for title, value in values.items():
        assert f"  {title}: {value}" in text


def test_a_quarter_that_never_comes_is_never(told: Story) -> None:
    outcome = next(each for each in told.dispute.outcomes if each.kind == "quarter")
    assert said(outcome, np.nan, told.dispute, told) == "never"


def test_only_outcomes_that_differ_are_set_against_the_base(told: Story) -> None:
    assert told.parting is not None
    found = {title: (here, there) for title, here, there in differing(told, told.parting)}
    for outcome in told.dispute.outcomes:
        same = np.array_equal(
            told.outcomes[outcome.name], told.parting.outcomes[outcome.name], equal_nan=True
        )
        assert same == (outcome.title not in found)
    assert found["Treaty ever comes into force, even if it ends later"] == ("2017Q4", "never")


def test_a_claim_is_written_out_once(told: Story) -> None:
    text = told.text
    claims = {c.id: c.sentence for g in told.grounds for b in g.parameters for c in b.claims}
    assert claims
    for identity, sentence in claims.items():
        assert text.count(f"{identity}: {sentence}") == 1


def test_nothing_told_is_said(told: Story) -> None:
    empty = told.only(actor="nobody")
    assert list(happenings(empty)) == ["  Nothing is to be told."]
    assert "What happens" in empty.text


def test_lines_are_as_deep_as_they_stand(told: Story) -> None:
    depths = {len(line) - len(line.lstrip()) for line in lines(told)}
    assert depths == {0, 2, 4, 6}


def test_series_and_levers_have_titles(told: Story) -> None:
    assert series_title(told.dispute, "war") == "Intensity of the target's war"
    lever = next(lever for lever in told.dispute.levers if lever.path == "russia.lever.war")
    assert series_title(told.dispute, lever.path) == f"Russia: {lever.title}"
