"""What passes between the steps of a run: small frozen references that fit in a line of JSON, never arrays or models.

A path into the store with the SHA-256 of its content can go to another process or machine; an array cannot cheaply.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from fitflow.arrays import Column, Task


class Ref(BaseModel):
    """Base of the references.

    `seconds` is how long the step took that made it; `reused` says of one that was not made in this run where it comes
    from: an MLflow run's id, or "the cache".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = 0.0
    reused: str = ""


class DatasetRef(Ref):
    """Decoded and verified raw data in the store: entry `path` with x_train, y_train, x_test, y_test.

    `digest` is the SHA-256 over every byte of every split, `digests` those of each split; `found` says where the files
    were, `variant` which known content they hold. The fields from `input_shape` on are the card's.
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
    """Data ready for a network: which rows train and validate, and how pixels are scaled.

    The store's entry `path` holds train_rows and val_rows, int64 row numbers into `dataset`'s training split. A pixel p
    of channel c becomes p * factor[c] + offset[c]; `flatten` then makes one vector an example, and where
    `num_components` is not 0 the vector x becomes (x - pca_mean) @ pca_components.T, both float64 in the entry.
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
    """An architecture and the runtime choices for it; `convolutional` and `num_parameters` describe the network."""

    name: str
    num_parameters: int
    convolutional: bool
    runtime: dict[str, str]


class StartRef(Ref):
    """Where training goes on: the checkpoints of run `run_id` are in `folder`."""

    run_id: str
    folder: str


class TrainedRef(Ref):
    """A trained network: `path` is a .keras file, raw examples in, logits or numbers out.

    `digest` is the SHA-256 over its layers and weights, whatever the file's own dates and names.
    `checkpoint` is the file that training can go on from, `history` has one value an epoch a curve, also for
    the `initial_epoch` epochs that were trained before this run.
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
    """Results on the test split: `values` by name; the store's entry at `path` holds predictions.

    `per_class` has each class's precision, recall, f1 and number of examples; `coefficients` has the weights of a
    linear regression in the data's own units, by feature, and its bias, `closed_form` those of least squares.
    `intervals` says of some values between which limits they lie with a confidence of 95 %; `test_reads` how often the
    test split has been read for this model line, this time included.
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
    """What a method computed: the store's entry `path` holds its arrays."""

    method: str
    path: str


class ReportRef(Ref):
    """Where a run's figures and its model card are: with the MLflow run `run_id`, in the folder `location`."""

    run_id: str
    location: str = ""


class RunRef(Ref):
    """One MLflow run. `url` is its page where a server is known, else the command that shows it."""

    run_id: str
    experiment: str
    experiment_id: str
    url: str


class ModelVersion(Ref):
    """The model that the run logged: `uri` is models:/m-<id>; `name` and `version` are its registry entry.

    `location` is where its files are.
    """

    uri: str
    name: str
    version: str
    location: str = ""


class ServedModel(Ref):
    """A logged model that others use: raw examples in, probabilities or numbers out.

    `name` is what people call it, `uri` its models:/m-<id>, `folder` where its files are on this machine. The fields
    from `input_shape` on are what the model itself says of its examples and predictions; `columns` are those of a table
    that rows are read from, `value_range` is None where any finite number may be, or where the model does not say.
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
    """A registered version, and the finished run that made it."""

    name: str
    version: str
    run_id: str
    recipe: str


class Judgement(Ref):
    """The gate's answer: `report` is its whole document, `digest` the SHA-256 of its text."""

    verdict: Literal["promote", "reject", "undecided"]
    summary: str
    report: dict[str, Any]
    digest: str
