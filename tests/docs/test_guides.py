"""Tutorials and how-tos, followed step by step: each block acts on what those before it left.

A block of YAML or Python is a file if its first line is a comment with a path. The comment may say:

    # PATH                            the whole file
    # PATH, below "LINE"              lines that come after that line
    # PATH, in place of "LINE"        lines that replace that line
"""

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.test_docs import GUIDES, ROOT, Block, blocks, carry_out, run, workplace

__all__ = ["workplace"]  # a fixture

PLACE = re.compile(r'^# ([\w/]+\.(?:yaml|py))(?:, (below|in place of) "(.+)")?$')


def write(block: Block, folder: Path) -> bool:
    """Write the file or lines that a block holds; False if it names no path."""
    head, _, text = block.text.partition("\n")
    place = PLACE.match(head)
    if place is None:
        return False
    file, how, line = folder / place[1], place[2], place[3]
    if how is None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return True
    before = file.read_text(encoding="utf-8")
    assert before.count(f"\n{line}\n") == 1, f"{block}: {place[1]} holds this line not once: {line}"
    kept = f"\n{line}\n" if how == "below" else "\n"
    file.write_text(before.replace(f"\n{line}\n", kept + text), encoding="utf-8")
    return True


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_guide_can_be_followed(guide: Path, workplace: Path) -> None:
    for folder in ("tools", "tests"):
        shutil.copytree(ROOT / folder, workplace / folder)
    for block in blocks(guide):
        if block.language == "sh":
            carry_out(block, workplace)
        elif block.language == "python" and not write(block, workplace):
            run([sys.executable, "-W", "error", "-c", block.text], workplace)
        elif block.language == "yaml":
            assert write(block, workplace), f"{block}: the first line names no file"
    tests = [
        place[1]
        for block in blocks(guide)
        if (place := PLACE.match(block.text.partition("\n")[0])) and place[1].startswith("tests/")
    ]
    if tests:
        run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *tests], workplace)
