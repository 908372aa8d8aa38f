"""`mnist-dense` on the principal components that hold 95 % of the variance.

Source: the source documents' procedure, without a figure. Command: fitflow reproduce mnist-pca mnist-dense. Result:
see the table in README.md.
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
    name="mnist-pca",
    dataset=DatasetConfig(name="mnist"),
    preprocessing=PreprocessingConfig(scale="unit", flatten=True, pca=0.95),
    model=ModelConfig(name="mnist_dense"),
    training=TrainingConfig(epochs=5, batch_size=128, optimizer=OptimizerConfig(name="rmsprop")),
)
PUBLISHED = (Published(source="000", metric="test_accuracy", published="the procedure only", seeds=3),)
