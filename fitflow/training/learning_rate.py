"""Learning rate schedule: linear warm-up, then linear or cosine decay to zero."""

from __future__ import annotations

import math
from typing import Any

import keras


@keras.saving.register_keras_serializable(package="fitflow")
class WarmupDecay(keras.optimizers.schedules.LearningRateSchedule):
    """Rises from 0 to `learning_rate` over `warmup_steps`, then decays to 0 at `total_steps`.

    Args:
        name: "linear" or "cosine", the shape of the decay (I. Loshchilov and F. Hutter, arXiv:1608.03983).
        learning_rate: the peak rate.
        warmup_steps, total_steps: optimizer steps; warmup_steps < total_steps.
    """

    def __init__(self, name: str, learning_rate: float, warmup_steps: float, total_steps: float) -> None:
        super().__init__()
        self.name = name
        self.learning_rate = learning_rate
        self.warmup_steps = warmup_steps
        self.total_steps = total_steps

    def __call__(self, step: Any) -> Any:
        """Return the learning rate at an optimizer step, a float32 scalar."""
        position: Any = keras.ops.cast(step, "float32")
        rise = (position + 1) / max(self.warmup_steps, 1)
        left: Any = (self.total_steps - position) / (self.total_steps - self.warmup_steps)
        left = keras.ops.clip(left, 0.0, 1.0)
        cosine: Any = keras.ops.cos(math.pi * left)
        rate: Any = keras.ops.minimum(rise, left if self.name == "linear" else (1 - cosine) / 2)
        return self.learning_rate * rate

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        names = ("name", "learning_rate", "warmup_steps", "total_steps")
        return {name: getattr(self, name) for name in names}
