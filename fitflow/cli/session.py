"""Setup for commands that run a flow: quiet libraries, a Prefect API, task lines on stderr, one-line errors."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
import warnings
from collections.abc import Callable, Generator
from importlib import import_module
from typing import Any, TypeVar

from fitflow.errors import ErrorDocument, FitflowError, RunFailed
from fitflow.processes.signals import Interrupted, check
from fitflow.system.environment import set_defaults
from fitflow.system.imports import gc_disabled
from fitflow.system.json_text import to_json
from fitflow.system.paths import cache_dir, check_writable, home_dir
from fitflow.system.secrets import redact_logs, redact_text

Returned = TypeVar("Returned")


@contextlib.contextmanager
def session(verbose: bool, train: bool = True, keras: bool = True) -> Generator[dict[str, float]]:
    """Set up to run flows in the block; yields the seconds spent on imports and on waiting for the server.

    Args:
        verbose: show the libraries' output.
        train: also import the flows, while a server starts.
        keras: also import Keras.

    Raises:
        InputError: a folder cannot be written or a server does not answer.
        RunFailed: the block failed.
    """
    set_defaults(quiet=not verbose)
    redact_logs()
    from fitflow import tracking
    from fitflow.orchestration.server.local_server import api, user_url, without_heartbeat
    from fitflow.training import runtime

    check_writable(cache_dir(), "FITFLOW_CACHE_DIR elsewhere")
    check_writable(home_dir(), "FITFLOW_HOME elsewhere")
    tracking.check()
    runtime.check_backend()
    own = user_url() is not None
    # Libraries print to stdout too (Keras's download bar), which is for the result alone.
    with contextlib.redirect_stdout(sys.stderr), _quiet(verbose), api() as server:
        start = time.perf_counter()
        with gc_disabled(), _starting():
            if train and keras:
                runtime.import_keras(verbose)  # while the server starts
            if train:
                import_module("fitflow.flows.train")  # and with it Prefect and MLflow
            imported = time.perf_counter()
            if server is not None:
                server.wait()
            check()  # some imports swallow every exception as a missing optional package
        seconds = {"imports": imported - start, "server": time.perf_counter() - imported}
        _show_task_lines()
        with _one_line_errors(verbose), contextlib.nullcontext() if own else without_heartbeat():
            yield {name: round(value, 3) for name, value in seconds.items()}


def run_flow(flow: Callable[..., Returned], *arguments: Any, **options: Any) -> Returned:
    """Run a flow and return its result; prints a note if Prefect could not record its end."""
    from fitflow.orchestration.call import call

    result, error = call(flow, *arguments, **options)
    if error:
        print(
            f"note          Prefect could not record the end of the run ({error}); to repair it: fitflow doctor --fix",
            file=sys.stderr,
        )
    return result


@contextlib.contextmanager
def quietly(verbose: bool) -> Generator[None]:
    """Setup for commands without a flow: quiet libraries, stdout for the result alone, one-line errors."""
    set_defaults(quiet=not verbose)
    with contextlib.redirect_stdout(sys.stderr), _quiet(verbose), _one_line_errors(verbose):
        yield


@contextlib.contextmanager
def json_errors(json_: bool, recipe: str | None = None) -> Generator[None]:
    """With --json, also print an error or a stop as a document on stdout, with the recipe if there is one.

    Errors before a command begins are printed by `fitflow.cli.main`.
    """
    try:
        yield
    except (FitflowError, Interrupted) as error:
        if json_:
            status = "KILLED" if isinstance(error, Interrupted) else "FAILED"
            text = redact_text(str(error))
            document: ErrorDocument = {"status": status, "error": text}
            if recipe is not None:
                document = {"status": status, "recipe": recipe, "error": text}
            print(to_json(document))
            if isinstance(error, FitflowError):
                error.told = True
        raise


@contextlib.contextmanager
def _one_line_errors(verbose: bool) -> Generator[None]:
    try:
        yield
    except (FitflowError, Interrupted):
        raise
    except Exception as error:
        check()  # Prefect raises its own exception for a flow that was stopped
        if verbose:
            raise
        reason = str(error).strip().splitlines()
        text = reason[-1] if reason else ""
        raise RunFailed(f"{type(error).__name__}: {text}; run again with --verbose for the traceback") from error


def _starting() -> contextlib.AbstractContextManager[Any]:
    """Show a spinner in a terminal while TensorFlow, Prefect and MLflow load."""
    from rich.console import Console

    console = Console(stderr=True)
    return console.status("starting") if console.is_terminal else contextlib.nullcontext()


def _show_task_lines() -> None:
    """Show the lines that steps log, as `task  line`, on stderr."""
    from fitflow.orchestration.run_log import is_ours

    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(is_ours)
    handler.setFormatter(logging.Formatter("%(task_name)-12s  %(message)s", defaults={"task_name": "run"}))
    for name in ("prefect.task_runs", "prefect.flow_runs"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)  # whether Prefect was imported before _quiet or after
        logger.addHandler(handler)


@contextlib.contextmanager
def _quiet(verbose: bool) -> Generator[None]:
    """Hide warnings and the libraries' log lines."""
    if verbose:
        yield
        return
    for name in ("absl", "tensorflow", "mlflow", "alembic", "prefect"):
        logging.getLogger(name).setLevel(logging.CRITICAL if name == "absl" else logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
