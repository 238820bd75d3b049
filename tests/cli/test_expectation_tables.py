"""`sim check --expectations`: what is expected, and what the model says to it."""

import json
from pathlib import Path

import pytest

from sim import cli

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]

HEADING = """\
scenario: mine
title: Mine
why: To see.
extends: baseline
events: [{id: lifted, at: 2017Q1, do: {us.sanctions: 0.02}}]
"""
PART = "{law: economy, state: output}"
EXPECTED = f"""\
expectations:
  dearer_oil: {{sign: 1, scope: partial, move: {{up: [oil]}}, shows_in: {PART}}}
  lifting: {{sign: -1, scope: total, outcome: mean of us.sanctions}}
  raising: {{sign: 1, scope: total, outcome: mean of us.sanctions}}
"""


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(text: str, *options: str) -> int:
    Path("mine.yaml").write_text(HEADING + text, encoding="utf-8")
    return cli.status(["check", "mine.yaml", "--worlds", "20", *options])


def test_total_ones_are_reported_and_gate_nothing(capsys: Printed) -> None:
    assert check(EXPECTED, "--expectations") == 0
    said = capsys.readouterr().out
    assert "1 of 1 partial signs hold" in said
    assert "1 does not hold, 1 holds; nothing is gated on it" in said
    assert "mean of us.sanctions" in said


def test_nothing_is_run_without_being_asked(capsys: Printed) -> None:
    assert check(EXPECTED) == 0
    said = capsys.readouterr().out
    assert said.startswith("mine.yaml: Mine: can be run\n")
    assert "sign" not in said


def test_a_partial_one_that_does_not_hold_is_a_failure(capsys: Printed) -> None:
    assert (
        check(EXPECTED.replace("{sign: 1, scope: p", "{sign: -1, scope: p"), "--expectations") == 1
    )
    printed = capsys.readouterr()
    assert "0 of 1 partial signs hold" in printed.out
    assert "dearer_oil" in printed.err


def test_one_that_is_said_to_fail_must_fail(capsys: Printed) -> None:
    wrong = EXPECTED.replace("{sign: 1, scope: p", "{fails: Known., sign: -1, scope: p")
    assert check(wrong, "--expectations") == 0
    assert check(wrong.replace("sign: -1, scope: p", "sign: 1, scope: p"), "--expectations") == 1
    assert "dearer_oil" in capsys.readouterr().err


def test_one_json_object_and_nothing_else(capsys: Printed) -> None:
    assert check(EXPECTED, "--expectations", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["schema"], said["worlds"]) == (1, 20)
    partial, lifting, raising = said["expectations"]
    assert (partial["id"], partial["verdict"], partial["right"]) == ("dearer_oil", "holds", 1.0)
    assert (lifting["scenario"], lifting["base"]) == ("mine", "baseline")
    assert (lifting["file"], lifting["line"]) == ("mine.yaml", 8)
    assert lifting["difference"] == raising["difference"]
    assert lifting["probability"] == pytest.approx(1 - raising["probability"])
    low, high = lifting["ci95"]
    assert low <= lifting["difference"] <= high


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (EXPECTED, ("--json",), "add --expectations or --influence"),
        (EXPECTED.replace("us.sanctions", "us.sanction"), (), "did you mean 'us.sanctions'?"),
        (EXPECTED.replace("scope: total", "scope: totl"), (), "mine.yaml:8:"),
    ],
)
def test_bad_input(capsys: Printed, text: str, options: tuple[str, ...], words: str) -> None:
    assert check(text, *options) == 2
    printed = capsys.readouterr()
    assert words in printed.err
    assert "can be run" not in printed.out or "sanction" in words


def test_nothing_expected_is_said(capsys: Printed) -> None:
    assert check("", "--expectations") == 0
    assert "Nothing is expected" in capsys.readouterr().out


def test_without_names_the_dispute_is_asked(capsys: Printed) -> None:
    assert cli.status(["check", "--expectations", "--worlds", "2", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)["expectations"]
    assert {each["scope"] for each in entries} == {"partial", "total"}
    assert all("verdict" in each or each["not_modelled"] for each in entries)
    assert [each["id"] for each in entries if each["scope"] == "partial" and "verdict" in each]
