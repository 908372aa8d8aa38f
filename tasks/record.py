"""Tasks that write the record of a run: its start and end, its model, its report."""

from __future__ import annotations

import os
import re
import socket
import tempfile
import traceback
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import cache, continuation, endings, interruption, leases, steps, store, tracking
from fitflow.config import Experiment, Recipe
from fitflow.doctor import PROCESS
from fitflow.errors import RunFailed
from fitflow.interruption import Interrupted, deferred, immediate
from fitflow.network import redact
from fitflow.paths import home_dir
from fitflow.processes import identity
from fitflow.refs import (
    Metrics,
    ModelRef,
    ModelVersion,
    PreparedRef,
    ReportRef,
    Result,
    RunRef,
    StartRef,
    TrainedRef,
)
from fitflow.secrets import redact_text
from fitflow.tracking import reload
from tasks.caching import cached
from tasks.policy import schedule_facts
from tasks.stopping import label_flow_run
from tasks.work import Reached, done, noted, reused

CARD = "model_card.md"
DRAWN = (CARD, "figures")


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
    """An MLflow run that ends as the block does: FINISHED, FAILED, or KILLED when it was interrupted.

    Args:
        recipe, prepared, model: what goes into the record.
        start: the run that training goes on from.
        parent: the id of the run that this one is a part of.
        resume: the id of the run to go on in; a flow run that has run before finds its own.
        data_dir: where the data was looked for, which going on must know.
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
        with _lease(known, recipe), _reopened(recipe, prepared, known) as run, noted(recipe, run):
            done("record", run)
            yield run
        return
    with deferred():  # from its first moment the run is one that ends
        run = open_run(recipe, prepared, facts)
        with ended_as_the_block(run), _lease(run.run_id, recipe), noted(recipe, run):
            done("record", run)
            if start is not None:
                tracking.set_tags(start.run_id, {"fitflow.continued_by": run.run_id})
            yield run


@contextmanager
def _reopened(recipe: Experiment, prepared: PreparedRef, run_id: str) -> Generator[RunRef]:
    """The same for a run that was interrupted, and that is to go on."""
    with deferred():
        run = reopen_run(recipe, prepared, run_id)
        with ended_as_the_block(run):
            yield run


@contextmanager
def ended_as_the_block(run: RunRef) -> Generator[None]:
    """End an MLflow run with the status that the block's end means; signals wait while it is told.

    Raises:
        RunFailed: the store could not be used, and can be later.
    """
    with deferred():
        try:
            with immediate():
                yield
        except Reached:
            endings.end(run.run_id, "FINISHED")
            raise
        except Interrupted as stopped:
            endings.end(run.run_id, "KILLED", str(stopped))
            raise
        except tracking.Unreachable as away:
            endings.end(run.run_id, "FAILED", traceback.format_exc())
            later = f"what was done is kept; when it works again: fitflow resume {run.run_id[:8]}"
            raise RunFailed(f"{away}; {later}") from None
        except Exception as error:
            # A flow within this one that was stopped raises what Prefect makes of it.
            status = "FAILED" if interruption.received() is None else "KILLED"
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
    """The MLflow run that this flow run began when it ran before: it is being retried, or was restarted."""
    if (flow_run.run_count or 1) < 2:
        return None
    return tracking.unfinished_run(str(flow_run.id))


@task(name="reopen record", cache_policy=NO_CACHE)
def reopen_run(recipe: Experiment, prepared: PreparedRef, run_id: str) -> RunRef:
    """Go on in an MLflow run that was interrupted, and link it to this flow run too."""
    continuation.check_same(run_id, recipe, prepared.dataset)
    endings.forget(run_id)
    run = tracking.reopen_run(run_id, links())
    name_run(run)
    get_run_logger().info("going on in MLflow run %s", run.run_id)
    return run


@task(name="start record", cache_policy=NO_CACHE)
def open_run(recipe: Experiment, prepared: PreparedRef, facts: dict[str, str]) -> RunRef:
    """Start the MLflow run and link it and the flow run to each other."""
    run = tracking.start_run(recipe, prepared, facts | links())
    name_run(run)
    get_run_logger().info("MLflow run %s", run.run_id)
    return run


def links() -> dict[str, str]:
    """Tags that lead from an MLflow run to this flow run, and to the process that runs it."""
    return {
        "prefect.flow_run_id": str(flow_run.id),
        "prefect.flow_run_url": redact_text(str(flow_run.ui_url)),
        "mlflow.note.content": redact_text(f"[Prefect flow run]({flow_run.ui_url})"),
        "fitflow.host": socket.gethostname(),
        "fitflow.home": str(home_dir()),
        PROCESS: identity(),
    }


def name_run(run: RunRef) -> None:
    """Lead from this flow run to its MLflow run."""
    with telling_prefect():
        label_flow_run({"mlflow.run_id": run.run_id})


def artifact(name: str, text: str, run: RunRef, description: str) -> None:
    """Keep Markdown with the flow run, with a way to the MLflow run."""
    way = f"[MLflow run {run.run_id}]({run.url})" if "://" in run.url[:8] else f"MLflow run {run.run_id}: `{run.url}`"
    with telling_prefect():
        create_markdown_artifact(
            key=re.sub(r"[^a-z0-9-]+", "-", f"{name}-result"), markdown=f"{text}\n{way}\n", description=description
        )


@contextmanager
def telling_prefect() -> Generator[None]:
    """What Prefect should know and a run does not hang on: where its server is away, a warning is all."""
    try:
        yield
    except Exception as error:  # httpx and Prefect share no base class
        get_run_logger().warning("Prefect could not be told: %s", str(error).splitlines()[0] or type(error).__name__)


def register_model(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> ModelVersion:
    """Log the model, from raw pixels to probabilities, and register it as a new version, once."""
    version = _register(trained, prepared, run)
    if version.reused and version.reused != run.run_id:  # its own, where it goes on after an interruption
        tracking.link_model(run.run_id, version)
        tracking.copy_artifacts(version.reused, run.run_id, [reload.BATCH])
    return done("register", version)


def _has_version(version: ModelVersion, _: cache.Record) -> bool:
    return tracking.has_version(version)


@cached(steps.register, ModelVersion, name="register", there=_has_version)
def _register(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> ModelVersion:
    from fitflow import serving

    dataset = prepared.dataset
    model = serving.finished(Path(trained.path), dataset.task)
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / reload.BATCH
        serving.write_fixed_batch(batch, model, serving.example(prepared, reload.BATCH_SIZE))
        tracking.log_file(run.run_id, batch, "")
    version = tracking.log_model(run, model, serving.example(prepared), serving.facts(dataset), dataset.name)
    get_run_logger().info("%s version %s", version.name, version.version)
    return version


def report(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    trained: TrainedRef,
    metrics: Metrics,
    version: ModelVersion,
    run: RunRef,
) -> Result:
    """Draw the figures, write the model card and the flow run's artifact; returns what --json prints."""
    drawn = _draw(recipe, prepared, model, trained, metrics, version, run)
    if drawn.reused and drawn.run_id != run.run_id:
        tracking.copy_artifacts(drawn.run_id, run.run_id, DRAWN)
    done("report", drawn)
    card = tracking.read_text(run.run_id, CARD)
    steps = {"load": prepared.dataset, "prepare": prepared, "build": model, "train": trained}
    steps |= {"evaluate": metrics, "register": version}
    seconds = {name: round(ref.seconds, 3) for name, ref in steps.items()}
    tracking.log_results(run.run_id, {f"seconds_{name}": value for name, value in seconds.items()}, step=0)
    name, value = headline(metrics.values)
    artifact(recipe.name, card, run, f"{recipe.name}, seed {recipe.seed}: {name} {value:.4g}")
    return {
        "run_id": run.run_id,
        "flow_run_id": str(flow_run.id),
        "status": "FINISHED",
        "recipe": recipe.name,
        "metrics": metrics.values,
        "seconds": seconds,
        "seed": recipe.seed,
        "epochs": trained.epochs,
        "history": trained.history,
        "coefficients": metrics.coefficients,
        "closed_form": metrics.closed_form,
        "examples_per_second": trained.examples_per_second,
        "model": {"uri": version.uri, "name": version.name, "version": version.version},
        "data": described(prepared),
        "runtime": model.runtime,
        "url": run.url,
        **reused(),
    }


def described(prepared: PreparedRef) -> dict[str, str]:
    """The data, for --json."""
    dataset = prepared.dataset
    facts = {"name": dataset.name, "found": dataset.found, "variant": dataset.variant, "sha256": dataset.digest}
    return facts | ({"notes": dataset.notes} if dataset.notes else {})


def headline(values: dict[str, float]) -> tuple[str, float]:
    """The metric that a run is known by."""
    name = next((name for name in ("test_accuracy", "test_rmse") if name in values), next(iter(values)))
    return name, values[name]


def _has_report(drawn: ReportRef, _: cache.Record) -> bool:
    return tracking.has_artifact(drawn.run_id, CARD)


@cached(steps.report, ReportRef, name="report", there=_has_report)
def _draw(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    trained: TrainedRef,
    metrics: Metrics,
    version: ModelVersion,
    run: RunRef,
) -> ReportRef:
    """Draw the figures and write the model card."""
    from fitflow import report as reports
    from fitflow.card import model_card

    predictions = store.open_entry(Path(metrics.path))
    tracking.log_figures(run.run_id, reports.figures(trained, predictions, prepared.dataset))
    tags = tracking.get_run(run.run_id)["tags"]
    card = model_card(recipe, prepared, model, trained, metrics, version, tags, run.run_id)
    tracking.log_text(run.run_id, card, CARD)
    return ReportRef(run_id=run.run_id, location=tracking.artifact_location(run.run_id))
