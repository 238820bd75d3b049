"""`sim dashboard`: scenarios, runs and what-ifs in a browser."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import console


def dashboard(
    runs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RUN",
            help="Scenario files, names of packaged scenarios, or results folders to open "
            "(default: those that the dispute features).",
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8050,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on. By default only this machine can connect; with another "
            "address, the URL that is printed contains a token that is required."
        ),
    ] = "127.0.0.1",
    folder: Annotated[
        Path,
        typer.Option("--runs", metavar="DIR", help="Folder of stored runs."),
    ] = Path("runs"),
    most_worlds: Annotated[
        int, typer.Option(min=100, max=1_000_000, help="Largest number of worlds of a run.")
    ] = 20_000,
    workers: Annotated[
        int, typer.Option(min=1, help="Number of worker processes; results do not depend on it.")
    ] = 2,
) -> None:
    """Serve a dashboard for a browser on this machine.

    It shows scenarios and stored runs, and needs no internet. The first thousand worlds are shown
    at once, the full run when it is done. Full runs of scenarios are stored as by `sim run`;
    what-ifs are not stored.
    """
    from dashboards import network
    from sim.engine import worker_pool

    network.check_free(host, port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: nothing is left behind
    with suppress(KeyboardInterrupt):  # that is how it ends
        with _uninterrupted():
            worker_pool.begin()  # they import while this one does
        _serve(host, port, folder, runs or (), most_worlds, workers)


def _serve(
    host: str, port: int, folder: Path, given: Sequence[str], most_worlds: int, workers: int
) -> None:
    """Serve until interrupted. What takes long comes last: by then the processes are at work."""
    from dashboards import network

    with _uninterrupted():
        from dashboards.service import Service
        from sim.engine.job_queue import JobQueue
    with closing(JobQueue(workers)) as queue:
        service = Service(queue, folder, given, most_worlds)
        service.warm()
        with _uninterrupted():
            from dashboards import app as dashboards

        token = "" if network.is_local(host) else network.new_token()
        app = dashboards.make(service, token)
        console.say(f"The dashboard is at {network.address(host, port, token)} (Ctrl-C ends it)")
        dashboards.serve(app, host, port)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let interrupts wait until this is done: libraries swallow some while they are imported.

    Raises KeyboardInterrupt afterwards, if one came.
    """
    came: list[int] = []
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    heard = {each: old for each, old in before.items() if callable(old)}  # the others are ignored
    for each in heard:
        signal.signal(each, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for each, old in heard.items():
            signal.signal(each, old)
    if came:
        raise KeyboardInterrupt
