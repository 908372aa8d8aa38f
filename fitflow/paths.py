"""Where fitflow keeps what: the project, the store of prepared data, and its own state."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def project_dir(start: Path | None = None) -> Path:
    """The nearest folder upwards with an ``mlruns/`` or a ``pyproject.toml``, else the working folder."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "mlruns").is_dir() or (folder / "pyproject.toml").is_file():
            return folder
    return here


def cache_dir() -> Path:
    """The content-addressed store: FITFLOW_CACHE_DIR, else the user's cache folder."""
    return Path(os.environ.get("FITFLOW_CACHE_DIR") or platformdirs.user_cache_dir("fitflow"))


def home_dir() -> Path:
    """Fitflow's state (leases, servers, checkpoints of unfinished runs): FITFLOW_HOME, else the user's state folder."""
    return Path(os.environ.get("FITFLOW_HOME") or platformdirs.user_state_dir("fitflow"))
