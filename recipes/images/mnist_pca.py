"""`mnist-dense` on the principal components that hold 95 % of the variance.

Source: source document 000: the procedure, without a figure.

Command: fitflow run mnist-pca; to compare: fitflow reproduce mnist-pca mnist-dense

Result: test_accuracy 0.9814 ± 0.00050 (n = 3), 104 s on 2 cores, AMD EPYC, float32; data: original; commit 231369e.
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
