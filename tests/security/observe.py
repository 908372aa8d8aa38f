"""Runs a command and observes from outside where it listens and what it connects to."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[2]
WATCH = Path(__file__).parent / "watch"
LOOK_SECONDS = 0.05


class Observed(NamedTuple):
    """A command's end, the addresses it listened on, and the hosts it connected to or asked the way to."""

    code: int
    stdout: str
    stderr: str
    listened: set[str]
    connected: list[tuple[str, str | None]]


def observe(command: list[str], cwd: Path, environment: Mapping[str, str]) -> Observed:
    """Run a command to its end; it and every process it starts are watched."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "connections"
        path = os.pathsep.join([str(WATCH), str(ROOT)])
        variables = os.environ | {"PYTHONPATH": path, "CONNECTIONS_FILE": str(file)} | dict(environment)
        with (Path(folder) / "out").open("w+") as out, (Path(folder) / "err").open("w+") as err:
            process = subprocess.Popen(command, cwd=cwd, env=variables, stdout=out, stderr=err)
            listened: set[str] = set()
            while process.poll() is None:
                listened |= set(listening(process.pid))
                time.sleep(LOOK_SECONDS)
            out.seek(0)
            err.seek(0)
            lines = file.read_text().splitlines() if file.exists() else []
            connected = [(event, host) for event, host in map(json.loads, lines)]
            return Observed(process.returncode, out.read(), err.read(), listened, connected)


def listening(pid: int) -> Iterator[str]:
    """The addresses on which a process and its descendants accept connections now."""
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                sockets = process.net_connections(kind="inet")
                yield from (socket.laddr.ip for socket in sockets if socket.status == psutil.CONN_LISTEN)


def is_local(event: str, host: str | None) -> bool:
    """Whether a connection stays on this machine: to loopback, to a socket in a folder, or to nowhere yet."""
    if not host or host == "localhost" or host.startswith("/"):
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
