"""Train recipes with several seeds and write results/accuracy.json, the data of the accuracy table in docs/results.md.

A recipe's new result replaces its row; the others stay.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import Any

import typer

from benchmarks.machine import RESULTS, facts
from fitflow import tracking

SEEDS = {"digits-dense": 5, "mnist-dense": 5, "mnist-cnn": 3, "fashion-cnn": 3, "cifar-lenet": 3, "cifar-cnn": 3}
FILE = RESULTS / "accuracy.json"


def main(
    recipes: list[str] = typer.Argument(default=None, help="Recipes to train (default: all)."),
    seeds: int = typer.Option(None, min=1, help="Number of seeds, from 0."),
    recorded: list[str] = typer.Option([], help="Ids of finished runs to use instead of new runs."),
) -> None:
    """Run each recipe with each seed, with the command that users run."""
    if recorded:
        results = [shown(run_id) for run_id in recorded]
        save(results[0]["recipe"], summary(results))
        return
    for recipe in recipes or list(SEEDS):
        row = summary([run(recipe, seed) for seed in range(seeds or SEEDS[recipe])])
        print(f"{recipe}: {row['mean']:.4f} ± {row['sd']:.4f}, n {row['n']}, {row['seconds']:.0f} s", flush=True)
        save(recipe, row)


def run(recipe: str, seed: int) -> dict[str, Any]:
    """Run a recipe once and return its --json document."""
    command = [sys.executable, "-m", "fitflow.cli", "run", recipe, "--seed", str(seed), "--no-cache", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def shown(run_id: str) -> dict[str, Any]:
    """Return the --json document of a finished run in the current directory's store."""
    document = tracking.get_run(run_id)
    return {
        "recipe": document["recipe"],
        "metrics": document["metrics"],
        "seconds": {"total": document["seconds"]},
        "epochs": int(document["params"]["training.epochs"]),
        "data": {"variant": document["tags"]["fitflow.data"].partition(": ")[2].partition(",")[0]},
        "runtime": document["tags"],
        "commit": document["tags"].get("mlflow.source.git.commit", "")[:7] or code(document),
    }


def code(document: dict[str, Any]) -> str:
    """Return fitflow's code digest, which replaces the commit of a run that started outside a checkout."""
    return f"code {document['tags']['fitflow.code_digest'][:7]}"


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return mean and sample standard deviation over seeds, with the facts of the measurement."""
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
        **({"commit": results[0]["commit"]} if "commit" in results[0] else {}),
    }


def save(recipe: str, row: dict[str, Any]) -> None:
    """Write a recipe's row to the file."""
    rows = json.loads(FILE.read_text()) if FILE.exists() else {}
    RESULTS.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(dict(sorted((rows | {recipe: row}).items())), indent=1) + "\n")


if __name__ == "__main__":
    typer.run(main)
