"""The record of a run in MLflow. The only file that imports mlflow; every function takes the run id it writes to.

There is no active run: MLflow's is per thread, and a run here may be written from several.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
import time
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import filelock

from fitflow import provenance
from fitflow.config import Experiment
from fitflow.datasets.base import Array
from fitflow.errors import InputError
from fitflow.network import check_reachable, redact
from fitflow.paths import check_writable, project_dir
from fitflow.plain import flat
from fitflow.refs import ModelVersion, PreparedRef, RunRef

if TYPE_CHECKING:
    import keras
    from matplotlib.figure import Figure
    from mlflow import MlflowClient

# MLflow's own limit on a dataset's digest; the whole SHA-256 stands beside it, in the input's tags.
DIGEST_LENGTH = 36
SQLITE = "sqlite:///"


class Unreachable(InputError):
    """The tracking server does not answer now."""


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


def start_run(recipe: Experiment, prepared: PreparedRef, tags: Mapping[str, str]) -> RunRef:
    """Create a run with the recipe, its origin and its data in it.

    Args:
        recipe: logged flat as params and whole as recipe.json.
        prepared: each split becomes a dataset input with its digest.
        tags: more facts, such as the flow run's id.

    Raises:
        InputError: the store cannot be opened.
    """
    experiment = recipe.experiment or prepared.dataset.name
    run = create_run(experiment, f"{recipe.name}-seed{recipe.seed}", _tags(recipe, prepared, tags))
    client = _client()
    _log_params(client, run.run_id, recipe)
    _log_data(client, run.run_id, prepared)
    client.log_dict(run.run_id, recipe.model_dump(mode="json"), "recipe.json")
    return run


def create_run(experiment: str, name: str, tags: Mapping[str, str]) -> RunRef:
    """Create a run with nothing in it but its tags.

    Raises:
        InputError: the store cannot be opened.
    """
    with _opening():
        client = _client()
        experiment_id = _experiment_id(client, experiment)
        run_id = client.create_run(experiment_id, run_name=name, tags=dict(tags)).info.run_id
    return RunRef(run_id=run_id, experiment=experiment, experiment_id=experiment_id, url=_url(experiment_id, run_id))


def reopen_run(run_id: str, tags: Mapping[str, str]) -> RunRef:
    """Set a run that has ended, or whose process has died, to RUNNING again; its error is taken away."""
    client = _client()
    run = client.get_run(run_id)
    client.update_run(run_id, status="RUNNING")
    for name in ("fitflow.error", "fitflow.ended_by"):
        if name in run.data.tags:
            client.delete_tag(run_id, name)
    set_tags(run_id, tags)
    experiment = client.get_experiment(run.info.experiment_id)
    url = _url(experiment.experiment_id, run_id)
    return RunRef(run_id=run_id, experiment=experiment.name, experiment_id=experiment.experiment_id, url=url)


def recipe_of(run_id: str) -> dict[str, Any]:
    """The recipe that a run was started with, as plain values.

    Raises:
        InputError: the run has none: it was not made by fitflow.
    """
    _client()
    from mlflow import artifacts

    try:
        return dict(artifacts.load_dict(f"runs:/{run_id}/recipe.json"))
    except Exception as error:  # MLflow's stores share no base class for this
        raise InputError(f"run {run_id} has no recipe.json: {str(error).splitlines()[0]}") from None


def set_tags(run_id: str, tags: Mapping[str, str]) -> None:
    """Add tags to a run."""
    client = _client()
    for name, value in tags.items():
        client.set_tag(run_id, name, value)


def log_metrics(run_id: str, metrics: Mapping[str, float], step: int, milliseconds: int | None = None) -> None:
    """Log one point of each curve, in one call; step is the epoch, from 0; the time is now unless given.

    Raises:
        Unreachable: the tracking server does not answer.
    """
    from mlflow.entities import Metric

    when = milliseconds or int(time.time() * 1000)
    points = [Metric(name, value, when, step) for name, value in metrics.items()]
    with _reaching():
        _client().log_batch(run_id, metrics=points)


def last_step(run_id: str, name: str) -> int:
    """The largest step of a curve; -1 where it has no point.

    Raises:
        Unreachable: the tracking server does not answer.
    """
    with _reaching():
        return max((point.step for point in _client().get_metric_history(run_id, name)), default=-1)


def log_figures(run_id: str, figures: Mapping[str, Figure]) -> None:
    """Log each figure as figures/<name>.png."""
    client = _client()
    for name, figure in figures.items():
        client.log_figure(run_id, figure, f"figures/{name}.png")


def log_text(run_id: str, text: str, name: str) -> None:
    """Log a text file."""
    _client().log_text(run_id, text, name)


def log_table(run_id: str, rows: list[dict[str, Any]], name: str) -> None:
    """Log rows as a CSV file."""
    import pandas as pd

    _client().log_text(run_id, pd.DataFrame(rows).to_csv(index=False), name)


def log_folder(run_id: str, folder: Path, name: str) -> None:
    """Log a folder of files."""
    _client().log_artifacts(run_id, str(folder), name)


def log_file(run_id: str, path: Path, folder: str) -> None:
    """Log one file into a folder."""
    _client().log_artifact(run_id, str(path), folder)


def download(run_id: str, name: str, folder: Path) -> Path:
    """Fetch an artifact, a file or a folder, into a folder; returns its path there.

    Raises:
        InputError: the run has none of that name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return Path(_client().download_artifacts(run_id, name, str(folder)))
    except Exception as error:  # MLflow's stores share no base class for this
        raise InputError(f"run {run_id} has no {name!r}: {str(error).splitlines()[0]}") from None


def log_model(run: RunRef, model: keras.Model, example: Array, labels: list[str], registered_name: str) -> ModelVersion:
    """Log a Keras model in MLflow's own format and register it as a new version.

    Args:
        run: the run that made it.
        model: raw examples to predictions, made of built-in layers: it loads with mlflow, keras and its backend alone.
        example: a few raw examples, (n, ...): the signature's types and the input example.
        labels: the classes' names, kept in the model's metadata.
        registered_name: the registry's name for the series of versions.
    """
    import keras
    from mlflow.models import Model, infer_signature

    client = _client()
    done = client.search_model_versions(f"run_id = '{run.run_id}'")
    if done:  # the run was interrupted after this
        return ModelVersion(uri=f"models:/{done[0].model_id}", name=done[0].name, version=str(done[0].version))
    logged = client.create_logged_model(run.experiment_id, name="model", source_run_id=run.run_id)
    installed = provenance.versions()
    backend = keras.backend.backend()
    needs = [f"{name}=={installed[name]}" for name in ("keras", backend, "mlflow", "numpy") if name in installed]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about integer columns and missing values: pixels are never missing
        signature = infer_signature(example, keras.ops.convert_to_numpy(model(example)))
        Model.log(
            artifact_path=None,
            name="model",
            flavor=_keras_flavor(),
            model=model,
            signature=signature,
            input_example=example,
            validate_serving_input=False,
            pip_requirements=needs,
            metadata={"class_names": labels},
            run_id=run.run_id,
            model_id=logged.model_id,
        )
    return _register(client, run, logged.model_id, registered_name)


def end_run(run_id: str, status: str, error: str | None = None) -> None:
    """End a run as FINISHED, FAILED or KILLED, with the error in a tag and an artifact where there is one.

    Raises:
        Unreachable: the tracking server does not answer.
    """
    with _reaching():
        client = _client()
        if error is not None:
            client.set_tag(run_id, "fitflow.error", error.strip().splitlines()[-1][:5000])
            client.log_text(run_id, error, "error.txt")
        client.set_terminated(run_id, status)


def unfinished_run(flow_run_id: str) -> str | None:
    """The newest run of a flow run that did not reach its end."""
    client = _client()
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    wanted = f"tags.`prefect.flow_run_id` = '{flow_run_id}'"
    found = client.search_runs(experiments, wanted, order_by=["attributes.start_time DESC"]) if experiments else []
    return next((run.info.run_id for run in found if run.info.status != "FINISHED"), None)


@contextmanager
def system_metrics(run_id: str) -> Generator[None]:
    """Sample CPU, memory, disk, network and GPU while the block runs."""
    from mlflow.system_metrics.system_metrics_monitor import SystemMetricsMonitor

    monitor = SystemMetricsMonitor(run_id, sampling_interval=5, tracking_uri=tracking_uri())
    monitor.start()
    try:
        yield
    finally:
        monitor.finish()


def list_runs(max_results: int = 50) -> list[dict[str, Any]]:
    """The newest runs of every experiment, newest first, as plain values."""
    client = _client()
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    if not experiments:
        return []
    found = client.search_runs(experiments, order_by=["attributes.start_time DESC"], max_results=max_results)
    return [_plain(run) for run in found]


def get_run(run_id: str) -> dict[str, Any]:
    """One run by its id or a unique prefix of one, as plain values.

    Raises:
        InputError: no run, or several, start so.
    """
    matches = [run for run in list_runs(10_000) if run["run_id"].startswith(run_id)] if run_id else []
    if len(matches) != 1:
        found = f"{len(matches)} runs start with {run_id!r}" if matches else f"no run {run_id!r}"
        raise InputError(f"{found} in {redact(tracking_uri())}; see: fitflow list runs")
    return matches[0]


def _plain(run: Any) -> dict[str, Any]:
    info, data = run.info, run.data
    end = info.end_time or int(time.time() * 1000)
    return {
        "run_id": info.run_id,
        "name": info.run_name,
        "recipe": data.tags.get("fitflow.recipe", info.run_name),
        "status": info.status,
        "started": info.start_time / 1000,
        "seconds": (end - info.start_time) / 1000,
        "metrics": {name: value for name, value in data.metrics.items() if not name.startswith("system/")},
        "params": dict(data.params),
        "tags": {name: value for name, value in data.tags.items() if not name.startswith("mlflow.log-model")},
        "url": _url(info.experiment_id, info.run_id),
    }


def _client() -> MlflowClient:
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
    with _database_lock(uri):
        client = mlflow.MlflowClient(uri)
        if uri.startswith(SQLITE):
            client.search_experiments(max_results=1)
    return client


def _experiment_id(client: MlflowClient, name: str) -> str:
    with _database_lock(tracking_uri()):
        experiment = client.get_experiment_by_name(name)
        if experiment is not None:
            return experiment.experiment_id
        location = None
        if not os.environ.get("MLFLOW_TRACKING_URI"):
            location = (project_dir() / "mlruns" / "artifacts" / quote(name, safe="")).as_uri()
        return client.create_experiment(name, artifact_location=location)


@contextmanager
def _reaching() -> Generator[None]:
    """Say within seconds that a server is away: MLflow's own client would try for minutes."""
    uri = tracking_uri()
    try:
        if uri.startswith(("http://", "https://")):
            check_reachable(uri, "MLflow tracking server", "MLFLOW_TRACKING_URI")
        yield
    except InputError as error:
        raise Unreachable(str(error)) from None


@contextmanager
def _database_lock(uri: str) -> Generator[None]:
    """One process at a time, where the store is a file; a server looks after that itself."""
    if uri.startswith(SQLITE):
        with filelock.FileLock(uri.removeprefix(SQLITE) + ".lock"):
            yield
    else:
        yield


@contextmanager
def _opening() -> Generator[None]:
    """Turn what MLflow, SQLAlchemy and the system raise about a store into one line."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # alembic, sqlalchemy, sqlite3, requests and mlflow share no base class
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f"the MLflow store {redact(tracking_uri())} cannot be used ({reason}); "
            "free some space, or point MLFLOW_TRACKING_URI to another store"
        ) from None


def _tags(recipe: Experiment, prepared: PreparedRef, tags: Mapping[str, str]) -> dict[str, str]:
    dataset = prepared.dataset
    return {
        "fitflow.recipe": recipe.name,
        "fitflow.data": f"{dataset.name}: {dataset.variant}, {dataset.found}",
        "fitflow.data_sha256": dataset.digest,
        **({"fitflow.data_notes": dataset.notes} if dataset.notes else {}),
        "mlflow.user": _user(),
        "mlflow.source.name": "fitflow",
        "mlflow.source.type": "LOCAL",
        **provenance.tags(),
        **tags,
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in some containers
        return str(os.getuid())


def _log_params(client: MlflowClient, run_id: str, recipe: Experiment) -> None:
    from mlflow.entities import Param

    params = [Param(name, str(value)) for name, value in flat(recipe.model_dump(mode="json"))]
    client.log_batch(run_id, params=params)


def _log_data(client: MlflowClient, run_id: str, prepared: PreparedRef) -> None:
    from mlflow.entities import Dataset, DatasetInput, InputTag

    dataset = prepared.dataset
    splits = [("train", "training", prepared.num_train), ("test", "testing", dataset.num_test)]
    if prepared.num_val:
        splits.insert(1, ("train", "validation", prepared.num_val))
    inputs: list[DatasetInput] = []
    for split, context, count in splits:
        sha256 = dataset.digests[split]
        facts = {"num_examples": count, "shape": dataset.input_shape, "dtype": dataset.dtype, "sha256": sha256}
        entity = Dataset(
            name=f"{dataset.name}-{split}",
            digest=sha256[:DIGEST_LENGTH],
            source_type="local",
            source=json.dumps({"found": dataset.found}),
            profile=json.dumps(facts),
        )
        labels = [InputTag("mlflow.data.context", context), InputTag("sha256", sha256)]
        inputs.append(DatasetInput(entity, labels))
    client.log_inputs(run_id, datasets=inputs)


def _keras_flavor() -> Any:
    """mlflow.keras, which in this version writes an input example into a folder that it has not made yet."""
    from mlflow.keras import save_model as save_keras_model

    def save_model(*, path: str, model: keras.Model, **options: Any) -> None:
        Path(path).mkdir()
        options.pop("validate_serving_input", None)  # an option of Model.log, which hands it on
        save_keras_model(model, path, **options)

    return SimpleNamespace(__name__="mlflow.keras", save_model=save_model)


def _register(client: MlflowClient, run: RunRef, model_id: str, name: str) -> ModelVersion:
    from mlflow.exceptions import MlflowException

    try:
        client.get_registered_model(name)
    except MlflowException:
        try:
            client.create_registered_model(name)
        except MlflowException:
            client.get_registered_model(name)  # another run made it meanwhile, else this raises
    uri = f"models:/{model_id}"
    version = client.create_model_version(name, source=uri, run_id=run.run_id, model_id=model_id)
    return ModelVersion(uri=uri, name=name, version=str(version.version))


def _url(experiment_id: str, run_id: str) -> str:
    uri = tracking_uri()
    if uri.startswith(("http://", "https://")):
        return f"{redact(uri).rstrip('/')}/#/experiments/{experiment_id}/runs/{run_id}"
    return f"mlflow ui --backend-store-uri {redact(uri)}"
