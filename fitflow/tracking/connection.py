"""Connect to MLflow: the tracking URI, a client, and errors when the store is unreachable."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import filelock

from fitflow.errors import InputError, first_line
from fitflow.processes import services
from fitflow.system.imports import gc_disabled
from fitflow.system.paths import check_writable, project_dir
from fitflow.system.secrets import redact_text
from fitflow.system.urls import check_is_json_api, check_reachable, redact
from fitflow.tracking.query import Run

if TYPE_CHECKING:
    from mlflow import MlflowClient

SQLITE = "sqlite:///"
SQLITE_MAGIC = b"SQLite format 3\0"
SEARCH = "/api/2.0/mlflow/experiments/search?max_results=1"
SCHEMES = {"postgresql", "mysql", "mssql", "databricks", "uc"}


class Unreachable(InputError):
    """The store cannot be used now: its server does not answer, or its disk is full or not writable."""


def tracking_uri() -> str:
    """Return MLFLOW_TRACKING_URI, else the absolute URI of the project's mlruns/mlflow.db."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"{SQLITE}{project_dir() / 'mlruns' / 'mlflow.db'}"


def check() -> None:
    """Check before anything runs that the store can be written.

    Raises:
        InputError: the server does not answer, the folder is not writable, or the URI is invalid.
    """
    uri = tracking_uri()
    if uri.startswith(("http://", "https://")):
        check_reachable(uri, "MLflow tracking server", "MLFLOW_TRACKING_URI")
        check_is_json_api(uri, SEARCH, "MLflow tracking server", "MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    elif uri.startswith("sqlite:"):
        _check_file(_file(uri))
        check_writable(_file(uri).parent, "MLFLOW_TRACKING_URI to another store")
    else:
        _check_scheme(uri)


def is_new() -> bool:
    """Return whether the store is a database file that does not exist yet, so that reading need not create it."""
    uri = tracking_uri()
    return uri.startswith(SQLITE) and not _file(uri).exists()


def _file(uri: str) -> Path:
    """Return the database file of a sqlite URI."""
    name = uri.removeprefix(SQLITE).partition("?")[0] if uri.startswith(SQLITE) else ""
    if not name:
        raise InputError(f"MLFLOW_TRACKING_URI={redact(uri)} names no file; expected sqlite:///FOLDER/mlflow.db")
    return Path(name)


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_MAGIC))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; expected MLflow's SQLite database there") from None
    if start not in (b"", SQLITE_MAGIC):
        raise InputError(
            f"{path} is not an SQLite database; move it away, or point MLFLOW_TRACKING_URI to another store"
        )


def _check_scheme(uri: str) -> None:
    """Check for a database or an MLflow plugin; MLflow's old file store is read-only.

    Raises:
        InputError: another scheme.
    """
    scheme = uri.partition(":")[0].partition("+")[0] if "://" in uri else uri.partition(":")[0] if ":" in uri else ""
    plugins = {point.name for point in entry_points(group="mlflow.tracking_store")}
    if scheme in SCHEMES | plugins or uri == "databricks":
        return
    if scheme in ("", "file") and os.environ.get("MLFLOW_ALLOW_FILE_STORE", "").lower() == "true":
        return
    raise InputError(
        f"MLFLOW_TRACKING_URI={redact(uri)} is not a store that MLflow writes to; expected http://HOST:PORT, "
        "sqlite:///FOLDER/mlflow.db or postgresql://HOST/NAME, or unset it"
    )


def prepare() -> None:
    """Create the database of a new store; a server would create it without the lock that runs wait for."""
    uri = tracking_uri()
    if uri.startswith(SQLITE) and not Path(uri.removeprefix(SQLITE)).exists():
        connect()


def connect() -> MlflowClient:
    """Return a client of the store, and set the store for MLflow's own functions."""
    uri = tracking_uri()
    client = _open(uri)
    import mlflow

    if mlflow.get_tracking_uri() != uri:
        given = os.environ.get("MLFLOW_TRACKING_URI")
        mlflow.set_tracking_uri(uri)  # also sets the variable, which would outlive a change of directory
        if given is None:
            os.environ.pop("MLFLOW_TRACKING_URI", None)
    return client


@cache
def _open(uri: str) -> MlflowClient:
    """Return a client, after its database is created and migrated.

    MLflow migrates a new database without a lock; two processes at once damage it permanently.
    """
    check()
    with gc_disabled():
        return _opened(uri)


def _opened(uri: str) -> MlflowClient:
    import mlflow

    for name in ("mlflow", "alembic"):  # after the import, which sets the levels
        logging.getLogger(name).setLevel(logging.ERROR)
    # It logs tracebacks of errors that it also raises and that are reported in one line.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)
    with opening(), database_lock(uri):
        client = mlflow.MlflowClient(uri)
        if uri.startswith(SQLITE):
            client.search_experiments(max_results=1)
    return client


@contextmanager
def reaching() -> Generator[None]:
    """Fail within seconds if the store cannot be used: MLflow's client would retry for minutes.

    Raises:
        Unreachable: any error of MLflow, SQLAlchemy or the system.
    """
    uri = tracking_uri()
    try:
        if uri.startswith(("http://", "https://")):
            check_reachable(uri, "MLflow tracking server", "MLFLOW_TRACKING_URI")
        yield
    except InputError as error:
        raise Unreachable(str(error)) from None
    except Exception as error:  # alembic, sqlalchemy, sqlite3, requests and mlflow share no base class
        raise Unreachable(
            f"the MLflow store {redact(uri)} cannot be used now ({redact_text(first_line(error))})"
        ) from error


@contextmanager
def opening() -> Generator[None]:
    """Turn exceptions of MLflow, SQLAlchemy and the system into a one-line InputError."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # alembic, sqlalchemy, sqlite3, requests and mlflow share no base class
        raise InputError(
            f"the MLflow store {redact(tracking_uri())} cannot be used ({redact_text(first_line(error))}); "
            "fix that, free some space, or point MLFLOW_TRACKING_URI to another store"
        ) from None


@contextmanager
def database_lock(uri: str) -> Generator[None]:
    """Lock a database file against other processes; a server does its own locking."""
    if uri.startswith(SQLITE):
        with filelock.FileLock(uri.removeprefix(SQLITE) + ".lock"):
            yield
    else:
        yield


def url_of(experiment_id: str, run_id: str) -> str:
    """Return the URL of a run's page if a server shows this store, else the command that shows it."""
    return page_of(server_url(), experiment_id, run_id)


def page_of(server: str | None, experiment_id: str, run_id: str) -> str:
    """Return the URL of a run's page on a server; without a server, the command that shows it."""
    if server:
        return f"{server}/#/experiments/{experiment_id}/runs/{run_id}"
    return f"mlflow ui --backend-store-uri {redact(tracking_uri())}"


def compare_url(runs: Sequence[Run]) -> str:
    """Return the URL of MLflow's compare page for some runs.

    Raises:
        InputError: no server shows this store, or it does not answer.
    """
    server = server_url()
    if server is None:
        raise InputError(
            f"no MLflow server shows {redact(tracking_uri())}; start one: fitflow up, "
            f"or mlflow server --backend-store-uri {redact(tracking_uri())} and MLFLOW_TRACKING_URI=http://127.0.0.1:5000"
        )
    check_reachable(server, "MLflow tracking server", "MLFLOW_TRACKING_URI")
    ids = [run["run_id"] for run in runs]
    experiments = list(dict.fromkeys(run["experiment_id"] for run in runs))
    chosen = f"runs={quote(json.dumps(ids))}&experiments={quote(json.dumps(experiments))}"
    return f"{server}/#/compare-runs?{chosen}"


def server_url() -> str | None:
    """Return the redacted URL of the server that shows this store (tracking URI or control room), or None."""
    uri = tracking_uri()
    if uri.startswith(("http://", "https://")):
        return redact(uri).rstrip("/")
    plan = services.serving("mlflow")
    return redact(plan.facts["mlflow"]).rstrip("/") if plan and plan.facts["store"] == redact(uri) else None
