"""The control room with its real parts: started, used, damaged, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import stat
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from fitflow import load_recipe
from fitflow.control_room import status as overview
from fitflow.orchestration.server import rest
from tests.room import LONG, QUICK, Room, until


def ended_well(room: Room, lease: dict) -> None:
    """Both sides say that a run was stopped, and it can go on."""
    until(lambda: room.run(lease["run_id"]).info.status != "RUNNING", "the end in MLflow")
    assert room.run(lease["run_id"]).info.status == "KILLED"
    state = until(
        lambda: (state := room.flow_run(lease["flow_run_id"])["state"])["type"] in ("CANCELLED", "CRASHED") and state,
        "the end in Prefect",
    )
    assert state["type"] == "CANCELLED", state
    assert not (room.home / "runs" / lease["run_id"] / "lease.json").exists()
    assert list((room.home / "runs" / lease["run_id"] / "checkpoint").glob("*.npz"))
    until(lambda: not psutil.pid_exists(lease["pid"]) or psutil.Process(lease["pid"]).status() == "zombie", "its end")


def test_up_again_prints_the_same_three_lines_and_starts_nothing(room: Room):
    before = room.processes()
    again = room.fitflow("up")
    assert again.returncode == 0, again.stderr
    expected = [f"http://127.0.0.1:{room.port}", room.mlflow, f"{room.api[:-4]}/work-pools/work-pool/fitflow"]
    assert [line.split()[-1] for line in again.stdout.splitlines()] == expected
    assert room.processes() == before and again.stderr == ""
    assert all(part["state"] == "up" for part in room.json("status")["parts"])


def test_everything_listens_on_this_machine_alone(room: Room):
    sessions = set(room.processes().values())
    ours = {process.pid for process in psutil.process_iter() if os.getsid(process.pid) in sessions}
    heard = [c.laddr for c in psutil.net_connections("inet") if c.status == psutil.CONN_LISTEN and c.pid in ours]
    assert {address.port for address in heard} >= {room.port, room.mlflow_port}
    assert {address.ip for address in heard} == {"127.0.0.1"}


def test_a_page_of_another_origin_gets_nothing_from_the_servers(room: Room):
    evil = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    asked = urllib.request.Request(f"{room.api}/flow_runs/filter", headers=evil, method="OPTIONS")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(asked, timeout=30)
    for host, status in (("evil.example", 403), (f"localhost:{room.mlflow_port}", 200)):
        with socket.create_connection(("127.0.0.1", room.mlflow_port), 30) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            assert connection.recv(100).split()[1] == str(status).encode()


def test_the_state_is_for_the_user_alone_since_addresses_may_hold_passwords(room: Room):
    for name in ("plan.json", "state.json"):
        assert stat.S_IMODE((room.home / "control-room" / name).stat().st_mode) == 0o600


def test_a_run_uses_it_and_its_links_are_real_pages(room: Room):
    result = room.json("run", *QUICK, "--no-cache")  # another test of the room may have trained it
    experiment = room.run(result["run_id"]).info.experiment_id
    assert result["url"] == f"{room.mlflow}/#/experiments/{experiment}/runs/{result['run_id']}"
    page = room.run(result["run_id"]).data.tags["prefect.flow_run_url"]
    assert page.startswith(room.api.removesuffix("/api"))
    asked = urllib.request.Request(page, headers={"Accept": "text/html"})  # as a browser asks
    assert urllib.request.urlopen(asked, timeout=30).status == 200
    assert room.flow_run(result["flow_run_id"])["state"]["type"] == "COMPLETED"
    seen = urllib.request.urlopen(f"{room.mlflow}/api/2.0/mlflow/runs/get?run_id={result['run_id']}", timeout=30)
    assert json.load(seen)["run"]["info"]["status"] == "FINISHED"
    files = urllib.request.urlopen(
        f"{room.mlflow}/get-artifact?path=model_card.md&run_id={result['run_id']}", timeout=30
    )
    assert b"digits-dense" in files.read()
    said = [line["message"] for line in room.json("logs", result["run_id"][:8])]
    assert any(result["run_id"] in line for line in said) and any("2 epochs" in line for line in said)
    assert room.fitflow("logs", result["flow_run_id"], "--follow").stdout.count("2 epochs") == 1


def test_trainings_take_turns_and_stop_when_cancelled_in_prefect_or_by_fitflow(room: Room):
    first = room.start("run", *LONG, "--seed", "11")
    one = until(lambda: room.training(11), "the first training")
    second = room.start("run", *LONG, "--seed", "12")
    until(lambda: [run for run in overview.running(room.api) if run["waits_for"]], "a run that waits")
    status = room.json("status")
    assert [run["waits_for"] for run in status["running"]] == [None, "cpu-train"]
    assert {slot["device"]: slot["taken"] for slot in status["slots"]} == {"cpu-train": 1, "gpu": 0}
    assert "waiting for cpu-train" in room.fitflow("status", COLUMNS="200").stdout
    room.cancel_in_prefect(one["flow_run_id"])
    assert first.wait(180) == 143 and "cancelled in Prefect" in room.said.read_text()
    ended_well(room, one)
    two = until(lambda: room.training(12), "the second training, in the slot of the first")
    assert any("waiting for cpu-train: 1 of 1 slots taken" in line["message"] for line in room.json("logs", "latest"))
    assert room.json("cancel", two["run_id"][:8])["state"] == "Cancelled"
    assert second.wait(180) == 143
    ended_well(room, two)
    again = room.fitflow("cancel", two["run_id"][:8])
    assert again.returncode == 2 and "already ended" in again.stderr


RECIPE = load_recipe("digits-dense", {"dataset.name": "synthetic", "training.epochs": 100000}).model_dump(mode="json")


def on_the_worker(room: Room, deployment: str, seed: int) -> dict:
    """Have the worker train; returns the lease once there is a checkpoint."""
    parameters = {"recipe": RECIPE | {"seed": seed}}
    made = rest.call(room.api, "POST", f"/deployments/{deployment}/create_flow_run", {"parameters": parameters})
    return until(lambda: room.training(seed), f"training of {made['id']} on the worker")


def test_a_run_on_the_worker_stops_when_it_is_cancelled(room: Room, deployment: str):
    lease = on_the_worker(room, deployment, 21)
    assert room.flow_run(lease["flow_run_id"])["infrastructure_pid"]
    room.cancel_in_prefect(lease["flow_run_id"])
    ended_well(room, lease)
    assert until(lambda: {slot["taken"] for slot in overview.slots(room.api)} == {0}, "the slot given back")


@pytest.mark.slow
def test_what_is_killed_is_started_again_and_the_run_of_a_killed_worker_goes_on(room: Room, deployment: str):
    lease = on_the_worker(room, deployment, 22)
    before = room.processes()
    for name in ("worker", "mlflow"):
        os.kill(before[name], signal.SIGKILL)
    until(lambda: all(part["state"] == "up" for part in room.json("status")["parts"]), "everything up again")
    after = room.processes()
    assert all(after[name] != before[name] for name in ("worker", "mlflow")) and after["prefect"] == before["prefect"]
    assert psutil.pid_exists(lease["pid"])
    assert room.json("cancel", lease["flow_run_id"])["state"] == "Cancelled"
    ended_well(room, lease)


@pytest.mark.slow
def test_a_run_that_is_killed_is_marked_by_itself_on_both_sides(room: Room):
    training = room.start("run", *LONG, "--seed", "13")
    lease = until(lambda: room.training(13), "a training")
    training.kill()
    assert training.wait(60) == -signal.SIGKILL
    until(lambda: room.run(lease["run_id"]).info.status == "KILLED", "the mark in MLflow")
    until(lambda: room.flow_run(lease["flow_run_id"])["state"]["type"] == "CRASHED", "the mark in Prefect")
    assert "fitflow resume" in room.run(lease["run_id"]).data.tags["fitflow.error"]
    until(lambda: {slot["taken"] for slot in overview.slots(room.api)} == {0}, "its slot free when its lease has ended")


@pytest.mark.slow
def test_after_a_kill_of_all_up_starts_cleanly_again(room: Room):
    before = room.processes()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    assert not room.json("status")["up"]
    done = room.up()
    assert done.returncode == 0, done.stderr
    assert not set(room.processes().values()) & set(before.values())


def test_the_supervisor_alone_killed_leaves_the_servers_to_the_next_one(room: Room):
    before = room.processes()
    os.kill(before["supervisor"], signal.SIGKILL)
    assert room.fitflow("up").returncode == 0
    after = room.processes()
    assert after.pop("supervisor") != before.pop("supervisor") and after == before


def test_what_is_up_elsewhere_or_otherwise_is_said(room: Room, tmp_path: Path):
    (tmp_path / "mlruns").mkdir()
    other = room.fitflow("up", "--port", "1")
    assert other.returncode == 2 and f"--port {room.port}" in other.stderr and "fitflow down" in other.stderr
    room.project, kept = tmp_path, room.project
    try:
        other = room.fitflow("up")
    finally:
        room.project = kept
    assert other.returncode == 2 and str(kept) in other.stderr


def test_the_number_of_slots_changes_while_it_is_up_and_stays(room: Room):
    before = room.processes()
    for arguments, slots in ((["--slots", "2"], 2), ([], 2), (["--slots", "1"], 1)):
        assert room.fitflow("up", *arguments).returncode == 0
        assert {slot["slots"] for slot in overview.slots(room.api)} == {slots}
    assert room.processes() == before


def limits_in_force(room: Room) -> set[int]:
    """Whether runs take turns by Prefect's database, also those with a server of their own."""
    with closing(sqlite3.connect(room.prefect_home / "prefect.db", timeout=60)) as connection:
        return {active for (active,) in connection.execute("SELECT active FROM concurrency_limit_v2")}


def test_ui_prints_the_address_where_there_is_no_browser(room: Room):
    for page, url in (("mlflow", room.mlflow), ("prefect", room.api.removesuffix("/api"))):
        assert room.fitflow("ui", page, DISPLAY="", WAYLAND_DISPLAY="").stdout.strip() == url


def test_down_stops_all_and_a_training_writes_its_checkpoint(room: Room):
    training = room.start("run", *LONG, "--seed", "31")
    lease = until(lambda: room.training(31), "a training")
    before = room.processes()
    done = room.fitflow("down")
    assert done.returncode == 0 and f"fitflow resume {lease['run_id'][:8]}" in done.stdout
    assert "stopped: prefect, mlflow, worker" in done.stdout
    assert training.wait(60) == 143 and room.run(lease["run_id"]).info.status == "KILLED"
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in before.values())
    status = room.json("status")
    assert not status["up"] and status["parts"] == [] and limits_in_force(room) == {0}
    assert room.fitflow("down").stdout == "nothing was running\n"
    assert room.fitflow("ui").returncode == 2
    again = room.up()  # for the tests after this one
    assert again.returncode == 0, again.stderr
    assert limits_in_force(room) == {1}
