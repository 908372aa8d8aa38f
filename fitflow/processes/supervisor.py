"""Keeps the control room's processes running: starts them, restarts those that die, and stops them on a signal.

`fitflow up` or systemd starts `python -m fitflow.processes.supervisor FOLDER`. If it is killed, its parts keep running
and the next supervisor takes them over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import filelock

from fitflow.processes import leases, services
from fitflow.processes.services import Part, Plan, Process, State
from fitflow.system.environment import set_defaults

LOOK_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
LEASES_SECONDS = 5.0  # interval between checks for dead runs
AGAIN_SECONDS = 90.0  # a flow run that never reported its process is detected only after a while


class Supervisor:
    """Keeps a plan's parts running."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        before = services.read_state(folder)
        alive = {name: part for name, part in (before.parts if before else {}).items() if services.is_alive(part)}
        self._state = State(supervisor=services.process_of(os.getpid()), parts=alive)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._not_before: dict[str, float] = {}
        self._known_dead: set[tuple[str, int]] = set()
        self._leases_looked_at = 0.0
        self._mend_at = [time.monotonic()]  # for what died without a supervisor, as in a reboot
        services.write(self._state, folder)

    def look(self) -> None:
        """Start every part that does not run and may start now."""
        for child in self._children.values():
            child.poll()  # reap ended children, which would stay as zombies
        for part in self._plan.parts:
            process = self._state.parts.get(part.name)
            if services.is_alive(process):
                continue
            if process is not None:
                self._note_end(part, process)
            if time.monotonic() >= self._not_before.get(part.name, 0.0) and self._may_start(part):
                self._start(part)
        self._mend()

    def _mend(self) -> None:
        """Start the mender after deaths, once what it needs answers and the last one has ended."""
        mender = self._plan.mender
        if mender is None:
            return
        if time.monotonic() - self._leases_looked_at > LEASES_SECONDS:
            self._leases_looked_at = time.monotonic()
            dead = {(lease.run_id, lease.pid) for lease in leases.all_leases() if not leases.is_alive(lease)}
            if dead - self._known_dead:
                self._note_death()
            self._known_dead |= dead
        running = self._children.get(mender.name)
        due = bool(self._mend_at) and time.monotonic() >= self._mend_at[0]
        if due and (running is None or running.poll() is not None) and self._may_start(mender):
            self._mend_at = [moment for moment in self._mend_at if moment > time.monotonic()]
            self._children[mender.name] = self._spawn(mender)

    def _note_death(self) -> None:
        self._mend_at = [time.monotonic(), time.monotonic() + AGAIN_SECONDS]

    def stop(self) -> None:
        """Stop all parts in reverse order."""
        for part in reversed(self._plan.parts):
            process = self._state.parts.pop(part.name, None)
            if process is not None:
                services.stop(process, part.stop_seconds)
        (self._folder / services.STATE).unlink(missing_ok=True)

    def _note_end(self, part: Part, process: Process) -> None:
        """Delay the next start, longer after each failure; a part that ran for long enough counts anew."""
        services.sweep(process)
        del self._state.parts[part.name]
        well = time.clock_gettime(time.CLOCK_BOOTTIME) - (process.started or 0.0) > LONGEST_PAUSE_SECONDS
        failures = 1 if well else self._state.failures.get(part.name, 0) + 1
        self._state.failures[part.name] = failures
        self._not_before[part.name] = time.monotonic() + min(2.0 ** (failures - 1) - 1, LONGEST_PAUSE_SECONDS)
        services.write(self._state, self._folder)
        self._note_death()
        print(f"{time.strftime('%F %T')} {part.name} (process {process.pid}) has ended", flush=True)

    def _may_start(self, part: Part) -> bool:
        needed = self._plan.part(part.needs)
        return needed is None or services.answers(needed.health)

    def _start(self, part: Part) -> None:
        child = self._spawn(part)
        self._children[part.name] = child
        self._state.parts[part.name] = services.process_of(child.pid)
        services.write(self._state, self._folder)

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        environment = os.environ | self._plan.environment | part.environment
        return services.spawn(part.command, environment, self._folder / f"{part.name}.log")


def supervise(folder: Path) -> None:
    """Keep a plan's parts running until SIGTERM or SIGINT; return at once if another supervisor does so."""
    plan = services.read_plan(folder)
    if plan is None:
        sys.exit(f"no plan in {folder}; make one: fitflow up")
    set_defaults()
    stopping = threading.Event()

    def request_stop(*_: object) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, request_stop)
    try:
        with filelock.FileLock(folder / services.LOCK, timeout=0):
            supervisor = Supervisor(plan, folder)
            while not stopping.is_set():
                supervisor.look()
                stopping.wait(LOOK_SECONDS)
            supervisor.stop()
    except filelock.Timeout:
        print("another supervisor is running", flush=True)


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
