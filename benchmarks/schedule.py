"""Measure the time from a schedule's due time to the first training step, on a running worker, with a breakdown."""

from __future__ import annotations

import contextlib
import json
import math
import statistics
import time
from datetime import datetime
from typing import Any

import typer
from mlflow import MlflowClient

from benchmarks.control_room import timed
from benchmarks.machine import RESULTS, facts, new_project
from fitflow.errors import InputError
from fitflow.orchestration.server import rest
from fitflow.orchestration.server.local_server import _free_port

# One step per epoch, so that the first point of the curve is the first step.
ONE_STEP = {"dataset.name": "synthetic", "training.batch_size": 460, "training.epochs": 1}
STEPS = ("load", "prepare", "build", "start MLflow run")
WAIT_SECONDS = 600.0


def main(
    number: int = typer.Option(20, min=2, help="Number of measured runs."),
    every: int = typer.Option(30, min=5, help="Seconds between runs; must exceed a run's duration."),
) -> None:
    """Measure and write results/schedule.json."""
    folder = new_project()
    port = _free_port()
    recipe = [text for key, value in ONE_STEP.items() for text in ("--set", f"{key}={value}")]
    try:
        timed(folder, "up", "--port", str(port), "--mlflow-port", str(_free_port()))
        timed(folder, "schedule", "add", "digits-dense", "--every", f"{every}s", "--no-cache", *recipe)
        runs = wait_for(f"http://127.0.0.1:{port}/api", number + 1)[1:]  # the first warms databases and store
        client = MlflowClient(f"sqlite:///{folder}/mlruns/mlflow.db")
        measured = [parts(f"http://127.0.0.1:{port}/api", client, run) for run in runs]
    finally:
        timed(folder, "down")
    names = list(measured[0])
    document = {
        "facts": facts(),
        "n": len(measured),
        "seconds": {name: spread([run[name] for run in measured]) for name in names},
    }
    (RESULTS / "schedule.json").write_text(json.dumps(document, indent=2) + "\n")
    for name in names:
        print(f"{name:<12}  {document['seconds'][name]}")


def wait_for(api: str, number: int) -> list[dict[str, Any]]:
    """Wait until `number` runs are complete; return them in the order of their scheduled times."""
    chosen = {"state": {"type": {"any_": ["COMPLETED"]}}}
    body = {"flow_runs": chosen, "sort": "EXPECTED_START_TIME_ASC"}
    deadline = time.monotonic() + WAIT_SECONDS + 60 * number
    while time.monotonic() < deadline:
        with contextlib.suppress(InputError):  # the server may be busy for a moment
            runs = rest.call(api, "POST", "/flow_runs/filter", body)
            if len(runs) >= number:
                return runs[:number]
        time.sleep(2)
    raise SystemExit(f"{number} runs were not complete in time")


def parts(api: str, client: MlflowClient, run: dict[str, Any]) -> dict[str, float]:
    """Return the seconds from the scheduled time to the end of the first step, and of the parts in between.

    start: until the flow starts, negative if its process was started ahead; judge: policy and imports; then the tasks,
    of which build imports TensorFlow; step: compiling and executing the first step.
    """
    tasks = rest.call(api, "POST", "/task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    times = {task["name"].rpartition("-")[0]: (moment(task["start_time"]), moment(task["end_time"])) for task in tasks}
    due, began = moment(run["expected_start_time"]), moment(run["start_time"])
    found = {"start": began - due, "judge": times["load"][0] - began}
    found |= {name: times[name][1] - times[name][0] for name in STEPS}
    first = client.get_metric_history(run["labels"]["mlflow.run_id"], "loss")[0].timestamp / 1000
    found["step"] = first - times["train"][0]
    total = first - due
    return found | {"between": total - sum(found.values()), "total": total}


def moment(text: str) -> float:
    """Return the seconds since 1970."""
    return datetime.fromisoformat(text).timestamp()


def spread(seconds: list[float]) -> dict[str, float]:
    """Return median, 95th percentile (nearest rank), min and max."""
    ordered = sorted(seconds)
    rank = ordered[math.ceil(0.95 * len(ordered)) - 1]
    values = {"median": statistics.median(ordered), "p95": rank, "min": ordered[0], "max": ordered[-1]}
    return {name: round(value, 2) for name, value in values.items()}


if __name__ == "__main__":
    typer.run(main)
