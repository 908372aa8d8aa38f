"""A recommender by matrix factorisation of rank 2 in Keras, trained on the known ratings alone.

Source: source document 000: its SVD counts unknown ratings as 0 and reaches an MSE of 0.711 on the known ones.

Command: fitflow run svd-recommender-keras; to compare: fitflow reproduce svd-recommender-keras

Result: test_rmse 1.503e-06 ± 2.9e-07 (n = 3), 71 s on 2 cores, AMD EPYC, float32; data: generated; commit 231369e.

A network that never sees the unknown ratings must do better.
"""

from fitflow.config import (
    DatasetConfig,
    ModelConfig,
    OptimizerConfig,
    PreprocessingConfig,
    Published,
    Recipe,
    TrainingConfig,
)

RECIPE = Recipe(
    name="svd-recommender-keras",
    dataset=DatasetConfig(name="ratings"),
    preprocessing=PreprocessingConfig(scale="none"),
    model=ModelConfig(
        name="matrix_factorization", options={"num_users": 5, "num_items": 4, "rank": 2}, kernel_stddev=0.5
    ),
    training=TrainingConfig(
        epochs=20, repeat=100, batch_size=13, optimizer=OptimizerConfig(name="adam", learning_rate=0.01)
    ),
)
PUBLISHED = (
    Published(source="000", metric="test_mse", published="0.7111239245689356", high=0.7111239245689356, seeds=3),
)
