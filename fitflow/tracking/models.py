"""Log models in MLflow's format and register them."""

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
    """Log a Keras model in MLflow's format and register a new version.

    Args:
        run: the run that made it.
        model: from raw examples to predictions, of built-in layers: it loads with only mlflow, keras and its backend.
        example: a few raw examples, (n, ...), for the signature and the input example.
        facts: plain values for the model's metadata.
        registered_name: name of the registered model.

    Raises:
        Unreachable: the store cannot be used now.
    """
    with reaching():
        client = connect()
        done = client.search_model_versions(f"run_id = '{run.run_id}'")
        if done:  # the run was interrupted after registration
            return ModelVersion(uri=str(done[0].source), name=done[0].name, version=str(done[0].version))
        _drop_unregistered(client, run)
        return _register(client, run, _log(client, run, model, example, facts), registered_name)


def _drop_unregistered(client: MlflowClient, run: RunRef) -> None:
    """Delete partly logged models that an interruption left behind."""
    for left in client.search_logged_models([run.experiment_id], f"source_run_id = '{run.run_id}'"):
        client.delete_logged_model(left.model_id)


def _log(client: MlflowClient, run: RunRef, model: keras.Model, example: Array, facts: dict[str, Any]) -> str:
    """Log the model; return its id."""
    import keras
    from mlflow.models import Model, infer_signature

    params = client.get_run(run.run_id).data.params
    logged = client.create_logged_model(run.experiment_id, name="model", source_run_id=run.run_id, params=params)
    steps = link_results(client, run.run_id, logged.model_id)
    installed = provenance.versions()
    backend = keras.backend.backend()
    needs = [f"{name}=={installed[name]}" for name in ("keras", backend, "mlflow", "numpy") if name in installed]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # integer columns with missing values: pixels are never missing
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
    """Return whether a registered version, its logged model and the model's files all exist."""
    from mlflow.exceptions import MlflowException

    client = connect()
    try:
        found = client.get_model_version(version.name, version.version)
        files = [file.path for file in client.list_logged_model_artifacts(version.uri.rpartition("/")[2])]
    except (MlflowException, OSError):
        return False
    return found.source == version.uri and "MLmodel" in files


def link_model(run_id: str, version: ModelVersion) -> None:
    """Add a model that another run logged to a run's outputs."""
    from mlflow.entities import LoggedModelOutput

    connect().log_outputs(run_id, [LoggedModelOutput(version.uri.rpartition("/")[2], step=0)])


def _keras_flavor() -> Any:
    """Return mlflow.keras with a fix: this version writes the input example before it creates the folder."""
    from mlflow.keras import save_model as save_keras_model

    def save_model(*, path: str, model: keras.Model, **options: Any) -> None:
        Path(path).mkdir()
        options.pop("validate_serving_input", None)  # an option of Model.log, which passes it on
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
            client.get_registered_model(name)  # another run created it meanwhile, else this raises
    uri = f"models:/{model_id}"
    version = client.create_model_version(name, source=uri, run_id=run.run_id, model_id=model_id)
    link_version(client, model_id, name, str(version.version))
    location = client.get_logged_model(model_id).artifact_location
    return ModelVersion(uri=uri, name=name, version=str(version.version), location=location)
