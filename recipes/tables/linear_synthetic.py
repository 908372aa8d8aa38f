"""Linear regression on synthetic data with squared error, in 3 epochs.

Source: A. Zhang et al., "Dive into Deep Learning", sections 3.4 and 3.5; source documents 003 and 002.

Command: fitflow run linear-synthetic; to compare: fitflow reproduce linear-synthetic

Result: test_rmse 0.009093 ± 3.8e-05 (n = 3), 50 s on 2 cores, AMD EPYC, float32; data: generated; commit 231369e.

1,000 examples of y = x·[2, -3.4] + 4.2 + N(0, 0.01), one dense unit from N(0, 0.01), SGD at 0.03, batch 10. Keras's
squared error has no half before it, so its steps are twice those of the source's own loop.
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
    name="linear-synthetic",
    dataset=DatasetConfig(name="linear-synthetic"),
    preprocessing=PreprocessingConfig(scale="none"),
    model=ModelConfig(name="linear_regression", kernel_stddev=0.01),
    training=TrainingConfig(
        epochs=3,
        batch_size=10,
        optimizer=OptimizerConfig(name="sgd", learning_rate=0.03),
        loss=LossConfig(name="mean_squared_error"),
    ),
)
PUBLISHED = (
    Published(source="003, 002", metric="parameter_max_error", published="very close", high=0.01, seeds=3),
    Published(source="003, 002", metric="closed_form_max_difference", published="very close", high=0.01, seeds=3),
)
