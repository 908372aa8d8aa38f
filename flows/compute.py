"""The flow of an experiment without training: load -> prepare -> compute -> evaluate -> report."""

# No postponed annotations here: Prefect evaluates a flow's types when it is decorated.

from prefect import flow

from fitflow.config import Computation
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.mlflow_run import recorded
from fitflow.orchestration.run_context import flow_facts, reusing
from fitflow.reporting.result import ComputationResult, computation_result
from fitflow.reuse.options import Reuse
from fitflow.steps.compute import arrays
from fitflow.tasks.compute import compute_method, evaluate_computed, write_computed_report
from fitflow.tasks.data import load_dataset, prepare_data


@flow(name="compute", flow_run_name="{recipe.name}-seed{recipe.seed}", persist_result=False)
@cancellable
@reusing
def compute(
    recipe: Computation,
    data_dir: str | None = None,
    parent: str | None = None,
    reuse: Reuse = Reuse(),  # noqa: ARG001, B008 - frozen; read by `reusing`
) -> ComputationResult:
    """Run a computation on data and evaluate its result, as one tracked run.

    Args:
        recipe: from `load_recipe`.
        data_dir: look for the data only here.
        parent: id of the parent MLflow run.
        reuse: which cached steps to run again (default none).

    Returns:
        what `fitflow run --json` prints.
    """
    dataset = load_dataset(recipe.dataset, data_dir)
    prepared = prepare_data(dataset, recipe)
    with recorded(recipe, prepared, parent=parent) as run:
        computed = compute_method(recipe, prepared)
        metrics = evaluate_computed(computed, prepared, run)
        write_computed_report(recipe, computed, metrics, run)
        return computation_result(recipe, prepared, arrays(computed), metrics, run, flow_facts(recipe))
