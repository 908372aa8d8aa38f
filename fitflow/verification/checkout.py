"""Restore the code and libraries of an old run without changing the installed ones."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fitflow.reuse.keys import Parts
from fitflow.reuse.sources import digest_of, source_of
from fitflow.store import entries
from fitflow.system import machine
from fitflow.system.git import git

INSTALL_SECONDS = 900


@dataclass(frozen=True)
class Code:
    """Folders to import from, in order, and descriptions of what could not be restored."""

    folders: list[str]
    missing: list[str] = field(default_factory=list[str])


@contextmanager
def code_for(tags: Mapping[str, str], parts: Mapping[str, Parts]) -> Generator[Code]:
    """Provide the import path of a run's code while the block runs.

    Args:
        tags: the run's tags.
        parts: the parts of its steps' keys; if empty, the code digest in the tags decides.
    """
    folders, missing = _libraries(parts)
    with _sources(tags, parts, missing) as root:
        yield Code([*folders, str(root)], missing)


def root() -> Path:
    """The folder that contains the fitflow package."""
    source = source_of("fitflow")
    assert source is not None
    return source.parent.parent


def changed(parts: Mapping[str, Parts]) -> list[str]:
    """Return the definitions whose code has changed since the run."""
    recorded = {name: digest for part in parts.values() for name, digest in part["code"].items()}
    return sorted(name for name, digest in recorded.items() if digest_of(name)[:16] != digest)


@contextmanager
def _sources(tags: Mapping[str, str], parts: Mapping[str, Parts], missing: list[str]) -> Generator[Path]:
    """Use the present code if it is the run's; else check out the run's commit for the block."""
    different = changed(parts)
    if parts and not different:
        yield root()
        return
    commit = tags.get("mlflow.source.git.commit", "")
    reason = _why_not(commit, tags)
    if reason is not None:
        if different:
            shown = ", ".join(different[:3]) + (f" and {len(different) - 3} more" if len(different) > 3 else "")
            missing.append(f"the run's code: {reason}; run with the present code, in which {shown} differ")
        elif tags.get("fitflow.code_digest") != _code_digest():
            missing.append(f"the run's code: {reason}; run with the present code")
        yield root()
        return
    with _worktree(commit) as folder:
        yield folder


def _why_not(commit: str, tags: Mapping[str, str]) -> str | None:
    """Return why checking out a run's commit would fail or not restore its code; None if it works."""
    if not commit:
        return "it was not run from a git checkout"
    if tags.get("fitflow.git_dirty") == "true":
        return f"it had changes that are not in commit {commit[:10]}"
    if git(root(), "cat-file", "-e", f"{commit}^{{commit}}") is None:
        return f"commit {commit[:10]} is not in the repository of {root()}"
    return None


@contextmanager
def _worktree(commit: str) -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fitflow-code-"))
    try:
        if git(root(), "worktree", "add", "--detach", str(folder / "code"), commit) is None:
            raise OSError(f"git worktree add of {commit[:10]} failed")
        yield folder / "code"
    finally:
        git(root(), "worktree", "remove", "--force", str(folder / "code"))
        shutil.rmtree(folder, ignore_errors=True)


def _libraries(parts: Mapping[str, Parts]) -> tuple[list[str], list[str]]:
    """Install the run's library versions where they differ; returns their folder and what could not be installed."""
    recorded = {name: version for part in parts.values() for name, version in part["libraries"].items()}
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    missing: list[str] = []
    if (was := recorded.pop("python", python)) != python:
        missing.append(f"Python {was}: this is {python}")
    wanted = {name: version for name, version in recorded.items() if version and machine.version(name) != version}
    if not wanted:
        return [], missing
    pins = sorted(f"{machine.DISTRIBUTIONS.get(name, name)}=={version}" for name, version in wanted.items())
    folder, reason = _install(pins)
    if folder is None:
        missing.append(f"{', '.join(pins)}: cannot be installed ({reason}); run with the present versions")
        return [], missing
    return [str(folder)], missing


def _install(pins: list[str]) -> tuple[Path | None, str]:
    """Install packages, without dependencies, into a folder of the cache."""
    folder = entries.root() / "libraries" / hashlib.sha256(" ".join(pins).encode()).hexdigest()[:16]
    if (folder / "complete").is_file():
        return folder, ""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), *pins]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, type(error).__name__
    if done.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        lines = done.stderr.strip().splitlines()
        return None, next((line for line in lines if line.startswith("ERROR")), "pip failed").removeprefix("ERROR: ")
    (folder / "complete").touch()
    return folder, ""


def _code_digest() -> str:
    from fitflow.system import provenance

    return provenance.code_digest()
