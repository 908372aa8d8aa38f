"""What runs left behind: their values, recipes, curves and files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from fitflow.errors import InputError
from fitflow.network import redact
from fitflow.tracking.connection import connect, is_new, reaching, tracking_uri, url_of

HEX = set("0123456789abcdef")
SHOWN = 5  # of several runs that start alike


def list_runs(max_results: int = 50) -> list[dict[str, Any]]:
    """The newest runs of every experiment, newest first, as plain values."""
    return [plain_run(run) for run in find_runs(max_results=max_results)]


def find_runs(where: str = "", order_by: str = "attributes.start_time DESC", max_results: int = 50) -> list[Any]:
    """MLflow's runs of every experiment that match a filter of MLflow's own search language."""
    if is_new():
        return []
    client = connect()
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    if not experiments:
        return []
    return list(client.search_runs(experiments, where, order_by=[order_by], max_results=max_results))


def get_run(name: str) -> dict[str, Any]:
    """One run as plain values.

    Args:
        name: a run's id, a unique start of one, `latest`, `latest:RECIPE` or `best:RECIPE`: the finished run with the
            highest test_accuracy, or else the lowest test_rmse.

    Raises:
        InputError: no run, or several, are called so.
    """
    word, _, recipe = name.partition(":")
    if word in ("latest", "best"):
        return plain_run(_newest(recipe) if word == "latest" else _best(recipe))
    if not name or not set(name) <= HEX:
        raise InputError(f"no run is called {name!r}; expected an id, latest, latest:RECIPE or best:RECIPE")
    matches = find_runs(f"attributes.run_id LIKE '{name}%'", max_results=SHOWN + 1)
    if len(matches) != 1:
        raise InputError(f"{_how_many(name, matches)} in {redact(tracking_uri())}; see: fitflow list runs")
    return plain_run(matches[0])


def recipe_of(run_id: str) -> dict[str, Any]:
    """The recipe that a run was started with, as plain values.

    Raises:
        InputError: the run has none: it was not made by fitflow.
    """
    connect()
    from mlflow import artifacts

    try:
        return dict(artifacts.load_dict(f"runs:/{run_id}/recipe.json"))
    except Exception:  # MLflow's stores share no base class for this
        raise InputError(f"run {run_id} has no recipe.json: fitflow did not make it; see: fitflow list runs") from None


def last_step(run_id: str, name: str) -> int:
    """The largest step of a curve; -1 where it has no point.

    Raises:
        Unreachable: the tracking server does not answer.
    """
    with reaching():
        return max((point.step for point in connect().get_metric_history(run_id, name)), default=-1)


def download(run_id: str, name: str, folder: Path) -> Path:
    """Fetch an artifact, a file or a folder, into a folder; returns its path there.

    Raises:
        InputError: the run has none of that name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return Path(connect().download_artifacts(run_id, name, str(folder)))
    except Exception as error:  # MLflow's stores share no base class for this
        raise InputError(f"run {run_id} has no {name!r}: {str(error).splitlines()[0]}") from None


def plain_run(run: Any) -> dict[str, Any]:
    """A run of MLflow's as plain values, without the machine's load."""
    info, data = run.info, run.data
    end = info.end_time or int(time.time() * 1000)
    return {
        "run_id": info.run_id,
        "name": info.run_name,
        "recipe": data.tags.get("fitflow.recipe", info.run_name),
        "status": info.status,
        "started": info.start_time / 1000,
        "seconds": (end - info.start_time) / 1000,
        "metrics": {name: value for name, value in data.metrics.items() if not name.startswith("system/")},
        "params": dict(data.params),
        "tags": {name: value for name, value in data.tags.items() if not name.startswith("mlflow.log-model")},
        "url": url_of(info.experiment_id, info.run_id),
    }


def _newest(recipe: str) -> Any:
    where = f"tags.`fitflow.recipe` = '{_quoted(recipe)}'" if recipe else ""
    return _first(find_runs(where, max_results=1), f"latest:{recipe}" if recipe else "latest")


def _best(recipe: str) -> Any:
    if not recipe:
        raise InputError("best needs a recipe, whose runs are compared; for example: best:mnist-dense")
    where = f"tags.`fitflow.recipe` = '{_quoted(recipe)}' AND attributes.status = 'FINISHED'"
    found: list[Any] = []
    for metric, order in (("test_accuracy", "DESC"), ("test_rmse", "ASC")):
        found = found or find_runs(f"{where} AND metrics.{metric} >= 0", f"metrics.{metric} {order}", max_results=1)
    return _first(found, f"best:{recipe}")


def _quoted(recipe: str) -> str:
    return recipe.replace("'", "")


def _first(found: list[Any], name: str) -> Any:
    if not found:
        raise InputError(f"no run is {name!r} in {redact(tracking_uri())}; see: fitflow list runs")
    return found[0]


def _how_many(name: str, matches: list[Any]) -> str:
    if not matches:
        return f"no run {name!r}"
    shown = ", ".join(run.info.run_id[:12] for run in matches[:SHOWN])
    more = " and more" if len(matches) > SHOWN else ""
    return f"several runs start with {name!r} ({shown}{more})"
