"""The command that runs Prefect's server in a process of its own."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path


def server_command(port: int, log_level: str) -> list[str]:
    """Prefect's application under uvicorn, on 127.0.0.1: without the second process that `prefect server start` is."""
    spec = find_spec("prefect")
    package = Path(spec.origin).parent if spec and spec.origin else Path()
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(package), "--factory"]
    command += ["prefect.server.api.server:create_app", "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--log-level", log_level, "--lifespan", "on"]
