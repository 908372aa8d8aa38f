"""What people see while a network trains: a bar and growing curves in a terminal, one plain line an epoch elsewhere.

Always on stderr.
"""

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
    """Loss, accuracy, examples a second and time left.

    Args:
        first, last: the epochs from and up to which, counted from 0, the last not included.
        training: the batches of an epoch, or what is left of the first one.
        num_examples: shown in a whole epoch.
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
        """Open the bar and the curves, where there is a terminal to draw them in."""
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
        """Note the time."""
        self._epoch = epoch
        self._epoch_start = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar on; `batch` is the last of the steps that were executed together."""
        if self._bar is None or self._task is None:
            return
        seconds = time.perf_counter() - self._epoch_start
        steps = min(batch + 1, len(self.training))
        done = min(steps * self.training.batch_size, self.num_examples)
        self._bar.update(
            self._task,
            # The last call of an epoch counts as many steps as the others, and may have had fewer to do.
            completed=(self._epoch - self.first) * self.steps_per_epoch + self.training.start + steps,
            description=f"epoch {self._epoch + 1}/{self.last}",
            shown=f"{shown(logs or {})}  {done / seconds:,.0f} examples/s",
        )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """One line that stays."""
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
        """Take the bar away, also after an error; the curves stay."""
        if self._live is not None:
            self._live.update(curves(self._curves))
            self._live.stop()
            self._live = self._bar = None


def curves(history: Mapping[str, Sequence[float]]) -> Table:
    """One line a curve: its name, its course from the first epoch to the last, its last value."""
    table = Table.grid(padding=(0, 2))
    for name, values in history.items():
        table.add_row(name, sparkline(values), f"{values[-1]:.4f}")
    return table


def sparkline(values: Sequence[float], width: int = 60) -> str:
    """A course in block characters, highest for the largest value; means where there are more values than places."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return ""
    places = min(width, len(finite))
    ends = [round(place * len(finite) / places) for place in range(places + 1)]
    means = [statistics.fmean(finite[start:end]) for start, end in pairwise(ends)]
    return blocks(means, min(means), max(means))


def shown(logs: dict[str, Any]) -> str:
    """Metrics for people: four digits, in the order given, without the learning rate."""
    return "  ".join(f"{name} {float(value):.4f}" for name, value in visible(logs).items() if name != "learning_rate")
