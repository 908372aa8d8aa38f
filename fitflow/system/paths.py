"""Where fitflow keeps what: the project, the store of prepared data, and its own state."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from fitflow.errors import InputError


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


def check_writable(folder: Path, setting: str) -> None:
    """Make a folder and write a little into it, to find out before hours of work whether it can be written.

    Args:
        folder: made where it is not there.
        setting: what to point elsewhere, for the error.

    Raises:
        InputError: no permission, no space, or something else is in the way.
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
