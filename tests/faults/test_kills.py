"""Real processes stopped or killed anywhere: what they leave, and resuming gives the undisturbed result."""

from __future__ import annotations

import json
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults import resume
from tests.faults.command import Place, Zygote, sets

KINDS = {
    "dense": resume.DENSE | {"training.epochs": 3},
    "convolutional": resume.CONVOLUTIONAL | {"training.epochs": 3, "training.early_stopping": {"patience": 2}},
}
RUN = ("run", "digits-dense")
Whole = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def whole(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The state at the end of each kind of run that nothing disturbed, and its curves' steps."""
    done: dict[str, dict[str, Any]] = {}

    def of(kind: str) -> dict[str, Any]:
        if kind not in done:
            place = Place(zygote, tmp_path_factory.mktemp("whole"))
            result = place.run(*RUN, *sets(KINDS[kind]))
            state = place.state(result["run_id"], result)
            done[kind] = {"state": state, "steps": place.steps(result["run_id"])}
        return done[kind]

    return of


def check_resumed(place: Place, expected: dict[str, Any]) -> None:
    """Go on with the only run, and compare its end with that of an undisturbed one."""
    run_id = place.mlflow_run().info.run_id
    result = place.run("resume", run_id)
    assert result["run_id"] == run_id
    assert place.state(run_id, result) == expected["state"]
    steps = place.steps(run_id)
    assert {name: steps[name] for name in expected["steps"] if not name.startswith("system/")} == {
        name: curve for name, curve in expected["steps"].items() if not name.startswith("system/")
    }
    assert all(len(set(curve)) == len(curve) for curve in steps.values())
    run = place.mlflow_run()
    assert run.info.status == "FINISHED" and place.flow_state(result["flow_run_id"]) == "Completed"
    assert len(place.client().search_model_versions(f"run_id = '{run_id}'")) == 1


def check_told_by_doctor(place: Place) -> None:
    """Right after a SIGKILL: the dead run is named, mended on both sides, and nothing is left to say."""
    run = place.mlflow_run()
    assert run.info.status == "RUNNING"
    found = place.run("doctor", code=1)["findings"]
    assert f"run {run.info.run_id[:8]}" in [row["about"] for row in found]
    assert all(row["done"] for row in place.run("doctor", "--fix")["findings"])
    run = place.mlflow_run()
    assert run.info.status == "KILLED" and "ended without reporting" in run.data.tags["fitflow.error"]
    assert place.flow_state(run.data.tags["prefect.flow_run_id"]) == "Crashed"


def test_a_run_killed_while_it_writes_a_checkpoint_is_told_by_doctor_and_goes_on(place: Place, whole: Whole):
    child = place.start(*RUN, *sets(KINDS["convolutional"]), fault="KILL:os.rename:/checkpoint/.new-:22")
    assert child.wait() == -signal.SIGKILL
    assert list((place.folder / "home").glob("runs/*/checkpoint/.new-*"))
    check_told_by_doctor(place)
    check_resumed(place, whole("convolutional"))
    assert not list((place.folder / "home").glob("runs/*/checkpoint/.new-*"))


WITHIN = {
    "a checkpoint that is being made": "KILL:open:/checkpoint/.new-:9",
    "the store": "KILL:open:/prepared/.new-.*train_rows:1",
    "an epoch's metrics": "KILL:sql:INSERT INTO metrics:2",
    "what commits them": "KILL:sql:COMMIT:30",
    "the model": "KILL:open:model.keras:3",
    "the model's record": "KILL:sql:logged_model:2",
    "the registry": "KILL:sql:INSERT INTO model_versions:1",
    "the model card": "KILL:open:model_card.md:1",
    "the end": "KILL:sql:UPDATE runs SET status:1",
}


@pytest.mark.slow
@pytest.mark.parametrize("where", list(WITHIN))
def test_nor_does_a_kill_within_a_write(where: str, place: Place, whole: Whole):
    child = place.start(*RUN, *sets(KINDS["dense"]), fault=WITHIN[where])
    assert child.wait() == -signal.SIGKILL, child.err
    place.run("doctor", "--fix")
    if where == "the store":
        assert place.run(*RUN, *sets(KINDS["dense"]))["metrics"] == whole("dense")["state"]["metrics"]
        assert place.run("doctor")["findings"] == []
        return
    check_resumed(place, whole("dense"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("batch", range(1, 45, 4))
def test_nor_does_one_at_a_batch(kind: str, batch: int, place: Place, whole: Whole):
    child = place.start(*RUN, *sets(KINDS[kind]), fault=f"KILL:os.rename:/checkpoint/.new-:{batch}")
    assert child.wait() == -signal.SIGKILL, child.err
    check_resumed(place, whole(kind))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_nor_does_one_at_a_random_moment(seed: int, place: Place, whole: Whole):
    random.seed(seed)
    kind = random.choice(list(KINDS))
    child = place.start(*RUN, *sets(KINDS[kind]))
    child.wait_for("start MLflow run")
    for _ in range(random.randint(1, 3)):
        time.sleep(random.uniform(0.1, 3))
        child.send(signal.SIGKILL)
        if child.wait() == 0:
            break
        child = place.start("resume", place.mlflow_run().info.run_id)
    else:
        child.send(signal.SIGKILL)
        child.wait()
    place.run("doctor", "--fix")
    if place.mlflow_run().info.status != "FINISHED":
        check_resumed(place, whole(kind))


def stopped(place: Place, signum: int, fault: str = "", after: str = "", **environment: str) -> Any:
    """A run that was asked to stop, once it has said something; what MLflow has of it."""
    place.environment |= environment
    child = place.start(*RUN, *sets(KINDS["convolutional"]), "--json", fault=fault)
    if after:
        child.wait_for(after)
        child.send(signum)
    code = child.wait()
    assert code == 128 + signum, child.err
    assert "Traceback" not in child.err and f"stopped by {signal.Signals(signum).name}" in child.err
    assert json.loads(child.out)["status"] == "KILLED"
    return place.mlflow_run()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_stop_is_killed_and_cancelled_and_goes_on(signum: int, place: Place, whole: Whole):
    run = stopped(place, signum, after="epoch 1/3")
    assert run.info.status == "KILLED" and "stopped by" in run.data.tags["fitflow.error"]
    assert place.flow_state(run.data.tags["prefect.flow_run_id"]) == "Cancelled"
    assert place.run("doctor")["findings"] == []
    check_resumed(place, whole("convolutional"))


STEPS = {
    "evaluate": "open:/predictions/.new-:1",
    "register": "open:model.keras:3",
    "report": "open:model_card.md:1",
    "start": "sql:INSERT INTO params:1",
}


@pytest.mark.slow
@pytest.mark.parametrize("step", list(STEPS))
def test_so_is_one_in_another_step(step: str, place: Place, whole: Whole):
    run = stopped(place, signal.SIGTERM, fault=f"TERM:{STEPS[step]}")
    assert run.info.status == "KILLED"
    assert place.flow_state(run.data.tags["prefect.flow_run_id"]) == "Cancelled"
    check_resumed(place, whole("convolutional"))


def test_an_exception_is_failed_on_both_sides_with_a_tag_and_an_artifact(place: Place):
    child = place.start(*RUN, *sets({"training.optimizer": {"name": "sgd", "learning_rate": 1e30}}), "--json")
    assert child.wait() == 1
    assert "the loss became" in json.loads(child.out)["error"] and "Traceback" not in child.err
    run = place.mlflow_run()
    assert run.info.status == "FAILED" and "the loss became" in run.data.tags["fitflow.error"]
    assert "error.txt" in [file.path for file in place.client().list_artifacts(run.info.run_id)]
    assert place.flow_state(run.data.tags["prefect.flow_run_id"]) == "Failed"
