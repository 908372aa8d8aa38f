"""Tasks that evaluate a logged model: find it, evaluate it, record the evaluation as a run of its own."""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import tracking
from fitflow.evaluation.headline import headline
from fitflow.orchestration.run_log import run_log
from fitflow.orchestration.timing import timed
from fitflow.references import DatasetRef, Metrics, RunRef, ServedModel
from fitflow.reporting import figures
from fitflow.reporting.evaluation_result import EvaluationResult, evaluation_result
from fitflow.reporting.markdown import results_table
from fitflow.steps import evaluate
from fitflow.store import entries
from fitflow.tasks.record import artifact


@task(name="find model", cache_policy=NO_CACHE)
def find_model(name: str) -> ServedModel:
    """Find a model by its run or registered version, and download its files."""
    model = timed(tracking.find_model, name)
    run_log().info("%s of run %s", model.uri, model.run_id[:8])
    return model


@task(name="evaluate", cache_policy=NO_CACHE)
def evaluate_logged(model: ServedModel, dataset: DatasetRef, run: RunRef) -> Metrics:
    """Evaluate the logged model on the test split; log the metrics to the new run and to the model."""
    from fitflow.evaluation import record

    network = tracking.load_keras(model)
    line = tracking.get_run(model.run_id)["tags"].get("fitflow.model_line", dataset.name)
    reads = tracking.note_test_read(run.run_id, line, dataset.digests["test"])  # before it is read
    metrics = timed(evaluate.run_finished, network, dataset, model.uri)
    metrics = metrics.model_copy(update={"test_reads": reads})
    tracking.log_evaluation(run.run_id, model, dataset, metrics.values)
    record.write(run.run_id, metrics, dataset)
    run_log().info(", ".join(f"{name} {value:.4g}" for name, value in metrics.values.items()))
    return metrics


@task(name="report", cache_policy=NO_CACHE)
def report_evaluation(model: ServedModel, dataset: DatasetRef, metrics: Metrics, run: RunRef) -> EvaluationResult:
    """Draw the figures and write the flow run's artifact; returns what --json prints."""
    tracking.log_figures(run.run_id, figures.test_figures(entries.open_entry(Path(metrics.path)), dataset))
    trained = tracking.get_run(model.run_id)
    result = evaluation_result(model, dataset, metrics, run, trained, str(flow_run.id))
    name, value = headline(metrics.values)
    text = f"# {result['recipe']} on {dataset.name}\n\n{results_table(metrics)}\n"
    description = f"{result['recipe']} on {dataset.name}: {name} {value:.4g}"
    artifact(f"evaluate-{result['recipe']}", text, run, description)
    return result
