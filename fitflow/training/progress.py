"""Training progress on stderr: a progress bar and curves in a terminal, else one plain line per epoch."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import keras
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from fitflow.data.batches import Batches
from fitflow.system.sparkline import blocks
from fitflow.system.stderr import warn
from fitflow.training.losses import visible


class TrainingProgress(keras.callbacks.Callback):
    """Shows loss, accuracy, examples per second and time left.

    Args:
        first, last: first and last epoch, from 0; `last` is exclusive.
        training: batches of an epoch, or the rest of the first epoch.
        num_examples: number of examples in a whole epoch.
    """

    def __init__(self, first: int, last: int, training: Batches, *, num_examples: int) -> None:
        super().__init__()
        self.first = first
        self.last = last
        self.training = training
        self.steps_per_epoch = len(training) + training.start
        self.num_examples = num_examples
        self._epoch = first
        self._epoch_start = 0.0
        self._live: Live | None = None
        self._bar: Progress | None = None
        self._curves: dict[str, list[float]] = {}
        self._task: TaskID | None = None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Start the progress bar if stderr is a terminal."""
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
        total = self.steps_per_epoch * (self.last - self.first)
        self._task = self._bar.add_task(f"epoch {self.first + 1}", total=total, shown="")
        self._live = Live(self._bar, console=console, refresh_per_second=10)
        self._live.start()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record the start time."""
        self._epoch = epoch
        self._epoch_start = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Advance the progress bar; `batch` is the last of the steps that were executed together."""
        if self._bar is None or self._task is None:
            return
        seconds = time.perf_counter() - self._epoch_start
        steps = min(batch + 1, len(self.training))
        done = min(steps * self.training.batch_size, self.num_examples)
        self._bar.update(
            self._task,
            # Keras counts the last call of an epoch in full, although it may have run fewer steps.
            completed=(self._epoch - self.first) * self.steps_per_epoch + self.training.start + steps,
            description=f"epoch {self._epoch + 1}/{self.last}",
            shown=f"{shown(logs or {})}  {done / seconds:,.0f} examples/s",
        )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's line and update the curves."""
        seconds = time.perf_counter() - self._epoch_start
        rate = f"{self.num_examples / seconds:,.0f} examples/s"
        line = f"epoch {epoch + 1}/{self.last}  {shown(logs or {})}  {rate}  {seconds:.1f} s"
        if self._live is None or self._bar is None:
            warn(line)
            return
        for name, value in visible(logs).items():
            self._curves.setdefault(name, []).append(float(value))
        self._live.console.print(line, highlight=False, soft_wrap=True)
        self._live.update(Group(curves(self._curves), self._bar))

    def close(self) -> None:
        """Remove the progress bar, also after an error; the curves stay."""
        if self._live is not None:
            self._live.update(curves(self._curves))
            self._live.stop()
            self._live = self._bar = None


def curves(history: Mapping[str, Sequence[float]]) -> Table:
    """Return a table with a row per curve: name, sparkline, last value."""
    table = Table.grid(padding=(0, 2))
    for name, values in history.items():
        table.add_row(name, sparkline(values), f"{values[-1]:.4f}")
    return table


def sparkline(values: Sequence[float], width: int = 60) -> str:
    """Draw values in block characters, at most `width`; more values are averaged."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return ""
    places = min(width, len(finite))
    ends = [round(place * len(finite) / places) for place in range(places + 1)]
    means = [statistics.fmean(finite[start:end]) for start, end in pairwise(ends)]
    return blocks(means, min(means), max(means))


def shown(logs: dict[str, Any]) -> str:
    """Format metrics with four decimals, in the given order, without the learning rate."""
    return "  ".join(f"{name} {float(value):.4f}" for name, value in visible(logs).items() if name != "learning_rate")
