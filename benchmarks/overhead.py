"""Measure the overhead of tracking and orchestration: whole commands, alternating a plain script and fitflow.

Three kinds: the plain script, `fitflow run mnist-dense` with a running Prefect server, and the same starting its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import typer

import fitflow
from benchmarks.machine import RESULTS, facts
from fitflow.orchestration.server.local_server import LocalServer

MNIST = Path(fitflow.__file__).parent / "datasets" / "bundled" / "mnist"
RUN = ["-m", "fitflow.cli", "run", "mnist-dense", "--from", "load", "--json"]  # runs every step and keeps its result
PLAIN, SERVED, ALONE = "plain script", "fitflow, server running", "fitflow, starts its own server"


def main(pairs: int = typer.Option(5, min=1, help="Number of runs of each kind.")) -> None:
    """Time the three kinds in turn and write results/overhead.json."""
    folder = Path(tempfile.mkdtemp(prefix="fitflow-bench-"))
    (folder / "mlruns").mkdir()
    os.environ |= {name: str(folder / name.lower()) for name in ("FITFLOW_HOME", "FITFLOW_CACHE_DIR", "PREFECT_HOME")}
    server = LocalServer()
    server.start()
    server.wait()
    kinds = {
        PLAIN: (["-m", "benchmarks.plain_keras", str(MNIST), str(folder / "plain.keras")], {}),
        SERVED: (RUN, {"PREFECT_API_URL": server.url}),
        ALONE: (RUN, {"PREFECT_API_URL": ""}),
    }
    runs: dict[str, list[dict[str, Any]]] = {kind: [] for kind in kinds}
    try:
        for number in range(-1, pairs):  # the first round creates databases and warms store and page cache
            for kind, (command, environment) in kinds.items():
                measured = timed(kind, command, environment, folder)
                print(f"{'warm-up' if number < 0 else number + 1}  {kind}: {measured['total']:.1f} s", flush=True)
                if number >= 0:
                    runs[kind].append(measured)
    finally:
        server.stop()
    write(runs)


def timed(kind: str, command: list[str], environment: dict[str, str], folder: Path) -> dict[str, Any]:
    """Time one whole command."""
    root = Path(__file__).parent.parent
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root if kind == PLAIN else folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    total = time.perf_counter() - start
    result = json.loads(done.stdout.splitlines()[-1])
    accuracy = result.get("test_accuracy") or result["metrics"]["test_accuracy"]
    return {"total": total, "test_accuracy": accuracy, "seconds": result["seconds"]}


def write(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Print and write medians, ratios and the breakdown."""
    rows: dict[str, Any] = {}
    base = statistics.median(run["total"] for run in runs[PLAIN])
    for kind, measured in runs.items():
        totals = [run["total"] for run in measured]
        parts = {name: statistics.median(run["seconds"][name] for run in measured) for name in measured[0]["seconds"]}
        rows[kind] = {
            "median": statistics.median(totals),
            "min": min(totals),
            "max": max(totals),
            "ratio": statistics.median(totals) / base,
            "test_accuracy": statistics.median(run["test_accuracy"] for run in measured),
            "breakdown": parts,
        }
        print(f"{kind}: {rows[kind]['median']:.2f} s [{min(totals):.2f}-{max(totals):.2f}], {rows[kind]['ratio']:.2f}")
        print("   " + "  ".join(f"{name} {value:.2f}" for name, value in parts.items()))
    RESULTS.mkdir(exist_ok=True)
    document = {"n": len(runs[PLAIN]), **facts(), "rows": rows}
    (RESULTS / "overhead.json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    typer.run(main)
