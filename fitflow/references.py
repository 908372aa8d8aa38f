"""Values that steps pass to each other: small frozen references that serialize to JSON, never arrays or models.

A path into the store with its SHA-256 is cheap to send to another process or machine; an array is not.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from fitflow.arrays import Column, Task


class Ref(BaseModel):
    """Base class of the references.

    `seconds` is the duration of the step that made it. `reused` is set if this run did not make it: an MLflow run's id,
    or "the cache".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = 0.0
    reused: str = ""


class DatasetRef(Ref):
    """Decoded and verified raw data in the store: entry `path` with x_train, y_train, x_test, y_test.

    `digest` is the SHA-256 over every byte of every split, `digests` has one for each split. `found` is where the files
    were, `variant` the known content they hold. The fields from `input_shape` on come from the card.
    """

    name: str
    found: str
    variant: str
    path: str
    digest: str
    digests: dict[str, str]
    input_shape: tuple[int, ...]
    dtype: str
    value_range: tuple[float, float] | None
    class_names: tuple[str, ...]
    num_train: int
    num_test: int
    task: Task = "classification"
    feature_names: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    target: str = "label"
    parameters: tuple[float, ...] = ()
    notes: str = ""


class PreparedRef(Ref):
    """Data ready for a network: training and validation rows, and the scaling of pixels.

    The store's entry `path` holds train_rows and val_rows, int64 row numbers into `dataset`'s training split. A pixel p
    of channel c becomes p * factor[c] + offset[c]. `flatten` then flattens each example. If `num_components` is not 0,
    the vector x becomes (x - pca_mean) @ pca_components.T; both arrays are float64 in the entry.
    """

    dataset: DatasetRef
    path: str
    digest: str
    factor: tuple[float, ...]
    offset: tuple[float, ...]
    flatten: bool
    num_train: int
    num_val: int
    num_components: int = 0


class ModelRef(Ref):
    """An architecture and its runtime settings; `convolutional` and `num_parameters` describe the network."""

    name: str
    num_parameters: int
    convolutional: bool
    runtime: dict[str, str]


class StartRef(Ref):
    """Starting point of a continued training: `folder` holds the checkpoints of run `run_id`."""

    run_id: str
    folder: str


class TrainedRef(Ref):
    """A trained network: `path` is a .keras file from raw examples to logits or numbers.

    `digest` is the SHA-256 over its layers and weights; dates and names in the file do not count. `checkpoint` is the
    file to continue training from. `history` has one value per epoch and curve, including the `initial_epoch` epochs
    before this run.
    """

    path: str
    digest: str
    checkpoint: str
    epochs: int
    initial_epoch: int
    best_epoch: int | None
    history: dict[str, list[float]]
    examples_per_second: float


class Metrics(Ref):
    """Metrics on the test split: `values` by name; the store's entry at `path` holds the predictions.

    `per_class` has each class's precision, recall, f1 and number of examples. `coefficients` has the weights of a
    linear regression, by feature and in the data's units, and its bias; `closed_form` has those of least squares.
    `intervals` has 95 % confidence intervals of some values. `test_reads` counts the reads of the test split for this
    registered model, including this one.
    """

    values: dict[str, float]
    num_examples: int
    path: str
    per_class: dict[str, dict[str, float]] = {}
    coefficients: dict[str, float] = {}
    closed_form: dict[str, float] = {}
    intervals: dict[str, tuple[float, float]] = {}
    test_reads: int = 0


class Computed(Ref):
    """The result of a method: the store's entry `path` holds its arrays."""

    method: str
    path: str


class ReportRef(Ref):
    """A run's figures and model card: artifacts of the MLflow run `run_id`, in the folder `location`."""

    run_id: str
    location: str = ""


class RunRef(Ref):
    """One MLflow run. `url` is its page if a server is known, else the command that shows it."""

    run_id: str
    experiment: str
    experiment_id: str
    url: str


class ModelVersion(Ref):
    """The model that a run logged: `uri` is models:/m-<id>; `name` and `version` identify the registered version.

    `location` is the path of its files.
    """

    uri: str
    name: str
    version: str
    location: str = ""


class ServedModel(Ref):
    """A logged model in use: raw examples in, probabilities or numbers out.

    `name` is its name for users, `uri` its models:/m-<id>, `folder` the path of its files on this machine. The fields
    from `input_shape` on are the model's own metadata. `columns` are the columns of a table to read rows from.
    `value_range` is None if any finite number is valid, or if the model does not say.
    """

    name: str
    uri: str
    run_id: str
    folder: str
    input_shape: tuple[int, ...]
    dtype: str
    num_outputs: int
    task: Task
    class_names: tuple[str, ...]
    columns: tuple[Column, ...]
    target: str
    value_range: tuple[float, float] | None


class Contender(Ref):
    """A registered model version and the finished run that made it."""

    name: str
    version: str
    run_id: str
    recipe: str


class Judgement(Ref):
    """The gate's verdict: `report` is the full document, `digest` the SHA-256 of its text."""

    verdict: Literal["promote", "reject", "undecided"]
    summary: str
    report: dict[str, Any]
    digest: str
