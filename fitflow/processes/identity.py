"""Processes that are told apart for ever: by machine, boot, number and start, whatever the clock is set to.

A process number is used again by the system; with the time since boot at which its process began it is not.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

DEAD_STATES = ("Z", "X")  # proc(5): a corpse that nobody has asked for yet, and one that is going


@cache
def machine() -> str:
    """Where process numbers mean what they mean here: this host since it was booted, this container."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        boot, space = "", ""
    return f"{socket.gethostname()}:{boot}:{space}"


def started(pid: int) -> float | None:
    """Seconds after boot at which a process began; None where there is none, or only its corpse."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()  # the name before may hold blanks and brackets
    if fields[0] in DEAD_STATES:
        return None
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def identity() -> str:
    """A word for this process, which `is_alive` understands."""
    pid = os.getpid()
    return f"{machine()}/{pid}/{started(pid)}"


def is_alive(word: str) -> bool | None:
    """Whether the process that called itself so still runs; None where it cannot be seen from here."""
    where, _, rest = word.partition("/")
    pid, _, start = rest.partition("/")
    if where != machine() or not pid.isdecimal():
        return None
    return str(started(int(pid))) == start
