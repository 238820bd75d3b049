"""The tables of docs/reference/ that follow from code: commands, keys of scenario files, Python.

python tools/docs/reference.py            rewrite what stands between the markers
python tools/docs/reference.py --check    exit 1 if a page is stale
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import sim
from sim.cli import app
from sim.scenario.file_schema import ScenarioShape

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
COMMANDS, SCENARIOS, PYTHON = (
    FOLDER / f"{name}.md" for name in ("commands", "scenario_files", "python")
)
MARKER = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def commands() -> Iterator[str]:
    """Each command with what it does, its arguments and its options."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        yield f"## sim {name}\n"
        yield from (
            _paragraph(part) + "\n" for part in inspect.cleandoc(command.help).split("\n\n")
        )
        yield "| argument or option | meaning | default |"
        yield "|---|---|---|"
        for parameter in command.params:
            if parameter.name != "help":
                yield _row(_option(parameter), getattr(parameter, "help", ""), _default(parameter))
        yield ""


def _option(parameter: Any) -> str:
    """A parameter as it is typed: its longest name, with what goes behind it."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    name = max(parameter.opts, key=len)
    if parameter.is_flag:
        return f"`{name}`"
    return f"`{name} {parameter.metavar or 'N'}`"


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    return "" if value in (None, False, (), []) or callable(value) else f"`{value}`"


def keys() -> Iterator[str]:
    """Each key of a scenario file, and those of the mappings below it."""
    schema = ScenarioShape.model_json_schema(by_alias=True)
    yield from _keys(schema)
    for name, title in (
        ("PolicyShape", "Of a policy"),
        ("EventShape", "Of an event"),
        ("ObservationShape", "Of an observation"),
        ("BranchShape", "Of a branch"),
    ):
        yield f"\n## {title}\n"
        yield from _keys(schema["$defs"][name])


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    yield "| key | meaning | default |"
    yield "|---|---|---|"
    for key, about in schema["properties"].items():
        default = about.get("default")
        yield _row(
            f"`{key}`",
            about.get("description", ""),
            "" if default in (None, [], {}) else f"`{str(default).lower()}`",
        )


def names() -> Iterator[str]:
    """Each public name with its signature and docstring."""
    for name in sim.__all__:
        thing = getattr(sim, name)
        yield f"## sim.{name}\n"
        if inspect.isfunction(thing):
            yield f"```text\n{_signature(name, thing)}\n```\n"
        yield f"```text\n{inspect.getdoc(thing)}\n```\n"


def _signature(name: str, thing: Any) -> str:
    """The arguments, one a line, with their defaults."""
    arguments = []
    for each in inspect.signature(thing).parameters.values():
        star = "*" if each.kind is each.VAR_POSITIONAL else ""
        default = "" if each.default is each.empty else f"={each.default!r}"
        arguments.append(f"    {star}{each.name}{default},")
    return ADDRESS.sub("", "\n".join([f"sim.{name}(", *arguments, ")"]))


def _row(*cells: str) -> str:
    return "| " + " | ".join(_paragraph(cell).replace("|", "\\|") for cell in cells) + " |"


def _paragraph(text: str) -> str:
    """One line, in which what looks like a tag is text."""
    return " ".join(text.split()).replace("<", "&lt;")


TABLES = {"commands": commands, "keys": keys, "names": names}


def written(page: Path) -> str:
    """A page with its tables made anew."""
    text = page.read_text(encoding="utf-8")
    return MARKER.sub(
        lambda found: found[1] + "\n".join(TABLES[found[2]]()).strip() + "\n" + found[3], text
    )


def main() -> int:
    stale = [
        page
        for page in (COMMANDS, SCENARIOS, PYTHON)
        if page.read_text(encoding="utf-8") != written(page)
    ]
    if "--check" in sys.argv[1:]:
        for page in stale:
            sys.stderr.write(f"{page.name} is stale; run python tools/docs/reference.py\n")
        return 1 if stale else 0
    for page in stale:
        page.write_text(written(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
