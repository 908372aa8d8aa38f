"""Time a recipe's first and second run, its plan, and the hashing of files; writes results/cache.json.

Times whole commands while the control room is up. Files are hashed in full, and again while unchanged.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from benchmarks.machine import RESULTS, facts, new_project
from fitflow.orchestration.server.local_server import _free_port
from fitflow.store import file_digests

RECIPE = "mnist-dense"
FALLBACK_BYTES = 186_000_000  # size of CIFAR-10's six batches


def main(
    rounds: int = typer.Option(5, min=1, help="Number of timed calls of each command."),
    data: list[Path] = typer.Option(
        [], help="Files to hash, for example CIFAR-10's batches (default: a file of random bytes)."
    ),
) -> None:
    """Time everything and write results/cache.json."""
    folder = new_project()
    command(folder, "up", "--port", str(_free_port()), "--mlflow-port", str(_free_port()))
    try:
        document = {
            "n": rounds,
            "first run": times(lambda: command(folder, "run", RECIPE), 1),
            "second run": times(lambda: command(folder, "run", RECIPE), rounds),
            "plan": times(lambda: command(folder, "plan", RECIPE), rounds),
            "plan of a change": times(lambda: command(folder, "plan", RECIPE, "--set", "training.epochs=6"), rounds),
            "hashing": hashed(data or [made(folder)], rounds),
            **facts(),
        }
    finally:
        command(folder, "down")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "cache.json").write_text(json.dumps(document, indent=1) + "\n")
    for name in ("first run", "second run", "plan", "plan of a change", "hashing"):
        print(f"{name}: {document[name]}")


def times(work: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Return median, min and max seconds of `rounds` calls."""
    found: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return {name: round(how(found), 3) for name, how in (("median", statistics.median), ("min", min), ("max", max))}


def command(folder: Path, *arguments: str) -> None:
    """Run a fitflow command."""
    call = [sys.executable, "-m", "fitflow.cli", *arguments, "--json"]
    done = subprocess.run(call, cwd=folder, env=os.environ, capture_output=True, text=True)
    if done.returncode not in (0, 10):
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr[-2000:]}")


def hashed(paths: Sequence[Path], rounds: int) -> dict[str, Any]:
    """Return the speed of hashing in full, in GB/s, and the seconds for unchanged files."""
    size = sum(path.stat().st_size for path in paths)
    with file_digests.paranoid():
        full = times(lambda: file_digests.file_digests(paths), rounds)
    time.sleep(file_digests.RACY_SECONDS)
    file_digests.file_digests(paths)
    again = times(lambda: file_digests.file_digests(paths), rounds)
    return {
        "bytes": size,
        "files": len(paths),
        "gigabytes_per_second": round(size / full["median"] / 1e9, 2),
        "full": full,
        "untouched": again,
    }


def made(folder: Path) -> Path:
    """Write a file of random bytes, as large as CIFAR-10."""
    path = folder / "bytes"
    path.write_bytes(os.urandom(FALLBACK_BYTES))
    return path


if __name__ == "__main__":
    typer.run(main)
