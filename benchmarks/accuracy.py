"""Trains recipes over seeds and writes results/accuracy.json: what README's results table is made from.

A recipe that is measured again replaces its own row; the others stay.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import Any

import typer

from benchmarks.machine import RESULTS, facts

SEEDS = {"digits-dense": 5, "mnist-dense": 5, "mnist-cnn": 3, "fashion-cnn": 3, "cifar-lenet": 3, "cifar-cnn": 3}
FILE = RESULTS / "accuracy.json"


def main(
    recipes: list[str] = typer.Argument(default=None, help="Which; all of them by default."),
    seeds: int = typer.Option(None, min=1, help="How many seeds, from 0."),
) -> None:
    """Run each recipe with each seed, through the command as users call it."""
    for recipe in recipes or list(SEEDS):
        results = [run(recipe, seed) for seed in range(seeds or SEEDS[recipe])]
        row = summary(results)
        print(f"{recipe}: {row['mean']:.4f} ± {row['sd']:.4f}, n {row['n']}, {row['seconds']:.0f} s", flush=True)
        save(recipe, row)


def run(recipe: str, seed: int) -> dict[str, Any]:
    """One run; its --json document."""
    command = [sys.executable, "-m", "fitflow.cli", "run", recipe, "--seed", str(seed), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean and sample standard deviation over seeds, with what stands behind them."""
    accuracies = [result["metrics"]["test_accuracy"] for result in results]
    return {
        "mean": statistics.mean(accuracies),
        "sd": statistics.stdev(accuracies) if len(accuracies) > 1 else 0.0,
        "n": len(accuracies),
        "accuracies": accuracies,
        "seconds": statistics.median(result["seconds"]["total"] for result in results),
        "epochs": results[0]["epochs"],
        "data": results[0]["data"]["variant"],
        "precision": results[0]["runtime"]["precision"],
        **facts(),
    }


def save(recipe: str, row: dict[str, Any]) -> None:
    """Put the row into the file."""
    rows = json.loads(FILE.read_text()) if FILE.exists() else {}
    RESULTS.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(dict(sorted((rows | {recipe: row}).items())), indent=1) + "\n")


if __name__ == "__main__":
    typer.run(main)
