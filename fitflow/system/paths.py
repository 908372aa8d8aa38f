"""Paths of the project, the store and fitflow's own state."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from fitflow.errors import InputError


def project_dir(start: Path | None = None) -> Path:
    """Return the nearest parent folder with ``mlruns/`` or ``pyproject.toml``, else the working directory."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "mlruns").is_dir() or (folder / "pyproject.toml").is_file():
            return folder
    return here


def cache_dir() -> Path:
    """Return the folder of the content-addressed store: FITFLOW_CACHE_DIR, else the user's cache folder."""
    return Path(os.environ.get("FITFLOW_CACHE_DIR") or platformdirs.user_cache_dir("fitflow"))


def home_dir() -> Path:
    """Return the folder of leases, servers and checkpoints: FITFLOW_HOME, else the user's state folder."""
    return Path(os.environ.get("FITFLOW_HOME") or platformdirs.user_state_dir("fitflow"))


def check_writable(folder: Path, setting: str) -> None:
    """Check before hours of work that a folder can be written, with a small test file.

    Args:
        folder: created if missing.
        setting: advice for the error on how to choose another folder.

    Raises:
        InputError: no permission, no space, or another OS error.
    """
    probe = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(bytes(4096))
        probe.unlink()
    except OSError as error:
        raise InputError(
            f"cannot write to {folder}: {error.strerror}; free some space, run from another folder, or point {setting}"
        ) from None
