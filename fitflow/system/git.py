"""Run git commands in a folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

TIMEOUT_SECONDS = 60.0


def git(folder: Path, *arguments: str) -> str | None:
    """Return a git command's stripped output; None if git is missing or the command fails."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
