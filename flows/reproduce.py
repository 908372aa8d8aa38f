"""The flow that compares published figures with ours: a run for each recipe, seed and sitting, then a table."""

# No postponed annotations here: Prefect evaluates a flow's types when it is decorated.

from typing import cast

from prefect import flow

from fitflow.config import Computation
from fitflow.flows.compute import compute
from fitflow.flows.train import train
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.mlflow_run import end_with_block
from fitflow.orchestration.published_runs import EXPERIMENT, plans, run_plan
from fitflow.recipe_io.loading import load_experiment
from fitflow.reporting.published import ReproduceResult
from fitflow.reporting.result import Result
from fitflow.reuse.options import Reuse
from fitflow.tasks.reproduce import finish, open_parent

MEASURED = Reuse(off=True)  # figures and seconds must be of new work


@flow(name="reproduce", persist_result=False)
@cancellable
def reproduce(names: list[str], seeds: int | None = None, data_dir: str | None = None) -> ReproduceResult:
    """Run recipes and compare the results with their published figures.

    Args:
        names: recipes; if empty, all of the source documents.
        seeds: number of seeds, counted from the recipe's own (default: as many as the published figure).
        data_dir: look for the data only here.

    Returns:
        {"run_id", "flow_run_id", "rows"}, one row per published figure; see `fitflow.reporting.published.rows`.
    """

    def run(name: str, number: int, continue_from: str | None) -> Result:
        recipe = load_experiment(name, {"seed": load_experiment(name).seed + number, "experiment": EXPERIMENT})
        if isinstance(recipe, Computation):
            result = compute(recipe, data_dir, parent=parent.run_id, reuse=MEASURED)
        else:
            result = train(recipe, data_dir, continue_from=continue_from, parent=parent.run_id, reuse=MEASURED)
        return cast(Result, result)  # whole: MEASURED ends after no step

    todo = plans(names, seeds)
    parent = open_parent(todo)
    with end_with_block(parent):
        rows = [row for place, plan in enumerate(todo, 1) for row in run_plan(f"{place}/{len(todo)}", plan, run)]
        return finish(rows, parent)
