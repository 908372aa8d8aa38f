"""A recipe and its parts: what one experiment is, validated before anything runs.

Frozen and closed (`extra="forbid"`): a misspelt key is an error, never a silent default.
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
    """Base of every part of a recipe."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class DatasetConfig(Part):
    """Which dataset to train on."""

    name: Name = Field(description="A file in fitflow/datasets, for example mnist.")
    options: dict[str, Any] = Field(default_factory=dict, description="Options of that dataset's read function.")


class PreprocessingConfig(Part):
    """What happens to raw examples before the network sees them; it also becomes part of the logged model."""

    scale: Literal["none", "unit", "symmetric", "standardize"] = Field(
        default="unit",
        description="unit: [0, 1]; symmetric: [-1, 1]; standardize: zero mean, unit variance per channel.",
    )
    flatten: bool = Field(default=False, description="One vector an example.")
    pca: Annotated[int, Field(ge=1)] | Annotated[float, Field(gt=0, lt=1)] | None = Field(
        default=None,
        description="Principal components, fitted on training rows: how many, or the share of variance to keep.",
    )
    validation_split: Fraction = Field(
        default=0.0, description="Share of the training data held out, stratified by class."
    )


class ModelConfig(Part):
    """Which architecture to build."""

    name: Name = Field(description="A file in models, for example mnist_dense.")
    options: dict[str, Any] = Field(default_factory=dict, description="Keyword arguments of its build function.")
    kernel_stddev: NonNegativeFloat | None = Field(
        default=None, description="Draw every kernel from N(0, stddev) and start biases at 0; default the layers' own."
    )


class ScheduleConfig(Part):
    """How the learning rate moves over the run: linear warm-up to the optimizer's rate, then a fall to zero."""

    name: Literal["linear", "cosine"] = Field(default="cosine", description="The form of the fall.")
    warmup_epochs: NonNegativeFloat = Field(default=0.0, description="Epochs of linear warm-up from zero.")


class OptimizerConfig(Part):
    """Keras's optimizer, by its own name; what is left out keeps Keras's default."""

    name: Literal["sgd", "adam", "adamw", "rmsprop"] = Field(default="adam", description="Keras's name of it.")
    learning_rate: PositiveFloat | None = Field(default=None, description="With a schedule, the rate at its peak.")
    momentum: Fraction | None = Field(default=None, description="sgd and rmsprop only.")
    nesterov: bool | None = Field(default=None, description="sgd only.")
    weight_decay: NonNegativeFloat | None = Field(default=None, description="As Keras's optimizers take it.")
    schedule: ScheduleConfig | None = None

    @model_validator(mode="after")
    def _only_what_the_optimizer_has(self) -> OptimizerConfig:
        if self.momentum is not None and self.name not in ("sgd", "rmsprop"):
            raise ValueError(f"momentum belongs to sgd and rmsprop, not to {self.name}")
        if self.nesterov is not None and self.name != "sgd":
            raise ValueError(f"nesterov belongs to sgd, not to {self.name}")
        if self.schedule is not None and self.learning_rate is None:
            raise ValueError("a schedule needs learning_rate, the rate at its peak")
        return self


class AugmentationConfig(Part):
    """Random changes to each training image, drawn anew every epoch from (seed, epoch, example)."""

    flip: bool = Field(default=False, description="Mirror left to right with probability one half.")
    shift: int = Field(default=0, ge=0, le=16, description="Move by up to so many pixels each way; edges reflect.")


class LossConfig(Part):
    """What training makes small, by Keras's names; cross-entropies are of logits."""

    name: Literal["auto", "categorical_crossentropy", "binary_crossentropy", "mean_squared_error", "huber"] = Field(
        default="auto", description="auto: categorical_crossentropy for classes, mean_squared_error for numbers."
    )
    beta: PositiveFloat = Field(
        default=1.0, description="huber only: an error e below beta costs e² / 2 beta, one above it |e| - beta / 2."
    )


class PenaltyConfig(Part):
    """Added to the loss for every kernel: l1 times the sum of |w|, l2 times the sum of w squared."""

    l1: NonNegativeFloat = Field(default=0.0, description="Factor of the sum of |w|.")
    l2: NonNegativeFloat = Field(default=0.0, description="Factor of the sum of w squared.")


class EarlyStoppingConfig(Part):
    """Stop when a metric has not improved for `patience` epochs, and keep the best epoch's weights."""

    monitor: Literal["val_loss", "val_accuracy"] = Field(default="val_loss", description="The metric.")
    patience: int = Field(default=3, ge=1, description="Epochs without an improvement.")
    min_delta: NonNegativeFloat = Field(default=0.0, description="The least change of the metric that counts.")


class PlateauConfig(Part):
    """Lower the learning rate when a metric has not improved for `patience` epochs."""

    monitor: Literal["val_loss", "val_accuracy"] = Field(default="val_loss", description="The metric.")
    factor: float = Field(default=0.1, gt=0, lt=1, description="The rate is multiplied by this.")
    patience: int = Field(default=3, ge=1, description="Epochs without an improvement.")
    min_delta: NonNegativeFloat = Field(default=0.0, description="The least change of the metric that counts.")
    cooldown: int = Field(default=0, ge=0, description="Epochs after a change before counting begins anew.")
    min_learning_rate: NonNegativeFloat = Field(default=0.0, description="The rate is not lowered below this.")


class TrainingConfig(Part):
    """How the network is fitted."""

    epochs: int = Field(default=5, ge=1, le=100_000, description="How many epochs.")
    batch_size: int = Field(default=128, ge=1, description="Examples in one step of training.")
    repeat: int = Field(
        default=1, ge=1, le=100_000, description="Passes over the data in one epoch, for data of a few rows."
    )
    optimizer: OptimizerConfig = OptimizerConfig()
    loss: LossConfig = LossConfig()
    penalty: PenaltyConfig = PenaltyConfig()
    label_smoothing: Fraction = Field(default=0.0, description="Share of each label spread over all classes.")
    augmentation: AugmentationConfig = AugmentationConfig()
    early_stopping: EarlyStoppingConfig | None = None
    plateau: PlateauConfig | None = None


class RuntimeConfig(Part):
    """How the work is put on this machine's devices."""

    precision: Literal["auto", "float32", "mixed_bfloat16", "mixed_float16"] = Field(
        default="auto", description="Keras's dtype policy; auto: what suits the device."
    )
    jit_compile: Literal["auto"] | bool = Field(
        default="auto", description="Whether XLA compiles; auto: where it pays off."
    )
    steps_per_execution: Literal["auto"] | Annotated[int, Field(ge=1)] = Field(
        default="auto", description="Batches in one call of the compiled function."
    )
    deterministic: bool = Field(default=False, description="Two runs on one machine are bit-identical.")
    floatx: Literal["float32", "float64"] = Field(default="float32", description="float64 where digits count.")
    checkpoint_seconds: NonNegativeFloat = Field(
        default=30.0,
        description="Time between checkpoints within an epoch, what a kill may cost; 0: one after every batch.",
    )

    @model_validator(mode="after")
    def _float64_is_not_mixed(self) -> RuntimeConfig:
        if self.floatx == "float64" and self.precision != "auto":
            raise ValueError('runtime.floatx="float64" goes with runtime.precision="auto" alone')
        return self


class GateConfig(Part):
    """When a model of this recipe may become the champion of its line; see docs/promotion.md."""

    confidence: float = Field(default=0.95, ge=0.5, lt=1, description="With which a difference must be shown.")
    min_difference: Fraction = Field(
        default=0.001,
        description="The least useful gain: in test accuracy; for numbers, of the champion's RMSE as a share.",
    )
    max_class_drop: Fraction = Field(default=0.02, description="By how much a class's F1 may fall.")
    max_ece_increase: Fraction = Field(default=0.02, description="By how much the expected calibration error may rise.")
    max_latency_ratio: PositiveFloat = Field(default=10.0, description="Of the champion's median time for one batch.")
    max_latency_ms: PositiveFloat | None = Field(default=None, description="For one batch; no limit unless set.")
    max_size_mb: PositiveFloat = Field(default=500.0, description="Of the logged model's files.")


Event = Literal["failure", "crash", "success", "metric"]


class Notice(Part):
    """Whom to tell how a run ended: by a command, a webhook or one of Prefect's notification blocks.

    An address that is a secret stays out of the recipe: `env:NAME` reads it from the environment of the run,
    `secret:NAME` from a Secret block of Prefect's.
    """

    on: tuple[Event, ...] = Field(
        default=("failure", "crash"), min_length=1, description="metric: a run that ended well, but out of the bound."
    )
    metric: str | None = Field(default=None, description="The bound's metric, for example test_accuracy.")
    below: float | None = Field(default=None, description="Tell when the metric is below this.")
    above: float | None = Field(default=None, description="Tell when the metric is above this.")
    command: str | None = Field(default=None, min_length=1, description="A command; it reads JSON from its input.")
    webhook: str | None = Field(
        default=None, pattern=r"^(https?://[^@?]+|(env|secret):\S+)$", description="Where to POST JSON, or env:NAME."
    )
    block: str | None = Field(default=None, pattern=r"^[^/]+/[^/]+$", description="For example slack-webhook/team.")

    @model_validator(mode="after")
    def _one_way_and_a_whole_bound(self) -> Notice:
        if [self.command, self.webhook, self.block].count(None) != 2:
            raise ValueError("a notice goes by one of command, webhook and block")
        bound = ("metric" in self.on, self.metric is not None, (self.below, self.above) != (None, None))
        if any(bound) != all(bound):
            raise ValueError('a bound is on=["metric"], metric and one of below and above, all together')
        return self


class Recipe(Part):
    """One experiment, complete: the same recipe, data, code and machine give the same result."""

    name: Name = Field(description="The recipe's name.")
    dataset: DatasetConfig
    preprocessing: PreprocessingConfig = PreprocessingConfig()
    model: ModelConfig
    training: TrainingConfig = TrainingConfig()
    runtime: RuntimeConfig = RuntimeConfig()
    gate: GateConfig = GateConfig()
    seed: int = Field(default=0, ge=0, lt=2**32, description="Decides everything that is drawn at random.")
    experiment: str | None = Field(
        default=None, min_length=1, max_length=MAX_EXPERIMENT, description="MLflow experiment; default the dataset."
    )
    notify: tuple[Notice, ...] | None = Field(default=None, description="Whom to tell how a run ended; default nobody.")

    @model_validator(mode="after")
    def _label_smoothing_needs_classes(self) -> Recipe:
        if self.training.label_smoothing and self.training.loss.name not in ("auto", "categorical_crossentropy"):
            raise ValueError("training.label_smoothing belongs to categorical_crossentropy alone")
        return self

    @model_validator(mode="after")
    def _what_is_watched_is_there(self) -> Recipe:
        for name in ("early_stopping", "plateau"):
            if getattr(self.training, name) is not None and self.preprocessing.validation_split == 0:
                raise ValueError(f"training.{name} needs preprocessing.validation_split above 0")
        if self.training.plateau is not None and self.training.optimizer.schedule is not None:
            raise ValueError("training.plateau and training.optimizer.schedule both move the learning rate: drop one")
        if self.preprocessing.flatten and self.training.augmentation != AugmentationConfig():
            raise ValueError("training.augmentation works on images: set preprocessing.flatten=false")
        return self

    @model_validator(mode="after")
    def _principal_components_are_of_vectors(self) -> Recipe:
        if self.preprocessing.pca is not None and self.training.augmentation != AugmentationConfig():
            raise ValueError("preprocessing.pca makes vectors, training.augmentation works on images: drop one")
        return self


class MethodConfig(Part):
    """Which computation to do."""

    name: Name = Field(description="A file in fitflow/methods, for example truncated_svd.")
    options: dict[str, Any] = Field(default_factory=dict, description="Keyword arguments of its compute function.")


class Computation(Part):
    """An experiment without training: data goes through a method, and what comes out is judged and recorded."""

    name: Name = Field(description="The recipe's name.")
    dataset: DatasetConfig
    preprocessing: PreprocessingConfig = PreprocessingConfig(scale="none")
    method: MethodConfig
    seed: int = Field(default=0, ge=0, lt=2**32, description="Decides everything that is drawn at random.")
    experiment: str | None = Field(
        default=None, min_length=1, max_length=MAX_EXPERIMENT, description="MLflow experiment; default the dataset."
    )


Experiment = Recipe | Computation


class Published(Part):
    """A figure that a source prints, and when a result of ours holds beside it.

    A result holds when low <= mean over the seeds <= high. `beyond` marks figures from outside the source documents:
    `fitflow reproduce` runs those only when they are named. `note` says, with measurements, what the figure hangs on or
    why its band is not met.
    """

    source: str
    metric: str
    published: str
    low: float = float("-inf")
    high: float = float("inf")
    seeds: int = Field(default=1, ge=1)
    sittings: int = Field(default=1, ge=1, description="Runs, each continued from the last one.")
    sitting: int = Field(default=0, ge=0, description="Which sitting's metric, from 1; 0: the last.")
    beyond: bool = False
    note: str = ""
