"""Unique identity of a process: machine, boot, pid and start time, independent of the wall clock.

The system reuses pids; a pid with its start time since boot is unique.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

DEAD_STATES = ("Z", "X")  # proc(5): zombie, dead


@cache
def machine() -> str:
    """Return an id of this host, boot and pid namespace: pids are comparable only within one."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        boot, space = "", ""
    return f"{socket.gethostname()}:{boot}:{space}"


def started(pid: int) -> float | None:
    """Return a process's start time in seconds since boot; None if there is no such process, or only a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()  # the name before may contain spaces and parentheses
    if fields[0] in DEAD_STATES:
        return None
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def identity() -> str:
    """Return this process's identity as text for `is_alive`."""
    pid = os.getpid()
    return f"{machine()}/{pid}/{started(pid)}"


def is_alive(process: str) -> bool | None:
    """Return whether the process with this `identity` still runs; None if it is not visible from here."""
    where, _, rest = process.partition("/")
    pid, _, start = rest.partition("/")
    if where != machine() or not pid.isdecimal():
        return None
    return str(started(int(pid))) == start
