"""A group of long-lived processes: plan, state, start and stop.

A folder holds the plan (what to start), the state (what was started) and the logs. A state from before a crash or a
reboot is recognised as outdated, since process identities are unique.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fitflow.errors import InputError
from fitflow.processes import identity
from fitflow.system.files import write_atomic
from fitflow.system.paths import home_dir
from fitflow.system.ports import listener

PLAN, STATE, LOCK = "plan.json", "state.json", "supervisor.lock"
LOG_BYTES = 10_000_000  # a longer log is rotated when its process starts
ANSWER_SECONDS = 2.0
POLL_SECONDS = 0.1
KILL_SECONDS = 5.0


class Part(BaseModel):
    """A process to keep running: `needs` names the part that must answer before it starts."""

    model_config = ConfigDict(frozen=True)

    name: str
    command: list[str]
    environment: dict[str, str] = {}
    url: str = ""
    health: str = ""
    needs: str = ""
    stop_seconds: float = 15.0


class Plan(BaseModel):
    """The processes to keep running; `mender` runs once after a process died, `facts` is data of the plan's author."""

    model_config = ConfigDict(frozen=True)

    parts: list[Part]
    mender: Part | None = None
    environment: dict[str, str]
    facts: dict[str, str]

    def part(self, name: str) -> Part | None:
        """Return the part of that name, or None."""
        return next((part for part in self.parts if part.name == name), None)


class Process(BaseModel):
    """A process identity: the system reuses a pid, but not with the same start time and boot."""

    model_config = ConfigDict(frozen=True)

    pid: int
    started: float | None
    machine: str = Field(default_factory=identity.machine)


class State(BaseModel):
    """The started processes, and the number of consecutive failures of each part."""

    supervisor: Process
    parts: dict[str, Process] = {}
    failures: dict[str, int] = {}


def folder() -> Path:
    """Return the folder of plan, state and logs."""
    return home_dir() / "control-room"


def read_plan(where: Path | None = None) -> Plan | None:
    """Return the plan, or None if there is no readable one."""
    try:
        return Plan.model_validate_json(((where or folder()) / PLAN).read_text())
    except (OSError, ValidationError):
        return None


def read_state(where: Path | None = None) -> State | None:
    """Return the state, or None if there is no readable one; use `is_alive` on its processes."""
    try:
        return State.model_validate_json(((where or folder()) / STATE).read_text())
    except (OSError, ValidationError):
        return None


def write(document: Plan | State, where: Path) -> None:
    """Write a plan or a state atomically, readable only by the user: URLs may contain passwords."""
    path = where / (PLAN if isinstance(document, Plan) else STATE)
    write_atomic(path, document.model_dump_json(indent=1), mode=0o600)


def living() -> Plan | None:
    """Return the plan if at least one of its processes runs, else None."""
    state = read_state()
    if state is None or not any(is_alive(process) for process in (state.supervisor, *state.parts.values())):
        return None
    return read_plan()


def serving(name: str) -> Plan | None:
    """Return the plan if the named part or its supervisor, which would start it, runs; else None."""
    state = read_state()
    if state is None or not (is_alive(state.supervisor) or is_alive(state.parts.get(name))):
        return None
    return read_plan()


def is_alive(process: Process | None) -> bool:
    """Return whether a process runs; a zombie does not."""
    if process is None or process.started is None or process.machine != identity.machine():
        return False
    return identity.started(process.pid) == process.started


def spawn(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process in its own session, so that closing the terminal and Ctrl-C do not reach it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_listen_to_interrupts,
        )


def _listen_to_interrupts() -> None:
    """A script's background commands ignore SIGINT, and so would their children: Prefect's worker ends itself by it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def process_of(pid: int) -> Process:
    """Return the identity of a process that has just been started."""
    return Process(pid=pid, started=identity.started(pid))


def stop(process: Process, seconds: float) -> None:
    """Terminate a process, kill it after `seconds`, and kill what is left of its session."""
    if is_alive(process):
        _signal(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while is_alive(process) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if is_alive(process):
            _signal(process.pid, signal.SIGKILL)
    sweep(process)


def sweep(process: Process) -> None:
    """Kill what an ended process left in its session: a server's children hold its port."""
    if process.machine != identity.machine() or identity.started(process.pid) is not None:
        return  # another session may have that number now
    left: list[psutil.Process] = []
    for other in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(other.pid) == process.pid and (identity.started(other.pid) or 0) >= (process.started or 0):
                other.kill()
                left.append(other)
    psutil.wait_procs(left, timeout=KILL_SECONDS)  # the port is free once they have ended


def answers(url: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Return whether a URL answers with status 200."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def last_line(log: Path) -> str:
    """Return the last line of a log that is not blank, for an error message."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")


def check_port(port: int, option: str) -> None:
    """Check that no other process listens on a port.

    Args:
        port: on 127.0.0.1.
        option: option that sets it, for the error.

    Raises:
        InputError: one does; the message names it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ignore a server that has just ended
        try:
            probe.bind(("127.0.0.1", port))
            return
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            reason = f"is taken by {listener(port)}; stop it" if in_use else f"cannot be used ({error.strerror})"
    raise InputError(f"port {port} {reason}, or choose another port: fitflow up {option} PORT")


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
