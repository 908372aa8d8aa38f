"""The flow that evaluates a logged model: find model -> load -> evaluate -> report, as a run of its own."""

# No postponed annotations here: Prefect reads a flow's types where its decorator stands.

from prefect import flow

from fitflow.config import DatasetConfig
from fitflow.inference.compatibility import check_fits, own_dataset
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.run_record import recorded_evaluation
from fitflow.reporting.result import EvaluationResult
from fitflow.tasks.data import load_dataset
from fitflow.tasks.evaluate import evaluate_logged, find_model, report_evaluation


@flow(name="evaluate", flow_run_name="evaluate-{model}", persist_result=False)
@cancellable
def evaluate(model: str, dataset: DatasetConfig | None = None, data_dir: str | None = None) -> EvaluationResult:
    """Evaluate a logged model on a test split; the training run's figures stay as they are.

    Args:
        model: a run, NAME@ALIAS or models:/NAME/VERSION.
        dataset: another dataset than the model's own.
        data_dir: look for data here and nowhere else; default where the training run looked for it.

    Returns:
        what `fitflow evaluate --json` prints: run_id, metrics, those on record, and whether the data is the same.
    """
    found = find_model(model)
    config, place = (dataset, None) if dataset else own_dataset(found)
    data = load_dataset(config, data_dir or place)
    check_fits(found, data)
    with recorded_evaluation(found, data) as run:
        metrics = evaluate_logged(found, data, run)
        return report_evaluation(found, data, metrics, run)
