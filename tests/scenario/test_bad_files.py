"""Every kind of fault in a file: where it is reported, and in which words.

Each file of bad/ says in its first lines what is expected of it:
`# expect: LINE:COLUMN: piece of the message`, with the file in front if the fault is in a parent.
"""

import re
from pathlib import Path

import pytest

from sim.base.errors import InputError
from sim.scenario import read
from sim.scenario.reader import Catalogues

FILES = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
EXPECTED = re.compile(r"^# expect: (?:(\S+\.yaml):)?(\d+):(\d+): (.+)$", re.MULTILINE)


def expectations(path: Path) -> list[tuple[Path, int, int, str]]:
    """What a bad file expects: (file, line, column, piece of the message) each."""
    found = EXPECTED.findall(path.read_text(encoding="utf-8", errors="replace"))
    return [
        (path.parent / (file or path.name), int(line), int(column), piece)
        for file, line, column, piece in found
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_at_the_place_of_its_fault(
    path: Path, catalogues: Catalogues
) -> None:
    expected = expectations(path)
    assert expected, "the file does not say what is expected of it"
    with pytest.raises(InputError) as error:
        read(path, catalogues)
    found = [
        (Path(problem.mark.file).resolve(), problem.mark.line, problem.mark.column, str(problem))
        for problem in error.value.problems
        if problem.mark is not None
    ]
    assert len(found) == len(error.value.problems), "a problem without a place"
    places = {problem[:3] for problem in found}
    assert places == {(file.resolve(), line, column) for file, line, column, _ in expected}
    for file, line, column, piece in expected:
        said = [text for *place, text in found if place == [file.resolve(), line, column]]
        assert any(piece in text for text in said), (piece, said)


def test_problems_come_in_the_order_of_the_file(catalogues: Catalogues, bad: Path) -> None:
    with pytest.raises(InputError) as error:
        read(bad / "many.yaml", catalogues)
    lines = [int(text.split(".yaml:")[1].split(":")[0]) for text in str(error.value).splitlines()]
    assert lines == sorted(lines)
    assert len(lines) == len(expectations(bad / "many.yaml"))


def test_what_bad_files_extend_is_good(catalogues: Catalogues, bad: Path) -> None:
    assert read(bad / "parents" / "good.yaml", catalogues).name == "good"
