"""The command line: prints results and turns errors into exit statuses.

One file for each command. Commands import lazily, so that `sim --help` is quick.
"""

import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from sim.base.errors import InputError, SimError
from sim.cli import console
from sim.cli.calibrate import calibrate
from sim.cli.check import check
from sim.cli.compare import compare
from sim.cli.dashboard import dashboard
from sim.cli.evidence import evidence
from sim.cli.explain import explain
from sim.cli.hindcast import hindcast
from sim.cli.list_names import list_names
from sim.cli.new import new
from sim.cli.plan import plan
from sim.cli.run import run
from sim.cli.sweep import sweep

DONE, FAILED, INTERRUPTED = 0, 1, 130
ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")  # tidied up after as Ctrl-C is, where the system has them

app = typer.Typer(
    name="sim",
    help="Simulate a dispute between states: what does a change of policy do to its outcomes?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(is_wanted: bool) -> None:
    """Print the version and end, before any command is looked for."""
    if is_wanted:
        from importlib.metadata import version

        console.out.print(f"sim {version('sim-disputes')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version."),
    ] = False,
) -> None:
    """Hold the commands, also when there is only one of them."""


# A command stands here only once it works.
for command in (
    run,
    compare,
    sweep,
    explain,
    calibrate,
    hindcast,
    check,
    plan,
    evidence,
    new,
    dashboard,
):
    app.command(command.__name__)(command)
app.command("list")(list_names)


def main() -> None:
    """Run the command line and leave with its exit status."""
    console.allow_any_encoding()
    ending = [each for each in signal.Signals if each.name in ENDING]
    came: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        for each in ending:  # a second one would interrupt the tidying up
            signal.signal(each, signal.SIG_IGN)
        came.append(number)
        raise KeyboardInterrupt

    for each in ending:
        if signal.getsignal(each) is signal.SIG_DFL:  # nohup has SIGHUP ignored
            signal.signal(each, end)
    done = status()
    sys.exit(128 + came[0] if came else done)  # as a shell reports what a signal ended


def status(arguments: list[str] | None = None) -> int:
    """Exit status of one call: 0 done, 1 a failure while running, 2 bad input, 130 interrupted.

    arguments : the words after `sim`; by default those of this process
    """
    try:
        app(arguments, prog_name="sim")
        sys.stdout.flush()
    except SystemExit as done:  # typer's own ending: help, usage errors, Exit
        return done.code if isinstance(done.code, int) else DONE
    except SimError as error:  # bad input says where; all else says who speaks
        console.complain(str(error) if isinstance(error, InputError) else f"sim: {error}")
        return error.status
    except BrokenPipeError:  # the reader has gone, as in `sim … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:  # a full disk, a folder that may not be written
        console.complain(f"sim: {error.filename or ''}: {error.strerror or error}")
        return FAILED
    return DONE
