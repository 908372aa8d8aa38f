"""Batches of examples in an order that depends only on (seed, epoch), so that training can resume at a position."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array
from fitflow.config import AugmentationConfig

Indices = NDArray[np.int64]


class Batches(keras.utils.PyDataset):
    """A Keras dataset over memory-mapped arrays.

    Args:
        images: raw examples, (num_examples, ...).
        labels: (num_examples,), class indices as int64 or numbers.
        rows: int64, row numbers of the examples to use.
        batch_size: the last batch of an epoch may be smaller; no example is dropped.
        num_classes: width of the float32 one-hot labels; None: class indices.
        seed: shuffle and augment by (seed, epoch); None: keep the order of `rows`.
        augmentation: random augmentation; only with a seed.
        epoch: epoch whose order is drawn, from 0; `go_to` changes it.
        start: number of batches to skip at the start of every epoch, to resume within one.
        repeat: passes over the rows per epoch, each in a different order.
    """

    def __init__(
        self,
        images: Array,
        labels: Array,
        rows: Indices,
        *,
        batch_size: int,
        num_classes: int | None = None,
        seed: int | None = None,
        augmentation: AugmentationConfig | None = None,
        epoch: int = 0,
        repeat: int = 1,
        start: int = 0,
    ) -> None:
        super().__init__()
        self.images = images
        self.labels = labels
        self.rows = rows
        self.batch_size = batch_size
        self.num_classes = num_classes
        self.seed = seed
        self.augmentation = augmentation or AugmentationConfig()
        self.epoch = epoch
        self.repeat = repeat
        self.start = start
        self._order = self._draw()

    def __len__(self) -> int:
        """Return the number of batches per epoch."""
        return self.repeat * self.batches_per_pass - self.start

    @property
    def batches_per_pass(self) -> int:
        """Number of batches in one pass over the rows."""
        return -(-len(self.rows) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[Array, Array]:
        """Return batch `start + index` of the current epoch: raw examples and labels."""
        order, flips, shifts = self._order
        number, index = divmod(self.start + index, self.batches_per_pass)
        start = number * len(self.rows) + index * self.batch_size
        chosen = slice(start, min(start + self.batch_size, (number + 1) * len(self.rows)))
        rows = order[chosen]
        images = augment(self.images[rows], flips[chosen], shifts[chosen], self.augmentation)
        labels = self.labels[rows]
        return images, labels if self.num_classes is None else np.eye(self.num_classes, dtype=np.float32)[labels]

    def from_batch(self, start: int) -> Batches:
        """Return a copy that skips the first `start` batches of each epoch."""
        return Batches(
            self.images,
            self.labels,
            self.rows,
            batch_size=self.batch_size,
            num_classes=self.num_classes,
            seed=self.seed,
            augmentation=self.augmentation,
            epoch=self.epoch,
            repeat=self.repeat,
            start=start,
        )

    def go_to(self, epoch: int) -> None:
        """Draw the order of an epoch."""
        if epoch != self.epoch:
            self.epoch = epoch
            if self.seed is not None:
                self._order = self._draw()

    def _draw(self) -> tuple[Indices, Array, Array]:
        count = len(self.rows) * self.repeat
        if self.seed is None:
            return np.tile(self.rows, self.repeat), np.zeros(count, bool), np.zeros((count, 2), np.int64)
        random = np.random.default_rng([self.seed, self.epoch])
        order = np.concatenate([random.permutation(self.rows) for _ in range(self.repeat)])
        reach = self.augmentation.shift
        return order, random.random(count) < 0.5, random.integers(0, 2 * reach + 1, (count, 2))


def augment(images: Array, flips: Array, shifts: Array, config: AugmentationConfig) -> Array:
    """Flip and shift images.

    Args:
        images: (batch, height, width, channels).
        flips: bool (batch,): images to flip horizontally, if config.flip.
        shifts: int64 (batch, 2), 0..2 * config.shift: corner of the crop in the image padded by reflection.
        config: whether to flip and to shift.

    Returns:
        same shape and dtype.
    """
    if config.flip:
        images = np.where(flips[:, None, None, None], images[:, :, ::-1], images)
    if config.shift:
        height, width = images.shape[1:3]
        border = (config.shift, config.shift)
        padded = np.pad(images, ((0, 0), border, border, (0, 0)), mode="reflect")
        down = (shifts[:, :1] + np.arange(height))[:, :, None]
        across = (shifts[:, 1:] + np.arange(width))[:, None, :]
        images = padded[np.arange(len(images))[:, None, None], down, across]
    return images
