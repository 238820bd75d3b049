"""From the release of a slider to the new picture, in a real browser, as ratios in one run.

    python benchmarks/dashboard.py [--quick]

A dashboard is started cold and opened; then sliders of the what-if page are moved in several
manners, each after the whole run of the last has been told of: a handle that rests for a while
before it is let go, one that is let go at once, and steps by keyboard. The browser tells when a
slider was released, what it asked the server since, and when Plotly had drawn. What the run of the
first worlds costs is asked apart, of a queue like the server's. Elapsed times: they belong to this
machine and this run, the ratios can be compared. Nothing here is asserted anywhere.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from dashboards.service import Service
from sim.engine.job_queue import JobQueue

RELEASES = 10  # of each manner
RESTS = (1.0, 0.3)  # seconds
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 300  # seconds
STUCK = 20  # seconds, after which a slider is taken not to have moved
CALM = 250  # milliseconds without a drawing, after which a picture is whole

# Notes, in the page, when a slider was released and when a graph had been drawn.
WATCH = """
() => {
  const told = (window.told = { released: 0, drawn: [] });
  performance.setResourceTimingBufferSize(5000);
  const release = () => {
    performance.clearResourceTimings();
    told.released = performance.now();
    told.drawn = [];
  };
  window.addEventListener("pointerup", release, true);
  window.addEventListener("keydown", (event) => { if (event.key !== "Tab") release(); }, true);
  for (const name of ["react", "newPlot"]) {
    const old = window.Plotly[name];
    window.Plotly[name] = function (graph, ...rest) {
      const done = old.call(this, graph, ...rest);
      done.then(() => {
        if (graph.closest("#whatif-pictures")) told.drawn.push(performance.now());
      });
      return done;
    };
  }
}
"""

# What the browser saw of a release; the server's part is none where the answer was there before.
SEEN = """
() => {
  const asked = performance.getEntriesByType("resource")
    .filter((e) => e.name.endsWith("/whatif/ahead"))
    .filter((e) => e.startTime >= told.released && e.startTime < told.drawn[0]);
  return {
    first: told.drawn[0] - told.released,
    whole: told.drawn[told.drawn.length - 1] - told.released,
    server: asked.length ? asked[0].responseEnd - asked[0].startTime : 0,
  };
}
"""
# Whether the whole run is there and nothing is asked any longer.
QUIET = """
() => document.querySelector("#progress .done") && performance.now() - Math.max(0,
  ...performance.getEntriesByType("resource").map((e) => e.responseEnd)) > 1500
"""
DRAWN = f"""
() => told.drawn.length > 0 && performance.now() - told.drawn[told.drawn.length - 1] > {CALM}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a third of the releases")
    count = RELEASES // 3 if parser.parse_args().quick else RELEASES
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit(f"no browser on the path: none of {', '.join(PROGRAMS)}")
    run = previews(count)
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        begun = time.perf_counter()
        with served(Path(folder)) as home:
            answered = time.perf_counter() - begun
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(1000 * PATIENCE)
            page.goto(f"{home}/whatif")
            page.wait_for_selector("#whatif-pictures .main-svg")
            shown = time.perf_counter() - begun
            page.wait_for_selector("#progress .done")
            whole = time.perf_counter() - begun
            seen = releases(page, count)
        browser.close()
    report(run, seen, answered, shown, whole)


def previews(count: int) -> list[float]:
    """Seconds that the first worlds of a new draft take in a job queue like the server's."""
    taken = []
    queue = JobQueue()
    try:
        with TemporaryDirectory() as folder:
            service = Service(queue, Path(folder))
            service.warm()
            view = service.default.view()
            service.shown(view, preview=True)
            path, (low, high) = _movable(service)
            for i in range(1, count + 1):
                value = low + (high - low) * i / (count + 1)
                question = service.question(view["subject"], draft={"set": {path: value}})
                begun = time.perf_counter()
                queue.preview(question)
                taken.append(time.perf_counter() - begun)
    finally:
        queue.close()
    return taken


def _movable(service: Service) -> tuple[str, tuple[float, float]]:
    """A number that can be set anywhere between two ends."""
    register = service.dispute({}).register
    path = next(path for path, each in register.items() if each.unit == "probability")
    return path, (register[path].low, register[path].high)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A dashboard in a process of its own, as soon as it answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    home = f"http://127.0.0.1:{port}"
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(  # noqa: S603  this Python
        [sys.executable, "-m", "sim", "dashboard", "--port", str(port)],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None:
            with suppress(OSError), urlopen(home):
                break
            time.sleep(0.05)
        yield home
    finally:
        process.terminate()
        process.wait()


def releases(page: Any, count: int) -> dict[str, list[dict[str, float]]]:
    """What the browser saw of so many releases of each manner."""
    folds = page.locator("#whatif-controls button[aria-expanded]")
    for i in range(folds.count()):  # the first group with sliders enough
        folds.nth(i).click()
        page.wait_for_timeout(1500)
        if page.get_by_role("slider").count() >= 4:
            break
    page.evaluate(WATCH)
    manners: dict[str, Callable[[Any, int], None]] = {
        **{f"by mouse, after {rest} s of rest": partial(drag, page, rest) for rest in RESTS},
        "by mouse, at once": partial(drag, page, 0.0),
        "by keyboard, the next step": partial(step, page),
    }
    return {name: _released(page, move, count) for name, move in manners.items()}


def _released(page: Any, move: Callable[[Any, int], None], count: int) -> list[dict[str, float]]:
    from playwright.sync_api import TimeoutError as Stuck

    sliders = page.get_by_role("slider")
    found: list[dict[str, float]] = []
    for i in range(3 * count):
        if len(found) == count:
            break
        slider = sliders.nth(i % sliders.count())
        slider.scroll_into_view_if_needed()
        try:
            move(slider, i)
            page.wait_for_function(DRAWN, timeout=1000 * STUCK)
        except Stuck:  # it stood at its end
            continue
        if i:  # the first one meets caches that are cold
            found.append(page.evaluate(SEEN))
        page.wait_for_function(QUIET)
    return found


def drag(page: Any, rest: float, slider: Any, i: int) -> None:
    """Take a handle along, let it rest for so many seconds, and let it go."""
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (25 if i % 2 else -25), y, steps=3)
    page.wait_for_timeout(1000 * rest)
    page.mouse.up()


def step(page: Any, slider: Any, i: int) -> None:
    """Two steps of a slider by keyboard; it is the second that is looked at."""
    key = "ArrowRight" if i % 2 else "ArrowLeft"
    slider.focus()
    page.keyboard.press(key)
    page.wait_for_function(DRAWN, timeout=1000 * STUCK)
    page.wait_for_function(QUIET)
    page.keyboard.press(key)


def report(
    run: Sequence[float],
    seen: Mapping[str, Sequence[dict[str, float]]],
    answered: float,
    shown: float,
    whole: float,
) -> None:
    """Say it, the run of the first worlds being the unit."""
    unit = 1000 * median(run)
    print(f"the first worlds, run alone      {unit:7.0f} ms (90 %: {1000 * high(run):.0f})")
    print("from release to picture                  median  90th percentile")
    for manner, found in seen.items():
        print(f"{manner} ({len(found)} releases)")
        for name, text in {
            "first": "to the first new picture",
            "whole": "to the last that is seen",
            "server": "of it asking the server",
        }.items():
            values = [each[name] for each in found]
            print(
                f"  {text:<34} {median(values):7.0f} ms {high(values):7.0f} ms"
                f"  {median(values) / unit:6.2f} : 1"
            )
    print("from a cold start, seconds")
    print(f"  to an answer                   {answered:10.1f}")
    print(f"  to the first picture           {shown:10.1f}  {1000 * shown / unit:6.0f} : 1")
    print(f"  to the whole runs              {whole:10.1f}")


def high(values: Sequence[float]) -> float:
    """The 90th percentile."""
    return quantiles(values, n=10, method="inclusive")[-1]


if __name__ == "__main__":
    main()
