"""Provenance of a run: the code's digest, the project's git commit, library versions, the command line."""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import sys
from importlib import metadata
from pathlib import Path

from fitflow.discovery import folder
from fitflow.system.git import git
from fitflow.system.paths import project_dir
from fitflow.system.secrets import redact_arguments

LIBRARIES = ("tensorflow", "jax", "torch", "keras", "prefect", "mlflow", "numpy", "pandas", "scikit-learn")


def tags() -> dict[str, str]:
    """Return the provenance of a run as MLflow tags."""
    tags = {"fitflow.code_digest": code_digest(), "fitflow.command": shlex.join(redact_arguments(sys.argv))}
    tags |= {f"version.{name}": version for name, version in versions().items()}
    return tags | _git()


def versions() -> dict[str, str]:
    """Return the versions of fitflow, Python and the installed libraries."""
    found = {"python": platform.python_version()}
    for name in ("fitflow", *LIBRARIES):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def code_digest() -> str:
    """Return the SHA-256 (hex) over file names and sources of fitflow."""
    root = folder("fitflow")
    digest = hashlib.sha256()
    for path in sorted(Path(where) / name for where, _, names in os.walk(root, followlinks=True) for name in names):
        if path.suffix == ".py":
            digest.update(f"\0fitflow/{path.relative_to(root)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def commit() -> str | None:
    """Return the project's short commit, with a + if tracked files have changed; None outside a git checkout."""
    found = _git()
    if not found:
        return None
    return found["mlflow.source.git.commit"][:7] + ("+" if found["fitflow.git_dirty"] == "true" else "")


def _git() -> dict[str, str]:
    """Return the project's commit and whether it is dirty; empty outside a git checkout."""
    commit = git(project_dir(), "rev-parse", "HEAD")
    if commit is None:
        return {}
    dirty = bool(git(project_dir(), "status", "--porcelain", "--untracked-files=no"))
    return {"mlflow.source.git.commit": commit, "fitflow.git_dirty": str(dirty).lower()}
