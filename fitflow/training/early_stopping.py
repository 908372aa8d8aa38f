"""Resumable early stopping and learning rate reduction: Keras's own lose their state when `fit` starts or ends."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from fitflow.config import EarlyStoppingConfig, PlateauConfig
from fitflow.training.checkpoints import Checkpoint

Arrays = dict[str, np.ndarray[Any, Any]]


class StopEarly(keras.callbacks.EarlyStopping):
    """Stops when a metric no longer improves, and remembers the best epoch's weights."""

    key = "best"

    def __init__(self, config: EarlyStoppingConfig, start: Checkpoint | None) -> None:
        options: dict[str, Any] = config.model_dump()
        super().__init__(restore_best_weights=True, **options)
        super().on_train_begin()
        if start is not None and self.key in start.facts:
            self.__dict__.update(start.facts[self.key])
            saved = [array for name, array in sorted(start.arrays.items()) if name.startswith(f"{self.key}/")]
            self.best_weights = saved or None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Keep the state, which Keras would reset."""

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Keep the last weights: training may continue."""

    def facts(self) -> dict[str, Any]:
        """Return the state without the weights, as plain values."""
        best = None if self.best is None else float(self.best)
        return {"wait": self.wait, "best": best, "best_epoch": self.best_epoch, "stopped_epoch": self.stopped_epoch}

    def arrays(self) -> Arrays:
        """Return the best epoch's weights."""
        return {f"{self.key}/{place:05d}": array for place, array in enumerate(self.best_weights or [])}

    def restore_best(self, model: Any) -> None:
        """Set the model's weights to the best epoch's."""
        if self.best_weights is not None:
            model.set_weights(self.best_weights)


class Plateau(keras.callbacks.ReduceLROnPlateau):
    """Lowers the learning rate, a variable of the optimizer, when a metric no longer improves."""

    key = "plateau"

    def __init__(self, config: PlateauConfig, start: Checkpoint | None) -> None:
        options: dict[str, Any] = config.model_dump(exclude={"min_learning_rate"})
        super().__init__(min_lr=config.min_learning_rate, **options)
        super().on_train_begin()
        if start is not None and self.key in start.facts:
            self.__dict__.update(start.facts[self.key])

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Keep the state, which Keras would reset."""

    def facts(self) -> dict[str, Any]:
        """Return the state as plain values."""
        best = None if self.best is None else float(self.best)
        return {"wait": self.wait, "best": best, "cooldown_counter": self.cooldown_counter}

    def arrays(self) -> Arrays:
        """Return an empty dict: it has no arrays."""
        return {}
