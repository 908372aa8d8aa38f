"""Models in MLflow: logged in its own format, registered as versions."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from fitflow.arrays import Array
from fitflow.references import ModelVersion, RunRef
from fitflow.system import provenance
from fitflow.tracking.connection import connect, reaching
from fitflow.tracking.model_results import link_results, link_version

if TYPE_CHECKING:
    import keras
    from mlflow import MlflowClient


def log_model(
    run: RunRef, model: keras.Model, example: Array, facts: dict[str, Any], registered_name: str
) -> ModelVersion:
    """Log a Keras model in MLflow's own format and register it as a new version.

    Args:
        run: the run that made it.
        model: raw examples to predictions, made of built-in layers: it loads with mlflow, keras and its backend alone.
        example: a few raw examples, (n, ...): the signature's types and the input example.
        facts: plain values, kept in the model's metadata.
        registered_name: the registry's name for the series of versions.

    Raises:
        Unreachable: the store cannot be used now.
    """
    with reaching():
        client = connect()
        done = client.search_model_versions(f"run_id = '{run.run_id}'")
        if done:  # the run was interrupted after this
            return ModelVersion(uri=str(done[0].source), name=done[0].name, version=str(done[0].version))
        _drop_unregistered(client, run)
        return _register(client, run, _log(client, run, model, example, facts), registered_name)


def _drop_unregistered(client: MlflowClient, run: RunRef) -> None:
    """Delete what an interruption left of a model that was being logged."""
    for left in client.search_logged_models([run.experiment_id], f"source_run_id = '{run.run_id}'"):
        client.delete_logged_model(left.model_id)


def _log(client: MlflowClient, run: RunRef, model: keras.Model, example: Array, facts: dict[str, Any]) -> str:
    """Log the model; returns its id."""
    import keras
    from mlflow.models import Model, infer_signature

    params = client.get_run(run.run_id).data.params
    logged = client.create_logged_model(run.experiment_id, name="model", source_run_id=run.run_id, params=params)
    steps = link_results(client, run.run_id, logged.model_id)
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
            metadata=facts,
            run_id=run.run_id,
            model_id=logged.model_id,
            step=steps,
        )
    return logged.model_id


def has_version(version: ModelVersion) -> bool:
    """Whether a registered version, its logged model and that model's files are all there."""
    from mlflow.exceptions import MlflowException

    client = connect()
    try:
        found = client.get_model_version(version.name, version.version)
        files = [file.path for file in client.list_logged_model_artifacts(version.uri.rpartition("/")[2])]
    except (MlflowException, OSError):
        return False
    return found.source == version.uri and "MLmodel" in files


def link_model(run_id: str, version: ModelVersion) -> None:
    """Show a model that another run logged among a run's outputs too."""
    from mlflow.entities import LoggedModelOutput

    connect().log_outputs(run_id, [LoggedModelOutput(version.uri.rpartition("/")[2], step=0)])


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
    link_version(client, model_id, name, str(version.version))
    location = client.get_logged_model(model_id).artifact_location
    return ModelVersion(uri=uri, name=name, version=str(version.version), location=location)
