"""MLflow's registry: versions of a model line, and the aliases `champion` and `challenger` that point at them."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitflow.errors import InputError, nearest
from fitflow.system.urls import redact
from fitflow.tracking.connection import SQLITE, connect, opening, reaching, tracking_uri
from fitflow.tracking.query import REUSED

if TYPE_CHECKING:
    import keras

CHAMPION = "champion"
CHALLENGER = "challenger"


@dataclass(frozen=True)
class Version:
    """One version of a registered model, and the run that made it."""

    name: str
    version: str
    run_id: str

    @property
    def uri(self) -> str:
        """As MLflow's loaders take it."""
        return f"models:/{self.name}/{self.version}"


def version_of(run_id: str) -> Version:
    """The version that a run registered, or the run whose work it reused.

    Raises:
        InputError: it registered none.
    """
    client = connect()
    found = client.search_model_versions(f"run_id = '{run_id}'")
    if not found:
        maker = client.get_run(run_id).data.tags.get(REUSED)
        found = client.search_model_versions(f"run_id = '{maker}'") if maker else []
    if not found:
        raise InputError(
            f"run {run_id[:8]} has registered no model; expected a run of a recipe that trains; see: fitflow list runs"
        )
    return _plain(found[0])


def version(name: str, number: str) -> Version:
    """A version by its number.

    Raises:
        InputError: there is none.
    """
    client = connect()
    from mlflow.exceptions import MlflowException

    try:
        return _plain(client.get_model_version(name, number))
    except MlflowException:
        raise InputError(f"{name} has no version {number}: it was deleted from the registry") from None


def aliased(name: str, alias: str) -> Version | None:
    """The version that an alias points at.

    Raises:
        InputError: no model has the name; the message says which is nearest.
        Unreachable: the tracking server does not answer.
    """
    with reaching():
        client = connect()
        check_name(name)
        version = client.get_registered_model(name).aliases.get(alias)
        return None if version is None else _plain(client.get_model_version(name, str(version)))


def check_name(name: str) -> None:
    """Refuse a name that the registry does not know.

    Raises:
        InputError: with the nearest one that it knows.
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
    """All registered models' names."""
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
    """Let an alias point at a version, in one step; the one it pointed at before loses it."""
    with reaching():
        connect().set_registered_model_alias(name, alias, version)


def drop_alias(name: str, alias: str) -> None:
    """Take an alias away."""
    with reaching():
        connect().delete_registered_model_alias(name, alias)


def tag_of(name: str, tag: str) -> str | None:
    """A registered model's tag."""
    with reaching():
        return connect().get_registered_model(name).tags.get(tag)


def set_tag(name: str, tag: str, value: str) -> None:
    """Set a registered model's tag."""
    with reaching():
        connect().set_registered_model_tag(name, tag, value)


def load_pyfunc(uri: str) -> Any:
    """A model as others load it, with `predict`.

    Raises:
        InputError: it cannot be loaded.
    """
    connect()
    from mlflow import pyfunc

    with _loading(uri):
        return pyfunc.load_model(uri)


def load_keras(uri: str) -> tuple[keras.Model, int]:
    """A model as Keras's own, and the bytes of its files.

    Raises:
        InputError: it cannot be loaded.
    """
    connect()
    from mlflow import artifacts
    from mlflow import keras as flavor

    with _loading(uri):
        folder = Path(artifacts.download_artifacts(uri))
        model: Any = flavor.load_model(str(folder))
    return model, sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@contextmanager
def _loading(uri: str) -> Generator[None]:
    try:
        yield
    except Exception as error:  # MLflow, Keras and the stores share no base class for this
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError(f"{uri} cannot be loaded: {reason}") from None


def store_digest() -> str:
    """SHA-256 (hex) of the tracking store's address, without its secrets; a file's is its whole path."""
    uri = tracking_uri()
    if uri.startswith(SQLITE):
        uri = f"{SQLITE}{Path(uri.removeprefix(SQLITE)).resolve()}"
    return hashlib.sha256(redact(uri).encode()).hexdigest()


def _plain(version: Any) -> Version:
    return Version(version.name, str(version.version), version.run_id)
