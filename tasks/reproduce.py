"""Tasks of `fitflow reproduce`: its MLflow run and its table."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import tracking
from fitflow.orchestration.mlflow_run import artifact, links, name_run
from fitflow.orchestration.published_runs import EXPERIMENT, Plan, made
from fitflow.orchestration.run_log import run_log
from fitflow.references import RunRef
from fitflow.reporting import published
from fitflow.reporting.published import PublishedRow, ReproduceResult
from fitflow.system import provenance


@task(name="start MLflow run", cache_policy=NO_CACHE)
def open_parent(todo: Sequence[Plan]) -> RunRef:
    """Start the parent MLflow run of all runs of the table."""
    names = ", ".join(plan.recipe for plan in todo)
    run = tracking.create_run(EXPERIMENT, "reproduce", provenance.tags() | links() | {"fitflow.recipes": names[:5000]})
    name_run(run)
    run_log().info("%d recipes, MLflow run %s", len(todo), run.run_id)
    return run


@task(name="table", cache_policy=NO_CACHE)
def finish(rows: list[PublishedRow], parent: RunRef) -> ReproduceResult:
    """Log the table to the flow run and to the MLflow run; returns what --json prints."""
    text = f"# Published figures and ours\n\n{published.markdown(rows)}\n"
    tracking.log_text(parent.run_id, text, "reproduce.md")
    tracking.log_results(
        parent.run_id, {"rows": len(rows), "rows_that_hold": sum(row["holds"] for row in rows)}, step=0
    )
    artifact("reproduce", text, parent, f"{sum(row['holds'] for row in rows)} of {len(rows)} figures hold")
    return {
        "run_id": parent.run_id,
        "flow_run_id": str(flow_run.id),
        "rows": rows,
        "made": made(),
        "url": parent.url,
    }
