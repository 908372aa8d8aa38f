"""The `fitflow` command: turns every error into one line and an exit code."""

from __future__ import annotations

import contextlib
import json
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
            code = app(standalone_mode=False) or 0
    except FitflowError as error:
        code = _say(str(error), error.exit_code) if error.told else _refuse(str(error), error.exit_code)
    except typer.TyperException as error:
        code = _usage(error)
    except (KeyboardInterrupt, Interrupted) as stopped:
        code = _say(str(stopped) or "interrupted", exit_code(received() or signal.SIGINT))
    except BrokenPipeError:
        code = _pipe_closed()
    except Exception as error:  # what nobody foresaw is one line too
        code = _unforeseen(error)
    _leave(code)


def _say(message: str, code: int) -> int:
    warn(f"fitflow: {redact_text(message)}")
    return code


def _refuse(message: str, code: int) -> int:
    """Say it; with --json as a document too, unless the verb has printed one: input errors come before any."""
    if code == InputError.exit_code and "--json" in sys.argv:
        document: ErrorDocument = {"status": "FAILED", "error": redact_text(message)}
        print(json.dumps(document))
    return _say(message, code)


def _usage(error: typer.TyperException) -> int:
    """A wrong command line in one line; help where nothing was typed."""
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context else "fitflow"
    message = " ".join(error.format_message().split()).rstrip(".").replace(". Did", ": did")
    if not message:
        return error.exit_code  # nothing was typed, and the help has been printed
    message = message.replace("Value error, ", "")  # pydantic's
    return _refuse(f"{message[0].lower() + message[1:]}; see: {path} --help", error.exit_code)


def _unforeseen(error: Exception) -> int:
    if "--verbose" in sys.argv or os.environ.get("FITFLOW_TRACEBACK"):
        print(redact_text("".join(traceback.format_exception(error))), file=sys.stderr, end="")
        return 1
    return _say(f"{type(error).__name__}: {first_line(error)}; for the traceback: FITFLOW_TRACEBACK=1 fitflow ...", 1)


def _pipe_closed() -> int:
    """The reader of our output has left, as `head` does: nothing to say, and nobody to say it to."""
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - flushed when leaving
    return 1


def _leave(code: int) -> NoReturn:
    """End the process without tearing TensorFlow, Prefect and MLflow down piece by piece, which takes over a second.

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
