"""What people see while a network trains: a bar in a terminal, one plain line an epoch elsewhere. Always on stderr."""

from __future__ import annotations

import sys
import time
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class TrainingProgress(keras.callbacks.Callback):
    """Loss, accuracy, examples a second and time left.

    Args:
        epochs: how many the run has.
        steps_per_epoch, num_examples, batch_size: of one epoch.
    """

    def __init__(self, epochs: int, steps_per_epoch: int, *, num_examples: int, batch_size: int) -> None:
        super().__init__()
        self.epochs = epochs
        self.steps_per_epoch = steps_per_epoch
        self.num_examples = num_examples
        self.batch_size = batch_size
        self._epoch_start = 0.0
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Open the bar, where there is a terminal to draw it in."""
        console = Console(stderr=True)
        if not console.is_terminal:
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[shown]}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=console)
        self._task = self._bar.add_task("epoch 1", total=self.steps_per_epoch * self.epochs, shown="")
        self._bar.start()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the time."""
        self._epoch = epoch
        self._epoch_start = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar on; `batch` is the last of the steps that were executed together."""
        if self._bar is None or self._task is None:
            return
        seconds = time.perf_counter() - self._epoch_start
        done = min((batch + 1) * self.batch_size, self.num_examples)
        self._bar.update(
            self._task,
            completed=self._epoch * self.steps_per_epoch + batch + 1,
            description=f"epoch {self._epoch + 1}/{self.epochs}",
            shown=f"{shown(logs or {})}  {done / seconds:,.0f} examples/s",
        )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """One line that stays."""
        seconds = time.perf_counter() - self._epoch_start
        rate = f"{self.num_examples / seconds:,.0f} examples/s"
        line = f"epoch {epoch + 1}/{self.epochs}  {shown(logs or {})}  {rate}  {seconds:.1f} s"
        if self._bar is None:
            print(line, file=sys.stderr, flush=True)
        else:
            self._bar.console.print(line, highlight=False, soft_wrap=True)

    def close(self) -> None:
        """Take the bar away, also after an error."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def shown(logs: dict[str, Any]) -> str:
    """Metrics for people: four digits, in the order given, without the learning rate."""
    return "  ".join(f"{name} {float(value):.4f}" for name, value in logs.items() if name != "learning_rate")
