"""A systemd user unit that runs the control room from boot."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from fitflow.processes import services

FORMER = "-m fitflow.supervisor "  # until 0.1
HOW = "systemctl --user enable fitflow; loginctl enable-linger"
UNIT = """[Unit]
Description=fitflow's control room: Prefect, MLflow and a worker
After=network.target

[Service]
ExecStart="{python}" -m fitflow.processes.supervisor "{folder}"
WorkingDirectory={project}
Restart=on-failure
KillMode=mixed
TimeoutStopSec=120

[Install]
WantedBy=default.target
"""


def install() -> Path:
    """Write the unit for the running plan and return its path; systemd itself is not needed."""
    plan = services.read_plan()
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    project = plan.facts["project"] if plan else str(Path.cwd())
    values = {"python": sys.executable, "folder": str(services.folder()), "project": project}
    path.write_text(UNIT.format(**{name: value.replace("%", "%%") for name, value in values.items()}))
    return path


def is_outdated() -> bool:
    """Return whether the installed unit was written by an earlier fitflow and starts a module that no longer exists."""
    return _path().is_file() and FORMER in _path().read_text()


def _path() -> Path:
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "systemd" / "user" / "fitflow.service"
