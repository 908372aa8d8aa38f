"""Keras callbacks for resumable training: position, curves and checkpoints."""

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
from fitflow.training import checkpoint_names, checkpoints
from fitflow.training.checkpoints import Checkpoint
from fitflow.training.early_stopping import Plateau, StopEarly
from fitflow.training.losses import visible

EpochLogger = Callable[[dict[str, float], int], None]
KEEP = 2
VALIDATION_SECONDS = 1.5  # a validation may go on for this long after Ctrl-C, to complete its epoch
SHARE = 0.02  # largest share of training time that checkpoints may take


class EpochRecorder(keras.callbacks.Callback):
    """Records each epoch's metrics, learning rate, seconds and speed, and passes them to `log_epoch`.

    Args:
        log_epoch: called with the metrics and the epoch's number, from 0.
        num_examples: number of examples per epoch.
        start: checkpoint to resume from, with the curves so far.
    """

    def __init__(self, log_epoch: EpochLogger, num_examples: int, start: Checkpoint | None) -> None:
        super().__init__()
        self.log_epoch = log_epoch
        self.num_examples = num_examples
        self.history = {name: list(values) for name, values in start.history.items()} if start else {}
        self._before = float(start.facts.get("elapsed", 0.0)) if start else 0.0
        self._start = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record the start time."""
        self._start = time.perf_counter()

    def elapsed(self) -> float:
        """Return the seconds of the epoch so far, including those before an interruption."""
        return self._before + time.perf_counter() - self._start

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record the epoch and log it."""
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
        """Return the mean speed of the epochs from `first` on."""
        seconds = self.history["epoch_seconds"][first:]
        return self.num_examples * len(seconds) / sum(seconds) if seconds else 0.0


class Position(keras.callbacks.Callback):
    """Sets the batches' epoch, and restores the metrics of an unfinished epoch.

    Args:
        training: training batches.
        start: checkpoint to resume from; None: from the beginning.
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
    """Writes checkpoints after an epoch, every `seconds` within one, and when the process is asked to stop.

    If an epoch takes less time than 50 checkpoints, not every epoch gets one: see docs/decisions.md.

    Args:
        folder: folder of the checkpoints; the last KEEP are kept.
        seconds: most training time that a kill can lose.
        recorder: its history and the time of the unfinished epoch are saved.
        monitors: their state is saved.
        initial_epoch: the run's first epoch, saved for a resume.
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
        """Record the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Write a checkpoint within the epoch if it is time or the process was asked to stop.

        Raises:
            Interrupted: it was asked to stop; the checkpoint is written.
        """
        if self.batches is None or batch + 1 >= len(self.batches):
            return  # on_epoch_end follows, after validation
        if self._is_time(max(self.seconds, self._share())):
            self.try_to_write(self._epoch, self.batches.start + batch + 1)
            signals.check()

    def on_test_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Stop during a long validation; a resume repeats the epoch's batches since the last checkpoint.

        Raises:
            Interrupted: the process was asked to stop.
        """
        if signals.waited() > VALIDATION_SECONDS:
            signals.check()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write a checkpoint unless checkpoints would take more than their share of the time.

        Raises:
            Interrupted: the process was asked to stop; the checkpoint is written.
        """
        if self._is_time(self._share()):
            self.try_to_write(epoch + 1, 0)
            signals.check()

    def finish(self, epochs: int) -> None:
        """Write the last checkpoint, after `epochs` epochs, unless it exists."""
        if self.model is not None and self._at != (epochs, 0):
            self.write(epochs, 0)

    def try_to_write(self, epoch: int, batch: int) -> None:
        """Write a checkpoint; on failure, such as a full disk, warn and keep the one before."""
        try:
            self.write(epoch, batch)
        except OSError as error:
            self._last = time.monotonic()
            warn(f"checkpoint not written, training continues: {error.strerror or error}")

    def write(self, epoch: int, batch: int) -> None:
        """Write a checkpoint at a position and delete old ones."""
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
        for old in checkpoint_names.files(self.folder)[KEEP:]:
            old.unlink(missing_ok=True)
        self._at, self._last = (epoch, batch), time.monotonic()
        self.cost = self._last - began

    def _share(self) -> float:
        """Return the least seconds between checkpoints; 0 if the recipe asks for one after every batch."""
        return self.cost / SHARE if self.seconds else 0.0

    def _is_time(self, seconds: float) -> bool:
        return signals.received() is not None or time.monotonic() - self._last >= seconds
