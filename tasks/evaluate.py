"""Tasks of an evaluation after training: find the model, judge it, keep what came out as a run of its own."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import leases, provenance, report, store, tracking
from fitflow.interruption import deferred
from fitflow.network import redact
from fitflow.refs import DatasetRef, Metrics, Result, RunRef, ServedModel
from tasks.record import artifact, ended_as_the_block, headline, links, name_run
from tasks.timing import timed


@task(name="find model", cache_policy=NO_CACHE)
def find_model(name: str) -> ServedModel:
    """Find a model by a run or a registered version, and fetch its files."""
    model = timed(tracking.find_model, name)
    get_run_logger().info("%s of run %s", model.uri, model.run_id[:8])
    return model


@contextmanager
def recorded_evaluation(model: ServedModel, dataset: DatasetRef) -> Generator[RunRef]:
    """An MLflow run of its own, linked to the model, that ends as the block does."""
    with deferred():  # from its first moment the run is one that ends
        run = open_evaluation(model, dataset)
        api = redact(os.environ.get("PREFECT_API_URL", ""))
        lease = leases.held(run.run_id, f"evaluate {model.name}", tracking.tracking_uri(), str(flow_run.id), api)
        with ended_as_the_block(run), lease:
            yield run


@task(name="start record", cache_policy=NO_CACHE)
def open_evaluation(model: ServedModel, dataset: DatasetRef) -> RunRef:
    """Start the MLflow run and link it and the flow run to each other."""
    run = tracking.start_evaluation(model, dataset, provenance.tags() | links())
    name_run(run)
    get_run_logger().info("MLflow run %s", run.run_id)
    return run


@task(name="evaluate", cache_policy=NO_CACHE)
def evaluate_logged(model: ServedModel, dataset: DatasetRef, run: RunRef) -> Metrics:
    """Measure the logged model on the test split; the figures go to the new run and to the model."""
    from fitflow import evaluation, evaluation_record

    network = tracking.load_keras(model)
    line = tracking.get_run(model.run_id)["tags"].get("fitflow.model_line", dataset.name)
    reads = tracking.note_test_read(run.run_id, line, dataset.digests["test"])  # before it is read
    metrics = timed(evaluation.evaluate_finished, network, dataset, model.uri)
    metrics = metrics.model_copy(update={"test_reads": reads})
    tracking.log_evaluation(run.run_id, model, dataset, metrics.values)
    evaluation_record.write(run.run_id, metrics, dataset)
    get_run_logger().info(", ".join(f"{name} {value:.4g}" for name, value in metrics.values.items()))
    return metrics


@task(name="report", cache_policy=NO_CACHE)
def report_evaluation(model: ServedModel, dataset: DatasetRef, metrics: Metrics, run: RunRef) -> Result:
    """Draw the figures and write the flow run's artifact; returns what --json prints."""
    tracking.log_figures(run.run_id, report.test_figures(store.open_entry(Path(metrics.path)), dataset))
    trained = tracking.get_run(model.run_id)
    recipe = trained["tags"].get("fitflow.recipe", model.name)
    name, value = headline(metrics.values)
    text = f"# {recipe} on {dataset.name}\n\n{report.results_table(metrics)}\n"
    artifact(f"evaluate-{recipe}", text, run, f"{recipe} on {dataset.name}: {name} {value:.4g}")
    return {
        "run_id": run.run_id,
        "flow_run_id": str(flow_run.id),
        "status": "FINISHED",
        "recipe": recipe,
        "model": {"name": model.name, "uri": model.uri, "run_id": model.run_id},
        "metrics": metrics.values,
        "intervals": metrics.intervals,
        "per_class": metrics.per_class,
        "num_examples": metrics.num_examples,
        "test_reads": metrics.test_reads,
        "recorded": {key: trained["metrics"][key] for key in metrics.values if key in trained["metrics"]},
        "same_data": trained["tags"].get("fitflow.data_sha256") == dataset.digest,
        "data": {"name": dataset.name, "found": dataset.found, "variant": dataset.variant, "sha256": dataset.digest},
        "seconds": {"load": round(dataset.seconds, 3), "evaluate": round(metrics.seconds, 3)},
        "url": run.url,
    }
