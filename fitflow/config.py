"""A recipe and its parts: what one experiment is, validated before anything runs.

Frozen and closed (`extra="forbid"`): a misspelt key is an error, never a silent default.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PositiveFloat = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegativeFloat = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
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
    validation_split: Fraction = Field(
        default=0.0, description="Share of the training data held out, stratified by class."
    )


class ModelConfig(Part):
    """Which architecture to build."""

    name: Name = Field(description="A file in models, for example mnist_dense.")
    options: dict[str, Any] = Field(default_factory=dict, description="Keyword arguments of its build function.")


class ScheduleConfig(Part):
    """How the learning rate moves over the run: linear warm-up to the optimizer's rate, then a fall to zero."""

    name: Literal["linear", "cosine"] = "cosine"
    warmup_epochs: NonNegativeFloat = Field(default=0.0, description="Epochs of linear warm-up from zero.")


class OptimizerConfig(Part):
    """Keras's optimizer, by its own name; what is left out keeps Keras's default."""

    name: Literal["sgd", "adam", "adamw", "rmsprop"] = "adam"
    learning_rate: PositiveFloat | None = None
    momentum: Fraction | None = Field(default=None, description="sgd and rmsprop only.")
    nesterov: bool | None = Field(default=None, description="sgd only.")
    weight_decay: NonNegativeFloat | None = None
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


class EarlyStoppingConfig(Part):
    """Stop when a metric has not improved for `patience` epochs, and keep the best epoch's weights."""

    monitor: Literal["val_loss", "val_accuracy"] = "val_loss"
    patience: int = Field(default=3, ge=1)
    min_delta: NonNegativeFloat = 0.0


class TrainingConfig(Part):
    """How the network is fitted."""

    epochs: int = Field(default=5, ge=1, le=100_000)
    batch_size: int = Field(default=128, ge=1)
    optimizer: OptimizerConfig = OptimizerConfig()
    label_smoothing: Fraction = 0.0
    augmentation: AugmentationConfig = AugmentationConfig()
    early_stopping: EarlyStoppingConfig | None = None


class RuntimeConfig(Part):
    """How the work is put on this machine's devices."""

    precision: Literal["auto", "float32", "mixed_bfloat16", "mixed_float16"] = "auto"
    jit_compile: Literal["auto"] | bool = "auto"
    steps_per_execution: Literal["auto"] | Annotated[int, Field(ge=1)] = "auto"
    deterministic: bool = Field(default=False, description="Two runs on one machine are bit-identical.")


class Recipe(Part):
    """One experiment, complete: the same recipe, data, code and machine give the same result."""

    name: Name
    dataset: DatasetConfig
    preprocessing: PreprocessingConfig = PreprocessingConfig()
    model: ModelConfig
    training: TrainingConfig = TrainingConfig()
    runtime: RuntimeConfig = RuntimeConfig()
    seed: int = Field(default=0, ge=0, lt=2**32)
    experiment: str | None = Field(default=None, min_length=1, description="MLflow experiment; default the dataset.")

    @model_validator(mode="after")
    def _early_stopping_needs_validation_data(self) -> Recipe:
        if self.training.early_stopping is not None and self.preprocessing.validation_split == 0:
            raise ValueError("training.early_stopping needs preprocessing.validation_split above 0")
        if self.preprocessing.flatten and self.training.augmentation != AugmentationConfig():
            raise ValueError("training.augmentation works on images: set preprocessing.flatten=false")
        return self
