"""What passes between the steps of a run: small frozen references that fit in a line of JSON, never arrays or models.

A path into the store with the SHA-256 of its content can go to another process or machine; an array cannot cheaply.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Ref(BaseModel):
    """Base of the references. `seconds` is how long the step took that made it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = 0.0


class DatasetRef(Ref):
    """Decoded and verified raw data in the store: entry `path` with x_train, y_train, x_test, y_test.

    `digest` is the SHA-256 over every byte of every split, `digests` those of each split; `found` says where the files
    were, `variant` which known content they hold.
    """

    name: str
    found: str
    variant: str
    path: str
    digest: str
    digests: dict[str, str]
    input_shape: tuple[int, ...]
    dtype: str
    value_range: tuple[float, float]
    class_names: tuple[str, ...]
    num_train: int
    num_test: int


class PreparedRef(Ref):
    """Data ready for a network: which rows train and validate, and how pixels are scaled.

    The store's entry `path` holds train_rows and val_rows, int64 row numbers into `dataset`'s training split. A pixel p
    of channel c becomes p * factor[c] + offset[c]; `flatten` then makes one vector an example.
    """

    dataset: DatasetRef
    path: str
    digest: str
    factor: tuple[float, ...]
    offset: tuple[float, ...]
    flatten: bool
    num_train: int
    num_val: int


class ModelRef(Ref):
    """An architecture and the runtime choices for it; `convolutional` and `num_parameters` describe the network."""

    name: str
    num_parameters: int
    convolutional: bool
    runtime: dict[str, str]


class TrainedRef(Ref):
    """A trained network: `path` is a .keras file, pixels in, logits out; `history` has one value an epoch a curve."""

    path: str
    digest: str
    epochs: int
    best_epoch: int | None
    history: dict[str, list[float]]
    examples_per_second: float


class Metrics(Ref):
    """Results on the test split: `values` by name, all under test_; the store's entry at `path` holds predictions."""

    values: dict[str, float]
    num_examples: int
    path: str


class RunRef(Ref):
    """One MLflow run. `url` is its page where a server is known, else the command that shows it."""

    run_id: str
    experiment: str
    experiment_id: str
    url: str


class ModelVersion(Ref):
    """The model that the run logged: `uri` is models:/m-<id>; `name` and `version` are its registry entry."""

    uri: str
    name: str
    version: str


Result = dict[str, Any]
