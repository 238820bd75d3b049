"""Which files a page may be written to; asked before anything runs."""

import os
from pathlib import Path

import pytest

from sim import cli
from sim.base.errors import InputError
from sim.base.page_files import HEAD, check_place

COMMANDS = (
    ("run", "baseline"),
    ("compare", "baseline", "oil_boom"),
    ("sweep", "baseline", "--vary", "us.salience.punishment=0.1:0.5:2"),
    ("explain", "baseline", "--world", "1"),
    ("calibrate", "kurils", "--dry-run"),
    ("hindcast",),
)


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_file_and_a_page_may_be_written() -> None:
    check_place(Path("new.html"))
    Path("old.html").write_text(f"{HEAD}<title>Old</title>", encoding="utf-8")
    check_place(Path("old.html"))


@pytest.mark.parametrize("content", ["", "scenario: mine\n", "<!DOCTYPE html>\n<p>Mine</p>\n"])
def test_another_file_is_refused_and_left_as_it_is(content: str) -> None:
    file = Path("mine.yaml")
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"not a page that sim has written.*--html"):
        check_place(file)
    assert file.read_text(encoding="utf-8") == content


def test_links_folders_devices_pipes_and_missing_folders_are_refused() -> None:
    Path("old.html").write_text(HEAD, encoding="utf-8")
    Path("link.html").symlink_to("old.html")
    Path("dangling.html").symlink_to("nowhere.html")
    Path("folder").mkdir()
    os.mkfifo("pipe")
    for place, why in (
        ("link.html", "symbolic link"),
        ("dangling.html", "symbolic link"),
        ("folder", "is a folder"),
        ("pipe", "no regular file"),
        (os.devnull, "no regular file"),
        ("no/such/page.html", "no folder no/such"),
        ("old.html/page.html", "no folder old.html"),
    ):
        with pytest.raises(InputError, match=why):
            check_place(Path(place))
    assert not Path("no").exists()


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_every_command_refuses_before_it_computes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sim.model.worlds.Worlds.step", None)
    Path("mine.yaml").write_text("scenario: mine\n", encoding="utf-8")
    assert cli.status([*words, "--html", "mine.yaml"]) == 2
    printed = capsys.readouterr()
    assert "mine.yaml cannot be written" in printed.err
    assert printed.out == ""
    assert Path("mine.yaml").read_text(encoding="utf-8") == "scenario: mine\n"
    assert not Path("runs").exists()
