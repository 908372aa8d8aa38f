"""The code and the libraries that a run was made with, brought back beside those that are here."""

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
    """Folders to import from, first to last, and what of the run's own could not be had, in words."""

    folders: list[str]
    missing: list[str] = field(default_factory=list[str])


@contextmanager
def code_for(tags: Mapping[str, str], parts: Mapping[str, Parts]) -> Generator[Code]:
    """What a run's code needs on the import path while the block runs.

    Args:
        tags: the run's.
        parts: what decided its steps; where there is none the code's digest in the tags decides.
    """
    folders, missing = _libraries(parts)
    with _sources(tags, parts, missing) as root:
        yield Code([*folders, str(root)], missing)


def root() -> Path:
    """The folder that holds our packages."""
    source = source_of("fitflow")
    assert source is not None
    return source.parent.parent


def changed(parts: Mapping[str, Parts]) -> list[str]:
    """Definitions that are not here as they were."""
    recorded = {name: digest for part in parts.values() for name, digest in part["code"].items()}
    return sorted(name for name, digest in recorded.items() if digest_of(name)[:16] != digest)


@contextmanager
def _sources(tags: Mapping[str, str], parts: Mapping[str, Parts], missing: list[str]) -> Generator[Path]:
    """The code that is here where it is the run's; else the run's commit, checked out for the time of the block."""
    different = changed(parts)
    if parts and not different:
        yield root()
        return
    commit = tags.get("mlflow.source.git.commit", "")
    reason = _why_not(commit, tags)
    if reason is not None:
        if different:
            shown = ", ".join(different[:3]) + (f" and {len(different) - 3} more" if len(different) > 3 else "")
            missing.append(f"the run's code: {reason}; run with the code that is here, in which {shown} differ")
        elif tags.get("fitflow.code_digest") != _code_digest():
            missing.append(f"the run's code: {reason}; run with the code that is here")
        yield root()
        return
    with _worktree(commit) as folder:
        yield folder


def _why_not(commit: str, tags: Mapping[str, str]) -> str | None:
    """Why a run's commit cannot be checked out, or would not be its code; None where it can."""
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
    """A folder with the run's versions of libraries that are here in others, and what could not be installed."""
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
        missing.append(f"{', '.join(pins)}: cannot be installed ({reason}); run with the versions that are here")
        return [], missing
    return [str(folder)], missing


def _install(pins: list[str]) -> tuple[Path | None, str]:
    """Packages without their dependencies, which are here, in a folder of the cache."""
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
