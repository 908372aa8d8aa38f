"""Time whole `fitflow list` and `fitflow compare` commands with many recorded runs.

The store has 1,000 runs of 20 epochs: a few are logged with MLflow, the rest are copies of their rows, which takes only
seconds.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import typer

from benchmarks.machine import RESULTS, facts

COMMANDS = {
    "fitflow list runs": ["list", "runs"],
    "fitflow list runs --recipe digits-dense": ["list", "runs", "--recipe", "digits-dense"],
    "fitflow compare --last 50": ["compare", "--last", "50"],
    "fitflow compare --last 50 --json": ["compare", "--last", "50", "--json"],
    "fitflow compare --last 50 --html FILE": ["compare", "--last", "50", "--html", "report.html"],
    "fitflow compare --last 200": ["compare", "--last", "200"],
}
EPOCHS = 20
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "examples_per_second")
SYSTEM = tuple(f"system/metric_{number}" for number in range(12))
TABLES = {"runs": "run_uuid", "tags": "run_uuid", "params": "run_uuid", "metrics": "run_uuid"}
TABLES |= {"latest_metrics": "run_uuid", "inputs": "destination_id"}


def main(
    runs: int = typer.Option(1000, min=10, help="Number of runs in the store."),
    times: int = typer.Option(5, min=1, help="Number of timed calls of each command."),
) -> None:
    """Create the store, time the commands and write results/compare.json."""
    folder = Path(tempfile.mkdtemp(prefix="fitflow-bench-"))
    (folder / "mlruns").mkdir()
    os.environ |= {name: str(folder / name.lower()) for name in ("FITFLOW_HOME", "FITFLOW_CACHE_DIR", "PREFECT_HOME")}
    os.environ.pop("MLFLOW_TRACKING_URI", None)
    os.chdir(folder)
    start = time.perf_counter()
    fill(folder, runs)
    print(f"{runs} runs in {time.perf_counter() - start:.1f} s")
    rows = {name: measured(arguments, times) for name, arguments in COMMANDS.items()}
    for name, row in rows.items():
        print(f"{name}: {row['median']:.2f} s [{row['min']:.2f}-{row['max']:.2f}]")
    document = {"n": times, "runs": runs, "epochs": EPOCHS, **facts(), "rows": rows}
    (RESULTS / "compare.json").write_text(json.dumps(document, indent=1) + "\n")


def measured(arguments: list[str], times: int) -> dict[str, Any]:
    """Return median, min and max seconds of a whole command, without a first call that fills the page cache."""
    seconds: list[float] = []
    for _ in range(times + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "fitflow.cli", *arguments], capture_output=True, check=True)
        seconds.append(time.perf_counter() - start)
    return {"median": statistics.median(seconds[1:]), "min": min(seconds[1:]), "max": max(seconds[1:])}


def fill(folder: Path, runs: int) -> None:
    """Log ten runs with fitflow.tracking, then copy their rows in the database with other seeds."""
    made = [record(number) for number in range(10)]
    with closing(sqlite3.connect(folder / "mlruns" / "mlflow.db")) as database:
        for number in range(len(made), runs):
            copy(database, made[number % len(made)], number)
        database.commit()


def record(number: int) -> str:
    """Log one run as training does: recipe, data, curves, system metrics, results."""
    from fitflow import tracking
    from fitflow.config import DatasetConfig
    from fitflow.recipe_io.loading import load_recipe
    from fitflow.steps import load, prepare

    chance = random.Random(number)
    overrides = {"dataset.name": "synthetic", "model.options.units": 16 << number % 5, "training.batch_size": 16}
    recipe = load_recipe("digits-dense", overrides | {"training.batch_size": 16 << number // 5})
    dataset = load.run(DatasetConfig(name="synthetic"))
    run = tracking.start_run(recipe, prepare.run(dataset, recipe.preprocessing, recipe.seed), {"backend": "tensorflow"})
    for epoch in range(EPOCHS):
        tracking.log_metrics(run.run_id, {name: chance.random() for name in (*CURVES, *SYSTEM)}, epoch)
    results = {"test_accuracy": 0.9 + chance.random() / 20, "test_loss": chance.random(), "seconds_train": 10.0}
    tracking.log_metrics(run.run_id, results, EPOCHS - 1)
    tracking.end_run(run.run_id, "FINISHED")
    return run.run_id


def copy(database: sqlite3.Connection, run_id: str, number: int) -> None:
    """Copy all rows of a run under a new id, with another seed, start time and accuracy."""
    new = uuid.uuid4().hex
    for table, column in TABLES.items():
        names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        chosen = ", ".join(f"'{new}'" if name == column else _fresh(name, new) for name in names)
        database.execute(f"INSERT INTO {table} SELECT {chosen} FROM {table} WHERE {column} = ?", [run_id])
    later = {"id": new, "later": number * 1000}
    database.execute(
        "UPDATE runs SET start_time = start_time + :later, end_time = end_time + :later WHERE run_uuid = :id", later
    )
    database.execute("UPDATE params SET value = ? WHERE run_uuid = ? AND key = 'seed'", [str(number // 10), new])
    shift = (number * 37 % 101) / 5000
    for table in ("metrics", "latest_metrics"):
        where = f"UPDATE {table} SET value = value + ? WHERE run_uuid = ? AND key = 'test_accuracy'"
        database.execute(where, [shift, new])


def _fresh(name: str, new: str) -> str:
    """Return the SQL for a column, with a new value if it must be unique."""
    return f"'{new[:8]}' || {name}" if name in ("input_uuid",) else name


if __name__ == "__main__":
    typer.run(main)
