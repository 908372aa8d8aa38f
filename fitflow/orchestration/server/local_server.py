"""The Prefect API that flow runs report to: the user's, the control room's, or a server for one command."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from importlib import metadata
from pathlib import Path
from typing import IO

import filelock

from fitflow.errors import InputError
from fitflow.orchestration.server import database, rest
from fitflow.orchestration.server.server_command import server_command
from fitflow.processes import services
from fitflow.system.urls import check_is_json_api, check_reachable

START_TIMEOUT_SECONDS = 90
RESTART_TIMEOUT_SECONDS = 30  # the supervisor restarts a server that has died
STOP_TIMEOUT_SECONDS = 10
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SHOWN_LATER = "http://127.0.0.1:4200"  # where `prefect server start` will show the run


def configured_url() -> str | None:
    """URL of an API that outlives a command: the user's own, else the control room's; None if neither is up."""
    return user_url() or control_room_url()


def current_url() -> str:
    """URL of the API inside a block of `api`."""
    return configured_url() or ""


def control_room_url() -> str | None:
    """URL of the API that `fitflow up` started."""
    plan = services.serving("prefect")
    return plan.facts["api"] if plan else None


def user_url() -> str | None:
    """URL of the API that the user configured, in the environment or in one of Prefect's settings files.

    Importing Prefect's settings takes most of a second, so it happens only if a file could hold a URL.
    """
    if (url := os.environ.get("PREFECT_API_URL")) is not None:
        return url or None
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH") or database.home() / "profiles.toml")
    if not any(_names_an_api(path) for path in (profiles, *map(Path, ("prefect.toml", ".env", "pyproject.toml")))):
        return None
    from prefect.settings import PREFECT_API_URL

    return PREFECT_API_URL.value()


class LocalServer:
    """A Prefect server for this process alone: on a free port of 127.0.0.1; ends when this process ends."""

    def __init__(self) -> None:
        self.url = ""
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server
        self._process: subprocess.Popen[bytes] | None = None
        self._first_use = contextlib.ExitStack()

    def start(self) -> None:
        """Start the server without waiting, and point Prefect to it through the environment.

        Only one process creates and migrates a new database; others wait until that server answers.
        """
        if not _marker().exists():
            _marker().parent.mkdir(parents=True, exist_ok=True)
            self._first_use.enter_context(filelock.FileLock(_marker().with_suffix(".lock")))
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}/api"
        environment = os.environ | {
            "PREFECT_UI_ENABLED": "0",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
            "PREFECT__SERVER_FINAL": "1",
        }
        self._process = subprocess.Popen(
            server_command(port, "error"),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C must reach only the training, which then stops the server
            preexec_fn=_die_with_parent,
        )
        os.environ["PREFECT_API_URL"] = self.url
        os.environ.setdefault("PREFECT_UI_URL", SHOWN_LATER)

    def wait(self) -> None:
        """Wait until the server answers.

        Raises:
            InputError: the server ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                database.check()
                raise InputError(f"the local Prefect server ended: {self._last_line()}; try: prefect server start")
            if services.answers(f"{self.url}/health"):
                _marker().touch()
                self._first_use.close()
                return
            time.sleep(0.05)
        raise InputError("the local Prefect server did not answer in time; try: prefect server start")

    def stop(self) -> None:
        """Stop the server; by then its database holds all that it received."""
        self._first_use.close()
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        self._log.close()

    def _last_line(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "no output"


@contextlib.contextmanager
def api() -> Generator[LocalServer | None]:
    """Provide a Prefect API; yields None if one is up, else a local server that is still starting.

    Raises:
        InputError: the API that is configured or up does not answer, or is older than this Prefect.
    """
    if url := user_url():
        check_reachable(url, "Prefect API", "PREFECT_API_URL")
        check_is_json_api(url, "/health", "Prefect API", "PREFECT_API_URL", f"{SHOWN_LATER}/api")
    elif url := control_room_url():
        _await_control_room(url)
        os.environ["PREFECT_API_URL"] = url
    if url:
        rest.check_version(url)
        try:
            yield None
        finally:
            _deliver()
        return
    server = LocalServer()
    server.start()
    try:
        yield server
    finally:
        _deliver()
        server.stop()


@contextlib.contextmanager
def without_heartbeat() -> Generator[None]:
    """Disable the flow run's heartbeats: nobody watches a local server, and their thread ends a second too late."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _marker() -> Path:
    """A file that exists once a server of this version has answered on this database."""
    return database.home() / f"fitflow-{metadata.version('prefect')}.ready"


def _deliver() -> None:
    """Flush Prefect's log and event queues; once the server is gone they would retry for a minute."""
    if "prefect.logging.handlers" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=STOP_TIMEOUT_SECONDS)


def _names_an_api(path: Path) -> bool:
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return False
    return "PREFECT_API_URL" in text or "[tool.prefect" in text or path.name == "prefect.toml"


def _await_control_room(url: str) -> None:
    deadline = time.monotonic() + RESTART_TIMEOUT_SECONDS
    while not services.answers(f"{url}/health"):
        if time.monotonic() > deadline:
            raise InputError(f"the Prefect server at {url} does not answer; restart it: fitflow down, then fitflow up")
        time.sleep(services.POLL_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """In the child, before it becomes the server: request SIGTERM when the parent ends in any way."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
