"""The connection to MLflow: which store, a client on it, and what it says when it cannot be reached."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from fitflow.errors import InputError
from fitflow.network import check_reachable, redact
from fitflow.paths import check_writable, project_dir

if TYPE_CHECKING:
    from mlflow import MlflowClient

SQLITE = "sqlite:///"


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
    elif uri.startswith(SQLITE):
        check_writable(Path(uri.removeprefix(SQLITE)).parent, "MLFLOW_TRACKING_URI to another store")


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
    import mlflow

    for name in ("mlflow", "alembic"):  # after the import, which sets levels of its own
        logging.getLogger(name).setLevel(logging.ERROR)
    # Its tracebacks are of errors that it raises, too, and that are told in one line.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)
    with database_lock(uri):
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
        raise Unreachable(f"the MLflow store {redact(uri)} cannot be used now ({_reason(error)})") from error


@contextmanager
def opening() -> Generator[None]:
    """Turn what MLflow, SQLAlchemy and the system raise about a store into one line."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # alembic, sqlalchemy, sqlite3, requests and mlflow share no base class
        raise InputError(
            f"the MLflow store {redact(tracking_uri())} cannot be used ({_reason(error)}); "
            "free some space, or point MLFLOW_TRACKING_URI to another store"
        ) from None


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


@contextmanager
def database_lock(uri: str) -> Generator[None]:
    """One process at a time, where the store is a file; a server looks after that itself."""
    if uri.startswith(SQLITE):
        with filelock.FileLock(uri.removeprefix(SQLITE) + ".lock"):
            yield
    else:
        yield


def url_of(experiment_id: str, run_id: str) -> str:
    """A run's page where a server is known, else the command that shows it."""
    uri = tracking_uri()
    if uri.startswith(("http://", "https://")):
        return f"{redact(uri).rstrip('/')}/#/experiments/{experiment_id}/runs/{run_id}"
    return f"mlflow ui --backend-store-uri {redact(uri)}"
