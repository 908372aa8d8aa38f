"""Keras callbacks by which training can stop anywhere and go on there: the position, curves and checkpoints."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from fitflow.data.batches import Batches
from fitflow.processes import signals
from fitflow.system.stderr import warn
from fitflow.training import checkpoint_files, checkpoints
from fitflow.training.checkpoints import Checkpoint
from fitflow.training.early_stopping import Plateau, StopEarly
from fitflow.training.losses import visible

EpochLogger = Callable[[dict[str, float], int], None]
KEEP = 2
VALIDATION_SECONDS = 1.5  # what is left of a validation may take so long after Ctrl-C; its epoch is then complete
SHARE = 0.02  # of training time that checkpoints may take


class EpochRecorder(keras.callbacks.Callback):
    """Hands each epoch's metrics on, under one name a curve, with its seconds and its speed.

    Args:
        log_epoch: called with the metrics and the epoch's number, from 0.
        num_examples: shown in an epoch.
        start: where training goes on, with the curves so far.
    """

    def __init__(self, log_epoch: EpochLogger, num_examples: int, start: Checkpoint | None) -> None:
        super().__init__()
        self.log_epoch = log_epoch
        self.num_examples = num_examples
        self.history = {name: list(values) for name, values in start.history.items()} if start else {}
        self._before = float(start.facts.get("elapsed", 0.0)) if start else 0.0
        self._start = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the time."""
        self._start = time.perf_counter()

    def elapsed(self) -> float:
        """Seconds of the epoch so far, also those before an interruption."""
        return self._before + time.perf_counter() - self._start

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record and hand on."""
        seconds, self._before = self.elapsed(), 0.0
        metrics = {name: float(value) for name, value in visible(logs).items()}
        model: Any = self.model
        metrics["learning_rate"] = float(np.asarray(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))
        metrics["epoch_seconds"] = seconds
        metrics["examples_per_second"] = self.num_examples / seconds
        for name, value in metrics.items():
            self.history.setdefault(name, []).append(value)
        self.log_epoch(metrics, epoch)

    def examples_per_second(self, first: int) -> float:
        """The mean speed of the epochs from `first` on."""
        seconds = self.history["epoch_seconds"][first:]
        return self.num_examples * len(seconds) / sum(seconds) if seconds else 0.0


class Position(keras.callbacks.Callback):
    """Leads the batches from epoch to epoch, and gives the unfinished epoch's metrics back what they had.

    Args:
        training: the batches.
        start: where training goes on; None from the beginning.
    """

    def __init__(self, training: Batches, start: Checkpoint | None) -> None:
        super().__init__()
        self.training = training
        self.start_at = start

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Draw the epoch's order; Keras has just reset the metrics."""
        self.training.go_to(epoch)
        start = self.start_at
        if start is not None and (start.epoch, start.batch) == (epoch, self.training.start) and start.batch:
            checkpoints.restore_metrics(self.model, start)


class Checkpointer(keras.callbacks.Callback):
    """Writes checkpoints: after an epoch, every `seconds` within one, and when the process is asked to stop.

    Where epochs take less time than 50 checkpoints of them, not every epoch gets one: see docs/decisions.md.

    Args:
        folder: where they go; the last KEEP stay.
        seconds: the longest time that a kill may cost.
        recorder: whose history and time of the unfinished epoch belong to them.
        monitors: whose state belongs to them.
        initial_epoch: where this run began, which it must know when it goes on.
    """

    def __init__(
        self,
        folder: Path,
        seconds: float,
        recorder: EpochRecorder,
        monitors: Sequence[StopEarly | Plateau],
        initial_epoch: int,
    ) -> None:
        super().__init__()
        self.folder = folder
        self.seconds = seconds
        self.recorder = recorder
        self.monitors = monitors
        self.initial_epoch = initial_epoch
        self.batches: Batches | None = None
        self.cost = 0.0
        self._last = time.monotonic()
        self._at: tuple[int, int] | None = None
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Write one within the epoch when it is time, or when the process is asked to stop.

        Raises:
            Interrupted: it is asked to stop; the checkpoint is written.
        """
        if self.batches is None or batch + 1 >= len(self.batches):
            return  # the epoch's end is near, with its validation
        if self._is_time(max(self.seconds, self._share())):
            self.try_to_write(self._epoch, self.batches.start + batch + 1)
            signals.check()

    def on_test_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Stop in a long validation, too: going on, the epoch's batches since the last checkpoint are done again.

        Raises:
            Interrupted: the process is asked to stop.
        """
        if signals.waited() > VALIDATION_SECONDS:
            signals.check()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write one unless they would take more than their share of the time.

        Raises:
            Interrupted: the process is asked to stop; the checkpoint is written.
        """
        if self._is_time(self._share()):
            self.try_to_write(epoch + 1, 0)
            signals.check()

    def finish(self, epochs: int) -> None:
        """Write the last one, after `epochs` epochs, if training has moved since the one before."""
        if self.model is not None and self._at != (epochs, 0):
            self.write(epochs, 0)

    def try_to_write(self, epoch: int, batch: int) -> None:
        """Write one; where that fails, say so and keep the one before: a full disk is no reason to stop training."""
        try:
            self.write(epoch, batch)
        except OSError as error:
            self._last = time.monotonic()
            warn(f"checkpoint not written, training goes on: {error.strerror or error}")

    def write(self, epoch: int, batch: int) -> None:
        """Write the state at a position, and drop old ones."""
        began = time.monotonic()
        model: Any = self.model
        facts: dict[str, Any] = {"initial_epoch": self.initial_epoch, "stopped": bool(model.stop_training)}
        facts["elapsed"] = self.recorder.elapsed() if batch else 0.0
        history = self.recorder.history
        state = checkpoints.capture(model, epoch=epoch, batch=batch, history=history, facts=facts)
        for monitor in self.monitors:
            state.facts[monitor.key] = monitor.facts()
            state.arrays.update(monitor.arrays())
        checkpoints.save(self.folder, state)
        for old in checkpoint_files.files(self.folder)[KEEP:]:
            old.unlink(missing_ok=True)
        self._at, self._last = (epoch, batch), time.monotonic()
        self.cost = self._last - began

    def _share(self) -> float:
        """Seconds to wait so that checkpoints keep to their share of the time; none where the recipe wants them all."""
        return self.cost / SHARE if self.seconds else 0.0

    def _is_time(self, seconds: float) -> bool:
        return signals.received() is not None or time.monotonic() - self._last >= seconds
