"""Prefect's retries resume from the checkpoint: of a task, of a flow, and from Prefect's own command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fitflow import load_recipe
from tests.faults import resume
from tests.faults.command import Place, sets
from tests.faults.test_kills import KINDS, RUN, Whole, check_told_by_doctor, whole  # noqa: F401 - whole is a fixture

OVERRIDES = resume.CONVOLUTIONAL | {"training.epochs": 2, "experiment": "retries"}
TIMES = ("epoch_seconds", "examples_per_second")


@pytest.fixture
def undisturbed(server: str, project: Path) -> dict[str, Any]:
    from fitflow.flows.train import train

    return train(load_recipe("digits-dense", OVERRIDES))


def steps(run_id: str, name: str = "loss") -> list[int]:
    from mlflow import MlflowClient

    from fitflow import tracking

    return [point.step for point in MlflowClient(tracking.tracking_uri()).get_metric_history(run_id, name)]


def runs_so_far() -> set[str]:
    from fitflow import tracking

    return {run["run_id"] for run in tracking.list_runs(1000)}


@pytest.fixture
def anew(undisturbed: dict[str, Any], clean_store: Path) -> None:
    """Nothing of the undisturbed run is reused."""


def check_same(result: dict[str, Any], undisturbed: dict[str, Any], before: set[str]) -> None:
    """The retried run ended alike, in the one MLflow run that it began."""
    assert result["metrics"] == undisturbed["metrics"]
    for name, curve in undisturbed["history"].items():
        assert name in TIMES or result["history"][name] == curve
    assert steps(result["run_id"]) == [0, 1]
    assert runs_so_far() - before == {result["run_id"]}


@pytest.mark.usefixtures("anew")
def test_a_retry_of_the_training_task_goes_on(undisturbed: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    from fitflow.flows.train import train
    from fitflow.training import fit

    left, starts = [20], []

    class Failing(fit.FiniteLoss):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise OSError("the network disk was away")

    real = fit.train

    def noted(*arguments: Any) -> Any:
        starts.append(arguments[6] and (arguments[6].epoch, arguments[6].batch))
        return real(*arguments)

    monkeypatch.setattr(fit, "FiniteLoss", Failing)
    monkeypatch.setattr(fit, "train", noted)
    before = runs_so_far()
    result = train(load_recipe("digits-dense", OVERRIDES))
    check_same(result, undisturbed, before)
    assert starts == [None, (1, 4)]  # 15 batches an epoch; the 20th was done, and its checkpoint not written


@pytest.mark.usefixtures("anew")
def test_a_retry_of_the_flow_goes_on_in_the_same_run(undisturbed: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    from fitflow.flows.train import train
    from fitflow.steps import evaluate

    real, left = evaluate.run, [1]

    def failing(*arguments: Any) -> Any:
        if left:
            left.pop()
            raise RuntimeError("out of luck")
        return real(*arguments)

    monkeypatch.setattr(evaluate, "run", failing)
    before = runs_so_far()
    check_same(train.with_options(retries=1)(load_recipe("digits-dense", OVERRIDES)), undisturbed, before)


@pytest.mark.slow
def test_prefects_own_retry_of_a_dead_flow_run_goes_on(place: Place, whole: Whole):  # noqa: F811
    child = place.start(*RUN, *sets(KINDS["convolutional"]), fault="KILL:os.rename:/checkpoint/.new-:22")
    assert child.wait() == -signal.SIGKILL
    check_told_by_doctor(place)
    run = place.mlflow_run()
    flow_run_id = run.data.tags["prefect.flow_run_id"]
    command = [
        sys.executable,
        "-m",
        "prefect",
        "flow-run",
        "retry",
        flow_run_id,
        "--entrypoint",
        "fitflow.flows.train.train",
    ]
    environment = os.environ | place.environment
    done = subprocess.run(command, cwd=place.project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.flow_state(flow_run_id) == "Completed"
    again = place.mlflow_run()
    assert again.info.run_id == run.info.run_id and again.info.status == "FINISHED"
    expected = whole("convolutional")
    assert place.steps(run.info.run_id)["loss"] == expected["steps"]["loss"]
    result = {"history": expected["state"]["history"], "metrics": expected["state"]["metrics"]}
    assert place.state(run.info.run_id, result) == expected["state"]


SERVE = """
import sys
from fitflow.flows.train import train
if __name__ == "__main__":
    train.serve(name="faults", pause_on_shutdown=False)
"""


DEPLOYED = "train/faults"
LONG = 200  # epochs, of a tenth of a second


def start_deployed(recipe: dict[str, Any]) -> Any:
    from prefect.deployments import run_deployment

    return run_deployment(DEPLOYED, parameters={"recipe": recipe}, timeout=0)


@pytest.mark.slow
def test_a_deployed_run_that_died_goes_on_when_it_is_retried(place: Place):
    """By the runner of `serve`: it sees the death at once, and picks the retry up."""
    import psutil
    from prefect.client.orchestration import get_client

    script = place.folder / "serve.py"
    script.write_text(SERVE)
    environment = os.environ | place.environment | {"PREFECT_RUNNER_POLL_FREQUENCY": "2"}
    serving = subprocess.Popen([sys.executable, str(script)], cwd=place.project, env=environment)
    recipe = load_recipe("digits-dense", resume.CONVOLUTIONAL | {"training.epochs": LONG}).model_dump(mode="json")
    try:
        flow_run = resume.patiently(lambda: start_deployed(recipe))
        checkpoints = place.folder / "home" / "runs"
        resume.patiently(lambda: next(checkpoints.glob("*/checkpoint/00000[1-9]-*")))
        for process in psutil.Process(serving.pid).children(recursive=True):
            process.kill()
        resume.patiently(lambda: place.flow_state(flow_run.id) == "Crashed" or 1 / 0)
        first = place.mlflow_run()
        subprocess.run([sys.executable, "-m", "prefect", "flow-run", "retry", str(flow_run.id)], check=True)
        resume.patiently(lambda: place.flow_state(flow_run.id) == "Completed" or 1 / 0)
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(60)
        with get_client(sync_client=True) as client:
            client.delete_deployment(client.read_deployment_by_name(DEPLOYED).id)
    again = place.mlflow_run()
    assert again.info.run_id == first.info.run_id and again.info.status == "FINISHED"
    assert place.steps(again.info.run_id)["loss"] == list(range(LONG))
