"""The flow of an experiment without training: load -> prepare -> compute -> evaluate -> report."""

# No postponed annotations here: Prefect reads a flow's types where its decorator stands.

from prefect import flow

from fitflow.config import Computation
from fitflow.refs import Result
from fitflow.reuse import Reuse
from tasks.compute import compute_method, evaluate_computed, report_computed
from tasks.data import load_dataset, prepare
from tasks.record import recorded
from tasks.stopping import cancellable
from tasks.work import reusing


@flow(name="compute", flow_run_name="{recipe.name}-seed{recipe.seed}", persist_result=False)
@cancellable
@reusing
def compute(
    recipe: Computation,
    data_dir: str | None = None,
    parent: str | None = None,
    reuse: Reuse = Reuse(),  # noqa: ARG001, B008 - frozen; read by `reusing`
) -> Result:
    """Do a computation on data and judge what comes out, as one tracked run.

    Args:
        recipe: what to do; `load_recipe` makes one.
        data_dir: look for data here and nowhere else.
        parent: the id of the MLflow run that this one is a part of.
        reuse: which steps are done again although they are done already; by default none.

    Returns:
        what `fitflow run --json` prints.
    """
    dataset = load_dataset(recipe.dataset, data_dir)
    prepared = prepare(dataset, recipe)
    with recorded(recipe, prepared, parent=parent) as run:
        computed = compute_method(recipe, prepared)
        metrics = evaluate_computed(computed, prepared, run)
        return report_computed(recipe, prepared, computed, metrics, run)
