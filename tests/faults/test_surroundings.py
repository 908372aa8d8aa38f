"""Dead servers, full disks, read-only folders: training continues, and its record is complete."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.faults import resume
from tests.faults.command import Child, Place, sets
from tests.faults.test_kills import KINDS, RUN, Whole, whole  # noqa: F401 - whole is a fixture

# Short batches in number: there is time to break something after the first epoch.
LONG = resume.DENSE | {"training.epochs": 15, "training.early_stopping": None}
UNLIMITED = resource.RLIM_INFINITY


def started(place: Place, overrides: dict[str, Any], *arguments: str) -> Child:
    """A run that has trained for an epoch."""
    child = place.start(*RUN, *sets(overrides), *arguments, "--json")
    child.wait_for("epoch 2/")
    return child


def check_whole(place: Place, epochs: int) -> None:
    """Every curve of the only run has each epoch once."""
    run = place.mlflow_run()
    steps = place.steps(run.info.run_id)
    assert steps["loss"] == steps["val_accuracy"] == list(range(epochs))
    assert run.info.status == "FINISHED"


def limit(child: Child, size: int) -> None:
    """No file of the process may grow beyond so many bytes: what a full disk or a quota does."""
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (size, UNLIMITED))


def test_a_disk_that_is_full_for_a_while_costs_nothing(place: Place):
    child = started(place, LONG)
    limit(child, 100_000)
    child.wait_for("checkpoint not written, training continues")
    limit(child, UNLIMITED)
    assert child.wait() == 0, child.err
    assert "Traceback" not in child.err
    check_whole(place, 15)


@pytest.mark.slow
def test_one_that_stays_full_ends_the_run_which_goes_on_when_there_is_space(place: Place, tmp_path: Path):
    undisturbed = Place(place.zygote, tmp_path / "other").run(*RUN, *sets(LONG))
    child = started(place, LONG)
    limit(child, 100_000)
    assert child.wait() == 1, child.err
    last = child.err.strip().splitlines()[-1]
    assert last.startswith("fitflow: ") and "Traceback" not in child.err, child.err
    place.run("doctor", "--fix")
    assert place.mlflow_run().info.status in ("FAILED", "KILLED")
    result = place.run("resume", place.mlflow_run().info.run_id)
    assert result["metrics"] == undisturbed["metrics"]
    check_whole(place, 15)


def test_a_folder_that_may_not_be_written_is_known_before_the_work(place: Place):
    mlruns = place.project / "mlruns"
    mlruns.chmod(0o500)
    child = place.start(*RUN)
    assert child.wait() == 2
    assert f"cannot write to {mlruns}: Permission denied" in child.err and "Traceback" not in child.err
    mlruns.chmod(0o700)


@pytest.mark.slow
def test_one_that_becomes_so_in_mid_run_ends_the_run_which_goes_on_later(place: Place):
    child = started(place, LONG)
    mlruns = place.project / "mlruns"
    paths = [mlruns, *mlruns.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    assert child.wait() == 1, child.err
    assert "fitflow resume" in child.err.splitlines()[-1] and "Traceback" not in child.err
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
    run = place.mlflow_run()
    assert run.info.status == "RUNNING"
    place.run("doctor", "--fix")
    run = place.mlflow_run()
    assert run.info.status == "FAILED" and "cannot be used" in run.data.tags["fitflow.error"]
    assert place.steps(run.info.run_id)["loss"] == list(range(15))
    place.run("resume", run.info.run_id)
    check_whole(place, 15)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MlflowServer:
    """`mlflow server` on a port, which can die and come back."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.url, self.port = folder, f"http://127.0.0.1:{port}", port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        store = ["--backend-store-uri", f"sqlite:///{self.folder}/mlflow.db"]
        store += ["--artifacts-destination", str(self.folder / "artifacts")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "server", *store, "--workers", "1", "--port", str(self.port)],
            cwd=self.folder,
            env=os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 240
        while not self._answers():
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


@pytest.fixture
def mlflow_server(tmp_path: Path, port: int) -> Iterator[MlflowServer]:
    (tmp_path / "mlflow").mkdir()
    server = MlflowServer(tmp_path / "mlflow", port)
    server.start()
    yield server
    server.kill()


@pytest.mark.slow
def test_an_mlflow_server_that_dies_gets_what_it_missed_from_doctor(mlflow_server: MlflowServer, place: Place):
    place.environment["MLFLOW_TRACKING_URI"] = mlflow_server.url
    child = started(place, LONG)
    mlflow_server.kill()
    assert child.wait() == 1, child.err
    assert "fitflow resume" in child.err.splitlines()[-1] and "Traceback" not in child.err
    (home,) = (place.folder / "home" / "runs").iterdir()
    assert (home / "pending.jsonl").exists() and json.loads((home / "ended.json").read_text())["status"] == "FAILED"
    mlflow_server.start()
    assert all(row["done"] for row in place.run("doctor", "--fix")["findings"])
    assert place.mlflow_run(home.name).info.status == "FAILED"
    assert place.steps(home.name)["loss"] == list(range(15))
    result = place.run("resume", home.name)
    assert result["run_id"] == home.name and place.mlflow_run(home.name).info.status == "FINISHED"
    steps = place.steps(home.name)
    assert steps["loss"] == list(range(15)) and all(len(set(curve)) == len(curve) for curve in steps.values())


@pytest.mark.slow
def test_one_that_comes_back_in_mid_run_misses_nothing(mlflow_server: MlflowServer, place: Place):
    place.environment["MLFLOW_TRACKING_URI"] = mlflow_server.url
    child = started(place, LONG | {"training.epochs": 250, "runtime.checkpoint_seconds": 30})
    mlflow_server.kill()
    time.sleep(3)
    mlflow_server.start()
    assert child.wait() == 0, child.err
    check_whole(place, 250)


@pytest.mark.slow
def test_training_goes_on_without_prefect_and_its_state_is_mended_later(place: Place, monkeypatch: pytest.MonkeyPatch):
    from fitflow.orchestration.server.local_server import LocalServer

    monkeypatch.setenv("PREFECT_API_URL", os.environ["PREFECT_API_URL"])  # it is set by the start, and put back
    server = LocalServer()
    server.start()
    server.wait()
    place.environment |= {"PREFECT_API_URL": server.url, "PREFECT_CLIENT_MAX_RETRIES": "1"}
    child = started(place, LONG)
    assert server._process is not None
    server._process.kill()
    assert child.wait() == 0, child.err
    result = json.loads(child.out)
    assert result["status"] == "FINISHED" and "Prefect could not record the end" in child.err
    check_whole(place, 15)
    server.stop()
    monkeypatch.undo()
    del place.environment["PREFECT_API_URL"]
    assert place.flow_state(result["flow_run_id"]) == "Running"
    found = place.run("doctor", "--fix")["findings"]
    assert [row["remedy"] for row in found if row["about"].startswith("flow run")] == ["set to Completed in Prefect"]
    assert place.flow_state(result["flow_run_id"]) == "Completed"


def halt(child: Child, database: Path) -> None:
    """Stop a process in between its writes: one stopped within a commit would keep everybody from the file."""
    while True:
        os.kill(child.pid, signal.SIGSTOP)
        try:
            with closing(sqlite3.connect(database, timeout=0)) as other:
                other.execute("BEGIN EXCLUSIVE")
            return
        except sqlite3.OperationalError:
            os.kill(child.pid, signal.SIGCONT)
            time.sleep(0.05)


def test_doctor_never_touches_a_run_that_is_alive(place: Place, whole: Whole):  # noqa: F811
    child = place.start(*RUN, *sets(KINDS["convolutional"]), "--json")
    child.wait_for("epoch 1/3")
    halt(child, place.project / "mlruns" / "mlflow.db")  # however long it takes to look
    try:
        before = place.mlflow_run()
        assert place.run("doctor", "--fix") == {"findings": []}
        second = place.start("resume", before.info.run_id)
        assert second.wait() == 2 and f"is running, as process {child.pid}" in second.err
    finally:
        os.kill(child.pid, signal.SIGCONT)
    assert place.mlflow_run().info.status == "RUNNING"
    assert child.wait() == 0, child.err
    result = json.loads(child.out)
    assert place.state(result["run_id"], result) == whole("convolutional")["state"]


def test_what_is_not_as_it_was_is_refused_with_the_reason(place: Place):
    child = place.start(*RUN, *sets(KINDS["dense"]), fault="KILL:os.rename:/checkpoint/.new-:9")
    assert child.wait() == -signal.SIGKILL
    run = place.mlflow_run()
    client, run_id = place.client(), run.info.run_id
    for tag, said in (("fitflow.data_sha256", "data: "), ("fitflow.code_digest", "fitflow's code: ")):
        client.set_tag(run_id, tag, "0" * 64)
        refused = place.start("resume", run_id)
        assert refused.wait() == 2
        assert said in refused.err and f"fitflow resume {run_id[:8]} --force" in refused.err
        client.set_tag(run_id, tag, run.data.tags[tag])
    anew = place.run("resume", run_id, "--force")
    assert anew["run_id"] != run_id and anew["status"] == "FINISHED"


@pytest.mark.slow
def test_a_run_says_that_one_of_its_recipe_was_interrupted(place: Place, whole: Whole):  # noqa: F811
    child = place.start(*RUN, *sets(KINDS["dense"]), fault="KILL:os.rename:/checkpoint/.new-:9")
    child.wait()
    run_id = place.mlflow_run().info.run_id
    again = place.start(*RUN, *sets(KINDS["dense"] | {"training.epochs": 1}))
    assert again.wait() == 0
    assert f"run {run_id[:8]} of digits-dense was interrupted; to resume it: fitflow resume" in again.err
