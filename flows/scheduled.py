"""The train flow as a schedule's deployments run it: first the schedule's policy, then the steps of training.

Deployed by this module's path. Importing it loads no TensorFlow, so that a run that is skipped costs little.
"""

# No postponed annotations here: Prefect reads a flow's types where its decorator stands.

from datetime import datetime
from typing import Any

from prefect import flow

from fitflow.config import Recipe
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.notices import notify, notify_of_crash
from fitflow.orchestration.schedules.admission import admit, recipe_for_this_run
from fitflow.orchestration.schedules.settings import Schedule
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
    """Train a recipe as a run of a schedule, unless the schedule's policy says that this run shall not be.

    Args:
        recipe: what to do, complete.
        overrides: fields to replace in it for this run, such as {"training.epochs": 2}.
        data_dir: look for data here and nowhere else.
        logical_date: the date that the run is for; by default the time it was scheduled for.
        schedule: how the schedule's runs get along, and whom to tell.
        reuse: which steps are done again although they are done already; by default none.

    Returns:
        what `fitflow run --json` prints.
    """
    admit(schedule)
    chosen = recipe_for_this_run(recipe, overrides, schedule)
    from fitflow.flows.train import train_recipe  # after the policy: it imports MLflow

    return train_recipe(chosen, data_dir, reuse=reuse)
