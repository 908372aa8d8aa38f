"""Processes that are kept up, with small real ones; ports; Prefect's database; servers of other versions."""

from __future__ import annotations

import http.server
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from fitflow.errors import InputError
from fitflow.orchestration.server import database, rest
from fitflow.processes import services, systemd
from fitflow.processes.services import Part, Plan, Process
from tests.room import COMMAND, free_port, until

PARENT = "import subprocess, sys, time; subprocess.Popen([sys.executable, *sys.argv[1:]]); time.sleep(1000)"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Plan]:
    """A supervisor over a server, which is the child of the process that is watched, and over one that needs it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    serve = [sys.executable, "-c", PARENT, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    sleep = [sys.executable, "-c", "import time; time.sleep(1000)"]
    parts = [Part(name="server", command=serve, health=url), Part(name="client", command=sleep, needs="server")]
    mender = Part(name="mender", command=[sys.executable, "-c", "print('mended')"], needs="server")
    plan = Plan(parts=parts, mender=mender, environment={}, facts={"folder": str(tmp_path)})
    services.write(plan, tmp_path)
    with subprocess.Popen([sys.executable, "-m", "fitflow.processes.supervisor", str(tmp_path)]) as supervisor:
        yield plan
        supervisor.kill()
    for process in state(plan).values():
        services.stop(process, 1)


def state(plan: Plan) -> dict[str, Process]:
    found = services.read_state(Path(plan.facts["folder"]))
    return {} if found is None else found.parts | {"supervisor": found.supervisor}


def all_up(plan: Plan) -> dict[str, Process]:
    def up() -> dict[str, Process] | None:
        found = state(plan)
        alive = len(found) == 3 and all(services.is_alive(process) for process in found.values())
        return found if alive and services.answers(plan.parts[0].health) else None

    return until(up, "everything up")


def test_a_part_that_is_killed_is_started_again_with_its_port_though_a_child_held_it(kept: Plan):
    before = all_up(kept)
    os.kill(before["server"].pid, signal.SIGKILL)
    until(lambda: state(kept).get("server") not in (None, before["server"]), "another server")
    after = all_up(kept)
    assert after["client"] == before["client"]
    until(lambda: (Path(kept.facts["folder"]) / "mender.log").read_text().count("mended") == 2, "two mendings")


def test_told_to_end_it_ends_all_and_leaves_no_state(kept: Plan):
    before = all_up(kept)
    os.kill(before["supervisor"].pid, signal.SIGTERM)
    until(lambda: not any(services.is_alive(process) for process in before.values()), "the end of all")
    assert state(kept) == {} and not services.answers(kept.parts[0].health)


def test_a_second_supervisor_leaves_the_first_alone(kept: Plan):
    before = all_up(kept)
    command = [sys.executable, "-m", "fitflow.processes.supervisor", kept.facts["folder"]]
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    assert all_up(kept) == before


def test_a_pid_that_another_process_has_now_is_not_the_one_that_was_started():
    own = services.process_of(os.getpid())
    assert services.is_alive(own)
    assert not services.is_alive(Process(pid=own.pid, started=(own.started or 0) - 1))
    assert not services.is_alive(own.model_copy(update={"machine": "before the reboot"}))
    assert not services.is_alive(Process(pid=2**22, started=0))


def test_a_port_that_is_taken_is_an_error_that_names_the_process(kept: Plan):
    all_up(kept)
    port = int(kept.parts[0].health.rpartition(":")[2])
    with pytest.raises(
        InputError, match=rf"port {port} is taken by process \d+ .*http\.server.*fitflow up --port PORT"
    ):
        services.check_port(port, "--port")
    services.check_port(free_port(), "--port")


def test_up_refuses_a_taken_port_before_anything_starts(tmp_path: Path, kept: Plan):
    all_up(kept)
    port = kept.parts[0].health.rpartition(":")[2]
    (tmp_path / "mlruns").mkdir()
    for option in ("--port", "--mlflow-port"):
        other = "--mlflow-port" if option == "--port" else "--port"
        done = up(tmp_path, option, port, other, str(free_port()))
        assert done.returncode == 2 and f"port {port} is taken" in done.stderr and option in done.stderr
        assert "Traceback" not in done.stderr and done.stdout == ""
    assert not (tmp_path / "home" / "control-room" / "state.json").exists()


def up(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"FITFLOW_HOME": str(folder / "home"), "PREFECT_HOME": str(folder / "prefect"), "PREFECT_API_URL": ""}
    return subprocess.run(
        [*COMMAND, "up", *arguments],
        cwd=folder,
        env=os.environ | own | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def prefect_database(folder: Path, revision: str) -> Path:
    folder.mkdir()
    with closing(sqlite3.connect(folder / "prefect.db")) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(revision,)] * 2000)  # several pages
        connection.commit()
    return folder / "prefect.db"


def test_a_damaged_database_is_refused_and_doctor_moves_it_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = prefect_database(tmp_path / "prefect", "a3b9c7d2e5f1")
    monkeypatch.setenv("PREFECT_HOME", str(file.parent))
    assert database.findings() == []
    damaged = bytearray(file.read_bytes())
    damaged[4096:12288] = b"\xff" * 8192
    file.write_bytes(damaged)
    done = up(tmp_path, "--port", str(free_port()), "--mlflow-port", str(free_port()))
    assert done.returncode == 2 and "is damaged" in done.stderr and "fitflow doctor" in done.stderr
    (finding,) = database.findings()
    assert finding.mend is not None
    finding.mend()
    (aside,) = file.parent.glob("prefect.db.aside-*")
    assert aside.read_bytes() == bytes(damaged) and not file.exists() and database.findings() == []


def test_a_database_of_a_newer_prefect_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PREFECT_HOME", str(prefect_database(tmp_path / "prefect", "ffffffffffff").parent))
    with pytest.raises(InputError, match=r"made by a newer Prefect.*fitflow doctor"):
        database.check()


@pytest.fixture
def old_server() -> Iterator[str]:
    """Answers as a Prefect server of another version does."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps("3.1.4").encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()


def test_an_older_prefect_server_is_refused_with_both_versions(old_server: str, tmp_path: Path):
    with pytest.raises(InputError, match=r"3\.1\.4, older than this Prefect 3\.8"):
        rest.check_version(old_server)
    done = up(tmp_path, PREFECT_API_URL=old_server)
    assert done.returncode == 2 and "3.1.4" in done.stderr and "unset PREFECT_API_URL" in done.stderr


def test_the_systemd_unit_starts_the_supervisor_of_this_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("FITFLOW_HOME", str(tmp_path / "home 100%"))
    path = systemd.install()
    assert path == tmp_path / "config" / "systemd" / "user" / "fitflow.service"
    assert (
        f'"{sys.executable}" -m fitflow.processes.supervisor "{tmp_path}/home 100%%/control-room"' in path.read_text()
    )


def test_a_process_that_ended_and_was_not_waited_for_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", ""])
    process = services.process_of(child.pid)
    until(lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE, "a zombie")
    assert not services.is_alive(process)
    child.wait()


def test_a_process_listens_to_interrupts_though_its_parent_does_not(tmp_path: Path):
    """As when `fitflow up` is a background command of a script: Prefect's worker ends itself by SIGINT."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        told = [sys.executable, "-c", "import signal; print(signal.getsignal(signal.SIGINT).__name__, flush=True)"]
        services.spawn(told, dict(os.environ), tmp_path / "log").wait(60)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (tmp_path / "log").read_text().strip() == "default_int_handler"
