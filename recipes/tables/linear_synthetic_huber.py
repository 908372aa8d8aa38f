"""Linear regression on synthetic data with Huber's loss, in 3 epochs.

Source: A. Zhang et al., "Dive into Deep Learning", section 3.5, exercise on losses; source documents 003 and 002.

Command: fitflow run linear-synthetic-huber; to compare: fitflow reproduce linear-synthetic-huber

Result: test_rmse 0.009748 ± 0.00017 (n = 3), 39 s on 2 cores, AMD EPYC, float32; data: generated; commit 231369e.

As `linear-synthetic`, with the source's form of Huber's loss: slope 1 for errors above beta = 0.5.
"""

from fitflow.config import (
    DatasetConfig,
    LossConfig,
    ModelConfig,
    OptimizerConfig,
    PreprocessingConfig,
    Published,
    Recipe,
    TrainingConfig,
)

RECIPE = Recipe(
    name="linear-synthetic-huber",
    dataset=DatasetConfig(name="linear-synthetic"),
    preprocessing=PreprocessingConfig(scale="none"),
    model=ModelConfig(name="linear_regression", kernel_stddev=0.01),
    training=TrainingConfig(
        epochs=3,
        batch_size=10,
        optimizer=OptimizerConfig(name="sgd", learning_rate=0.03),
        loss=LossConfig(name="huber", beta=0.5),
    ),
)
PUBLISHED = (
    Published(source="003, 002", metric="parameter_max_error", published="very close", high=0.01, seeds=3),
    Published(source="003, 002", metric="closed_form_max_difference", published="very close", high=0.01, seeds=3),
)
