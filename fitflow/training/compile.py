"""Compile a network: optimizer, loss and metrics by the recipe's names, for the runtime that was chosen."""

from __future__ import annotations

from typing import Any

import keras

from fitflow.config import OptimizerConfig, Recipe
from fitflow.errors import InputError
from fitflow.references import PreparedRef
from fitflow.training.learning_rate import WarmupDecay
from fitflow.training.losses import make_loss, make_metrics
from fitflow.training.runtime import Runtime

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
}


def compile_model(model: Any, recipe: Recipe, prepared: PreparedRef, runtime: Runtime, *, steps_per_epoch: int) -> None:
    """Compile the model with optimizer, loss and metrics."""
    model.compile(
        optimizer=make_optimizer(recipe.training.optimizer, recipe.training.epochs, steps_per_epoch),
        loss=make_loss(recipe, prepared.dataset),
        metrics=make_metrics(recipe, prepared.dataset),
        jit_compile=runtime.jit_compile,
        steps_per_execution=min(runtime.steps_per_execution, steps_per_epoch),
    )


def make_optimizer(config: OptimizerConfig, epochs: int, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Return the Keras optimizer; fields that the recipe leaves out keep Keras's defaults.

    Raises:
        InputError: warm-up is as long as training or longer.
    """
    options: dict[str, Any] = config.model_dump(exclude_none=True, exclude={"name", "schedule"})
    if config.schedule is not None:
        warmup = config.schedule.warmup_epochs * steps_per_epoch
        total = epochs * steps_per_epoch
        if warmup >= total:
            raise InputError(f"training.optimizer.schedule.warmup_epochs must be below training.epochs={epochs}")
        options["learning_rate"] = WarmupDecay(config.schedule.name, options["learning_rate"], warmup, total)
    return OPTIMIZERS[config.name](**options)
