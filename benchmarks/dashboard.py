"""From the release of a slider to the new picture, in a real browser, as ratios in one run.

    python benchmarks/dashboard.py [--quick]

A dashboard is started cold and opened; then sliders of the what-if page are moved by keyboard and
by mouse, each after the whole run of the last has been told of. The browser tells when a slider was
released, when its question went out and came back, and when Plotly had drawn. What the run of the
first worlds costs is asked apart, of a desk like the server's. Elapsed times: they belong to this
machine and this run, the ratios can be compared. Nothing here is asserted anywhere.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from dashboards.service import Service
from sim.studies.desk import Desk

RELEASES = 20
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
  document.addEventListener("pointerup", release, true);
  document.addEventListener("keydown", (event) => { if (event.key !== "Tab") release(); }, true);
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

# What the browser saw of the question that the last release asked.
SEEN = """
() => {
  const asked = performance.getEntriesByType("resource")
    .filter((e) => e.name.includes("_dash-update-component"))
    .filter((e) => e.startTime >= told.released && e.responseEnd <= Math.min(...told.drawn));
  const main = asked.reduce((a, b) => (b.encodedBodySize > a.encodedBodySize ? b : a));
  return {
    before: main.requestStart - told.released,
    server: main.responseStart - main.requestStart,
    transfer: main.responseEnd - main.responseStart,
    redraw: told.drawn[told.drawn.length - 1] - main.responseEnd,
    first: told.drawn[0] - told.released,
    whole: told.drawn[told.drawn.length - 1] - told.released,
    bytes: main.encodedBodySize,
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
    parser.add_argument("--quick", action="store_true", help="a fifth of the releases")
    count = RELEASES // 5 if parser.parse_args().quick else RELEASES
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
    """Seconds that the first worlds of a new draft take a desk like the server's."""
    taken = []
    desk = Desk()
    try:
        with TemporaryDirectory() as folder:
            service = Service(desk, Path(folder))
            service.warm()
            view = service.default.view()
            service.shown(view, preview=True)
            path, (low, high) = _movable(service)
            for i in range(1, count + 1):
                value = low + (high - low) * i / (count + 1)
                question = service.question(view["subject"], draft={"set": {path: value}})
                begun = time.perf_counter()
                desk.preview(question)
                taken.append(time.perf_counter() - begun)
    finally:
        desk.close()
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
    process = subprocess.Popen(  # noqa: S603  this Python
        [sys.executable, "-m", "sim", "dashboard", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
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


def releases(page: Any, count: int) -> list[dict[str, float]]:
    """What the browser saw of each release, the odd ones by mouse and the even ones by keyboard."""
    from playwright.sync_api import TimeoutError as Stuck

    folds = page.locator("#whatif-controls button[aria-expanded]")
    for i in range(folds.count()):  # the first group with sliders enough
        folds.nth(i).click()
        page.wait_for_timeout(1500)
        if page.get_by_role("slider").count() >= 4:
            break
    sliders = page.get_by_role("slider")
    page.evaluate(WATCH)
    found = []
    for i in range(3 * count):
        if len(found) == count:
            break
        slider = sliders.nth(i % sliders.count())
        slider.scroll_into_view_if_needed()
        if i % 2:
            slider.focus()
            page.keyboard.press("ArrowRight" if i % 4 == 1 else "ArrowLeft")
        else:
            box = slider.bounding_box()
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + (25 if i % 4 else -25), y, steps=3)
            page.mouse.up()
        try:
            page.wait_for_function(DRAWN, timeout=1000 * STUCK)
        except Stuck:  # it stood at its end
            continue
        if i:  # the first one meets caches that are cold
            found.append(page.evaluate(SEEN))
        page.wait_for_function(QUIET)
    return found


def report(
    run: Sequence[float],
    seen: Sequence[dict[str, float]],
    answered: float,
    shown: float,
    whole: float,
) -> None:
    """Say it, the run of the first worlds being the unit."""
    unit = 1000 * median(run)
    print(f"the first worlds, run alone        {unit:7.0f} ms (90 %: {1000 * high(run):.0f})")
    print(f"{len(seen)} releases, to the picture, median and 90th percentile")
    for name, text in {
        "whole": "release to the last new picture",
        "first": "release to the first new picture",
        "before": "  in the browser, before it asks",
        "server": "  the server: run and analysis",
        "transfer": "  transfer",
        "redraw": "  drawing",
    }.items():
        values = [each[name] for each in seen]
        print(
            f"{text:<34} {median(values):7.0f} ms {high(values):7.0f} ms"
            f"  {median(values) / unit:6.2f} : 1"
        )
    server = median([each["server"] for each in seen])
    print(f"  analysis and the rest : run      {max(0.0, server - unit) / unit:10.2f} : 1")
    print(
        f"  an answer                        {median([e['bytes'] for e in seen]) / 1000:10.0f} kB"
    )
    print("from a cold start, seconds")
    print(f"  to an answer                     {answered:10.1f}")
    print(f"  to the first picture             {shown:10.1f}  {1000 * shown / unit:6.0f} : 1")
    print(f"  to the whole runs                {whole:10.1f}")


def high(values: Sequence[float]) -> float:
    """The 90th percentile."""
    return quantiles(values, n=10, method="inclusive")[-1]


if __name__ == "__main__":
    main()
