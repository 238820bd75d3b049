"""A folder appears when it is complete, and not before."""

from pathlib import Path

import pytest

from sim.base.atomic_folder import appear
from sim.base.errors import InputError, SimError


def test_it_appears_when_the_block_ends(tmp_path: Path) -> None:
    with appear(tmp_path / "new" / "one") as part:
        (part / "file").write_text("content")
        assert not (tmp_path / "new" / "one").exists()
    assert (tmp_path / "new" / "one" / "file").read_text() == "content"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["one"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_nothing(tmp_path: Path, failure: type[BaseException]) -> None:
    def broken() -> None:
        with appear(tmp_path / "new" / "one") as part:
            (part / "file").write_text("content")
            raise failure

    with pytest.raises(failure):
        broken()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="cannot be written"), appear(tmp_path / "one") as part:
        (part / "no" / "folder").write_text("content")
    (tmp_path / "file").write_text("content")
    with pytest.raises(InputError, match="cannot be written"), appear(tmp_path / "file" / "one"):
        pass


def test_a_quicker_process_may_have_written_the_same(tmp_path: Path) -> None:
    def both(is_there: bool) -> None:
        with appear(tmp_path / "one", lambda: is_there):
            (tmp_path / "one").mkdir(exist_ok=True)
            (tmp_path / "one" / "file").write_text("theirs")

    both(is_there=True)
    assert (tmp_path / "one" / "file").read_text() == "theirs"
    with pytest.raises(SimError):
        both(is_there=False)
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_what_a_killed_process_left_is_removed_and_what_is_in_use_is_kept(tmp_path: Path) -> None:
    left, mine = tmp_path / ".other-abcdefgh.part", tmp_path / ".one-archives"
    left.mkdir()
    (left / "file").write_text("content")
    mine.mkdir()
    with appear(tmp_path / "one") as part:
        assert not left.exists()
        with appear(tmp_path / "two"):
            assert part.is_dir()
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two", mine.name}
