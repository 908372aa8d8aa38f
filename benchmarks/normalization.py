"""Training speed of cifar_cnn with Keras's batch normalization and the fused kernel: results/normalization.json."""

from __future__ import annotations

import json
import statistics
import time
from typing import Any

import numpy as np
import typer

from benchmarks.machine import RESULTS, facts
from fitflow.arrays import Array
from fitflow.config import RuntimeConfig
from fitflow.models import cifar_cnn
from fitflow.training.fused_batchnorm import fuse
from fitflow.training.runtime import apply, choose, import_keras

BATCH_SIZE = 128
BATCHES = 48


def main(rounds: int = typer.Option(5, min=1, help="Number of timed epochs of each, in turn.")) -> None:
    """Measure and write results/normalization.json."""
    runtime = choose(RuntimeConfig(), convolutional=True)
    apply(runtime)
    models = {"Keras": compiled(), "fused": compiled()}
    fuse(models["fused"], runtime)
    found: dict[str, list[float]] = {name: [] for name in models}
    images, labels = noise()
    for model in models.values():
        images_a_second(model, images, labels)  # traces and compiles
    for _ in range(rounds):
        for name, model in models.items():
            found[name].append(images_a_second(model, images, labels))
    rows = {name: {"median": statistics.median(row), "min": min(row), "max": max(row)} for name, row in found.items()}
    ratios = [fused / keras for keras, fused in zip(found["Keras"], found["fused"], strict=True)]
    document = {
        "n": rounds,
        "precision": runtime.precision,
        "images_per_second": {name: {key: round(value) for key, value in row.items()} for name, row in rows.items()},
        "ratio": round(statistics.median(ratios), 2),
        **facts(),
    }
    (RESULTS / "normalization.json").write_text(json.dumps(document, indent=1) + "\n")
    print(json.dumps({name: document[name] for name in ("images_per_second", "ratio")}))


def compiled() -> Any:
    """Return the network, compiled as in the recipe."""
    keras = import_keras()
    model: Any = cifar_cnn.build(*cifar_cnn.HOME)
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True, weight_decay=5e-3)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    model.compile(optimizer, loss, metrics=["accuracy"], jit_compile=False, steps_per_execution=8)
    return model


def noise() -> tuple[Array, Array]:
    """Return random images and one-hot labels for an epoch."""
    random = np.random.default_rng(0)
    images = random.random((BATCHES * BATCH_SIZE, 32, 32, 3), dtype=np.float32)
    return images, np.eye(10, dtype=np.float32)[random.integers(0, 10, len(images))]


def images_a_second(model: Any, images: Array, labels: Array) -> float:
    """Return the images per second of one epoch of `fit`."""
    start = time.perf_counter()
    model.fit(images, labels, batch_size=BATCH_SIZE, verbose=0)
    return len(images) / (time.perf_counter() - start)


if __name__ == "__main__":
    typer.run(main)
