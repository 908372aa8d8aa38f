"""Long-lived processes that belong together: what they are, which of them live, how one starts and stops.

A folder holds their plan (what to start), their state (what was started) and their logs. A state from before a crash or
a reboot misleads nobody, since processes are told apart for ever.
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
from fitflow.system.files import write_whole
from fitflow.system.paths import home_dir
from fitflow.system.ports import listener

PLAN, STATE, LOCK = "plan.json", "state.json", "supervisor.lock"
LOG_BYTES = 10_000_000  # a log that is longer is put aside when its process starts
ANSWER_SECONDS = 2.0
POLL_SECONDS = 0.1
KILL_SECONDS = 5.0


class Part(BaseModel):
    """A process to keep up: `needs` names the part that must answer before it starts."""

    model_config = ConfigDict(frozen=True)

    name: str
    command: list[str]
    environment: dict[str, str] = {}
    url: str = ""
    health: str = ""
    needs: str = ""
    stop_seconds: float = 15.0


class Plan(BaseModel):
    """What to keep up; `mender` runs once after a death, `facts` is what the plan's maker wants to find again."""

    model_config = ConfigDict(frozen=True)

    parts: list[Part]
    mender: Part | None = None
    environment: dict[str, str]
    facts: dict[str, str]

    def part(self, name: str) -> Part | None:
        """A part by its name."""
        return next((part for part in self.parts if part.name == name), None)


class Process(BaseModel):
    """A process for all time: the system uses a pid again, but not with the same start and boot."""

    model_config = ConfigDict(frozen=True)

    pid: int
    started: float | None
    machine: str = Field(default_factory=identity.machine)


class State(BaseModel):
    """What was started, and how often in a row a part ended before it answered."""

    supervisor: Process
    parts: dict[str, Process] = {}
    failures: dict[str, int] = {}


def folder() -> Path:
    """Where plan, state and logs are."""
    return home_dir() / "control-room"


def read_plan(where: Path | None = None) -> Plan | None:
    """The plan, or None where there is none that can be read."""
    try:
        return Plan.model_validate_json(((where or folder()) / PLAN).read_text())
    except (OSError, ValidationError):
        return None


def read_state(where: Path | None = None) -> State | None:
    """What was started, or None; that it still lives is for `is_alive` to say."""
    try:
        return State.model_validate_json(((where or folder()) / STATE).read_text())
    except (OSError, ValidationError):
        return None


def write(document: Plan | State, where: Path) -> None:
    """Write a plan or a state, whole or not at all; for the user's eyes alone, since addresses may hold passwords."""
    path = where / (PLAN if isinstance(document, Plan) else STATE)
    write_whole(path, document.model_dump_json(indent=1), mode=0o600)


def living() -> Plan | None:
    """The plan of what is up, or of which at least one process is left; None where all is down."""
    state = read_state()
    if state is None or not any(is_alive(process) for process in (state.supervisor, *state.parts.values())):
        return None
    return read_plan()


def serving(name: str) -> Plan | None:
    """The plan where a part of it answers, or will soon since a supervisor sees to it; else None."""
    state = read_state()
    if state is None or not (is_alive(state.supervisor) or is_alive(state.parts.get(name))):
        return None
    return read_plan()


def is_alive(process: Process | None) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    if process is None or process.started is None or process.machine != identity.machine():
        return False
    return identity.started(process.pid) == process.started


def spawn(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, which neither the terminal's end nor its Ctrl-C reaches."""
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
        )


def process_of(pid: int) -> Process:
    """A process that has just been started."""
    return Process(pid=pid, started=identity.started(pid))


def stop(process: Process, seconds: float) -> None:
    """End a process and what is left of its session: first asked, after some seconds killed."""
    if is_alive(process):
        _signal(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while is_alive(process) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if is_alive(process):
            _signal(process.pid, signal.SIGKILL)
    sweep(process)


def sweep(process: Process) -> None:
    """Kill what a process that has ended left in its session: a server's children hold its port."""
    if process.machine != identity.machine() or identity.started(process.pid) is not None:
        return  # the session of that number may be another one now
    left: list[psutil.Process] = []
    for other in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(other.pid) == process.pid and (identity.started(other.pid) or 0) >= (process.started or 0):
                other.kill()
                left.append(other)
    psutil.wait_procs(left, timeout=KILL_SECONDS)  # its port is free when it has gone


def answers(url: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Whether a page is there."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def last_line(log: Path) -> str:
    """The last line of a log that says something, for an error."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def check_port(port: int, option: str) -> None:
    """Refuse a port that another process listens on.

    Args:
        port: of 127.0.0.1.
        option: what chooses it, for the error.

    Raises:
        InputError: naming the process.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that has just ended is no hindrance
        try:
            probe.bind(("127.0.0.1", port))
            return
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            reason = f"by {listener(port)}" if in_use else error.strerror or "cannot be used"
    raise InputError(f"port {port} is taken {reason}; end it, or choose another port: fitflow up {option} PORT")


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
