"""The train flow of scheduled deployments: first the schedule's policies, then the steps of training.

Deployed by this module's path. Importing it loads no TensorFlow, so a skipped run costs little.
"""

# No postponed annotations here: Prefect evaluates a flow's types when it is decorated.

from datetime import datetime
from typing import Any

from prefect import flow

from fitflow.config import Recipe
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.notices import notify, notify_of_crash
from fitflow.orchestration.schedules.settings import Schedule
from fitflow.orchestration.schedules.start_or_skip import admit, recipe_for_this_run
from fitflow.reporting.result import PartialResult, TrainingResult
from fitflow.reuse.options import Reuse


@flow(
    name="train",
    flow_run_name="{recipe.name}-seed{recipe.seed}",
    persist_result=False,
    on_completion=[notify],
    on_failure=[notify],
    on_crashed=[notify_of_crash],
)
@cancellable
def train(
    recipe: Recipe,
    overrides: dict[str, Any] | None = None,
    data_dir: str | None = None,
    logical_date: datetime | None = None,  # noqa: ARG001 - the record reads it from the flow run
    schedule: Schedule = Schedule(),  # noqa: B008 - frozen
    reuse: Reuse = Reuse(),  # noqa: B008 - frozen
) -> TrainingResult | PartialResult:
    """Train a recipe as a scheduled run, unless the policy skips it.

    Args:
        recipe: the complete recipe.
        overrides: fields to replace for this run, such as {"training.epochs": 2}.
        data_dir: look for the data only here.
        logical_date: the date that the run is for (default: its scheduled time).
        schedule: policies and notices.
        reuse: which cached steps to run again (default none).

    Returns:
        what `fitflow run --json` prints.
    """
    admit(schedule)
    chosen = recipe_for_this_run(recipe, overrides, schedule)
    from fitflow.flows.train import train_recipe  # after the policies: it imports MLflow

    return train_recipe(chosen, data_dir, reuse=reuse)
