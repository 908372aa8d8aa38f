"""The `fitflow` command: collects the verbs, and turns every error into one line and an exit code."""

from __future__ import annotations

import sys

import typer

from fitflow.cli import inspect, run
from fitflow.environment import set_defaults
from fitflow.errors import FitflowError

app = typer.Typer(
    name="fitflow",
    help="Keras's fit in a Prefect flow, every run tracked in MLflow.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
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
        app()
    except FitflowError as error:
        print(f"fitflow: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("fitflow: interrupted", file=sys.stderr)
        sys.exit(130)
