"""What people look at after a run: figures, and a model card in Markdown."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from fitflow import store
from fitflow.config import Recipe
from fitflow.datasets.base import Array
from fitflow.refs import Metrics, ModelRef, PreparedRef, TrainedRef


def figures(trained: TrainedRef, predictions: store.Entry, class_names: tuple[str, ...]) -> dict[str, Figure]:
    """The run's figures by name: curves, confusion_matrix, worst_mistakes."""
    labels = predictions.array("labels")
    probabilities = predictions.array("probabilities")
    return {
        "curves": curves(trained.history),
        "confusion_matrix": confusion_matrix(labels, probabilities.argmax(-1), class_names),
        "worst_mistakes": worst_mistakes(
            predictions.array("worst_images"), predictions.array("worst_rows"), labels, probabilities, class_names
        ),
    }


def curves(history: dict[str, list[float]]) -> Figure:
    """Loss and accuracy by epoch, training and validation."""
    figure = Figure(figsize=(9, 3.5), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for curve, label in ((name, "training"), (f"val_{name}", "validation")):
            if curve in history:
                axes.plot(history[curve], marker="o", markersize=3, label=label)
        axes.set(xlabel="epoch", ylabel=name)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def confusion_matrix(labels: Array, predicted: Array, class_names: tuple[str, ...]) -> Figure:
    """Counts of test examples by true (rows) and predicted (columns) class."""
    count = len(class_names)
    matrix = np.bincount(labels * count + predicted, minlength=count * count).reshape(count, count)
    share = matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    figure = Figure(figsize=(7, 6), layout="constrained")
    axes = figure.subplots()
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(count), class_names, rotation=45, ha="right")
    axes.set_yticks(range(count), class_names)
    axes.set(xlabel="predicted", ylabel="true", title="test examples")
    if count <= 20:
        for row, column in np.argwhere(matrix):
            colour = "white" if share[row, column] > 0.5 else "black"
            axes.text(column, row, str(matrix[row, column]), ha="center", va="center", color=colour, fontsize=8)
    return figure


def worst_mistakes(
    images: Array, rows: Array, labels: Array, probabilities: Array, class_names: tuple[str, ...]
) -> Figure:
    """The wrong predictions that the network was surest of, with true and predicted names.

    Args:
        images: (n, height, width, channels), the raw examples of `rows`.
        rows: int64 (n,), their numbers in the test split.
        labels, probabilities: of the whole test split.
    """
    figure = Figure(figsize=(9, 8), layout="constrained")
    figure.suptitle(f"{len(rows)} surest mistakes" if len(rows) else "no mistake on the test split")
    for place, (image, row) in enumerate(zip(images, rows, strict=True)):
        axes = figure.add_subplot(4, max(1, -(-len(rows) // 4)), place + 1)
        axes.imshow(image.squeeze(), cmap="gray" if image.shape[-1] == 1 else None)
        axes.set_axis_off()
        guess = int(probabilities[row].argmax())
        title = f"{class_names[labels[row]]}\nread as {class_names[guess]} {probabilities[row, guess]:.0%}"
        axes.set_title(title, fontsize=8)
    return figure


def model_card(
    recipe: Recipe, prepared: PreparedRef, model: ModelRef, trained: TrainedRef, metrics: Metrics, run_id: str
) -> str:
    """What the model is, what it was trained on, how well it does, how to use it."""
    dataset = prepared.dataset
    facts = [
        ("Network", f"{model.name}, {model.num_parameters:,} parameters"),
        ("Data", f"{dataset.name} ({dataset.variant}), SHA-256 {dataset.digest}"),
        ("Examples", f"{prepared.num_train:,} training, {prepared.num_val:,} validation, {dataset.num_test:,} test"),
        ("Trained", f"{trained.epochs} epochs, {trained.seconds:.1f} s, {trained.examples_per_second:,.0f} examples/s"),
        ("Device", model.runtime["device"]),
        ("Precision", f"{model.runtime['precision']}: {model.runtime['precision_reason']}"),
        ("Seed", str(recipe.seed)),
    ]
    return "\n".join(
        [
            f"# {recipe.name}",
            "",
            table(("", ""), facts),
            "",
            "## Test results",
            "",
            table(("metric", "value"), [(name, f"{value:.6f}") for name, value in metrics.values.items()]),
            "",
            "## Use",
            "",
            f"Input: {dataset.dtype} images of shape {dataset.input_shape}, raw. Output: one probability a class:",
            f"{', '.join(dataset.class_names)}.",
            "",
            "```python",
            "import mlflow",
            "",
            f'model = mlflow.pyfunc.load_model("runs:/{run_id}/model")',
            "probabilities = model.predict(images)",
            "```",
            "",
        ]
    )


def table(head: tuple[str, str], rows: list[tuple[str, Any]]) -> str:
    """A Markdown table of two columns."""
    lines = [f"| {head[0]} | {head[1]} |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows)])
