"""Find free ports, and the process that listens on a port."""

from __future__ import annotations

import psutil


def listener(port: int) -> str:
    """The process that listens on a port, such as `process 123 (python -m http.server)`, where it may be seen."""
    for connection in psutil.net_connections("tcp"):
        if connection.laddr and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN:
            try:
                process = psutil.Process(connection.pid) if connection.pid else None
                command = " ".join(process.cmdline())[:80] if process else ""
            except psutil.Error:
                continue
            if process is not None:
                return f"process {process.pid} ({command or process.name()})"
    return "a process of another user"
