"""A line through five points by 10,000 steps of gradient descent from 0, in float64.

Source: source document 000: its first regression, the mean squared error of y = m x + b, all points in every step.

Command: fitflow run line-fit-long; to compare: fitflow reproduce line-fit-long

Result: test_rmse 0.6928 ± 0 (n = 3), 93 s on 2 cores, AMD EPYC, float64; data: generated; commit 231369e.

The learning rate is 0.01. The text says 1,000 steps for these digits too; 10,000 give them.
"""

from fitflow.config import (
    DatasetConfig,
    ModelConfig,
    OptimizerConfig,
    PreprocessingConfig,
    Published,
    Recipe,
    RuntimeConfig,
    TrainingConfig,
)

RECIPE = Recipe(
    name="line-fit-long",
    dataset=DatasetConfig(name="points", options={"x": [1, 2, 3, 4, 5], "y": [1, 3, 2, 3, 5]}),
    preprocessing=PreprocessingConfig(scale="none"),
    model=ModelConfig(name="linear_regression", kernel_stddev=0),
    training=TrainingConfig(
        epochs=100, repeat=100, batch_size=5, optimizer=OptimizerConfig(name="sgd", learning_rate=0.01)
    ),
    runtime=RuntimeConfig(floatx="float64"),
)
M, B = 0.8000000000000033, 0.39999999999998903
PUBLISHED = (
    Published(source="000", metric="weight_x", published=str(M), low=M - 1e-12, high=M + 1e-12),
    Published(source="000", metric="bias", published=str(B), low=B - 1e-12, high=B + 1e-12),
)
