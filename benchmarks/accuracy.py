"""Runs every recipe over seeds and writes results/accuracy.json: what docs/results.md and the recipes state as results.

A recipe is run as `fitflow run NAME` runs it, from its own seed on, with nothing reused; of a recipe that is trained in
several sittings this is the first. A recipe's row is written as soon as its last seed is done, the other rows stay.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks import machine
from fitflow import discovery
from fitflow.config import Computation
from fitflow.recipe_io.loading import load_experiment
from fitflow.reporting.published import published
from fitflow.tracking.query import MAIN_METRICS

FILE = machine.RESULTS / "accuracy.json"
SEEDS = 3  # where no published figure of the recipe asks for more
LONG = 300  # seconds; a recipe whose run takes longer gets one seed, and keeps its row unless it is named
facts = functools.cache(machine.facts)


def main() -> None:
    """Measure the recipes that are named, or all; quick ones first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="these recipes, long ones too")
    parser.add_argument("--seeds", type=int, metavar="N", help="how many seeds each, from the recipe's own on")
    arguments = parser.parse_args()
    if not facts()["commit"] or facts()["commit"].endswith("+"):
        sys.exit(
            "accuracy: the checkout has changes of its own, so no commit says what ran; commit or stash them first"
        )
    failed = [name for name in chosen(arguments.only) if not measured(name, arguments.seeds)]
    if failed:
        sys.exit(f"accuracy: no row for {', '.join(failed)}")


def chosen(only: Sequence[str]) -> list[str]:
    """The recipes to run: the named ones, else all but those whose recorded run was long."""
    for name in only:
        discovery.find("recipes", name)  # an unknown name is refused before anything starts
    seconds = {name: row["seconds"] for name, row in rows().items()}
    names = [discovery.dashed("recipes", entry) for entry in discovery.available("recipes")]
    return sorted(
        only or (name for name in names if seconds.get(name, 0) < LONG), key=lambda name: seconds.get(name, 0)
    )


def measured(name: str, seeds: int | None) -> bool:
    """Run a recipe with each of its seeds and record its row; False where a run fails."""
    first, results = load_experiment(name).seed, []
    for seed in range(first, first + (seeds or most_seeds(name))):
        try:
            results.append(run(name, seed))
        except subprocess.CalledProcessError:
            return False
        if seeds is None and results[0]["seconds"]["total"] >= LONG:
            break
    save(name, row := summary(name, results))
    print(
        f"{name}: {row['metric']} {row['mean']:.6g} ± {row['sd']:.2g}, n {row['n']}, {row['seconds']:.0f} s", flush=True
    )
    return True


def most_seeds(name: str) -> int:
    """As many seeds as the recipe's published figures ask for, and no fewer than SEEDS."""
    return max([SEEDS, *(figure.seeds for figure in published().get(name, ()))])


def run(name: str, seed: int) -> dict[str, Any]:
    """One run; its --json document."""
    command = [sys.executable, "-m", "fitflow.cli", "run", name, "--seed", str(seed), "--no-cache", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def summary(name: str, results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Mean and sample standard deviation over seeds, with what stands behind them."""
    metric = metric_of(name, results[0]["metrics"])
    values = [result["metrics"][metric] for result in results]
    return {
        "metric": metric,
        "mean": statistics.mean(values),
        "sd": statistics.stdev(values) if len(values) > 1 else 0.0,
        "n": len(values),
        "values": values,
        "seeds": [result["seed"] for result in results],
        "seconds": statistics.median(result["seconds"]["total"] for result in results),
        "load": round(os.getloadavg()[2], 1),  # of the last 15 minutes, the runs themselves included
        "epochs": results[0].get("epochs"),
        "data": results[0]["data"]["variant"],
        "precision": results[0].get("runtime", {}).get("precision"),
        **facts(),
    }


def metric_of(name: str, metrics: dict[str, float]) -> str:
    """The metric that trained recipes are known by, or that of the first published figure, else the first.

    A recipe without training has its published figure's before the others: that is what it computes.
    """
    figures = [figure.metric for figure in published().get(name, ())]
    computed = isinstance(load_experiment(name), Computation)
    candidates = [*figures, *MAIN_METRICS] if computed else [*MAIN_METRICS, *figures]
    return next(metric for metric in (*candidates, *metrics) if metric in metrics)


def rows() -> dict[str, dict[str, Any]]:
    """What is recorded, by recipe."""
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def save(name: str, row: dict[str, Any]) -> None:
    """Put the row into the file."""
    FILE.write_text(json.dumps(dict(sorted((rows() | {name: row}).items())), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
