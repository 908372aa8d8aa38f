"""Create, end and reopen MLflow runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from fitflow.config import Experiment
from fitflow.dotted import flat
from fitflow.errors import InputError
from fitflow.recipe_io.run_name import run_name
from fitflow.references import DatasetRef, PreparedRef, RunRef
from fitflow.system import machine, provenance
from fitflow.system.paths import project_dir
from fitflow.system.secrets import redact_text
from fitflow.tracking.connection import Unreachable, connect, database_lock, opening, reaching, tracking_uri, url_of
from fitflow.tracking.writing import log_inputs

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import DatasetInput

# MLflow's limit on a dataset's digest; the full SHA-256 is in the input's tags.
DIGEST_LENGTH = 36
# MLflow's UI opens an experiment without a kind as one for language models, which hides its runs.
KIND, TRAINING = "mlflow.experimentKind", "custom_model_development"


def start_run(recipe: Experiment, prepared: PreparedRef, tags: Mapping[str, str]) -> RunRef:
    """Create a run and log the recipe, its provenance and its data.

    Args:
        recipe: logged flat as params and complete as recipe.json.
        prepared: each split is logged as a dataset input with its digest.
        tags: more tags, such as the flow run's id.

    Raises:
        InputError: the store cannot be used.
    """
    experiment = recipe.experiment or prepared.dataset.name
    run = create_run(experiment, run_name(recipe), _tags(recipe, prepared, tags))
    try:
        with opening():
            client = connect()
            _log_params(client, run.run_id, recipe)
            _log_data(run.run_id, prepared)
            client.log_dict(run.run_id, recipe.model_dump(mode="json"), "recipe.json")
    except InputError as error:
        with suppress(Unreachable):
            end_run(run.run_id, "FAILED", str(error))
        raise
    return run


def create_run(experiment: str, name: str, tags: Mapping[str, str]) -> RunRef:
    """Create a run with tags only.

    Raises:
        InputError: the store cannot be opened.
    """
    with opening():
        client = connect()
        experiment_id = _experiment_id(client, experiment)
        run_id = client.create_run(experiment_id, run_name=name, tags=dict(tags)).info.run_id
    return RunRef(run_id=run_id, experiment=experiment, experiment_id=experiment_id, url=url_of(experiment_id, run_id))


def reopen_run(run_id: str, tags: Mapping[str, str]) -> RunRef:
    """Set a run that has ended, or whose process has died, to RUNNING again and delete its error.

    Raises:
        InputError: the store cannot be used.
    """
    with opening():
        return _reopened(connect(), run_id, tags)


def _reopened(client: MlflowClient, run_id: str, tags: Mapping[str, str]) -> RunRef:
    run = client.get_run(run_id)
    client.update_run(run_id, status="RUNNING")
    for name in ("fitflow.error", "fitflow.ended_by"):
        if name in run.data.tags:
            client.delete_tag(run_id, name)
    set_tags(run_id, tags)
    experiment = client.get_experiment(run.info.experiment_id)
    url = url_of(experiment.experiment_id, run_id)
    return RunRef(run_id=run_id, experiment=experiment.name, experiment_id=experiment.experiment_id, url=url)


def end_run(run_id: str, status: str, error: str | None = None) -> None:
    """End a run as FINISHED, FAILED or KILLED; an error is logged as a tag and an artifact.

    Raises:
        Unreachable: the store cannot be used now.
    """
    with reaching():
        client = connect()
        if error is not None:
            error = redact_text(error)
            client.set_tag(run_id, "fitflow.error", error.strip().splitlines()[-1][:5000])
            client.log_text(run_id, error, "error.txt")
        client.set_terminated(run_id, status)


def unfinished_run(flow_run_id: str) -> str | None:
    """Return the id of a flow run's newest run that is not FINISHED, or None."""
    client = connect()
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    wanted = f"tags.`prefect.flow_run_id` = '{flow_run_id}'"
    found = client.search_runs(experiments, wanted, order_by=["attributes.start_time DESC"]) if experiments else []
    return next((run.info.run_id for run in found if run.info.status != "FINISHED"), None)


def set_tags(run_id: str, tags: Mapping[str, str]) -> None:
    """Set tags of a run."""
    client = connect()
    for name, value in tags.items():
        client.set_tag(run_id, name, value)


def _experiment_id(client: MlflowClient, name: str) -> str:
    with database_lock(tracking_uri()):
        experiment = client.get_experiment_by_name(name)
        if experiment is not None:
            if KIND not in experiment.tags:
                client.set_experiment_tag(experiment.experiment_id, KIND, TRAINING)
            return experiment.experiment_id
        location = None
        if not os.environ.get("MLFLOW_TRACKING_URI"):
            location = (project_dir() / "mlruns" / "artifacts" / quote(name, safe="")).as_uri()
        try:
            return client.create_experiment(name, artifact_location=location, tags={KIND: TRAINING})
        except Exception:  # on a server, another run may have created it meanwhile; else this raises again
            experiment = client.get_experiment_by_name(name)
            if experiment is None:
                raise
            return experiment.experiment_id


def _tags(recipe: Experiment, prepared: PreparedRef, tags: Mapping[str, str]) -> dict[str, str]:
    dataset = prepared.dataset
    return {
        "fitflow.recipe": recipe.name,
        "fitflow.data": f"{dataset.name}: {dataset.variant}, {dataset.found}",
        "fitflow.data_sha256": dataset.digest,
        "fitflow.task": dataset.task,
        **({"fitflow.data_notes": dataset.notes} if dataset.notes else {}),
        "mlflow.user": machine.user(),
        "mlflow.source.name": "fitflow",
        "mlflow.source.type": "LOCAL",
        **provenance.tags(),
        **tags,
    }


def _log_params(client: MlflowClient, run_id: str, recipe: Experiment) -> None:
    from mlflow.entities import Param

    params = [Param(name, str(value)) for name, value in flat(recipe.model_dump(mode="json"))]
    client.log_batch(run_id, params=params)


def _log_data(run_id: str, prepared: PreparedRef) -> None:
    dataset = prepared.dataset
    splits = [("train", "training", prepared.num_train), ("test", "testing", dataset.num_test)]
    if prepared.num_val:
        splits.insert(1, ("train", "validation", prepared.num_val))
    inputs = [dataset_input(dataset, split, context, count) for split, context, count in splits]
    log_inputs(run_id, inputs)


def dataset_input(dataset: DatasetRef, split: str, context: str, count: int) -> DatasetInput:
    """Return a split as a dataset input of an MLflow run, used for `context` with `count` examples."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    sha256 = dataset.digests[split]
    facts = {"num_examples": count, "shape": dataset.input_shape, "dtype": dataset.dtype, "sha256": sha256}
    entity = Dataset(
        name=f"{dataset.name}-{split}",
        digest=sha256[:DIGEST_LENGTH],
        source_type="local",
        source=json.dumps({"found": dataset.found}),
        profile=json.dumps(facts),
    )
    return DatasetInput(entity, [InputTag("mlflow.data.context", context), InputTag("sha256", sha256)])
