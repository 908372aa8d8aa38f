"""Types of dataset sources: card, location on this machine, decoded arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fitflow.arrays import Array, Column, Task, array_digest
from fitflow.store import file_digests as hashing


@dataclass(frozen=True, kw_only=True)
class Card:
    """Properties that a dataset guarantees; the contract test checks them.

    `input_shape` is the shape of one example. `value_range` is inclusive, in the units of the raw data; None: any
    finite number. `known` maps digests (`Arrays.digest`) of known contents to their names; `strict` rejects all others.

    `task` is what to predict: a class, a number ("regression"), or the rating of an item by a user, given both numbers
    ("ratings"). `feature_names` are the names of a table's features. `columns` are the file's columns that they are
    made from, in order, if these differ. `target` names the predicted number. `parameters` are the true weights and,
    last, the bias of data generated from them. `notes` tells users how the data was read.
    """

    name: str
    title: str
    input_shape: tuple[int, ...]
    dtype: str
    value_range: tuple[float, float] | None
    num_train: int
    num_test: int
    license: str
    source: str
    class_names: tuple[str, ...] = ()
    task: Task = "classification"
    feature_names: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    target: str = "label"
    parameters: tuple[float, ...] = ()
    notes: str = ""
    known: Mapping[str, str] = field(default_factory=dict[str, str])
    strict: bool = False

    @property
    def num_classes(self) -> int:
        """Number of classes; labels run from 0 to num_classes - 1."""
        return len(self.class_names)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A dataset's location: the kind of place, the file format, and the files in reading order.

    `place` is one of "data-dir", "bundled", "keras-cache", "system", "download", "package", "generated".
    `root` is the dataset's path for users; `root` and `paths` are empty for "package" and "generated".
    """

    place: str
    format: str
    root: Path | None = None
    paths: tuple[Path, ...] = ()

    def files_root(self) -> Path:
        """Return `root`.

        Raises:
            ValueError: the dataset is not in files.
        """
        if self.root is None:
            raise ValueError("only files have a root")
        return self.root

    def describe(self) -> str:
        """Return the place and, if there is one, the path, for users."""
        return f"{self.place} ({self.root})" if self.root else self.place

    def digest(self) -> str:
        """Return the SHA-256 (hex) over the names below the root and every byte of the files."""
        total = hashlib.sha256(self.format.encode())
        for name, digest in self.file_digests().items():
            total.update(f"\0{name}\0".encode())
            total.update(bytes.fromhex(digest))
        return total.hexdigest()

    def file_digests(self) -> dict[str, str]:
        """Return the SHA-256 (hex) of each file by its name below the root."""
        folder = self.root if self.root and self.root.is_dir() else None
        names = [str(path.relative_to(folder)) if folder else path.name for path in self.paths]
        return dict(zip(names, hashing.file_digests(self.paths), strict=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class Arrays:
    """A decoded dataset of raw, unscaled values.

    x_*: the card's dtype, (num_examples, *input_shape). y_*: (num_examples,), int64 class indices for classification,
    else float64 numbers.
    """

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array

    def digest(self) -> str:
        """Return the SHA-256 (hex) over dtype, shape and every byte of every split."""
        return array_digest(self.x_train, self.y_train, self.x_test, self.y_test)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One dataset: its card and its sources besides a data directory.

    `formats` are the supported file formats, by the NAME of their modules in data/formats. `bundled` is a folder in
    datasets/bundled; `keras_cache` are paths in Keras's datasets folder; `system` are folders of the operating system;
    `keras_download` is the module of keras.datasets that downloads it; `hint` is a command that installs it.
    `file_digests` maps the original files' names to their MD5. `generate` makes the arrays from options, without files;
    `card_for` returns the card for options that change it. `read_file` reads the file that the option "path" names
    below a data directory, with the other options, and returns a card for its content.
    """

    card: Card
    place: str = "data-dir"
    formats: tuple[str, ...] = ()
    bundled: str | None = None
    keras_cache: tuple[str, ...] = ()
    system: tuple[Path, ...] = ()
    keras_download: str | None = None
    hint: str | None = None
    file_digests: Mapping[str, str] = field(default_factory=dict[str, str])
    generate: Callable[..., Arrays] | None = None
    card_for: Callable[..., Card] | None = None
    read_file: Callable[..., tuple[Card, Arrays]] | None = None
