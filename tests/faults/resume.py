"""Trains with a death in the middle, and again to the end; for tests, also in processes of their own.

`python -m tests.faults.resume` prints whether both end alike: on any Keras backend.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from fitflow import load_recipe
from fitflow.steps import load, prepare
from fitflow.training import architecture, checkpoints, runtime

BASE = {
    "dataset.name": "synthetic",
    "training.epochs": 4,
    "runtime.jit_compile": False,
    "runtime.steps_per_execution": 1,
    "runtime.checkpoint_seconds": 0,
}
DENSE = BASE | {"training.optimizer": {"name": "rmsprop"}, "training.early_stopping": {"patience": 1}}
CONVOLUTIONAL = BASE | {
    "model.name": "small_cnn",
    "model.options": {"filters": [8], "dropout": 0.4},
    "preprocessing.flatten": False,
    "training.augmentation": {"flip": True, "shift": 1},
    "training.optimizer": {
        "name": "sgd",
        "learning_rate": 0.1,
        "momentum": 0.9,
        "schedule": {"name": "cosine", "warmup_epochs": 1},
    },
    "training.label_smoothing": 0.1,
}
MIXED = CONVOLUTIONAL | {"runtime.precision": "mixed_bfloat16"}
SCALED = CONVOLUTIONAL | {"runtime.precision": "mixed_float16"}
STOPPING = CONVOLUTIONAL | {
    "training.epochs": 8,
    "training.optimizer": {"name": "adam", "learning_rate": 0.05},
    "training.early_stopping": {"patience": 1},
}
TOGETHER = CONVOLUTIONAL | {"runtime.steps_per_execution": 5}
COMPILED = DENSE | {"runtime.jit_compile": "auto", "runtime.steps_per_execution": 4}
PLATEAU = CONVOLUTIONAL | {
    "training.epochs": 5,
    "training.optimizer": {"name": "adam", "learning_rate": 0.02},
    "training.plateau": {"monitor": "val_accuracy", "min_delta": 0.9, "patience": 1, "factor": 0.5, "cooldown": 1},
}
NORMALISED = MIXED | {"model.name": "cifar_cnn", "model.options": {"stem": 4, "widths": [8]}}
KINDS = {
    "dense": DENSE,
    "convolutional": CONVOLUTIONAL,
    "bfloat16": MIXED,
    "float16": SCALED,
    "stopping": STOPPING,
    "five steps a call": TOGETHER,
    "compiled": COMPILED,
    "plateau": PLATEAU,
    "normalised": NORMALISED,
}


Answer = TypeVar("Answer")


class Died(Exception):
    """Stands for the process's death: nothing of training's own comes after it."""


def train(folder: Path, overrides: Mapping[str, Any], dies_after: int | None = None) -> Any:
    """Train from the folder's newest checkpoint, if any; with `dies_after` until so many batches have been done."""
    runtime.import_keras()
    from fitflow.training import fit

    recipe = load_recipe("digits-dense", overrides)
    prepared = prepare.run(load.run(recipe.dataset), recipe.preprocessing, recipe.seed)
    chosen = runtime.choose(recipe.runtime, convolutional=False)
    runtime.apply(chosen)
    network = architecture.build_network(recipe, prepared)
    start, _ = checkpoints.newest(folder / "checkpoint")
    with _dying(fit, dies_after):
        return fit.train(network, recipe, prepared, chosen, folder, lambda metrics, epoch: None, start)


def state(trained: Any) -> dict[str, Any]:
    """Everything that must not depend on interruptions: final weights, all state, curves but for times."""
    import keras

    last = checkpoints.load(Path(trained.checkpoint))
    model = keras.models.load_model(trained.path, compile=False)
    times = ("epoch_seconds", "examples_per_second")
    return {
        "weights": [array.tobytes() for array in model.get_weights()],
        "arrays": {name: array.tobytes() for name, array in last.arrays.items()},
        "history": {name: curve for name, curve in trained.history.items() if name not in times},
        "best_epoch": trained.best_epoch,
    }


def patiently(ask: Callable[[], Answer], seconds: float = 300) -> Answer:
    """What a question is answered once it no longer raises."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


class _dying:
    """Makes training raise after so many batches, before their checkpoint is written."""

    def __init__(self, training: Any, after: int | None) -> None:
        self.training, self.after, self.kept = training, after, training.FiniteLoss

    def __enter__(self) -> None:
        if self.after is None:
            return
        left = [self.after]

        class Killer(self.kept):
            def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
                left[0] -= 1
                if left[0] <= 0:
                    raise Died

        self.training.FiniteLoss = Killer

    def __exit__(self, *_: object) -> None:
        self.training.FiniteLoss = self.kept


def main(kind: str, points: str) -> None:
    """Print, for each number of batches, whether dying after them changes anything."""
    with tempfile.TemporaryDirectory() as root:
        expected = state(train(Path(root) / "whole", KINDS[kind]))
        same = {}
        for point in map(int, points.split(",")):
            folder = Path(root) / str(point)
            with contextlib.suppress(Died):
                train(folder, KINDS[kind], point)
            same[point] = state(train(folder, KINDS[kind])) == expected
    print(json.dumps(same))


if __name__ == "__main__":
    np.random.seed(0)
    main(*sys.argv[1:])
