"""Facts of a measurement: machine, versions, commit."""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from fitflow.system import provenance
from fitflow.training.runtime import find_device

# Changed files that mark the commit as dirty: all but results and docs.
CODE = ("--", ".", ":!benchmarks/results", ":!docs")
RESULTS = Path(__file__).parent / "results"


def facts() -> dict[str, Any]:
    """Return the facts that must accompany a figure in the docs."""
    root = Path(__file__).parent.parent
    git = ["git", "-C", str(root)]
    commit = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    dirty = subprocess.run(
        [*git, "status", "--porcelain", "-uno", *CODE], capture_output=True, text=True
    ).stdout.strip()
    device = find_device()
    return {
        "machine": f"{os.cpu_count()} cores, {device.name}{', AMX bfloat16' if device.bfloat16 else ''}",
        "system": platform.platform(),
        "versions": provenance.versions(),
        "commit": commit + ("+" if dirty else ""),
    }


def new_project() -> Path:
    """Create a project folder, and set this process's environment to separate state and no servers."""
    folder = Path(tempfile.mkdtemp(prefix="fitflow-bench-"))
    (folder / "mlruns").mkdir()
    os.environ |= {name: str(folder / name.lower()) for name in ("FITFLOW_HOME", "FITFLOW_CACHE_DIR", "PREFECT_HOME")}
    for name in ("PREFECT_API_URL", "MLFLOW_TRACKING_URI"):
        os.environ.pop(name, None)
    return folder
