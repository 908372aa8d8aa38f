"""The table of steps: plan, graph, options, report, flows' results and documentation read it.

To add a step, add a row here and `fitflow/steps/<name>.py` with `key` (the cache key) and `run` (computes the result).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fitflow.config import Experiment, Recipe
from fitflow.references import (
    Computed,
    DatasetRef,
    Metrics,
    ModelRef,
    ModelVersion,
    PreparedRef,
    Ref,
    ReportRef,
    TrainedRef,
)


@dataclass(frozen=True)
class StepRow:
    """One step.

    Args:
        name: its name for users, Prefect and the cache.
        inputs: names of the steps whose results it takes.
        gives: name of the argument that passes its result to later steps.
        kind: type of its result.
        what: what it does, in one sentence.
        label: returns a short description of the step for a recipe.
        uses_keras: whether running it imports Keras.
        module: module in fitflow/steps (default: the name).
    """

    name: str
    inputs: tuple[str, ...]
    gives: str
    kind: type[Ref]
    what: str
    label: Callable[[Any], str]
    uses_keras: bool = False
    module: str = ""


LOAD = StepRow(
    name="load",
    inputs=(),
    gives="dataset",
    kind=DatasetRef,
    what="Finds the dataset, verifies every byte and puts the decoded arrays into the store.",
    label=lambda recipe: recipe.dataset.name,
)
PREPARE = StepRow(
    name="prepare",
    inputs=("load",),
    gives="prepared",
    kind=PreparedRef,
    what="Splits off validation rows; fits scaling and principal components to the training rows.",
    label=lambda recipe: f"scale {recipe.preprocessing.scale}",
)
TRAINING = (
    LOAD,
    PREPARE,
    StepRow(
        name="build",
        inputs=("prepare",),
        gives="model",
        kind=ModelRef,
        what="Builds the network once to describe it, and chooses device, precision and compilation.",
        label=lambda recipe: recipe.model.name,
        uses_keras=True,
    ),
    StepRow(
        name="train",
        inputs=("prepare", "build"),
        gives="trained",
        kind=TrainedRef,
        what="Fits the network, with checkpoints, and saves it.",
        label=lambda recipe: f"{recipe.training.epochs} epochs, seed {recipe.seed}",
        uses_keras=True,
    ),
    StepRow(
        name="evaluate",
        inputs=("prepare", "train"),
        gives="metrics",
        kind=Metrics,
        what="Predicts the test split once and computes the metrics.",
        label=lambda _: "test split",
        uses_keras=True,
    ),
    StepRow(
        name="register",
        inputs=("train",),
        gives="version",
        kind=ModelVersion,
        what="Logs the network as an MLflow model and registers a version.",
        label=lambda recipe: recipe.dataset.name,
        uses_keras=True,
    ),
    StepRow(
        name="report",
        inputs=("evaluate", "register"),
        gives="drawn",
        kind=ReportRef,
        what="Draws the figures and writes the model card.",
        label=lambda recipe: recipe.name,
    ),
)
COMPUTING = (
    LOAD,
    PREPARE,
    StepRow(
        name="compute",
        inputs=("prepare",),
        gives="computed",
        kind=Computed,
        what="Runs the method on the training data.",
        label=lambda recipe: recipe.method.name,
    ),
    StepRow(
        name="evaluate",
        inputs=("prepare", "compute"),
        gives="metrics",
        kind=Metrics,
        what="Measures what the method computed.",
        label=lambda _: "method result",
        module="judge",
    ),
    StepRow(
        name="report",
        inputs=("evaluate",),
        gives="drawn",
        kind=ReportRef,
        what="Draws the figures and writes the tables; runs every time.",
        label=lambda recipe: recipe.name,
        module="report_computed",
    ),
)
NAMES = tuple(dict.fromkeys(row.name for row in (*TRAINING[:4], *COMPUTING, *TRAINING[4:])))
MAIN = ("train", "compute")  # a run that reuses this step's result is attributed to the run that made it


def steps_of(recipe: Experiment) -> tuple[StepRow, ...]:
    """Return a recipe's steps in execution order."""
    return TRAINING if isinstance(recipe, Recipe) else COMPUTING
