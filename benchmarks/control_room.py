"""Measure the control room: seconds of `fitflow up` and `fitflow status`, CPU and memory while idle."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil
import typer

from benchmarks.machine import RESULTS, facts, new_project
from fitflow.orchestration.server.local_server import _free_port

SETTLE_SECONDS = 15.0  # wait after the start before the idle measurement


def main(
    times: int = typer.Option(5, min=1, help="Number of timed calls of up and status."),
    idle: float = typer.Option(60.0, min=1, help="Duration of the idle measurement in seconds."),
) -> None:
    """Measure and write results/control_room.json."""
    folder = new_project()
    ports = ["--port", str(_free_port()), "--mlflow-port", str(_free_port())]
    try:
        first = timed(folder, "up", *ports)
        later: list[float] = []
        for _ in range(times):
            timed(folder, "down")
            later.append(timed(folder, "up", *ports))
        status = [timed(folder, "status", "--json") for _ in range(times)]
        time.sleep(SETTLE_SECONDS)
        parts = {name: cost(pid, idle) for name, pid in pids(folder).items()}
    finally:
        timed(folder, "down")
    document = {
        "facts": facts(),
        "up_first_seconds": round(first, 2),
        "up_seconds": summary(later),
        "status_seconds": summary(status),
        "idle_seconds": idle,
        "idle": parts,
        "idle_cpu_percent": round(sum(part["cpu_percent"] for part in parts.values()), 2),
        "memory_mb": round(sum(part["memory_mb"] for part in parts.values())),
    }
    (RESULTS / "control_room.json").write_text(json.dumps(document, indent=2) + "\n")
    print(json.dumps({name: value for name, value in document.items() if name != "facts"}, indent=2))


def timed(folder: Path, *arguments: str) -> float:
    """Return the seconds of one whole command."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "fitflow.cli", *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - start


def pids(folder: Path) -> dict[str, int]:
    """Return the pid of each part's first process."""
    state = json.loads((folder / "fitflow_home" / "control-room" / "state.json").read_text())
    return {"supervisor": state["supervisor"]["pid"]} | {name: part["pid"] for name, part in state["parts"].items()}


def cost(leader: int, seconds: float) -> dict[str, float]:
    """Return CPU time and memory of all processes in a session.

    Returns:
        cpu_percent of one core over the given seconds; memory_mb, with shared pages divided among their processes.
    """
    session = [process for process in psutil.process_iter() if os.getsid(process.pid) == leader]
    before = sum(sum(process.cpu_times()[:2]) for process in session)
    time.sleep(seconds)
    after = sum(sum(process.cpu_times()[:2]) for process in session)
    memory = sum(process.memory_full_info().pss for process in session)
    return {"cpu_percent": round(100 * (after - before) / seconds, 2), "memory_mb": round(memory / 1e6)}


def summary(seconds: list[float]) -> dict[str, float]:
    """Return median, min and max."""
    values = {"median": statistics.median(seconds), "min": min(seconds), "max": max(seconds)}
    return {name: round(value, 2) for name, value in values.items()} | {"n": len(seconds)}


if __name__ == "__main__":
    typer.run(main)
