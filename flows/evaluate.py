"""The flow that evaluates a logged model as a run of its own: find model -> load -> evaluate -> report."""

# No postponed annotations here: Prefect evaluates a flow's types when it is decorated.

from prefect import flow

from fitflow.config import DatasetConfig
from fitflow.inference.compatibility import check_fits, own_dataset
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.mlflow_run import recorded_evaluation
from fitflow.reporting.evaluation_result import EvaluationResult
from fitflow.tasks.data import load_dataset
from fitflow.tasks.evaluate import evaluate_logged, find_model, report_evaluation


@flow(name="evaluate", flow_run_name="evaluate-{model}", persist_result=False)
@cancellable
def evaluate(model: str, dataset: DatasetConfig | None = None, data_dir: str | None = None) -> EvaluationResult:
    """Evaluate a logged model on a test split; the training run keeps its own metrics.

    Args:
        model: a run, NAME@ALIAS or models:/NAME/VERSION.
        dataset: dataset to use instead of the model's own.
        data_dir: look for the data only here (default: where the training run looked).

    Returns:
        what `fitflow evaluate --json` prints: run_id, metrics, the training run's, and whether the data is the same.
    """
    found = find_model(model)
    config, place = (dataset, None) if dataset else own_dataset(found)
    data = load_dataset(config, data_dir or place)
    check_fits(found, data)
    with recorded_evaluation(found, data) as run:
        metrics = evaluate_logged(found, data, run)
        return report_evaluation(found, data, metrics, run)
