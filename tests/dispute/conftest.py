"""Copies of the invented dispute, for tests to edit."""

import shutil
from pathlib import Path

import pytest

from tests.support.straits import LAW, STRAITS, Edit, Make


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A copy of the invented dispute's folder with some edits."""

    def copied(*edits: Edit) -> Path:
        folder = tmp_path / "straits"
        shutil.copytree(STRAITS, folder)
        (folder / "laws").mkdir()
        (folder / "laws" / "tide.yaml").write_text(LAW, "utf-8")
        for file, old, new in edits:
            text = (folder / file).read_text("utf-8")
            assert old in text, f"{file} does not say {old!r}"
            (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return copied
