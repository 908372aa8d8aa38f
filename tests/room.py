"""A control room for tests: `fitflow up` in folders of its own, and the commands of a user of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from fitflow.orchestration.server import rest

WAIT_SECONDS = 300.0  # for what takes seconds, on machines that do other things too
COMMAND = [sys.executable, "-m", "fitflow.cli"]
LONG = ["digits-dense", "--set", "dataset.name=synthetic", "--set", "training.epochs=100000"]
QUICK = ["digits-dense", "--set", "dataset.name=synthetic", "--set", "training.epochs=2"]


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait until a call gives something; returns it."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.3)
    raise AssertionError(f"{what} did not come about in {WAIT_SECONDS:.0f} s")


class Room:
    """Folders, ports and commands of one control room."""

    def __init__(self, root: Path, command: Sequence[str] = COMMAND) -> None:
        self.command = list(command)
        self.project = root / "project"
        (self.project / "mlruns").mkdir(parents=True)
        self.home = root / "home"
        self.prefect_home = root / "prefect"
        self.said = root / "said"
        self.port, self.mlflow_port = free_port(), free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.mlflow = f"http://127.0.0.1:{self.mlflow_port}"
        self.store = f"sqlite:///{self.project}/mlruns/mlflow.db"
        own = {"FITFLOW_HOME": self.home, "PREFECT_HOME": self.prefect_home, "FITFLOW_CACHE_DIR": root / "cache"}
        self.environment = os.environ | {name: str(path) for name, path in own.items()}
        for name in ("PREFECT_API_URL", "PREFECT_UI_URL", "MLFLOW_TRACKING_URI"):
            self.environment.pop(name, None)

    def fitflow(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command that ends."""
        return subprocess.run(
            [*self.command, *arguments],
            cwd=self.project,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS + 60,
        )

    def json(self, *arguments: str) -> Any:
        """What a command that succeeds prints with --json: a document as its verb declares it."""
        from tests.documents import as_declared

        done = self.fitflow(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return as_declared(json.loads(done.stdout), arguments)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command in the background; what it says is in `said`."""
        with self.said.open("a") as said:
            return subprocess.Popen(
                [*self.command, *arguments],
                cwd=self.project,
                env=self.environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def up(self) -> subprocess.CompletedProcess[str]:
        return self.fitflow("up", "--port", str(self.port), "--mlflow-port", str(self.mlflow_port))

    def processes(self) -> dict[str, int]:
        """The pids of what is up."""
        state = json.loads((self.home / "control-room" / "state.json").read_text())
        return {name: part["pid"] for name, part in state["parts"].items()} | {"supervisor": state["supervisor"]["pid"]}

    def training(self, seed: int) -> dict[str, Any] | None:
        """The lease of the run with a seed while it trains: it has left a checkpoint."""
        for path in (self.home / "runs").glob("*/lease.json"):
            run = self.run(json.loads(path.read_text())["run_id"])
            if run.data.params.get("seed") == str(seed) and list(path.parent.glob("checkpoint/*.npz")):
                return json.loads(path.read_text())
        return None

    def run(self, run_id: str) -> Any:
        """What MLflow knows of a run."""
        from mlflow import MlflowClient

        return MlflowClient(self.store).get_run(run_id)

    def flow_run(self, flow_run_id: str) -> dict[str, Any]:
        return rest.call(self.api, "GET", f"/flow_runs/{flow_run_id}")

    def cancel_in_prefect(self, flow_run_id: str) -> None:
        """What the cancel button of Prefect's UI does."""
        body = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
        rest.call(self.api, "POST", f"/flow_runs/{flow_run_id}/set_state", body)


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A control room that is up."""
    opened = Room(tmp_path_factory.mktemp("room"))
    try:
        done = opened.up()
        assert done.returncode == 0, done.stderr
        yield opened
    finally:
        opened.fitflow("down")


DEPLOY = """
import sys
from fitflow.flows.train import train
from prefect.client.orchestration import get_client
with get_client(sync_client=True) as client:
    flow_id = client.create_flow(train)
    print(client.create_deployment(
        flow_id, sys.argv[1], entrypoint="fitflow.flows.train.train", work_pool_name="fitflow",
        job_variables={"working_dir": sys.argv[2]}, parameter_openapi_schema=__import__(
            "prefect.utilities.callables", fromlist=["x"]).parameter_schema(train).model_dump(),
    ))
"""


@pytest.fixture(scope="session")
def deployment(room: Room) -> str:
    """The id of a deployment of the train flow."""
    command = [sys.executable, "-c", DEPLOY, "plain", str(room.project)]
    environment = room.environment | {"PREFECT_API_URL": room.api}
    done = subprocess.run(command, cwd=room.project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
