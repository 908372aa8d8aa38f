"""Admission of scheduled runs: on a real server, with a real process of the older run, alive or dead."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from fitflow import load_recipe
from fitflow.orchestration.schedules.settings import Overlap, Schedule
from fitflow.reuse.options import Reuse

QUICK = {"training.epochs": 1, "dataset.name": "synthetic"}


@pytest.fixture
def client(server: str, project) -> Iterator:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as prefect:
        yield prefect


@pytest.fixture
def process() -> Iterator[subprocess.Popen]:
    """A process that ends when it is asked to."""
    running = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield running
    running.kill()
    running.wait()


def schedule(client, overlap: Overlap, name: str = "policy"):
    """The deployment of a schedule whose recipe has gone: an admitted run fails with that reason, and soon."""
    from fitflow.flows import scheduled
    from fitflow.orchestration.schedules import deployments

    planned = deployments.Planned(
        name=name,
        recipe=load_recipe("digits-dense", QUICK),
        rule=deployments.parse_rule("0 2 * * *", None, None, None),
        schedule=Schedule(source="gone", overlap=overlap),
        data_dir=None,
        reuse=Reuse(),
    )
    deployments.add(planned, scheduled.train, replace=True)
    return client.read_deployment_by_name(f"train/{name}")


def older(client, deployment, process: psutil.Process | subprocess.Popen):
    """A run that Prefect has as running, signed by a process."""
    from prefect.states import Running

    from fitflow.lifecycle.doctor import PROCESS
    from fitflow.processes import identity

    run = client.create_flow_run_from_deployment(deployment.id)
    client.set_flow_run_state(run.id, Running(), force=True)
    word = f"{identity.machine()}/{process.pid}/{identity.started(process.pid)}"
    client.update_flow_run_labels(run.id, {PROCESS: word})
    return run


def start(client, deployment):
    """Run the deployment's flow here, as a worker's process would; returns how it ended."""
    from prefect.exceptions import Abort
    from prefect.flow_engine import run_flow

    from fitflow.errors import InputError
    from fitflow.flows.scheduled import train

    run = client.create_flow_run_from_deployment(deployment.id)
    with contextlib.suppress(Abort, InputError):
        run_flow(train, flow_run=client.read_flow_run(run.id))
    return client.read_flow_run(run.id)


def end(client, run) -> None:
    from prefect.states import Completed

    client.set_flow_run_state(run.id, Completed(), force=True)


def test_a_run_alone_is_admitted_and_fails_since_its_recipe_has_gone(client):
    run = start(client, schedule(client, "skip"))
    assert run.state_name == "Failed" and "the recipe gone of this schedule no longer exists" in run.state.message
    assert "fitflow schedule remove policy" in run.state.message


def test_skip_ends_in_a_state_of_that_name_with_the_reason(client, process):
    deployment = schedule(client, "skip")
    before = older(client, deployment, process)
    run = start(client, deployment)
    assert (run.state_name, run.state_type.value) == ("Skipped", "CANCELLED")
    assert str(before.id)[:8] in run.state.message and "overlap policy: skip" in run.state.message
    assert client.read_flow_run(before.id).state_name == "Running"
    end(client, before)


def test_a_run_whose_process_died_is_marked_and_stands_in_nobodys_way(client, process):
    deployment = schedule(client, "skip")
    before = older(client, deployment, process)
    process.send_signal(signal.SIGKILL)  # and it is not waited for: a zombie is dead too
    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.05)
    run = start(client, deployment)
    assert run.state_name == "Failed"  # admitted
    marked = client.read_flow_run(before.id).state
    assert marked.name == "Crashed" and f"process {process.pid}" in marked.message


def test_queue_one_waits_and_only_one_does(client, process):
    deployment = schedule(client, "queue-one")
    before = older(client, deployment, process)
    seen: list[str] = []

    def watch() -> None:
        from prefect.client.orchestration import get_client

        with get_client(sync_client=True) as other:
            while not seen:
                runs = other.read_flow_runs()
                waiting = [run for run in runs if run.state_name == "Waiting" and run.deployment_id == deployment.id]
                seen.extend(run.state.message for run in waiting)
                time.sleep(0.1)
            seen.append(start_in_a_thread(other, deployment))
            end(other, before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    run = start(client, deployment)
    watcher.join()
    assert run.state_name == "Failed"  # admitted after all
    assert str(before.id)[:8] in seen[0]
    assert "one waits already" in seen[1]


def start_in_a_thread(client, deployment) -> str:
    """The reason for which another run is skipped."""
    return start(client, deployment).state.message


def test_cancel_old_stops_a_process_that_no_worker_watches(client, process, monkeypatch: pytest.MonkeyPatch):
    from fitflow.orchestration.schedules import start_or_skip

    monkeypatch.setattr(start_or_skip, "PREFECT_STOPS_WITHIN_SECONDS", 0.5)
    deployment = schedule(client, "cancel-old")
    before = older(client, deployment, process)
    run = start(client, deployment)
    assert run.state_name == "Failed"  # admitted
    assert process.wait(10) == -signal.SIGTERM
    assert client.read_flow_run(before.id).state_name in ("Cancelled", "Crashed")


def test_allow_lets_both_run(client, process):
    deployment = schedule(client, "allow")
    before = older(client, deployment, process)
    assert start(client, deployment).state_name == "Failed"
    assert client.read_flow_run(before.id).state_name == "Running"
    end(client, before)


def test_a_run_that_died_goes_back_to_the_queue_and_is_given_up_the_third_time(client, process):
    from prefect.states import Running

    from fitflow.orchestration import requeue_dead_runs

    deployment = schedule(client, "allow", "recovered")
    run = older(client, deployment, process)
    assert requeue_dead_runs.recover() == []
    process.kill()
    process.wait()
    for _ in range(2):
        assert len(requeue_dead_runs.recover()) == 1
        state = client.read_flow_run(run.id).state
        assert state.name == "Scheduled" and "last checkpoint" in state.message
        client.set_flow_run_state(run.id, Running(), force=True)
    assert "died 3 times; giving up" in requeue_dead_runs.recover()[0]
    assert client.read_flow_run(run.id).state_name == "Crashed"
