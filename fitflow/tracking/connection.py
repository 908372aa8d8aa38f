"""The connection to MLflow: which store, a client on it, and what it says when it cannot be reached."""

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
from fitflow.system.imports import uncollected
from fitflow.system.paths import check_writable, project_dir
from fitflow.system.secrets import redact_text
from fitflow.system.urls import check_reachable, check_speaks, redact
from fitflow.tracking.query import Run

if TYPE_CHECKING:
    from mlflow import MlflowClient

SQLITE = "sqlite:///"
SQLITE_MAGIC = b"SQLite format 3\0"
SEARCH = "/api/2.0/mlflow/experiments/search?max_results=1"
SCHEMES = {"postgresql", "mysql", "mssql", "databricks", "uc"}


class Unreachable(InputError):
    """The store cannot be used now: its server does not answer, its disk is full or may not be written."""


def tracking_uri() -> str:
    """MLFLOW_TRACKING_URI, else mlruns/mlflow.db of the project, absolute."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"{SQLITE}{project_dir() / 'mlruns' / 'mlflow.db'}"


def check() -> None:
    """Refuse a store that cannot be written, before anything runs.

    Raises:
        InputError: the server does not answer, or the folder cannot be written.
    """
    uri = tracking_uri()
    if uri.startswith(("http://", "https://")):
        check_reachable(uri, "MLflow tracking server", "MLFLOW_TRACKING_URI")
        check_speaks(uri, SEARCH, "MLflow tracking server", "MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    elif uri.startswith("sqlite:"):
        _check_file(_file(uri))
        check_writable(_file(uri).parent, "MLFLOW_TRACKING_URI to another store")
    else:
        _check_scheme(uri)


def is_new() -> bool:
    """Whether the store is a file that nobody has made yet: there is nothing to read, and reading makes nothing."""
    uri = tracking_uri()
    return uri.startswith(SQLITE) and not _file(uri).exists()


def _file(uri: str) -> Path:
    """The database file of a sqlite address."""
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
        raise InputError(f"{path} is no SQLite database; move it away, or point MLFLOW_TRACKING_URI to another store")


def _check_scheme(uri: str) -> None:
    """Databases, and what plugins of MLflow add; its old store of files is closed for writing."""
    scheme = uri.partition(":")[0].partition("+")[0] if "://" in uri else uri.partition(":")[0] if ":" in uri else ""
    plugins = {point.name for point in entry_points(group="mlflow.tracking_store")}
    if scheme in SCHEMES | plugins or uri == "databricks":
        return
    if scheme in ("", "file") and os.environ.get("MLFLOW_ALLOW_FILE_STORE", "").lower() == "true":
        return
    raise InputError(
        f"MLFLOW_TRACKING_URI={redact(uri)} is no store that MLflow writes to; expected http://HOST:PORT, "
        "sqlite:///FOLDER/mlflow.db or postgresql://HOST/NAME, or unset it"
    )


def prepare() -> None:
    """Make the database of a new store: a server would make it without the lock that runs wait for."""
    uri = tracking_uri()
    if uri.startswith(SQLITE) and not Path(uri.removeprefix(SQLITE)).exists():
        connect()


def connect() -> MlflowClient:
    """A client on the store, which is also the one that MLflow's own functions use from now on."""
    uri = tracking_uri()
    client = _open(uri)
    import mlflow

    if mlflow.get_tracking_uri() != uri:
        given = os.environ.get("MLFLOW_TRACKING_URI")
        mlflow.set_tracking_uri(uri)  # this sets the variable too, which would outlive a change of the folder
        if given is None:
            os.environ.pop("MLFLOW_TRACKING_URI", None)
    return client


@cache
def _open(uri: str) -> MlflowClient:
    """A client whose database is made and migrated.

    MLflow migrates a new database without a lock, and two processes at once damage it for good.
    """
    check()
    with uncollected():
        return _opened(uri)


def _opened(uri: str) -> MlflowClient:
    import mlflow

    for name in ("mlflow", "alembic"):  # after the import, which sets levels of its own
        logging.getLogger(name).setLevel(logging.ERROR)
    # Its tracebacks are of errors that it raises, too, and that are told in one line.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)
    with opening(), database_lock(uri):
        client = mlflow.MlflowClient(uri)
        if uri.startswith(SQLITE):
            client.search_experiments(max_results=1)
    return client


@contextmanager
def reaching() -> Generator[None]:
    """Say within seconds that a store cannot be used: MLflow's own client would try a server for minutes.

    Raises:
        Unreachable: whatever MLflow, SQLAlchemy or the system say about it.
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
    """Turn what MLflow, SQLAlchemy and the system raise about a store into one line."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # alembic, sqlalchemy, sqlite3, requests and mlflow share no base class
        raise InputError(
            f"the MLflow store {redact(tracking_uri())} cannot be used ({redact_text(first_line(error))}); "
            "mend that, free some space, or point MLFLOW_TRACKING_URI to another store"
        ) from None


@contextmanager
def database_lock(uri: str) -> Generator[None]:
    """One process at a time, where the store is a file; a server looks after that itself."""
    if uri.startswith(SQLITE):
        with filelock.FileLock(uri.removeprefix(SQLITE) + ".lock"):
            yield
    else:
        yield


def url_of(experiment_id: str, run_id: str) -> str:
    """A run's page where a server is known or the control room shows this store, else the command that shows it."""
    return page_of(server_url(), experiment_id, run_id)


def page_of(server: str | None, experiment_id: str, run_id: str) -> str:
    """A run's page on a server; without one, the command that shows it."""
    if server:
        return f"{server}/#/experiments/{experiment_id}/runs/{run_id}"
    return f"mlflow ui --backend-store-uri {redact(tracking_uri())}"


def compare_url(runs: Sequence[Run]) -> str:
    """MLflow's compare page on some runs.

    Raises:
        InputError: no server shows them, or it does not answer.
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
    """The server whose pages show the store: the one that is set, else the control room's; without its secrets."""
    uri = tracking_uri()
    if uri.startswith(("http://", "https://")):
        return redact(uri).rstrip("/")
    plan = services.serving("mlflow")
    return redact(plan.facts["mlflow"]).rstrip("/") if plan and plan.facts["store"] == redact(uri) else None
