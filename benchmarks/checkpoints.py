"""Measure the cost of checkpoints as a share of training time.

Each recipe trains with the default interval of 30 seconds, and again with one of 1 second.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import typer

from benchmarks.machine import RESULTS, facts
from fitflow import load_recipe
from fitflow.steps import load, prepare
from fitflow.training import architecture, checkpoint_names, runtime

RECIPES = {"mnist-dense": 5, "mnist-cnn": 2}
SECONDS = (30.0, 1.0)


def main() -> None:
    """Train each recipe and write results/checkpoints.json."""
    rows = [measured(recipe, epochs, seconds) for recipe, epochs in RECIPES.items() for seconds in SECONDS]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "checkpoints.json").write_text(json.dumps({**facts(), "rows": rows}, indent=1) + "\n")


def measured(name: str, epochs: int, seconds: float) -> dict[str, Any]:
    """Train once; return the checkpoints' number, size and share of the training time."""
    runtime.import_keras()
    from fitflow.training import fit
    from fitflow.training.callbacks import Checkpointer

    recipe = load_recipe(name, {"training.epochs": epochs, "runtime.checkpoint_seconds": seconds})
    prepared = prepare.run(load.run(recipe.dataset), recipe.preprocessing, recipe.seed)
    convolutional = not recipe.preprocessing.flatten
    chosen = runtime.choose(recipe.runtime, convolutional)
    runtime.apply(chosen)
    network = architecture.build_network(recipe, prepared)
    write, costs = Checkpointer.write, list[float]()

    def timed(self: Checkpointer, epoch: int, batch: int) -> None:
        write(self, epoch, batch)
        costs.append(self.cost)

    Checkpointer.write = timed
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        fit.train(network, recipe, prepared, chosen, Path(folder), lambda *_: None)
        total = time.perf_counter() - start
        megabytes = checkpoint_names.files(Path(folder) / "checkpoint")[0].stat().st_size / 1e6
    Checkpointer.write = write
    row = {"recipe": name, "epochs": epochs, "checkpoint_seconds": seconds, "count": len(costs), "megabytes": megabytes}
    row |= {"milliseconds": 1000 * statistics.median(costs), "training_seconds": total, "share": sum(costs) / total}
    print(
        f"{name}, every {seconds:.0f} s: {row['count']} of {row['milliseconds']:.0f} ms, {row['share']:.2%}", flush=True
    )
    return row


if __name__ == "__main__":
    typer.run(main)
