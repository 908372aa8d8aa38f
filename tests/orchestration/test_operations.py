"""The team set-up of docs/operations.md: both servers on PostgreSQL, and two workers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import postgres
from tests.room import free_port

BIN = Path(sys.executable).parent
QUICK = {"dataset.name": "synthetic", "training.epochs": 1, "model.options.units": 8}


class Team(NamedTuple):
    """Addresses of both servers, and the environment that the programs of a team have."""

    prefect: str
    mlflow: str
    environment: dict[str, str]


@contextmanager
def started(log: Path, *command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of the environment in the background, ended with the block."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            env=os.environ | environment,
            cwd=log.parent,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; a worker of Prefect's has been seen not to within a minute, which is not what is tested here."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def until_answers(url: str, log: Path) -> None:
    """Return when a server answers."""
    deadline = time.monotonic() + 180
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert time.monotonic() < deadline, log.read_text()[-2000:]
            time.sleep(0.2)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """Both servers on one PostgreSQL."""
    folder = tmp_path_factory.mktemp("team")
    with ExitStack() as stack:
        port = stack.enter_context(postgres.running(folder / "postgresql", "prefect", "mlflow"))
        ports = [free_port(), free_port()]
        base = f"postgres@127.0.0.1:{port}"
        prefect_home = {"PREFECT_HOME": str(folder / "prefect")}
        prefect, mlflow = (f"http://127.0.0.1:{number}" for number in ports)
        server = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(ports[0])]
        database = {"PREFECT_API_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://{base}/prefect"}
        stack.enter_context(started(folder / "prefect.log", *server, **prefect_home, **database))
        tracking = ["mlflow", "server", "--backend-store-uri", f"postgresql+psycopg2://{base}/mlflow"]
        tracking += ["--artifacts-destination", str(folder / "artifacts"), "--host", "127.0.0.1"]
        tracking += ["--port", str(ports[1]), "--workers", "1"]
        lean = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        stack.enter_context(started(folder / "mlflow.log", *tracking, **lean))
        until_answers(f"{prefect}/api/health", folder / "prefect.log")
        until_answers(f"{mlflow}/health", folder / "mlflow.log")
        environment = prefect_home | {"PREFECT_API_URL": f"{prefect}/api", "MLFLOW_TRACKING_URI": mlflow}
        yield Team(prefect, mlflow, environment)


@pytest.mark.parametrize("count", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_two_workers_do_all_queued_runs_and_none_is_lost(count: int, team: Team, tmp_path: Path, monkeypatch):
    for name, value in team.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mlruns").mkdir()
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: team.environment["PREFECT_API_URL"]}), ExitStack() as stack:
        queued = queue(f"team-{count}", count)
        worker = ["prefect", "worker", "start", "--pool", "fitflow", "--type", "process", "--limit", "1"]
        for name in ("first", "second"):
            stack.enter_context(started(tmp_path / f"{name}.log", *worker, "--name", name, **team.environment))
        states = until_ended(queued)
    assert set(states.values()) == {"Completed"}, states
    from mlflow import MlflowClient

    client = MlflowClient(team.mlflow)
    runs = client.search_runs([client.get_experiment_by_name(f"team-{count}").experiment_id])
    assert sorted(int(run.data.params["seed"]) for run in runs) == list(range(count))
    assert {run.info.status for run in runs} == {"FINISHED"}
    assert {run.data.tags["prefect.flow_run_id"] for run in runs} == set(states)
    assert all(run.data.metrics["test_accuracy"] > 0 for run in runs)


def queue(name: str, count: int) -> list[str]:
    """Ids of so many flow runs of one deployment, each with a seed of its own, in an experiment of the same name."""
    from fitflow import load_recipe
    from fitflow.flows import scheduled
    from fitflow.orchestration.schedules import deployments
    from fitflow.orchestration.schedules.settings import Schedule
    from fitflow.reuse.options import Reuse

    recipe = load_recipe("digits-dense", QUICK | {"experiment": name})
    rule = deployments.parse_rule("0 0 1 1 *", None, None, None)
    schedule = Schedule(source="digits-dense", overlap="allow")
    deployments.add(deployments.Planned(name, recipe, rule, schedule, None, Reuse()), scheduled.train)
    return [deployments.trigger(name, {"seed": seed})["flow_run_id"] for seed in range(count)]


def until_ended(flow_run_ids: list[str]) -> dict[str, str]:
    """The last state's name of each flow run."""
    from prefect.client.orchestration import get_client

    deadline = time.monotonic() + 1500
    with get_client(sync_client=True) as client:
        while True:
            states = {name: client.read_flow_run(name).state for name in flow_run_ids}
            if all(state.is_final() for state in states.values()) or time.monotonic() > deadline:
                return {name: state.name for name, state in states.items()}
            time.sleep(2)
