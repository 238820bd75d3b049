"""Recompute every claim-based prior from its claims, by the one rule (docs/codebook.md).

    python tools/calibration/derive_priors.py kurils
        rewrite the priors that differ, in place
    python tools/calibration/derive_priors.py kurils --check    # exit 1 if any differs

A prior is claim-based if its parameter has `claims:` and neither `judgement:` nor `source:`. A
parameter may be written without a `prior:`; the first run puts it in, before its claims.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.base.errors import InputError, Mark, Problems
from sim.base.paths import seeds_folder
from sim.base.yaml_documents import Document, KeyPath, check, parse, read
from sim.inputs.evidence import Evidence, readings
from sim.inputs.parameters import FORM, ClaimLink, ParameterEntry
from sim.inputs.priors import pool

CALIBRATION = Path(__file__).parents[2] / "calibration"


class Unfinished(ParameterEntry):
    """A parameter whose prior may still be missing."""

    prior: Any = None


@dataclass(frozen=True)
class Derived:
    """The prior that its claims give a parameter, beside the one that stands in its file."""

    path: KeyPath
    mark: Mark
    written: Any
    prior: dict[str, Any]

    @property
    def differs(self) -> bool:
        """Whether the file has to be rewritten."""
        return bool(self.written != self.prior)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dispute", help="name of a folder beside this script")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if any differs"
    )
    arguments = parser.parse_args()
    try:
        return run(CALIBRATION / arguments.dispute, seeds_folder(), write=not arguments.check)
    except InputError as error:
        print(error, file=sys.stderr)
        return error.status


def run(dispute: Path, seeds: Path, *, write: bool) -> int:
    """Recompute the priors in a dispute's files; 1 if any differs and may not be rewritten."""
    evidence = Evidence.load(seeds)
    problems = Problems()
    found: list[tuple[Document, list[Derived]]] = []
    for file in sorted(dispute.rglob("*.yaml")):
        with problems.gather():
            document = read(file)
            found.append((document, derive(document, evidence)))
    problems.raise_any()
    changed = 0
    for document, every in found:
        differing = [each for each in every if each.differs]
        for each in differing:
            print(f"{each.mark}: {each.written} → {each.prior}")
        if differing and write:
            rewrite(document, differing)
        changed += len(differing)
    print(f"{sum(len(every) for _, every in found)} claim-based priors, {changed} differ")
    return 1 if changed and not write else 0


def derive(document: Document, evidence: Evidence) -> list[Derived]:
    """What the claims give for each claim-based parameter of a document."""
    problems = Problems()
    found: list[Derived] = []
    for path in claim_based(document.data, ()):
        with problems.gather():
            entry = check(Unfinished, document, path)
            mark = document.mark(path)
            if entry.bounds is None:
                problems.add("a claim-based parameter has no bounds", mark=mark)
                continue
            links = [ClaimLink(link.claim, link.reads == "against") for link in entry.claims]
            prior = pool(readings(links, evidence, mark), evidence.rules, *entry.bounds)
            found.append(Derived(path, mark, entry.prior, prior))
    problems.raise_any()
    return found


def claim_based(node: Any, path: KeyPath) -> Iterator[KeyPath]:
    """Paths of the parameters that have claims, and neither a judgement nor a source."""
    if not isinstance(node, dict):
        return
    if isinstance(node.get("claims"), list) and "meaning" in node:
        if not ("judgement" in node or "source" in node or node.get("unit") == FORM):
            yield path
        return
    for key, inner in node.items():
        yield from claim_based(inner, (*path, key))


def rewrite(document: Document, changes: list[Derived]) -> None:
    """Put the derived priors into a file, and leave every other character as it is."""
    file = Path(document.file)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    # From the bottom up, so that the places of what is still to come stay true.
    for each in sorted(changes, key=lambda each: each.mark.line, reverse=True):
        replace(lines, document, each)
    text = "".join(lines)
    after = parse(text, document.file)
    missed = [each.mark for each in changes if after.at(each.path)["prior"] != each.prior]
    if missed:
        raise RuntimeError(f"{missed[0]}: the prior was not put into its place")
    file.write_text(text, encoding="utf-8")


def replace(lines: list[str], document: Document, change: Derived) -> None:
    """Put one prior in the place of the old one, or before the claims if there was none."""
    old = (*change.path, "prior")
    mark = document.marks.get(old) or document.mark((*change.path, "claims"))
    indent = mark.column - 1
    first = mark.line - 1
    if lines[first][:indent].strip():
        problems = Problems()
        problems.add("the prior cannot be put in", cure="give each key its own line", mark=mark)
        problems.raise_any()
    last = first
    if old in document.marks:
        last += 1
        while last < len(lines) and lines[last].startswith(" " * (indent + 1)):
            last += 1
    lines[first:last] = [f"{' ' * indent}{line}\n" for line in written("prior", change.prior)]


def written(key: str, prior: Mapping[str, Any]) -> list[str]:
    """Lines of a prior: one, or one for each part of a mixture."""
    if "mixture" not in prior:
        return [f"{key}: {flow(prior)}"]
    return [f"{key}:", "  mixture:", *(f"    - {flow(part)}" for part in prior["mixture"])]


def flow(value: Any) -> str:
    """A value on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    return f"{value:.12g}"


if __name__ == "__main__":
    sys.exit(main())
