"""MLflow's model registry: versions of a registered model, and the aliases `champion` and `challenger`."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitflow.errors import InputError, first_line, nearest
from fitflow.system.files import size
from fitflow.system.urls import redact
from fitflow.tracking.connection import SQLITE, connect, opening, reaching, tracking_uri
from fitflow.tracking.query import REUSED

if TYPE_CHECKING:
    import keras

CHAMPION = "champion"
CHALLENGER = "challenger"


@dataclass(frozen=True)
class Version:
    """A version of a registered model, and the run that made it."""

    name: str
    version: str
    run_id: str

    @property
    def uri(self) -> str:
        """Return the URI for MLflow's loaders."""
        return f"models:/{self.name}/{self.version}"


def version_of(run_id: str) -> Version:
    """Return the version that a run registered, or that the run whose training it reused did.

    Raises:
        InputError: there is none.
    """
    client = connect()
    found = client.search_model_versions(f"run_id = '{run_id}'")
    if not found:
        maker = client.get_run(run_id).data.tags.get(REUSED)
        found = client.search_model_versions(f"run_id = '{maker}'") if maker else []
    if not found:
        raise InputError(
            f"run {run_id[:8]} registered no model; expected a run of a recipe that trains; see: fitflow list runs"
        )
    return _plain(found[0])


def version(name: str, number: str) -> Version:
    """Return a version by its number.

    Raises:
        InputError: no such version.
    """
    client = connect()
    from mlflow.exceptions import MlflowException

    try:
        return _plain(client.get_model_version(name, number))
    except MlflowException:
        raise InputError(f"{name} has no version {number}: it was deleted from the registry") from None


def aliased(name: str, alias: str) -> Version | None:
    """Return the version that an alias points to, or None.

    Raises:
        InputError: no such model; the message names the nearest.
        Unreachable: the tracking server does not answer.
    """
    with reaching():
        client = connect()
        check_name(name)
        version = client.get_registered_model(name).aliases.get(alias)
        return None if version is None else _plain(client.get_model_version(name, str(version)))


def check_name(name: str) -> None:
    """Check that a registered model exists.

    Raises:
        InputError: no such model; the message names the nearest.
    """
    with opening():
        known = names()
    if name in known:
        return
    where = redact(tracking_uri())
    if not known:
        raise InputError(f"no model {name!r}: none is registered in {where}; try: fitflow run mnist-dense")
    raise InputError(f"no model {name!r} is registered in {where}: {nearest(name, known)}")


def names() -> list[str]:
    """Return the names of all registered models."""
    client = connect()
    found: list[str] = []
    token: str | None = None
    while True:
        page = client.search_registered_models(max_results=100, page_token=token)
        found += [model.name for model in page]
        token = page.token
        if not token:
            return found


def set_alias(name: str, alias: str, version: str) -> None:
    """Point an alias to a version atomically; the version that had it loses it."""
    with reaching():
        connect().set_registered_model_alias(name, alias, version)


def drop_alias(name: str, alias: str) -> None:
    """Delete an alias."""
    with reaching():
        connect().delete_registered_model_alias(name, alias)


def tag_of(name: str, tag: str) -> str | None:
    """Return a registered model's tag, or None."""
    with reaching():
        return connect().get_registered_model(name).tags.get(tag)


def set_tag(name: str, tag: str, value: str) -> None:
    """Set a registered model's tag."""
    with reaching():
        connect().set_registered_model_tag(name, tag, value)


def load_pyfunc(uri: str) -> Any:
    """Load a model as a pyfunc.

    Raises:
        InputError: it cannot be loaded.
    """
    connect()
    from mlflow import pyfunc

    with _loading(uri):
        return pyfunc.load_model(uri)


def load_version(uri: str) -> tuple[keras.Model, int]:
    """Load a model as a Keras model; return it and the size of its files in bytes.

    Raises:
        InputError: it cannot be loaded.
    """
    connect()
    from mlflow import artifacts
    from mlflow import keras as flavor

    with _loading(uri):
        folder = Path(artifacts.download_artifacts(uri))
        model: Any = flavor.load_model(str(folder))
    return model, size(folder)


@contextmanager
def _loading(uri: str) -> Generator[None]:
    try:
        yield
    except Exception as error:  # MLflow, Keras and the stores share no base class for this
        reason = first_line(error)
        raise InputError(f"{uri} cannot be loaded: {reason}") from None


def store_digest() -> str:
    """Return the SHA-256 (hex) of the tracking URI without secrets; for a database file, of its absolute path."""
    uri = tracking_uri()
    if uri.startswith(SQLITE):
        uri = f"{SQLITE}{Path(uri.removeprefix(SQLITE)).resolve()}"
    return hashlib.sha256(redact(uri).encode()).hexdigest()


def _plain(version: Any) -> Version:
    return Version(version.name, str(version.version), version.run_id)
