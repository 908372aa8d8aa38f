"""The MLflow run of a flow run: its start, its end, and the links between the two."""

from __future__ import annotations

import os
import re
import socket
import traceback
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import tracking
from fitflow.config import Experiment
from fitflow.errors import RunFailed, first_line
from fitflow.lifecycle import continuation, endings
from fitflow.lifecycle.doctor import PROCESS
from fitflow.orchestration import labels
from fitflow.orchestration.cancellation import label_flow_run
from fitflow.orchestration.run_context import UntilReached, finish_step, log_steps
from fitflow.orchestration.run_log import run_log
from fitflow.orchestration.schedules.start_or_skip import schedule_facts
from fitflow.processes import leases, signals
from fitflow.processes.identity import identity
from fitflow.processes.signals import Interrupted, deferred, immediate
from fitflow.references import DatasetRef, ModelRef, PreparedRef, RunRef, ServedModel, StartRef
from fitflow.system import provenance
from fitflow.system.paths import home_dir
from fitflow.system.secrets import redact_text
from fitflow.system.urls import redact


@contextmanager
def recorded(
    recipe: Experiment,
    prepared: PreparedRef,
    model: ModelRef | None = None,
    *,
    start: StartRef | None = None,
    parent: str | None = None,
    resume: str | None = None,
    data_dir: str | None = None,
) -> Generator[RunRef]:
    """Record the block as an MLflow run, which ends FINISHED, FAILED, or KILLED when interrupted.

    Args:
        recipe, prepared, model: what to record.
        start: the run that training continues from.
        parent: id of the parent run.
        resume: id of the run to resume; a retried flow run finds its own.
        data_dir: where the data was looked for; needed to resume.
    """
    facts = {
        **(model.runtime if model else {}),
        **({"fitflow.continues": start.run_id} if start else {}),
        **({"mlflow.parentRunId": parent} if parent else {}),
        **({"fitflow.data_dir": data_dir} if data_dir else {}),
        **schedule_facts(),
    }
    known = resume or _own_run()
    if known:
        with _lease(known, recipe), _reopened(recipe, prepared, known) as run, log_steps(recipe, run):
            finish_step("record", run)
            yield run
        return
    with deferred():  # a signal must not come between the run's start and the block that ends it
        run = open_run(recipe, prepared, facts)
        with end_with_block(run), _lease(run.run_id, recipe), log_steps(recipe, run):
            finish_step("record", run)
            if start is not None:
                tracking.set_tags(start.run_id, {"fitflow.continued_by": run.run_id})
            yield run


@contextmanager
def _reopened(recipe: Experiment, prepared: PreparedRef, run_id: str) -> Generator[RunRef]:
    """Resume an interrupted MLflow run, which ends as the block does."""
    with deferred():
        run = reopen_run(recipe, prepared, run_id)
        with end_with_block(run):
            yield run


@contextmanager
def end_with_block(run: RunRef) -> Generator[None]:
    """End an MLflow run with the status of the block; signals wait while the end is recorded.

    Raises:
        RunFailed: the tracking store cannot be reached now.
    """
    with deferred():
        try:
            with immediate():
                yield
        except UntilReached:
            endings.end(run.run_id, "FINISHED")
            raise
        except Interrupted as stopped:
            endings.end(run.run_id, "KILLED", str(stopped))
            raise
        except tracking.Unreachable as away:
            endings.end(run.run_id, "FAILED", traceback.format_exc())
            later = f"finished work is kept; once the store is back: fitflow resume {run.run_id[:8]}"
            raise RunFailed(f"{away}; {later}") from None
        except Exception as error:
            # A stopped subflow raises an exception of Prefect's.
            status = "FAILED" if signals.received() is None else "KILLED"
            endings.end(run.run_id, status, traceback.format_exc() if status == "FAILED" else str(error))
            raise
        except BaseException:
            endings.end(run.run_id, "KILLED", "interrupted")
            raise
        endings.end(run.run_id, "FINISHED")


def _lease(run_id: str, recipe: Experiment) -> AbstractContextManager[None]:
    api = os.environ.get("PREFECT_API_URL", "")
    return leases.held(run_id, recipe.name, tracking.tracking_uri(), str(flow_run.id), redact(api))


def _own_run() -> str | None:
    """Return the MLflow run that an earlier attempt of this flow run began (it was retried or restarted)."""
    if (flow_run.run_count or 1) < 2:
        return None
    return tracking.unfinished_run(str(flow_run.id))


@contextmanager
def recorded_evaluation(model: ServedModel, dataset: DatasetRef) -> Generator[RunRef]:
    """Record the block as an MLflow run of its own, linked to the model."""
    with deferred():  # as in `recorded`
        run = open_evaluation(model, dataset)
        api = redact(os.environ.get("PREFECT_API_URL", ""))
        lease = leases.held(run.run_id, f"evaluate {model.name}", tracking.tracking_uri(), str(flow_run.id), api)
        with end_with_block(run), lease:
            yield run


@task(name="start MLflow run", cache_policy=NO_CACHE)
def open_evaluation(model: ServedModel, dataset: DatasetRef) -> RunRef:
    """Start the MLflow run and link it and the flow run to each other."""
    run = tracking.start_evaluation(model, dataset, provenance.tags() | links())
    name_run(run)
    run_log().info("MLflow run %s", run.run_id)
    return run


@task(name="reopen MLflow run", cache_policy=NO_CACHE)
def reopen_run(recipe: Experiment, prepared: PreparedRef, run_id: str) -> RunRef:
    """Reopen an interrupted MLflow run and link it to this flow run too."""
    continuation.check_same(run_id, recipe, prepared.dataset)
    endings.forget(run_id)
    run = tracking.reopen_run(run_id, links())
    name_run(run)
    run_log().info("resuming MLflow run %s", run.run_id)
    return run


@task(name="start MLflow run", cache_policy=NO_CACHE)
def open_run(recipe: Experiment, prepared: PreparedRef, facts: dict[str, str]) -> RunRef:
    """Start the MLflow run and link it and the flow run to each other."""
    run = tracking.start_run(recipe, prepared, facts | links())
    name_run(run)
    run_log().info("MLflow run %s", run.run_id)
    return run


def links() -> dict[str, str]:
    """Return MLflow tags that link to this flow run and name its process."""
    return {
        "prefect.flow_run_id": str(flow_run.id),
        "prefect.flow_run_url": redact_text(str(flow_run.ui_url)),
        "mlflow.note.content": redact_text(f"[Prefect flow run]({flow_run.ui_url})"),
        "fitflow.host": socket.gethostname(),
        "fitflow.home": str(home_dir()),
        PROCESS: identity(),
    }


def name_run(run: RunRef) -> None:
    """Label this flow run with its MLflow run."""
    with best_effort():
        label_flow_run({labels.RUN: run.run_id})


def artifact(name: str, text: str, run: RunRef, description: str) -> None:
    """Write Markdown as an artifact of the flow run, with a link to the MLflow run."""
    link = f"[MLflow run {run.run_id}]({run.url})" if "://" in run.url[:8] else f"MLflow run {run.run_id}: `{run.url}`"
    with best_effort():
        create_markdown_artifact(
            key=re.sub(r"[^a-z0-9-]+", "-", f"{name}-result"), markdown=f"{text}\n{link}\n", description=description
        )


@contextmanager
def best_effort() -> Generator[None]:
    """Log a warning, and continue, when Prefect's server fails in the block."""
    try:
        yield
    except Exception as error:  # httpx and Prefect share no base class
        run_log().warning("Prefect could not be updated: %s", first_line(error))
