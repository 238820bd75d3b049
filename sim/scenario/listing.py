"""What a dispute offers to the words of the command line: names, titles and the place of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.base import yaml_documents
from sim.base.paths import calibration_folder, calibrations, nearby, scenarios_folder
from sim.scenario.catalogue import Offer

DISPUTE, ACTORS = "dispute.yaml", "actors"


@dataclass(frozen=True)
class ListedName:
    """One name that commands or scenario files take.

    title : what it is, in words
    place : file, and line where it is known
    """

    name: str
    title: str
    place: str


def disputes() -> Iterator[ListedName]:
    """Disputes that can be run."""
    for name in calibrations():
        file = calibration_folder(name) / DISPUTE
        yield ListedName(name, str(yaml_documents.read(file).data.get("title", "")), nearby(file))


def scenarios() -> Iterator[ListedName]:
    """Scenario files of the folder scenarios/, else the packaged ones."""
    here = Path("scenarios")
    folder = here if any(here.glob("*.yaml")) else scenarios_folder()
    for file in sorted(folder.glob("*.yaml")):
        data = yaml_documents.read(file).data
        title = data.get("title", "") if isinstance(data, dict) else ""
        yield ListedName(file.stem, str(title), nearby(file))


def policies(offer: Offer) -> Iterator[ListedName]:
    """Policies that a scenario names."""
    for name, policy in offer.policies.items():
        yield ListedName(name, policy.title, nearby(offer.folder / DISPUTE))


def outcomes(offer: Offer) -> Iterator[ListedName]:
    """What is measured in each world."""
    for outcome in offer.dispute.outcomes:
        yield ListedName(outcome.name, outcome.title, nearby(offer.folder / DISPUTE))


def parameters(offer: Offer) -> Iterator[ListedName]:
    """What `set:` and `--set` change."""
    for path, parameter in offer.register.items():
        place = f"{nearby(parameter.mark.file)}:{parameter.mark.line}"
        yield ListedName(path, parameter.meaning, place)


def levers(offer: Offer) -> Iterator[ListedName]:
    """What policies bind: a lever with its options, from one end to the other."""
    for lever in offer.dispute.levers:
        place = nearby(offer.folder / ACTORS / f"{lever.actor}.yaml")
        name = f"{lever.actor} {lever.name}"
        yield ListedName(name, f"{lever.title}: {' < '.join(lever.options)}", place)


OF_DISPUTE: Mapping[str, Callable[[Offer], Iterator[ListedName]]] = {
    "policies": policies,
    "outcomes": outcomes,
    "parameters": parameters,
    "levers": levers,
}
WITHOUT_DISPUTE: Mapping[str, Callable[[], Iterator[ListedName]]] = {
    "disputes": disputes,
    "scenarios": scenarios,
}
KINDS = (*WITHOUT_DISPUTE, *OF_DISPUTE)
