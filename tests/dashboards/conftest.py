"""A dashboard that runs and a browser that looks at it, both started once.

The browser is Debian's Chromium, or another of its kind on the path. Where there is none, these
tests are skipped, unless SIM_BROWSER=1 says that there has to be one.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
WAIT = 300.0  # seconds; far more than anything here takes when the machine is left alone
WORLDS = 240

_FILES = {
    "few_base": ("baseline", "Few worlds as they are", WORLDS),
    "few_lift": ("trump_lifts_sanctions", "Few worlds of lifting", WORLDS),
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that needs the browser runs in one process, one after the other."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


# Counts, in the page, the questions that are under way; a run that is followed is asked about more
# often than every 700 milliseconds.
COUNT = """
  window.asked = { open: 0, last: 0 };
  const fetched = window.fetch;
  window.fetch = (...given) => {
    asked.open += 1;
    return fetched(...given).finally(() => {
      asked.open -= 1;
      asked.last = performance.now();
    });
  };
"""
QUIET = (
    "asked.open === 0 && performance.now() - asked.last > 700"
    " && !document.querySelector('[data-dash-is-loading=true], .dash-spinner')"
)


class Server:
    """A dashboard in a process of its own, over a folder of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder, self.port = folder, free_port()
        self.home = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "sim", "dashboard", "--port", str(self.port), *words]
        self.log = folder / "log.txt"
        self.plain = {
            **os.environ,
            "NO_COLOR": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=self.plain
            )

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            assert self.process.poll() is None, self.said
            try:
                with urlopen(self.home, timeout=WAIT) as answer:  # noqa: S310  of our own making
                    assert answer.status == 200
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"it never answered: {self.said}")

    @property
    def said(self) -> str:
        """All that it has printed."""
        return self.log.read_text("utf-8")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status, after it was told to end."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(WAIT)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("dashboard")
    for name, (parent, title, worlds) in _FILES.items():
        text = f"scenario: {name}\nextends: {parent}\ntitle: {title}\nwhy: To try the pages.\n"
        (folder / f"{name}.yaml").write_text(f"{text}worlds: {worlds}\n", encoding="utf-8")
    server = Server(folder, *(f"{name}.yaml" for name in _FILES))
    server.wait()
    yield server
    assert server.end() == 0
    assert "Traceback" not in server.said
    assert "leaked" not in server.said


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        reason = f"no browser on the path: none of {', '.join(PROGRAMS)}"
        if os.environ.get("SIM_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Visit:
    """A visitor with a browser profile of its own; all that goes wrong meanwhile is noted."""

    def __init__(self, chromium: Any, home: str, width: int = 1280, height: int = 900) -> None:
        self.home = home
        self.faults: list[str] = []
        self.context = chromium.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True
        )
        self.context.set_default_timeout(1000 * WAIT)
        self.context.route(lambda url: not url.startswith(home), self._elsewhere)
        self.context.add_init_script(COUNT)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("response", self._response)

    def _elsewhere(self, route: Any) -> None:
        self.faults.append(f"a request elsewhere: {route.request.url}")
        route.abort()

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def open(self, path: str) -> "Visit":
        """Go to a page and wait until all of it is there."""
        self.page.goto(self.home + path)
        return self.settle()

    def settle(self) -> "Visit":
        """Wait until the whole runs are there and everything is drawn."""
        self.page.wait_for_function(f"() => {QUIET} && document.querySelector('#progress .done')")
        return self

    def calm(self) -> "Visit":
        """Wait until nothing is asked any longer and nothing is shown as on its way."""
        self.page.wait_for_function(f"() => {QUIET}")
        return self

    @property
    def address(self) -> str:
        """What stands in the address after the host."""
        return str(self.page.url).removeprefix(self.home)

    def text(self, selector: str = "main") -> str:
        """What can be read there."""
        return str(self.page.inner_text(selector))

    def number(self, selector: str = ".headline") -> str:
        """The numbers of a sentence."""
        return " ".join(re.findall(r"[\d.]+", self.text(selector)))

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def visit(chromium: Any, server: Server) -> Iterator[Visit]:
    """A visitor; it is a fault if a page fetches from elsewhere or complains in the console."""
    visitor = Visit(chromium, server.home)
    yield visitor
    visitor.close()
    assert visitor.faults == []
