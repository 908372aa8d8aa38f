"""The `fitflow` command: turns every error into one line and an exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import typer

from fitflow.cli import verbs
from fitflow.errors import ErrorDocument, FitflowError, InputError, first_line
from fitflow.processes.signals import Interrupted, exit_code, handled, received
from fitflow.system.environment import set_defaults
from fitflow.system.json_text import to_json
from fitflow.system.secrets import redact_text
from fitflow.system.stderr import warn

app = typer.Typer(
    name="fitflow",
    help="Keras's fit in a Prefect flow, every run tracked in MLflow.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
verbs.add_to(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from fitflow import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
    ),
) -> None:
    pass


def main() -> None:
    """Run the command line; exits 0 on success, 1 when a run failed, 2 for a usage or input error."""
    set_defaults()
    try:
        with handled(leaves=True):
            code = app(standalone_mode=False) or 0
    except FitflowError as error:
        code = _report(str(error), error.exit_code) if error.told else _report_with_json(str(error), error.exit_code)
    except typer.TyperException as error:
        code = _report_usage(error)
    except (KeyboardInterrupt, Interrupted) as stopped:
        code = _report(str(stopped) or "interrupted", exit_code(received() or signal.SIGINT))
    except BrokenPipeError:
        code = _pipe_closed()
    except Exception as error:  # an unexpected error is one line too
        code = _report_unexpected(error)
    _exit(code)


def _report(message: str, code: int) -> int:
    warn(f"fitflow: {redact_text(message)}")
    return code


def _report_with_json(message: str, code: int) -> int:
    """Report an error; with --json, input errors also as a document, since no command has printed one by then."""
    if code == InputError.exit_code and "--json" in sys.argv:
        document: ErrorDocument = {"status": "FAILED", "error": redact_text(message)}
        print(to_json(document))
    return _report(message, code)


def _report_usage(error: typer.TyperException) -> int:
    """Report a wrong command line in one line; nothing if the help was printed."""
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context else "fitflow"
    message = " ".join(error.format_message().split()).rstrip(".").replace(". Did", ": did")
    if not message:
        return error.exit_code  # no arguments: the help has been printed
    message = message.replace("Value error, ", "")  # pydantic's
    return _report_with_json(f"{message[0].lower() + message[1:]}; see: {path} --help", error.exit_code)


def _report_unexpected(error: Exception) -> int:
    if "--verbose" in sys.argv or os.environ.get("FITFLOW_TRACEBACK"):
        print(redact_text("".join(traceback.format_exception(error))), file=sys.stderr, end="")
        return 1
    return _report(
        f"{type(error).__name__}: {first_line(error)}; for the traceback: FITFLOW_TRACEBACK=1 fitflow ...", 1
    )


def _pipe_closed() -> int:
    """The reader of stdout has closed it, as `head` does: exit without a message."""
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - flushed at exit
    return 1


def _exit(code: int) -> NoReturn:
    """End the process without the teardown of TensorFlow, Prefect and MLflow, which takes over a second.

    By now runs are recorded, Prefect's queues delivered and servers stopped: no exit handler has anything left to do.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _pipe_closed()
    except OSError:  # a file on a full disk
        code = code or 1
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)
