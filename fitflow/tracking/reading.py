"""Read runs from MLflow: metrics, params, tags, recipes, curves and artifacts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from fitflow.errors import InputError
from fitflow.system.urls import redact
from fitflow.tracking import sqlite
from fitflow.tracking.connection import connect, is_new, reaching, tracking_uri, url_of
from fitflow.tracking.query import MAIN_METRICS, DatasetUse, Query, Run, RunSummary, shown_metric, shown_tag

if TYPE_CHECKING:
    from mlflow import MlflowClient

HEX = set("0123456789abcdef")
CALLS_AT_ONCE = 8  # concurrent calls to a server
SHOWN = 5  # runs listed for an ambiguous prefix


def list_runs(max_results: int = 50, recipe: str = "") -> list[Run]:
    """Return the newest runs of all experiments, or of one recipe, newest first, as plain values."""
    return search(Query(recipe=recipe, limit=max_results))


def summary(run: Run) -> RunSummary:
    """A run without what is long: params, tags, datasets and the place of its artifacts."""
    return {
        "run_id": run["run_id"],
        "name": run["name"],
        "recipe": run["recipe"],
        "status": run["status"],
        "started": run["started"],
        "seconds": run["seconds"],
        "experiment_id": run["experiment_id"],
        "metrics": run["metrics"],
        "url": run["url"],
    }


def search(query: Query) -> list[Run]:
    """Return the runs that match a query as plain values, from MLflow's SQLite file if possible, else from MLflow."""
    found = sqlite.search(query)
    if found is None:
        where, order_by = query.in_mlflows_language()
        found = [plain_run(run) for run in find_runs(where, order_by, query.limit)]
    return found


def find_runs(where: str = "", order_by: str = "attributes.start_time DESC", max_results: int = 50) -> list[Any]:
    """Return MLflow's runs of all experiments that match an MLflow search filter."""
    if is_new():
        return []
    client = connect()
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    if not experiments:
        return []
    return list(client.search_runs(experiments, where, order_by=[order_by], max_results=max_results))


def get_run(name: str) -> Run:
    """Return one run as plain values.

    Args:
        name: a run's id, a unique prefix of one, `latest`, `latest:RECIPE` or `best:RECIPE`: the finished run with the
            highest test_accuracy, or else the lowest test_rmse.

    Raises:
        InputError: no run or several runs match.
    """
    word, _, recipe = name.partition(":")
    if word in ("latest", "best"):
        return _newest(recipe) if word == "latest" else _best(recipe)
    if not name or not set(name) <= HEX:
        raise InputError(f"no run {name!r}; expected an id, latest, latest:RECIPE or best:RECIPE")
    matches = search(Query(start=name, limit=SHOWN + 1))
    if len(matches) != 1:
        raise InputError(f"{_how_many(name, matches)} in {redact(tracking_uri())}; see: fitflow list runs")
    return matches[0]


def has_run(run_id: str) -> bool:
    """Return whether a run is in the store; a run deleted in MLflow's UI is, until `mlflow gc` removes it."""
    from mlflow.exceptions import MlflowException

    try:
        connect().get_run(run_id)
    except MlflowException:
        return False
    return True


def last_step(run_id: str, name: str) -> int:
    """Return the last step of a metric; -1 if it has no points.

    Raises:
        Unreachable: the tracking server does not answer.
    """
    with reaching():
        return max((point.step for point in connect().get_metric_history(run_id, name)), default=-1)


def curves(run_ids: Sequence[str]) -> sqlite.Points:
    """Return each run's metrics with more than one step, by name, without system metrics: [(step, value), ...].

    Raises:
        Unreachable: the tracking server does not answer.
    """
    found = sqlite.curves(run_ids)
    if found is None:
        with reaching():
            client = connect()
            with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
                found = dict(zip(run_ids, pool.map(partial(_curves, client), run_ids), strict=True))
    return found


def _curves(client: MlflowClient, run_id: str) -> dict[str, list[tuple[int, float]]]:
    lines: dict[str, list[tuple[int, float]]] = {}
    for name in filter(shown_metric, client.get_run(run_id).data.metrics):
        points = {point.step: point.value for point in client.get_metric_history(run_id, name)}
        if len(points) > 1:
            lines[name] = sorted(points.items())
    return lines


def plain_run(run: Any) -> Run:
    """Return an MLflow run as plain values, without system metrics."""
    info, data = run.info, run.data
    end = info.end_time or int(time.time() * 1000)
    return {
        "run_id": info.run_id,
        "name": info.run_name,
        "recipe": data.tags.get("fitflow.recipe", info.run_name),
        "status": info.status,
        "started": info.start_time / 1000,
        "seconds": (end - info.start_time) / 1000,
        "experiment_id": info.experiment_id,
        "artifacts": info.artifact_uri,
        "metrics": {name: value for name, value in data.metrics.items() if shown_metric(name)},
        "params": dict(data.params),
        "tags": {name: value for name, value in data.tags.items() if shown_tag(name)},
        "datasets": dict(map(_dataset, run.inputs.dataset_inputs if run.inputs else [])),
        "url": url_of(info.experiment_id, info.run_id),
    }


def _dataset(entry: Any) -> tuple[str, DatasetUse]:
    """Return a dataset input's context, name and digest: the full SHA-256 if the run has it."""
    tags = {tag.key: tag.value for tag in entry.tags}
    digest = tags.get("sha256") or entry.dataset.digest
    return tags.get("mlflow.data.context") or entry.dataset.name, {"name": entry.dataset.name, "digest": digest}


def _newest(recipe: str) -> Run:
    return _first(search(Query(recipe=recipe, limit=1)), f"latest:{recipe}" if recipe else "latest")


def _best(recipe: str) -> Run:
    if not recipe:
        raise InputError("best needs a recipe; for example: best:mnist-dense")
    found: list[Run] = []
    for metric, lowest in MAIN_METRICS.items():
        found = found or search(Query(recipe=recipe, finished=True, metric=metric, lowest=lowest, limit=1))
    return _first(found, f"best:{recipe}")


def _first(found: list[Run], name: str) -> Run:
    if not found:
        raise InputError(f"no run matches {name!r} in {redact(tracking_uri())}; see: fitflow list runs")
    return found[0]


def _how_many(name: str, matches: list[Run]) -> str:
    if not matches:
        return f"no run {name!r}"
    shown = ", ".join(run["run_id"][:12] for run in matches[:SHOWN])
    more = " and more" if len(matches) > SHOWN else ""
    return f"several runs start with {name!r} ({shown}{more})"
