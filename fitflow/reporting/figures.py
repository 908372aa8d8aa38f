"""Figures of a run: curves, confusion matrix, reliability, residuals, images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from fitflow.arrays import Array
from fitflow.evaluation import calibration
from fitflow.references import DatasetRef, TrainedRef
from fitflow.store import entries

CELL_HEIGHT, GAP = 1.35, 0.06  # of a gallery's cell, 1 wide, with room for a title of two lines above the image


def figures(trained: TrainedRef, predictions: entries.Entry, dataset: DatasetRef) -> dict[str, Figure]:
    """The run's figures by name: curves, and those of `test_figures`."""
    return {"curves": curves(trained.history), **test_figures(predictions, dataset)}


def test_figures(predictions: entries.Entry, dataset: DatasetRef) -> dict[str, Figure]:
    """An evaluation's figures by name.

    confusion_matrix and reliability, or residuals; for images test_images and worst_mistakes.
    """
    labels = predictions.array("labels")
    if dataset.task != "classification":
        return {"residuals": residuals(labels, predictions.array("predicted"), dataset.target)}
    probabilities, names = predictions.array("probabilities"), dataset.class_names
    drawn = {"confusion_matrix": confusion_matrix(labels, probabilities.argmax(-1), names)}
    drawn["reliability"] = reliability(probabilities.max(-1), probabilities.argmax(-1) == labels)
    if "shown_images" in predictions.files:
        drawn["test_images"] = test_images(predictions.array("shown_images"), labels, probabilities, names)
        worst = predictions.array("worst_images"), predictions.array("worst_rows")
        drawn["worst_mistakes"] = worst_mistakes(*worst, labels, probabilities, names)
    return drawn


def curves(history: Mapping[str, Sequence[float]]) -> Figure:
    """Training and validation loss, and accuracy or mean absolute error, by epoch."""
    second = next((name for name in ("accuracy", "mae") if name in history), "loss")
    figure = Figure(figsize=(9, 3.5), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("loss", second), strict=True):
        for curve, label in ((name, "training"), (f"val_{name}", "validation")):
            if curve in history:
                axes.plot(history[curve], marker="o", markersize=3 if len(history[curve]) < 50 else 0, label=label)
        axes.set(xlabel="epoch", ylabel=name)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def residuals(targets: Array, predicted: Array, target: str) -> Figure:
    """Predicted against true values, and residuals, of the test examples."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.scatter(targets, predicted, s=6, alpha=0.4)
    ends = [min(targets.min(), predicted.min()), max(targets.max(), predicted.max())]
    left.plot(ends, ends, color="black", linewidth=1)
    left.set(xlabel=f"true {target}", ylabel=f"predicted {target}")
    right.scatter(predicted, targets - predicted, s=6, alpha=0.4)
    right.axhline(0, color="black", linewidth=1)
    right.set(xlabel=f"predicted {target}", ylabel="true - predicted")
    return figure


def test_images(images: Array, labels: Array, probabilities: Array, class_names: tuple[str, ...]) -> Figure:
    """The first test images, titled with true and predicted class.

    Args:
        images: (n, height, width, channels), the first n of the split.
        labels, probabilities: of the whole test split.
    """
    guesses = probabilities[: len(images)].argmax(-1)
    titles = [f"{class_names[label]}\n{class_names[guess]}" for label, guess in zip(labels, guesses, strict=False)]
    return _gallery(images, titles, "test images: true name, predicted name", rows=3)


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


def reliability(confidence: Array, correct: Array) -> Figure:
    """Accuracy by confidence (reliability diagram), and the number of examples per bin.

    Args:
        confidence: (num_examples,), the predicted class's probability.
        correct: bool (num_examples,).
    """
    rows = calibration.reliability(confidence, correct)
    ece = calibration.expected_calibration_error(confidence, correct)
    middles = [(row["low"] + row["high"]) / 2 for row in rows]
    figure = Figure(figsize=(5, 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.bar(middles, [row["accuracy"] for row in rows], width=0.9 / calibration.BINS, alpha=0.6)
    upper.plot([row["confidence"] for row in rows], [row["accuracy"] for row in rows], marker="o", markersize=4)
    upper.plot([0, 1], [0, 1], color="black", linewidth=1)
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="accuracy", title=f"expected calibration error {ece:.4f}")
    lower.bar(middles, [row["examples"] for row in rows], width=0.9 / calibration.BINS, color="gray")
    lower.set(yscale="log", xlabel=f"confidence, in {calibration.BINS} bins", ylabel="examples")
    return figure


def worst_mistakes(
    images: Array, rows: Array, labels: Array, probabilities: Array, class_names: tuple[str, ...]
) -> Figure:
    """The most confident wrong predictions, with true and predicted class.

    Args:
        images: (n, height, width, channels), the raw examples of `rows`.
        rows: int64 (n,), their row numbers in the test split.
        labels, probabilities: of the whole test split.
    """
    guesses = probabilities[rows].argmax(-1)
    titles = [
        f"{class_names[labels[row]]}\npredicted {class_names[guess]} {probabilities[row, guess]:.0%}"
        for row, guess in zip(rows, guesses, strict=True)
    ]
    title = f"{len(rows)} most confident mistakes" if len(rows) else "no mistake on the test split"
    return _gallery(images, titles, title, rows=4)


def _gallery(images: Array, titles: list[str], title: str, rows: int) -> Figure:
    """Titled images in rows, all in one Axes: an Axes per image takes six times as long to draw."""
    figure = Figure(figsize=(9, 2 * rows), layout="constrained")
    figure.suptitle(title)
    axes = figure.subplots()
    columns = max(1, -(-len(images) // rows))
    for place, (image, text) in enumerate(zip(images, titles, strict=True)):
        row, left = divmod(place, columns)
        bottom = row * CELL_HEIGHT + CELL_HEIGHT - GAP
        extent = (left + GAP, left + 1 - GAP, bottom, bottom - (1 - 2 * GAP))
        axes.imshow(image.squeeze(), cmap="gray" if image.shape[-1] == 1 else None, extent=extent)
        axes.text(left + 0.5, extent[3] - GAP / 2, text, ha="center", va="bottom", fontsize=8)
    axes.set(xlim=(0, columns), ylim=(rows * CELL_HEIGHT, 0), aspect="equal")
    axes.set_axis_off()
    return figure
