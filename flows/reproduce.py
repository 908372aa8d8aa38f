"""The flow that puts every published figure beside our own: a run for each recipe, seed and sitting, then a table."""

# No postponed annotations here: Prefect reads a flow's types where its decorator stands.

from typing import cast

from prefect import flow

from fitflow.config import Computation
from fitflow.flows.compute import compute
from fitflow.flows.train import train
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.run_record import ended_as_the_block
from fitflow.recipe_io.loading import load_experiment
from fitflow.reporting.published import ReproduceResult
from fitflow.reporting.result import Result
from fitflow.reuse.options import Reuse
from fitflow.tasks.reproduce import EXPERIMENT, finish, open_parent, plans, run_plan

MEASURED = Reuse(off=True)  # figures and seconds are of work that was done


@flow(name="reproduce", persist_result=False)
@cancellable
def reproduce(names: list[str], seeds: int | None = None, data_dir: str | None = None) -> ReproduceResult:
    """Run recipes and compare them with what their sources print.

    Args:
        names: recipes; none for all of the source documents.
        seeds: how many seeds each, from the recipe's own on, in place of the published figure's number.
        data_dir: look for data here and nowhere else.

    Returns:
        {"run_id", "flow_run_id", "rows"}, with one row a published figure; see `fitflow.published.rows`.
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
    with ended_as_the_block(parent):
        rows = [row for place, plan in enumerate(todo, 1) for row in run_plan(f"{place}/{len(todo)}", plan, run)]
        return finish(rows, parent)
