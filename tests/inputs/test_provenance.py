"""Nothing that came later chose a number: parameters, window and posterior read what was public.

Each check is shown to be able to fail by a fault that is planted in a copy. What is known to have
been read or known later stands in history.yaml as data (`known_later`), with the reason.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import scenario
from sim.base import paths as locations
from sim.base.errors import InputError
from sim.base.yaml_documents import read as read_document
from sim.dispute import Dispute
from sim.dispute.reader import read_folder
from sim.inputs import history, posterior
from sim.inputs.evidence import Evidence
from sim.inputs.history import History
from sim.inputs.parameters import Parameter
from sim.scenario import Scenario
from sim.studies.calibration import WINDOW

pytestmark = pytest.mark.slow

FOLDER = locations.calibration_folder("kurils")
DATES = ("month", "year", "date", "published", "growth_first_published")  # columns of a series
RECIPE = ("value", "how", "unit", "meaning", "source", "note")  # keys that name no other number
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")  # a name of the record inside a text
KNEW = re.compile(r"after 2016|known to the coder|[Cc]oloured by knowledge")


class Provenance:
    """What the numbers of one calibration rest on, and what of it is later than the cut-off."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record: History = history.load(folder)
        self.raw: Mapping[str, Any] = read_document(folder / history.FILE).data
        self.cutoff = str(self.raw["cutoff"])
        self.year = int(self.cutoff[:4])

    # -- sources

    @cache  # noqa: B019  one for a test
    def late(self, source: str) -> str:
        """Why a source is not known to have been public by the cut-off; empty where it is."""
        said = self.record.sources[source]
        vintage = str(said.vintage)
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", vintage)]
        if source == "recalled":
            return "is recalled, and nothing dates it"
        if re.search(r"after \d{4}", vintage):
            return f"is of a later vintage ({vintage})"
        if said.public_until is not None:
            return "" if said.public_until <= self.year else f"runs to {said.public_until}"
        if any(year > self.year for year in years):
            return f"is of a later vintage ({vintage})"
        if said.file:
            return next(self._late_rows(said.file), "")
        if years:
            return ""
        return self._undated(source)

    def _undated(self, source: str) -> str:
        """A source that says no vintage is as old as what is cited from it."""
        events = [(e.date, e.use) for e in self.record.events.values() if source in e.source]
        points = [
            (point.published, point.use)
            for series in self.record.series.values()
            for point in series.points
            if source in point.source
        ]
        if not events and not points:
            return "says no date, and nothing dated is cited from it"
        late = [date for date, use in events + points if use != "calibration"]
        return f"is cited for {late[0]}" if late else ""

    def _late_rows(self, file: str) -> Iterator[str]:
        for row in self.rows(file):
            for column in DATES:
                if len(row.get(column) or "") >= len("2016") and row[column] > self.cutoff:
                    yield f"holds a row of {row[column]}"

    def rows(self, file: str) -> list[dict[str, str]]:
        with (self.folder / file).open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))

    # -- derived numbers

    def numbers(self, name: str) -> set[str]:
        """A derived number and all those from which it is derived."""
        found: set[str] = set()

        def walk(value: object) -> None:
            if isinstance(value, Mapping):
                for each in value.values():
                    walk(each)
            elif isinstance(value, Sequence) and not isinstance(value, str):
                for each in value:
                    walk(each)
            elif isinstance(value, str) and value in self.raw["derived"] and value not in found:
                found.add(value)
                recipe = self.raw["derived"][value]
                walk({key: each for key, each in recipe.items() if key not in RECIPE})

        walk(name)
        return found

    def sources_of(self, name: str) -> set[str]:
        """The sources of a derived number, of the numbers behind it, and of the rows it reads."""
        found: set[str] = set()
        for each in self.numbers(name):
            recipe = self.raw["derived"][each]
            found |= set(_listed(recipe["source"]))
            if isinstance(recipe.get("of"), str):
                where = recipe.get("where", {})
                for row in self.rows(f"series/{recipe['of']}.csv"):
                    same = all(row.get(k) == str(v) for k, v in where.items())
                    if row.get("source") and same:
                        found.add(row["source"])
        return found

    def late_years(self, name: str) -> Iterator[tuple[str, str]]:
        """Years for which a number reads a source that had not come out by the cut-off."""
        for each in self.numbers(name):
            recipe = self.raw["derived"][each]
            read = [recipe.get("year"), recipe.get("where", {}).get("year")]
            years = [y for y in (*read, *recipe.get("years", ())) if y is not None]
            for source in _listed(recipe["source"]):
                until = self.record.sources[source].public_until or self.year
                for year in years:
                    if int(year) > until:
                        yield source, f"is read for {year}, which was not public"

    # -- parameters

    def rests_on(self, parameter: Parameter) -> tuple[set[str], set[str]]:
        """Derived numbers and sources that a parameter names, wherever it names them."""
        text = f"{parameter.source} {parameter.derivation} {parameter.judgement}"
        words = {*NAME.findall(text), *re.findall(r"[a-z0-9_]+", parameter.source)}
        words.add(re.split(r"[:.]", parameter.derivation)[0].strip())
        derived = {word for word in words if word in self.raw["derived"]}
        return derived, {word for word in words if word in self.record.sources}

    def of_parameter(self, parameter: Parameter) -> Iterator[tuple[str, str]]:
        """(source, fault) of everything later than the cut-off behind a parameter."""
        derived, sources = self.rests_on(parameter)
        if parameter.source and not sources:
            yield parameter.source, "is no source on record"
        if parameter.derivation and not derived:
            yield "", f"derives from no number on record: {parameter.derivation}"
        for name in sorted(derived):
            sources |= self.sources_of(name)
            yield from self.late_years(name)
        for source in sorted(sources):
            if why := self.late(source):
                yield source, why
        text = f"{parameter.source} {parameter.derivation} {parameter.judgement}"
        for name in NAME.findall(text):
            event = self.record.events.get(name)
            if event is not None and event.use != "calibration":
                yield name, f"happened on {event.date}"
        if KNEW.search(text):
            yield "", "its coder knew later things"

    def of_register(self, dispute: Dispute) -> list[str]:
        """Faults of all parameters, but for those that history.yaml owns up to."""
        owned = {
            (path, each.source) for each in self.record.later.values() for path in each.parameters
        }
        found = {
            (path, source): f"{path}: {source} {why}".replace("  ", " ")
            for path, parameter in dispute.register.items()
            for source, why in self.of_parameter(parameter)
        }
        stale = [f"{path}: {source} need not be owned up to" for path, source in owned - set(found)]
        return [said for key, said in found.items() if key not in owned] + sorted(stale)

    # -- the window

    def of_window(self, window: Scenario) -> Iterator[str]:
        """What the window names that is not on record, or came later; and its forcing."""
        if window.end > self.record.cutoff:
            yield f"the window ends in {window.end}"
        if window.draws != "prior":
            yield "the window is drawn from the posterior that it makes"
        for seen in window.observations:
            names = NAME.findall(seen.why)
            if not names and not re.match(r"no \w+ among the events of", seen.why):
                yield f"{seen.id}: nothing on record is named: {seen.why}"
            for name in names:
                yield from (f"{seen.id}: {fault}" for fault in self._named(name, seen.why))
        means = self._oil()
        for event in window.events:
            for path, value in event.do:
                if path == "oil" and round(value, 1) != round(means[str(event.start)], 1):
                    yield f"{event.id}: oil was {means[str(event.start)]:.1f}, not {value}"

    def _named(self, name: str, why: str) -> Iterator[str]:
        if not self.record.knows(name):
            yield f"{name} is not on record"
        elif name in self.record.events and self.record.events[name].use != "calibration":
            yield f"{name} happened on {self.record.events[name].date}"
        elif name in self.raw["derived"]:
            late = [s for s in sorted(self.sources_of(name)) if self.late(s)]
            yield from (f"{name} rests on {source}, which {self.late(source)}" for source in late)
        elif name in self.record.series:
            dates = re.findall(rf"{name}, (\d{{4}}(?:-\d\d)?)", why)
            used = [p for p in self.record.series[name].points if str(p.at) in dates]
            if not used:
                yield f"{name} has no point of {dates}"
            yield from (f"{name} of {p.at} came out later" for p in used if p.use != "calibration")

    def _oil(self) -> dict[str, float]:
        months: dict[str, list[float]] = {}
        for row in self.rows("series/brent_monthly.csv"):
            year, month = row["month"].split("-")
            quarter = f"{year}Q{(int(month) + 2) // 3}"
            months.setdefault(quarter, []).append(float(row["usd_per_barrel"]))
        return {quarter: sum(values) / len(values) for quarter, values in months.items()}


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def of_claims(dispute: Dispute, evidence: Evidence, cutoff: str) -> Iterator[str]:
    """Claims behind parameters and policies that are dated after the cut-off."""
    linked = {link.claim for each in dispute.register.values() for link in each.claims}
    linked |= {claim for policy in dispute.policies.values() for claim in policy.claims}
    for name in sorted(linked):
        claim = evidence[name]
        for date in (claim.date, evidence.article(claim).date):
            end = date.rpartition("/")[2]
            if end > cutoff[: len(end)]:
                yield f"{name} is of {date}"


def of_posterior(dispute: Dispute, window: Scenario) -> Iterator[str]:
    """What is in the posterior that its priors and its window did not put there."""
    found = dispute.posterior
    assert found is not None
    for path in sorted(set(found.columns) - set(dispute.register)):
        yield f"{path} is no parameter"
    for path in sorted(p for p in found.columns if p.endswith(".start")):
        yield f"{path} is of another date"
    if found.record.priors != posterior.priors(dispute.register):
        yield "priors have changed since"
    if found.record.table != posterior.content(found.file):
        yield "its table is another one"
    made = (found.record.window, found.record.seed, found.record.worlds)
    if made != (window.name, window.seed, window.worlds):
        yield f"it was made by {made}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The calibration, to tamper with."""
    return Path(shutil.copytree(FOLDER, tmp_path / "kurils"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def window_of(folder: Path) -> Scenario:
    return scenario.read(folder / WINDOW, scenario.offer)


def faults(folder: Path) -> list[str]:
    return Provenance(folder).of_register(read_folder(folder))


# -- parameters and starting values


def test_no_parameter_rests_on_what_came_later() -> None:
    assert faults(FOLDER) == []


def test_what_was_known_later_is_owned_up_to_with_its_reason() -> None:
    later = history.load(FOLDER).later
    assert {each.source for each in later.values()} >= {"mt_power_of_siberia", "unga_ideal_points"}
    assert all(len(each.why) > 20 for each in later.values())


PLANTED = {
    "a source of 2017": (
        "laws/meetings.yaml",
        "source: meetings",
        "source: tass_967199",
        "tass_967199 is cited for",
    ),
    "a series that holds a later row": (
        "series/meetings.csv",
        "\n",
        "\n17,2017,4,Moscow,abe_putin\n",
        "laws.meetings.rate: meetings holds a row of 2017",
    ),
    "a number read for a year that was not out": (
        "history.yaml",
        "where: {state: turkey, year: 2015}",
        "where: {state: turkey, year: 2016}",
        "eu.position.purchases: eurostat_gas is read for 2016",
    ),
    "a number derived from a later source": (
        "history.yaml",
        "how: weighted_sum, terms: [[0.7, 1.9]], source: rspp_2004",
        "how: weighted_sum, terms: [[0.7, 1.9]], source: kremlin_54391",
        "",
    ),
    "a row of a series with a later source": (
        "series/gas_buyers.csv",
        "sputnik_it_2016,2016-05-02",
        "scmp_gas,2016-05-02",
        "eu.position.purchases: scmp_gas",
    ),
    "a source that nobody knows": (
        "laws/meetings.yaml",
        "source: meetings",
        "source: a friend",
        "a friend is no source on record",
    ),
    "a derivation that nobody knows": (
        "laws/meetings.yaml",
        'derivation: "meeting_rate:',
        'derivation: "guessed_rate:',
        "derives from no number on record",
    ),
    "a judgement that knew": (
        "laws/posture.yaml",
        "judgement: Missiles were announced",
        "judgement: It was known to the coder how it went. Missiles were announced",
        "laws.posture.",
    ),
    "a judgement that names a later event": (
        "laws/posture.yaml",
        "judgement: Missiles were announced",
        "judgement: See caatsa_law. Missiles were announced",
        "caatsa_law happened on 2017-08-02",
    ),
    "a source owned up to that is not": (
        "history.yaml",
        "source: mt_power_of_siberia, why",
        "source: article_50, why",
        "china.position.purchases: mt_power_of_siberia is of a later vintage",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_later_source_is_noticed(planted: str, copy: Path) -> None:
    file, old, new, said = PLANTED[planted]
    change(copy / file, old, new)
    if planted == "a number derived from a later source":
        # what rests on it must name it first
        change(
            copy / "dispute.yaml",
            "    source: rspp_2004\n",
            '    source: rspp_2004\n    derivation: "direct_share_2004: x"\n',
        )
        said = "stock.start: kremlin_54391 is cited for"
    assert any(said in fault for fault in faults(copy)), faults(copy)


# -- claims


def test_no_claim_is_dated_after_the_cut_off() -> None:
    evidence = Evidence.load(locations.seeds_folder())
    record = Provenance(FOLDER)
    dispute = read_folder(FOLDER)
    assert list(of_claims(dispute, evidence, record.cutoff)) == []
    assert evidence.vocabulary.cutoff == record.cutoff
    assert list(of_claims(dispute, evidence, "2016-06-30"))  # and it can tell


def test_the_window_rests_on_claims_that_were_public() -> None:
    evidence, window = Evidence.load(locations.seeds_folder()), window_of(FOLDER)
    for name in window.claims:
        assert evidence.article(evidence[name]).date <= Provenance(FOLDER).cutoff


# -- the window


def test_the_window_names_nothing_that_came_later() -> None:
    assert list(Provenance(FOLDER).of_window(window_of(FOLDER))) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("renewal_2016_12;", "renewal_2017_06;", "renewed: renewal_2017_06 happened on 2017-06-28"),
        ("renewal_2016_12;", "renewal_2016_13;", "renewed: renewal_2016_13 is not on record"),
        ("why: meeting_16 agreed", "why: they agreed", "no_settlement: nothing on record is named"),
        ("quarters: 8", "quarters: 9", "the window ends in 2017Q1"),
        ("do: {oil: 53.9}", "do: {oil: 55.9}", "oil_2015q1: oil was 53.9, not 55.9"),
        ("draws: prior", "draws: posterior", "drawn from the posterior that it makes"),
        ("why: pledges_middle", "why: gas_contract_share", "mt_power_of_siberia, which is of a"),
    ],
)
def test_a_window_that_reads_later_things_is_noticed(
    old: str, new: str, said: str, copy: Path
) -> None:
    change(copy / WINDOW, old, new)
    found = list(Provenance(copy).of_window(window_of(copy)))
    assert any(said in fault for fault in found), found


def test_a_point_that_came_out_later_is_noticed() -> None:
    record = Provenance(FOLDER)
    name, late = next(
        (name, point)
        for name, series in record.record.series.items()
        for point in series.points
        if name not in record.raw["derived"] and point.use == "hindcast"
    )
    said = list(record._named(name, f"{name}, {late.at}"))
    assert said == [f"{name} of {late.at} came out later"]
    assert list(record._named(name, f"{name}, 1956")) == [f"{name} has no point of ['1956']"]


# -- the posterior


def test_the_posterior_holds_what_its_priors_and_window_gave() -> None:
    assert list(of_posterior(read_folder(FOLDER), window_of(FOLDER))) == []


def test_an_altered_posterior_or_prior_is_noticed(copy: Path) -> None:
    table = pq.read_table(copy / posterior.TABLE)
    more = table.append_column("laws.toll", table.column(1))
    more = more.append_column("oil.start", pa.array(table.column(1).to_pandas()))
    pq.write_table(more, copy / posterior.TABLE)
    change(copy / "laws/meetings.yaml", "bounds: [0, ", "bounds: [0, 1")
    change(copy / WINDOW, "seed: 20141231", "seed: 7")
    found = list(of_posterior(read_folder(copy), window_of(copy)))
    assert found[0] == "laws.toll is no parameter"
    assert found[1] == "oil.start is of another date"
    assert found[2] == "priors have changed since"
    assert found[3] == "its table is another one"
    assert found[4].startswith("it was made by ('window', 20141231,")
    with pytest.raises(InputError, match="--prior runs without it"):
        read_folder(copy).drawing("posterior")
