"""Many concurrent `fitflow run` with nothing prepared: no database, no data, no Prefect server."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

OPTIONS = ["--set", "dataset.name=synthetic", "--set", "training.epochs=3", "--json"]
COMMAND = [sys.executable, "-m", "fitflow.cli", "run", "digits-dense", *OPTIONS]


def run_at_once(folder: Path, count: int) -> list[dict[str, Any]]:
    """Each in a process of its own with a server of its own; what each printed."""
    (folder / "mlruns").mkdir()
    names = ("FITFLOW_HOME", "FITFLOW_CACHE_DIR", "PREFECT_HOME")
    environment = os.environ | {name: str(folder / name.lower()) for name in names} | {"PREFECT_API_URL": ""}
    children = [
        subprocess.Popen(
            [*COMMAND, "--seed", str(seed)],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(count)
    ]
    results: list[dict[str, Any]] = []
    for child in children:
        out, err = child.communicate()
        assert child.returncode == 0, err
        assert "locked" not in err and "Traceback" not in err and "Error" not in err, err
        results.append(json.loads(out))
    return results


def check(folder: Path, results: list[dict[str, Any]]) -> None:
    """Nothing is lost: every run, curve, model version and flow run is there; the data was prepared once."""
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{folder}/mlruns/mlflow.db")
    for result in results:
        assert client.get_run(result["run_id"]).info.status == "FINISHED"
        steps = [point.step for point in client.get_metric_history(result["run_id"], "loss")]
        assert steps == [0, 1, 2]
    versions = {result["model"]["version"] for result in results}
    assert versions == {str(number) for number in range(1, len(results) + 1)}
    store = folder / "fitflow_cache_dir"
    assert len(list(store.glob("**/datasets/[0-9a-f]*"))) == 1
    assert len(list(store.glob("**/prepared/[0-9a-f]*/manifest.json"))) == len(results)  # its split is the seed's
    assert not list(store.glob("**/.new-*"))
    with sqlite3.connect(folder / "prefect_home" / "prefect.db") as database:
        states = database.execute("SELECT id, state_name FROM flow_run").fetchall()
    database.close()  # the block commits only
    assert sorted(states) == sorted((result["flow_run_id"], "Completed") for result in results)


def test_runs_that_log_the_same_new_data_at_once_all_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from mlflow import MlflowClient
    from mlflow.entities import Dataset, DatasetInput, InputTag

    from fitflow import tracking
    from fitflow.tracking.writing import log_inputs

    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    runs = [tracking.create_run("experiment", f"run{number}", {}).run_id for number in range(4)]
    for number in range(5):
        data = Dataset(f"data{number}", "0" * 36, "local", "{}")
        ready = threading.Barrier(len(runs))

        def log(run_id: str, data: Dataset = data, ready: threading.Barrier = ready) -> None:
            ready.wait()
            log_inputs(run_id, [DatasetInput(data, [InputTag("mlflow.data.context", "training")])])

        with ThreadPoolExecutor(len(runs)) as pool:
            list(pool.map(log, runs))
    client = MlflowClient()
    for run_id in runs:
        inputs = client.get_run(run_id).inputs.dataset_inputs
        assert sorted(one.dataset.name for one in inputs) == [f"data{number}" for number in range(5)]


@pytest.mark.slow
def test_three_at_once_from_nothing(tmp_path: Path):
    check(tmp_path, run_at_once(tmp_path, 3))


@pytest.mark.slow
def test_ten_at_once_from_nothing(tmp_path: Path):
    check(tmp_path, run_at_once(tmp_path, 10))
