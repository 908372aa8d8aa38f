"""The types that every dataset source shares: its card, what was found on this machine, and the decoded arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fitflow.arrays import Array, Column, Task, array_digest
from fitflow.store import file_digests as hashing


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a dataset promises; the contract test holds the source to it.

    `input_shape` is one example's shape, `value_range` is inclusive and in the units of the raw data. `known` maps the
    digests (`Arrays.digest`) of recognised contents to a name for each; `strict` refuses all others.

    `task` says what is predicted: a class, a number ("regression"), or a user's rating of an item from both numbers
    ("ratings"). `value_range` is None where any finite number may be. `feature_names` name the columns of a table,
    `columns` the columns of the file that they are made from, in their order, where that is not the same; `target` is
    what is predicted where it is no class. `parameters` are the true weights and, last, the bias of data that
    was made from them; `notes` is what people should know of how the data was read.
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
    """Where a dataset was found: the place's name, how to read it, and the files in reading order.

    `place` is one of "data-dir", "bundled", "keras-cache", "system", "download", "package", "generated".
    `root` is what people would call the dataset's path; it and `paths` are empty for "package" and "generated".
    """

    place: str
    format: str
    root: Path | None = None
    paths: tuple[Path, ...] = ()

    def files_root(self) -> Path:
        """The root of a dataset that was found in files."""
        if self.root is None:
            raise ValueError("only files have a root")
        return self.root

    def describe(self) -> str:
        """One phrase for people: the place and, where there is one, the path."""
        return f"{self.place} ({self.root})" if self.root else self.place

    def digest(self) -> str:
        """SHA-256 (hex) over the names below the root and every byte of the files."""
        total = hashlib.sha256(self.format.encode())
        for name, digest in self.file_digests().items():
            total.update(f"\0{name}\0".encode())
            total.update(bytes.fromhex(digest))
        return total.hexdigest()

    def file_digests(self) -> dict[str, str]:
        """SHA-256 (hex) of each file by its name below the root."""
        folder = self.root if self.root and self.root.is_dir() else None
        names = [str(path.relative_to(folder)) if folder else path.name for path in self.paths]
        return dict(zip(names, hashing.file_digests(self.paths), strict=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class Arrays:
    """A decoded dataset, raw values, nothing scaled.

    x_*: the card's dtype, (num_examples, *input_shape). y_*: (num_examples,), class indices as int64, or numbers as
    float64 where the task is no classification.
    """

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array

    def digest(self) -> str:
        """SHA-256 (hex) over dtype, shape and every byte of every split."""
        return array_digest(self.x_train, self.y_train, self.x_test, self.y_test)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One dataset: its card and where, beside a data directory, it can come from.

    `formats` are the file formats it may have there, by the NAME of their modules in data/formats. `bundled` is a
    folder in datasets/bundled; `keras_cache` are paths in Keras's datasets folder; `system` are folders of the
    operating system; `keras_download` is the module of keras.datasets that fetches it; `hint` is a command that
    installs it. `file_digests` maps the original files' names to their MD5. `generate` makes the arrays from
    options, without files, and `card_for` gives the card of these options where it is not always the same.
    `read_file` takes a file, which the option "path" names below one of the data directories, and the other
    options; its card is that of the content.
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
