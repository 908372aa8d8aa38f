"""The schema of a recipe: everything that defines one experiment, validated before anything runs.

Models are frozen and forbid extra keys: a misspelt key is an error, never a silent default.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PositiveFloat = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegativeFloat = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
MAX_EXPERIMENT = 500  # MLflow's own limit on an experiment's name
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]


class Part(BaseModel):
    """Base class of every part of a recipe."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class DatasetConfig(Part):
    """Which dataset to train on."""

    name: Name = Field(description="A file in fitflow/datasets, for example mnist.")
    options: dict[str, Any] = Field(default_factory=dict, description="Options of that dataset's read function.")


class PreprocessingConfig(Part):
    """Preprocessing of raw examples; also part of the logged model."""

    scale: Literal["none", "unit", "symmetric", "standardize"] = Field(
        default="unit",
        description="unit: [0, 1]; symmetric: [-1, 1]; standardize: zero mean, unit variance per channel.",
    )
    flatten: bool = Field(default=False, description="Flatten each example into a vector.")
    pca: Annotated[int, Field(ge=1)] | Annotated[float, Field(gt=0, lt=1)] | None = Field(
        default=None,
        description="PCA fitted on training rows: number of components, or share of variance to keep.",
    )
    validation_split: Fraction = Field(
        default=0.0, description="Share of the training data held out for validation, stratified by class."
    )


class ModelConfig(Part):
    """Which architecture to build."""

    name: Name = Field(description="A file in models, for example mnist_dense.")
    options: dict[str, Any] = Field(default_factory=dict, description="Keyword arguments of its build function.")
    kernel_stddev: NonNegativeFloat | None = Field(
        default=None,
        description="Initialize kernels from N(0, stddev) and biases to 0 (default: the layers' initializers).",
    )


class ScheduleConfig(Part):
    """Learning rate schedule: linear warm-up to the optimizer's rate, then decay to zero."""

    name: Literal["linear", "cosine"] = Field(default="cosine", description="Shape of the decay.")
    warmup_epochs: NonNegativeFloat = Field(default=0.0, description="Epochs of linear warm-up from zero.")


class OptimizerConfig(Part):
    """A Keras optimizer, by Keras's name; unset fields keep Keras's defaults."""

    name: Literal["sgd", "adam", "adamw", "rmsprop"] = Field(default="adam", description="The Keras name.")
    learning_rate: PositiveFloat | None = Field(default=None, description="With a schedule, the rate at its peak.")
    momentum: Fraction | None = Field(default=None, description="sgd and rmsprop only.")
    nesterov: bool | None = Field(default=None, description="sgd only.")
    weight_decay: NonNegativeFloat | None = Field(default=None, description="Passed to the Keras optimizer.")
    schedule: ScheduleConfig | None = None

    @model_validator(mode="after")
    def _check_options_fit_the_optimizer(self) -> OptimizerConfig:
        if self.momentum is not None and self.name not in ("sgd", "rmsprop"):
            raise ValueError(f"momentum belongs to sgd and rmsprop, not to {self.name}")
        if self.nesterov is not None and self.name != "sgd":
            raise ValueError(f"nesterov belongs to sgd, not to {self.name}")
        if self.schedule is not None and self.learning_rate is None:
            raise ValueError("a schedule needs learning_rate, the rate at its peak")
        return self


class AugmentationConfig(Part):
    """Random augmentation of training images, drawn every epoch from (seed, epoch, example)."""

    flip: bool = Field(default=False, description="Flip horizontally with probability 0.5.")
    shift: int = Field(default=0, ge=0, le=16, description="Maximum shift in pixels each way; edges are reflected.")


class LossConfig(Part):
    """The loss function, by Keras's name; cross-entropies take logits."""

    name: Literal["auto", "categorical_crossentropy", "binary_crossentropy", "mean_squared_error", "huber"] = Field(
        default="auto", description="auto: categorical_crossentropy for classes, mean_squared_error for numbers."
    )
    beta: PositiveFloat = Field(
        default=1.0, description="huber only: the loss of an error e is e² / 2 beta below beta, |e| - beta / 2 above."
    )


class PenaltyConfig(Part):
    """Kernel regularization added to the loss: l1 times the sum of |w|, plus l2 times the sum of w squared."""

    l1: NonNegativeFloat = Field(default=0.0, description="Factor of the sum of |w|.")
    l2: NonNegativeFloat = Field(default=0.0, description="Factor of the sum of w squared.")


class EarlyStoppingConfig(Part):
    """Stop when a metric has not improved for `patience` epochs, and restore the best epoch's weights."""

    monitor: Literal["val_loss", "val_accuracy"] = Field(default="val_loss", description="Metric to monitor.")
    patience: int = Field(default=3, ge=1, description="Epochs without an improvement.")
    min_delta: NonNegativeFloat = Field(default=0.0, description="The least change of the metric that counts.")


class PlateauConfig(Part):
    """Lower the learning rate when a metric has not improved for `patience` epochs."""

    monitor: Literal["val_loss", "val_accuracy"] = Field(default="val_loss", description="Metric to monitor.")
    factor: float = Field(default=0.1, gt=0, lt=1, description="Factor that multiplies the learning rate.")
    patience: int = Field(default=3, ge=1, description="Epochs without an improvement.")
    min_delta: NonNegativeFloat = Field(default=0.0, description="The least change of the metric that counts.")
    cooldown: int = Field(default=0, ge=0, description="Epochs to wait after a change before counting again.")
    min_learning_rate: NonNegativeFloat = Field(default=0.0, description="The rate is not lowered below this.")


class TrainingConfig(Part):
    """Arguments of fit: epochs, batches, optimizer, loss, callbacks."""

    epochs: int = Field(default=5, ge=1, le=100_000, description="How many epochs.")
    batch_size: int = Field(default=128, ge=1, description="Examples in one step of training.")
    repeat: int = Field(
        default=1, ge=1, le=100_000, description="Passes over the data per epoch, for datasets of a few rows."
    )
    optimizer: OptimizerConfig = OptimizerConfig()
    loss: LossConfig = LossConfig()
    penalty: PenaltyConfig = PenaltyConfig()
    label_smoothing: Fraction = Field(default=0.0, description="Share of each label spread over all classes.")
    augmentation: AugmentationConfig = AugmentationConfig()
    early_stopping: EarlyStoppingConfig | None = None
    plateau: PlateauConfig | None = None


class RuntimeConfig(Part):
    """Precision, compilation and checkpoints on this machine."""

    precision: Literal["auto", "float32", "mixed_bfloat16", "mixed_float16"] = Field(
        default="auto", description="Keras's dtype policy; auto: what suits the device."
    )
    jit_compile: Literal["auto"] | bool = Field(
        default="auto", description="Whether XLA compiles; auto: where it pays off."
    )
    steps_per_execution: Literal["auto"] | Annotated[int, Field(ge=1)] = Field(
        default="auto", description="Batches in one call of the compiled function."
    )
    deterministic: bool = Field(default=False, description="Make runs on one machine bit-identical.")
    floatx: Literal["float32", "float64"] = Field(default="float32", description="float64 for double precision.")
    checkpoint_seconds: NonNegativeFloat = Field(
        default=30.0,
        description="Seconds between checkpoints within an epoch, the most a kill can lose; 0: after every batch.",
    )

    @model_validator(mode="after")
    def _float64_is_not_mixed(self) -> RuntimeConfig:
        if self.floatx == "float64" and self.precision != "auto":
            raise ValueError('runtime.floatx="float64" needs runtime.precision="auto"')
        return self


class GateConfig(Part):
    """Conditions for a model of this recipe to become the champion of its registered model; see docs/promotion.md."""

    confidence: float = Field(default=0.95, ge=0.5, lt=1, description="Confidence level of the comparisons.")
    min_difference: Fraction = Field(
        default=0.001,
        description="Smallest useful gain, in test accuracy; for regression, as a share of the champion's RMSE.",
    )
    max_class_drop: Fraction = Field(default=0.02, description="Largest allowed drop of a class's F1.")
    max_ece_increase: Fraction = Field(default=0.02, description="Largest allowed rise of expected calibration error.")
    max_latency_ratio: PositiveFloat = Field(
        default=10.0, description="Largest median time for one batch, relative to the champion's."
    )
    max_latency_ms: PositiveFloat | None = Field(
        default=None, description="Largest time for one batch; null: no limit."
    )
    max_size_mb: PositiveFloat = Field(default=500.0, description="Largest size of the logged model's files.")


Event = Literal["failure", "crash", "success", "metric"]


class Notice(Part):
    """A notification when a run ends: a command, a webhook or a Prefect notification block.

    Keep a secret address out of the recipe: `env:NAME` reads it from the run's environment, `secret:NAME` from a
    Prefect Secret block.
    """

    on: tuple[Event, ...] = Field(
        default=("failure", "crash"), min_length=1, description="metric: the run succeeded but the bound was crossed."
    )
    metric: str | None = Field(default=None, description="Metric to compare, for example test_accuracy.")
    below: float | None = Field(default=None, description="Notify when the metric is below this.")
    above: float | None = Field(default=None, description="Notify when the metric is above this.")
    command: str | None = Field(default=None, min_length=1, description="Command that gets the JSON on stdin.")
    webhook: str | None = Field(
        default=None,
        pattern=r"^(https?://[^@?]+|(env|secret):\S+)$",
        description="URL to POST the JSON to, or env:NAME, or secret:NAME.",
    )
    block: str | None = Field(
        default=None, pattern=r"^[^/]+/[^/]+$", description="Prefect block, for example slack-webhook/team."
    )

    @model_validator(mode="after")
    def _check_channel_and_bound(self) -> Notice:
        if [self.command, self.webhook, self.block].count(None) != 2:
            raise ValueError("a notice needs exactly one of command, webhook and block")
        bound = ("metric" in self.on, self.metric is not None, (self.below, self.above) != (None, None))
        if any(bound) != all(bound):
            raise ValueError('a bound needs on=["metric"], metric, and below or above, all together')
        return self


class Recipe(Part):
    """One complete experiment: the same recipe, data, code and machine give the same result."""

    name: Name = Field(description="The recipe's name.")
    dataset: DatasetConfig
    preprocessing: PreprocessingConfig = PreprocessingConfig()
    model: ModelConfig
    training: TrainingConfig = TrainingConfig()
    runtime: RuntimeConfig = RuntimeConfig()
    gate: GateConfig = GateConfig()
    seed: int = Field(default=0, ge=0, lt=2**32, description="Seed of all random draws.")
    experiment: str | None = Field(
        default=None, min_length=1, max_length=MAX_EXPERIMENT, description="MLflow experiment; default the dataset."
    )
    notify: tuple[Notice, ...] | None = Field(default=None, description="Notifications when a run ends (default none).")

    @model_validator(mode="after")
    def _label_smoothing_needs_classes(self) -> Recipe:
        if self.training.label_smoothing and self.training.loss.name not in ("auto", "categorical_crossentropy"):
            raise ValueError("training.label_smoothing works only with categorical_crossentropy")
        return self

    @model_validator(mode="after")
    def _check_monitors_and_augmentation(self) -> Recipe:
        for name in ("early_stopping", "plateau"):
            if getattr(self.training, name) is not None and self.preprocessing.validation_split == 0:
                raise ValueError(f"training.{name} needs preprocessing.validation_split above 0")
        if self.training.plateau is not None and self.training.optimizer.schedule is not None:
            raise ValueError("training.plateau and training.optimizer.schedule both set the learning rate: drop one")
        if self.preprocessing.flatten and self.training.augmentation != AugmentationConfig():
            raise ValueError("training.augmentation works on images: set preprocessing.flatten=false")
        return self

    @model_validator(mode="after")
    def _check_pca_without_augmentation(self) -> Recipe:
        if self.preprocessing.pca is not None and self.training.augmentation != AugmentationConfig():
            raise ValueError("preprocessing.pca gives vectors, but training.augmentation needs images: drop one")
        return self


class MethodConfig(Part):
    """Which method to run."""

    name: Name = Field(description="A file in fitflow/methods, for example truncated_svd.")
    options: dict[str, Any] = Field(default_factory=dict, description="Keyword arguments of its compute function.")


class Computation(Part):
    """An experiment without training: a method runs on the data, and its result is evaluated and recorded."""

    name: Name = Field(description="The recipe's name.")
    dataset: DatasetConfig
    preprocessing: PreprocessingConfig = PreprocessingConfig(scale="none")
    method: MethodConfig
    seed: int = Field(default=0, ge=0, lt=2**32, description="Seed of all random draws.")
    experiment: str | None = Field(
        default=None, min_length=1, max_length=MAX_EXPERIMENT, description="MLflow experiment; default the dataset."
    )


Experiment = Recipe | Computation


class Published(Part):
    """A published figure, and the band in which our result reproduces it.

    A result reproduces it when low <= mean over the seeds <= high. `beyond` marks figures from outside the source
    documents: `fitflow reproduce` runs those only by name. `note` explains, with measurements, what the figure depends
    on or why the result is outside the band.
    """

    source: str
    metric: str
    published: str
    low: float = float("-inf")
    high: float = float("inf")
    seeds: int = Field(default=1, ge=1)
    sittings: int = Field(default=1, ge=1, description="Number of runs, each continued from the one before.")
    sitting: int = Field(default=0, ge=0, description="Sitting whose metric counts, from 1; 0: the last.")
    beyond: bool = False
    note: str = ""
