"""Resolve a model's name to its run, its files on this machine, and its signature.

A name is a run, as for `get_run`, or a registered version: models:/NAME@ALIAS, NAME@ALIAS or models:/NAME/VERSION.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fitflow.errors import InputError, first_line, nearest
from fitflow.references import ServedModel
from fitflow.system.paths import cache_dir
from fitflow.system.urls import local_folder, redact
from fitflow.tracking.connection import connect, tracking_uri
from fitflow.tracking.evaluations import EVALUATES
from fitflow.tracking.query import REUSED
from fitflow.tracking.reading import get_run, has_run

if TYPE_CHECKING:
    import keras

SCHEME = "models:/"
KIND = "models"  # the store's folder of models downloaded from a server
FILE = "MLmodel"


def find_model(name: str) -> ServedModel:
    """Return the model of a name; files on a server are downloaded once.

    Args:
        name: a run's id, a unique prefix of one, `latest`, `latest:RECIPE`, `best:RECIPE`; models:/NAME@ALIAS,
            NAME@ALIAS, models:/NAME/VERSION, models:/NAME/latest or models:/m-ID.

    Raises:
        InputError: no such run, model, alias or version, the run has no model, or its files are missing.
    """
    if name.startswith(SCHEME) or "@" in name:
        uri = _registered(name if name.startswith(SCHEME) else SCHEME + name)
    else:
        uri = _of_run(name)
    return _described(name, uri, _fetched(uri))


def run_of(name: str) -> str:
    """Return the id of the run of a name: the named run, or the one that made the model.

    Raises:
        InputError: as `find_model`.
    """
    if "@" not in name and not name.startswith(SCHEME):
        run = get_run(name)
        return run["tags"].get(EVALUATES, run["run_id"])
    return find_model(name).run_id


def load_keras(model: ServedModel) -> keras.Model:
    """Load the Keras model, from raw examples to predictions, in safe mode.

    Raises:
        InputError: its file is damaged, or needs code that safe mode rejects.
    """
    from mlflow.models import Model

    from fitflow.training import runtime

    runtime.import_keras()  # quietly, before networks imports it
    from fitflow.training import networks

    folder = Path(model.folder)
    path = folder / Model.load(str(folder / FILE)).flavors["keras"]["data"] / "model.keras"
    return networks.load(path)


def model_of_run(run_id: str) -> str | None:
    """Return the models:/m-<id> of the newest model that a run logged, or None."""
    client = connect()
    experiment = client.get_run(run_id).info.experiment_id
    found = client.search_logged_models([experiment], filter_string=f"source_run_id = '{run_id}'")
    ready = [model for model in found if str(model.status) == "READY"]
    return f"{SCHEME}{ready[0].model_id}" if ready else None


def _of_run(name: str) -> str:
    try:
        run = get_run(name)
    except InputError as error:
        if name not in _names():
            raise
        raise InputError(f"{name!r} is a registered model; name a version: {_choices(name)}") from error
    short, maker = run["run_id"][:8], run["tags"].get(EVALUATES) or run["tags"].get(REUSED)
    if uri := model_of_run(run["run_id"]):
        return uri
    if maker and not has_run(maker):
        raise InputError(f"run {short} has no model of its own, and run {maker[:8]}, which made it, was deleted")
    if maker and (uri := model_of_run(maker)):
        return uri
    if run["status"] in ("RUNNING", "KILLED"):
        state = {"RUNNING": "is not finished", "KILLED": "was interrupted"}[run["status"]]
        raise InputError(f"run {short} {state} and has no model yet; to resume it: fitflow resume {short}")
    why = "it failed" if run["status"] == "FAILED" else "it trained no network"
    raise InputError(f"run {short} has no model: {why}; see: fitflow show {short}")


def _registered(uri: str) -> str:
    """Return the models:/m-<id> of a registered version, or models:/NAME/VERSION if its source is another one."""
    reference = uri.removeprefix(SCHEME).strip("/")
    if reference.startswith("m-") and "/" not in reference and "@" not in reference:
        return f"{SCHEME}{reference}"
    name, at, alias = reference.partition("@")
    if not at:
        name, _, alias = reference.rpartition("/")
    if not name or not alias:
        raise InputError(f"{uri} names no version; expected {SCHEME}NAME@champion or {SCHEME}NAME/1")
    if name not in (known := _names()):
        hint = nearest(name, known) if known else "none is registered yet; train one: fitflow run digits-dense"
        raise InputError(f"no registered model {name!r} in {redact(tracking_uri())}: {hint}")
    return _source(name, alias, is_alias=bool(at))


def _source(name: str, alias: str, is_alias: bool) -> str:
    from mlflow.exceptions import MlflowException

    client = connect()
    versions = sorted(int(version.version) for version in client.search_model_versions(f"name = '{name}'"))
    try:
        if is_alias:
            found = client.get_model_version_by_alias(name, alias)
        else:
            found = client.get_model_version(name, str(versions[-1]) if alias == "latest" and versions else alias)
    except MlflowException:
        what = f"alias {alias!r}" if is_alias else f"version {alias!r}"
        raise InputError(f"registered model {name!r} has no {what}; try: {_choices(name)}") from None
    source = str(found.source)
    return source if source.startswith(SCHEME) else f"{SCHEME}{name}/{found.version}"


def _names() -> set[str]:
    return {model.name for model in connect().search_registered_models(max_results=1000)}


def _choices(name: str) -> str:
    """Return a registered model's aliases and newest version, as typed in commands."""
    client = connect()
    aliases = [f"{name}@{alias}" for alias in sorted(client.get_registered_model(name).aliases)]
    versions = [int(version.version) for version in client.search_model_versions(f"name = '{name}'")]
    return ", ".join([*aliases, *([f"{SCHEME}{name}/{max(versions)}"] if versions else [])])


def _fetched(uri: str) -> Path:
    """Return the folder of a model's files; files on a server are downloaded to the store."""
    from mlflow.exceptions import MlflowException

    try:
        place = _place(uri)
    except MlflowException as error:
        raise InputError(f"no model {uri} in {redact(tracking_uri())}: {first_line(error)}") from None
    folder = local_folder(place)
    if folder is not None:
        if not (folder / FILE).is_file():
            raise InputError(f"no files of {uri} in {folder}; was the project moved, or were its artifacts deleted?")
        return folder
    key = hashlib.sha256(f"{redact(tracking_uri())} {uri} {place}".encode()).hexdigest()
    target = cache_dir() / KIND / key
    if not (target / FILE).is_file():
        _download(uri, target)
    return target


def _place(uri: str) -> str:
    """Return the URL of a model's files."""
    client = connect()
    reference = uri.removeprefix(SCHEME)
    if reference.startswith("m-"):
        return client.get_logged_model(reference).artifact_location
    name, _, version = reference.rpartition("/")
    return client.get_model_version_download_uri(name, version)


def _download(uri: str, target: Path) -> None:
    """Download a model's files into a folder atomically."""
    from mlflow import artifacts

    with _reporting(uri):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        try:
            fetched = Path(artifacts.download_artifacts(uri, dst_path=str(temporary)))
            if not (fetched / FILE).is_file():  # a server returns an empty folder for missing files
                raise FileNotFoundError(f"the server has no {FILE} for it")
            with contextlib.suppress(OSError):  # another process downloaded it meanwhile
                fetched.rename(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


@contextlib.contextmanager
def _reporting(uri: str) -> Generator[None]:
    try:
        yield
    except Exception as error:  # artifact stores share no base class
        raise InputError(f"the files of {uri} cannot be downloaded: {first_line(error)}") from None


def _described(name: str, uri: str, folder: Path) -> ServedModel:
    """Return the model with the metadata of its MLmodel file."""
    from mlflow.models import Model

    try:
        logged = Model.load(str(folder / FILE))
    except Exception as error:  # yaml, mlflow and the system share no base class
        raise InputError(f"{folder / FILE} cannot be read: {first_line(error)}") from None
    takes, gives = (_tensor(schema) for schema in (logged.get_input_schema(), logged.get_output_schema()))
    if "keras" not in logged.flavors or takes is None or gives is None:
        raise InputError(f"{name} is not a Keras model with a signature of tensors; expected one that fitflow logged")
    facts: dict[str, Any] = dict(logged.metadata or {})
    classes = tuple(map(str, facts.get("class_names", ())))
    return ServedModel.model_validate(
        {
            "name": name,
            "uri": uri,
            "run_id": logged.run_id or "",
            "folder": str(folder),
            "input_shape": tuple(takes.shape[1:]),
            "dtype": np.dtype(takes.type).name,
            "num_outputs": gives.shape[-1],
            "class_names": classes,
            "task": facts.get("task", "classification" if classes else "regression"),
            **{key: facts.get(key, default) for key, default in DEFAULTS.items()},
        }
    )


DEFAULTS: dict[str, Any] = {"columns": (), "target": "label", "value_range": None}


def _tensor(schema: Any) -> Any:
    """Return the tensor of a schema with exactly one tensor, else None."""
    specs = list(schema.inputs) if schema is not None and schema.is_tensor_spec() else []
    return specs[0] if len(specs) == 1 else None
