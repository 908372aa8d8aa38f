"""The installed package beside a project that has flows, tasks, models and recipes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from fitflow.orchestration.server import rest
from tests.room import Room, until

# Names that fitflow's packages had beside it until 0.1, and that people use for their own work.
OWN = (
    "flows/__init__.py",
    "flows/train.py",
    "tasks.py",
    "models/__init__.py",
    "recipes/__init__.py",
    "recipes/mine.py",
)
STOP = "raise ImportError('the project's own file was taken for one of fitflow's')\n"
SMALL = ["--set", "dataset.name=synthetic"]
FINISHED = {"Completed", "Failed", "Crashed", "Cancelled"}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """The interpreter of a fresh environment with the wheel; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip())
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    (site / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")  # of it, .pth files are not read
    return python


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, python: Path) -> Iterator[Room]:
    """A project whose own files have those names, and its control room."""
    room = Room(tmp_path_factory.mktemp("clash"), [str(python), "-m", "fitflow.cli"])
    for name in ("PYTHONPATH", "PYTHONSAFEPATH"):
        room.environment.pop(name, None)
    for name in OWN:
        (room.project / name).parent.mkdir(exist_ok=True)
        (room.project / name).write_text(STOP)
    yield room
    room.fitflow("down")


def test_fitflow_is_the_installed_one_and_nothing_beside_it(own: Room, python: Path):
    script = (
        "import importlib.util as u, fitflow; print(fitflow.__file__);"
        "print([name for name in ('flows', 'tasks', 'models', 'recipes') if u.find_spec(name)])"
    )
    command = [str(python), "-P", "-c", script]
    done = subprocess.run(command, cwd=own.project, env=own.environment, capture_output=True, text=True, check=True)
    file, beside = done.stdout.splitlines()
    assert Path(file).is_relative_to(python.parents[1]) and beside == "[]"


def test_run_and_verify(own: Room):
    result = own.json("run", "digits-dense", *SMALL, "--set", "training.epochs=2")
    assert result["status"] == "FINISHED" and result["metrics"]["test_accuracy"] > 0
    verdict = own.json("verify", result["run_id"])
    assert verdict["verdict"] == "bit-identical", verdict
    listed = own.json("list", "recipes")
    assert "mine" not in [row["name"] for row in listed]  # a project's recipes are named by their path


def test_resume(own: Room):
    process = own.start("run", "digits-dense", *SMALL, "--set", "training.epochs=100000", "--seed", "5")
    lease = until(lambda: own.training(5), "a training with a checkpoint")
    os.kill(lease["pid"], 9)
    process.wait(60)
    done = own.start("resume", lease["run_id"])
    until(lambda: "resuming from epoch" in own.said.read_text(), "the training that goes on")
    done.terminate()
    assert done.wait(120) == 143, own.said.read_text()[-2000:]
    assert own.run(lease["run_id"]).info.status == "KILLED"


def test_a_schedule_runs_by_a_real_worker(own: Room):
    assert (done := own.up()).returncode == 0, done.stderr
    own.json("schedule", "add", "digits-dense", "--cron", "0 2 * * *", *SMALL, "--set", "training.epochs=2")
    started = own.json("schedule", "trigger", "digits-dense")["flow_run_id"]
    flow_run = until(lambda: (run := own.flow_run(started))["state_name"] in FINISHED and run, "the end of the run")
    assert flow_run["state_name"] == "Completed", flow_run["state"]
    body = {"deployments": {"name": {"any_": ["digits-dense"]}}}
    (deployment,) = rest.call(own.api, "POST", "/deployments/filter", body)
    assert deployment["entrypoint"] == "fitflow.flows.scheduled.train"


def test_a_schedule_of_an_earlier_fitflow_is_pointed_at_todays_flow(own: Room):
    body = {"deployments": {"name": {"any_": ["digits-dense"]}}}
    (deployment,) = rest.call(own.api, "POST", "/deployments/filter", body)
    rest.call(own.api, "PATCH", f"/deployments/{deployment['id']}", {"entrypoint": "flows.scheduled.train"})
    assert [row["name"] for row in own.json("schedule", "list")] == ["digits-dense"]
    (deployment,) = rest.call(own.api, "POST", "/deployments/filter", body)
    assert deployment["entrypoint"] == "fitflow.flows.scheduled.train"
    rest.call(own.api, "PATCH", f"/deployments/{deployment['id']}", {"entrypoint": "flows.scheduled.train"})
    assert own.up().returncode == 0  # what is up stays up, and its schedules are looked at
    (deployment,) = rest.call(own.api, "POST", "/deployments/filter", body)
    assert deployment["entrypoint"] == "fitflow.flows.scheduled.train"
