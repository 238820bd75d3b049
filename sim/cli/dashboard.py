"""`sim dashboard`: see, compare, and move a slider."""

import signal
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import console


def dashboard(
    runs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RUN",
            help="Scenario files, names of packaged scenarios, or results folders to begin with; "
            "by default what the dispute features.",
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where it listens.")] = 8050,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on. By default this machine alone can reach it; elsewhere a "
            "token is asked for, which stands in the address that is printed."
        ),
    ] = "127.0.0.1",
    folder: Annotated[
        Path,
        typer.Option("--runs", metavar="DIR", help="Where stored runs stand and are written."),
    ] = Path("runs"),
    most_worlds: Annotated[
        int, typer.Option(min=100, max=1_000_000, help="No run may have more worlds.")
    ] = 20_000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; they change no number.")] = 2,
) -> None:
    """Open a dashboard on scenarios and stored runs, in a browser on this machine.

    It needs no internet. The first thousand worlds are shown at once, the whole run when it is
    there. Whole runs of scenarios are stored as `sim run` stores them; what-ifs are not.
    """
    from dashboards import app as dashboards
    from dashboards.service import Service
    from sim.studies.desk import Desk

    dashboards.check_free(host, port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: nothing is left behind
    desk = Desk(workers)
    try:
        service = Service(desk, folder, runs or (), most_worlds)
        service.warm()
        token = "" if dashboards.is_local(host) else dashboards.new_token()
        app = dashboards.make(service, token)
        console.say(f"The dashboard is at {dashboards.address(host, port, token)} (Ctrl-C ends it)")
        dashboards.serve(app, host, port)
    except KeyboardInterrupt:
        pass  # that is how it ends
    finally:
        desk.close()
