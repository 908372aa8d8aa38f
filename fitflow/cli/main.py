"""The `fitflow` command: collects the verbs, and turns every error into one line and an exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import NoReturn

import typer

from fitflow.cli import doctor, inspect, reproduce, resume, run
from fitflow.environment import set_defaults
from fitflow.errors import FitflowError
from fitflow.interruption import Interrupted, exit_code, handled, received
from fitflow.saying import say

app = typer.Typer(
    name="fitflow",
    help="Keras's fit in a Prefect flow, every run tracked in MLflow.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("resume")(resume.resume)
app.command("doctor")(doctor.doctor)
app.command("reproduce")(reproduce.reproduce)
app.command("list")(inspect.list_)
app.command("show")(inspect.show)


@app.callback()
def _version(
    version: bool = typer.Option(False, "--version", help="Print the version and leave.", is_eager=True),
) -> None:
    if version:
        from fitflow import __version__

        print(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; exits 0 on success, 1 when a run failed, 2 for a usage or input error."""
    set_defaults()
    try:
        with handled(leaves=True):
            app()
        code: int | str | None = 0
    except SystemExit as leaving:
        code = leaving.code
    except FitflowError as error:
        say(f"fitflow: {error}")
        code = error.exit_code
    except (KeyboardInterrupt, Interrupted) as stopped:
        say(f"fitflow: {stopped or 'interrupted'}")
        code = exit_code(received() or signal.SIGINT)
    _leave(code if isinstance(code, int) else 0 if code is None else 1)


def _leave(code: int) -> NoReturn:
    """End the process without tearing TensorFlow, Prefect and MLflow down piece by piece, which takes over a second.

    By now runs are recorded, Prefect's queues delivered and servers stopped: no exit handler has anything left to do.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # a pipe that nobody reads, a file on a full disk
            stream.flush()
    os._exit(code)
