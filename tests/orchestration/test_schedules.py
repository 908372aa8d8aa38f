"""`fitflow schedule` in a running control room, used by hand, from scripts and with Prefect's own tools."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fitflow.orchestration.notices import NoticeDocument
from fitflow.orchestration.server import rest
from tests.documents import faults
from tests.room import LONG, Room, until

QUICK = ["--set", "training.epochs=1", "--set", "dataset.name=synthetic"]
NIGHTLY = ["--cron", "0 2 * * *"]
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def flow_runs(room: Room, schedule: str, *types: str) -> list[dict[str, Any]]:
    """The flow runs of a schedule, in the order of their scheduled times; of some types of state."""
    body: dict[str, Any] = {"deployments": {"name": {"any_": [schedule]}}, "sort": "EXPECTED_START_TIME_ASC"}
    if types:
        body["flow_runs"] = {"state": {"type": {"any_": list(types)}}}
    return rest.call(room.api, "POST", "/flow_runs/filter", body)


def deployment_of(room: Room, schedule: str) -> dict[str, Any]:
    return rest.call(room.api, "GET", f"/deployments/name/train/{schedule}")


def ended(room: Room, flow_run_id: str) -> dict[str, Any]:
    """A flow run, once it has ended."""

    def look() -> dict[str, Any] | None:
        run = room.flow_run(flow_run_id)
        return run if run["state_type"] in ENDED else None

    return until(look, f"the end of flow run {flow_run_id}")


class Hook(HTTPServer):
    """A webhook's other side."""

    def __init__(self) -> None:
        self.got: list[dict] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:
                self.got.append(json.loads(handler.rfile.read(int(handler.headers["Content-Length"]))))
                handler.send_response(204)
                handler.end_headers()

            def log_message(handler, *arguments) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}/hook"
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.shutdown()
    made.server_close()


def test_without_a_server_that_stays_it_says_how_to_have_one(tmp_path: Path):
    command = [sys.executable, "-m", "fitflow.cli", "schedule", "list"]
    environment = os.environ | {"FITFLOW_HOME": str(tmp_path), "PREFECT_API_URL": ""}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "fitflow up" in done.stderr and "Traceback" not in done.stderr


def test_a_schedule_is_added_listed_paused_resumed_and_removed(room: Room):
    rule = ["--cron", "30 2 * * *", "--timezone", "Europe/Berlin", "--name", "nightly"]
    added = room.json("schedule", "add", "digits-dense", *rule, *QUICK, "--overlap", "queue-one")
    assert added["rule"] == "cron 30 2 * * *" and added["timezone"] == "Europe/Berlin" and len(added["next"]) == 3
    assert all(datetime.fromisoformat(time).strftime("%H:%M") == "02:30" for time in added["next"])
    again = room.fitflow("schedule", "add", "digits-dense", *rule)
    assert again.returncode == 2 and "--replace" in again.stderr
    replaced = room.json("schedule", "add", "mnist-dense", *rule, "--replace")
    assert (replaced["recipe"], replaced["overlap"]) == ("mnist-dense", "skip")
    planned = until(lambda: flow_runs(room, "nightly", "SCHEDULED"), "a planned run")
    fires = [datetime.fromisoformat(run["expected_start_time"]) for run in planned]
    assert fires[:3] == [datetime.fromisoformat(time) for time in replaced["next"]]
    assert room.json("schedule", "pause", "nightly")["next"] == []
    assert flow_runs(room, "nightly", "SCHEDULED") == []
    shown = room.fitflow("schedule", "list").stdout
    assert "nightly" in shown and "paused" in shown and "mnist-dense" in shown
    assert len(room.json("schedule", "resume", "nightly")["next"]) == 3
    wrong = room.fitflow("schedule", "remove", "nightli")
    assert wrong.returncode == 2 and "did you mean 'nightly'" in wrong.stderr
    room.json("schedule", "remove", "nightly")
    assert "nightly" not in [row["name"] for row in room.json("schedule", "list")]


BAD = [
    (["add", "digits-dens", "--every", "1h"], "did you mean 'digits-dense'"),
    (["add", "digits-dense", "--every", "1h", "--set", "training.epochs=0"], "greater than or equal to 1"),
    (["add", "svd-recommender", "--every", "1h"], "trains no network"),
    (["add", "digits-dense", "--cron", "61 * * * *"], "not a cron line"),
    (["add", "digits-dense", "--every", "1h", "--name", "a/b"], "expected letters"),
    (["backfill", "nightly", "--from", "yesterday", "--to", "2026-01-01"], "is not a date"),
]


@pytest.mark.parametrize(
    ("arguments", "said"), BAD, ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else ""
)
def test_bad_input_is_one_line_and_exit_2(arguments: list[str], said: str, room: Room):
    done = room.fitflow("schedule", *arguments)
    assert done.returncode == 2 and said in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stdout == ""


def test_rest_triggers_the_flow_with_overrides_and_both_sides_and_a_webhook_know(room: Room, hook: Hook):
    told = ["--notify-webhook", hook.address, "--notify-on", "success", "--notify-if", "test_accuracy<2"]
    room.json("schedule", "add", "digits-dense", *NIGHTLY, "--name", "by-rest", *QUICK, *told)
    deployment = deployment_of(room, "by-rest")
    way = f"/deployments/{deployment['id']}/create_flow_run"
    bad = dict(deployment["parameters"]["recipe"], seed=-1)
    with pytest.raises(rest.Refused):
        rest.call(room.api, "POST", way, {"parameters": {"recipe": bad}})
    started = rest.call(room.api, "POST", way, {"parameters": {"overrides": {"training.epochs": 2}}})
    run = ended(room, started["id"])
    assert run["state_name"] == "Completed", run["state"]
    recorded = room.run(run["labels"]["mlflow.run_id"])
    tags = recorded.data.tags
    assert recorded.info.status == "FINISHED" and recorded.data.params["training.epochs"] == "2"
    assert tags["prefect.deployment"] == "by-rest" and tags["fitflow.schedule"] == "cron 0 2 * * *, UTC"
    assert tags["prefect.flow_run_id"] == run["id"]
    assert datetime.fromisoformat(tags["fitflow.logical_date"]) == datetime.fromisoformat(run["expected_start_time"])
    assert [got["event"] for got in hook.got] == ["success", "metric"]
    assert [list(faults(got, NoticeDocument)) for got in hook.got] == [[], []]
    assert hook.got[0]["run_id"] == recorded.info.run_id and hook.got[0]["schedule"] == "by-rest"
    assert hook.got[0]["metrics"]["test_accuracy"] == recorded.data.metrics["test_accuracy"]


def test_a_recipe_file_that_has_gone_fails_the_run_with_that_reason_and_a_command_is_told(room: Room, tmp_path: Path):
    recipe, told = tmp_path / "mine.py", tmp_path / "told.json"
    recipe.write_text("from fitflow.recipes.images.digits_dense import RECIPE\n")
    arguments = ["--every", "1d", "--name", "mine", *QUICK, "--notify-command", f"tee {told}"]
    room.json("schedule", "add", str(recipe), *arguments)
    recipe.unlink()
    run = ended(room, room.json("schedule", "trigger", "mine")["flow_run_id"])
    assert run["state_name"] == "Failed" and "no longer exists" in run["state"]["message"]
    until(told.exists, "what the command was told")  # after the run's state, so that its last state can be told
    document = json.loads(told.read_text())
    assert document["event"] == "failure" and "no longer exists" in document["message"] and document["run_id"] is None


def test_the_deployments_schema_has_the_recipes_fields_limits_and_help(room: Room):
    room.json("schedule", "add", "digits-dense", *NIGHTLY, "--name", "schema")
    schema = deployment_of(room, "schema")["parameter_openapi_schema"]
    training = schema["definitions"]["TrainingConfig"]["properties"]
    assert training["epochs"]["minimum"] == 1 and "Passes over the data" in training["repeat"]["description"]
    assert "skip" in schema["definitions"]["Schedule"]["properties"]["overlap"]["enum"]
    assert "complete" in schema["properties"]["recipe"]["description"]


@pytest.mark.slow
def test_prefects_own_command_runs_it_and_a_backfill_is_in_order_one_at_a_time(room: Room):
    room.json("schedule", "add", "digits-dense", *NIGHTLY, "--name", "days", *QUICK)
    command = [sys.executable, "-m", "prefect", "deployment", "run", "train/days", "--param", 'overrides={"seed": 7}']
    environment = room.environment | {"PREFECT_API_URL": room.api}
    subprocess.run(command, cwd=room.project, env=environment, check=True, capture_output=True)
    by_hand = next(run for run in flow_runs(room, "days") if run["parameters"].get("overrides"))
    run = ended(room, by_hand["id"])
    assert room.run(run["labels"]["mlflow.run_id"]).data.params["seed"] == "7"
    dates = ["--from", "2026-11-01", "--to", "2026-11-03"]
    made = room.json("schedule", "backfill", "days", *dates)["runs"]
    assert [row["logical_date"][:10] for row in made] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    runs = [ended(room, row["flow_run_id"]) for row in made]
    assert [run["state_name"] for run in runs] == ["Completed"] * 3
    assert all(first["end_time"] <= second["start_time"] for first, second in pairwise(runs))
    for row, run in zip(made, runs, strict=True):
        assert f"logical-date:{row['logical_date']}" in run["tags"]
        assert room.run(run["labels"]["mlflow.run_id"]).data.tags["fitflow.logical_date"] == row["logical_date"]
    assert room.json("schedule", "backfill", "days", *dates)["runs"] == []


@pytest.mark.slow
def test_three_runs_on_time_each_an_mlflow_run_of_its_own_and_overlaps_are_skipped(room: Room):
    room.json("schedule", "add", "digits-dense", "--every", "20s", "--name", "often", *QUICK)

    def three() -> list[dict[str, Any]]:
        done = flow_runs(room, "often", "COMPLETED")
        return done if len(done) >= 3 else []

    done = until(three, "three runs that complete")
    room.json("schedule", "remove", "often")
    recorded = [room.run(run["labels"]["mlflow.run_id"]) for run in done]
    assert len({run.info.run_id for run in recorded}) == len(done)
    assert {run.info.status for run in recorded} == {"FINISHED"}
    dates = {datetime.fromisoformat(run.data.tags["fitflow.logical_date"]) for run in recorded}
    assert dates == {datetime.fromisoformat(run["expected_start_time"]) for run in done}


@pytest.mark.slow
def test_runs_that_start_while_a_longer_one_runs_are_skipped_and_the_reason_is_seen(room: Room):
    room.json("schedule", "add", *LONG, "--every", "5s", "--name", "long")

    def two_skipped() -> list[dict[str, Any]]:
        skipped = [run for run in flow_runs(room, "long", "CANCELLED") if run["state_name"] == "Skipped"]
        return skipped if len(skipped) >= 2 else []

    found = until(two_skipped, "two runs that are skipped")
    assert all("overlap policy: skip" in run["state"]["message"] for run in found)
    room.json("schedule", "pause", "long")
    first = flow_runs(room, "long", "RUNNING")[0]
    assert all(str(first["id"])[:8] in run["state"]["message"] for run in found)
    newer = room.json("schedule", "add", "digits-dense", *NIGHTLY, "--name", "long", "--replace", *QUICK)
    assert newer["rule"] == "cron 0 2 * * *"
    assert room.flow_run(first["id"])["state_name"] == "Running"  # one that runs is not touched
    room.json(
        "schedule", "add", "digits-dense", *NIGHTLY, "--name", "long", "--replace", "--overlap", "cancel-old", *QUICK
    )
    assert ended(room, room.json("schedule", "trigger", "long")["flow_run_id"])["state_name"] == "Completed"
    old = room.flow_run(first["id"])
    assert old["state_name"] == "Cancelled"
    assert room.run(old["labels"]["mlflow.run_id"]).info.status == "KILLED"


@pytest.mark.slow
def test_a_run_killed_alone_is_crashed_killed_in_mlflow_and_told_of(room: Room, hook: Hook):
    told = ["--notify-webhook", hook.address, "--set", "seed=78", "--name", "alone"]
    room.json("schedule", "add", *LONG, *NIGHTLY, *told)
    flow_run = room.json("schedule", "trigger", "alone")["flow_run_id"]
    lease = until(lambda: room.training(78), "a checkpoint")
    os.kill(lease["pid"], signal.SIGKILL)
    assert ended(room, flow_run)["state_name"] == "Crashed"
    until(lambda: hook.got, "the notice")
    assert list(faults(hook.got[0], NoticeDocument)) == []
    assert hook.got[0]["event"] == "crash" and hook.got[0]["run_id"] == lease["run_id"]
    until(lambda: room.run(lease["run_id"]).info.status == "KILLED", "MLflow's word")


@pytest.mark.slow
def test_a_run_killed_with_its_worker_goes_on_by_itself_and_ends_as_the_same_run(room: Room):
    steps = ["--set", "training.epochs=100", "--set", "runtime.checkpoint_seconds=0.2", *QUICK[2:]]
    room.json("schedule", "add", "digits-dense", *NIGHTLY, "--name", "killed", *steps, "--set", "seed=77")
    flow_run = room.json("schedule", "trigger", "killed")["flow_run_id"]
    lease = until(lambda: room.training(77), "a checkpoint")
    os.kill(room.processes()["worker"], signal.SIGKILL)
    os.kill(lease["pid"], signal.SIGKILL)
    run = ended(room, flow_run)
    assert run["state_name"] == "Completed" and run["run_count"] == 2, run["state"]
    assert run["labels"]["mlflow.run_id"] == lease["run_id"]
    assert room.run(lease["run_id"]).info.status == "FINISHED"


@pytest.mark.slow
def test_of_runs_missed_while_no_worker_was_there_each_catch_up_policy_makes_its_own(tmp_path: Path):
    """With a server and no worker for half a minute, and then one."""
    room = Room(tmp_path)
    assert room.up().returncode == 0
    try:
        worker = room.processes()["worker"]
        os.kill(room.processes()["supervisor"], signal.SIGKILL)
        os.kill(worker, signal.SIGKILL)
        for policy in ("none", "last", "all"):
            rule = ["--every", "15s", "--name", policy, "--catch-up", policy, "--grace", "15s", "--overlap", "allow"]
            room.json("schedule", "add", "digits-dense", *rule, *QUICK)
        late = {}
        for policy in ("none", "last", "all"):
            late[policy] = until(lambda policy=policy: _missed(room, policy, 4), "late runs")
        assert room.up().returncode == 0
        for policy, runs in late.items():
            ends = {run["id"]: ended(room, run["id"]) for run in runs}
            assert {run["state_name"] for run in ends.values()} == {"Skipped"}, policy
            assert any(
                f"catch-up policy: {policy}" in run["state"]["message"] or policy == "all" for run in ends.values()
            )
            room.json("schedule", "pause", policy)
        made_up = [run for run in flow_runs(room, "all") if "backfill" in run["tags"]]
        dates = [datetime.fromisoformat(run["parameters"]["logical_date"]) for run in made_up]
        missed = [datetime.fromisoformat(run["expected_start_time"]) for run in late["all"]]
        assert set(missed) <= set(dates) and dates == sorted(dates)
        assert not [run for policy in ("none", "last") for run in flow_runs(room, policy) if "backfill" in run["tags"]]
    finally:
        room.fitflow("down")


def _missed(room: Room, schedule: str, count: int) -> list[dict[str, Any]]:
    """The late runs but the newest, once there are so many."""
    late = [run for run in flow_runs(room, schedule, "SCHEDULED") if run["state_name"] == "Late"]
    return late[:-2] if len(late) >= count else []
