"""MNIST with one hidden layer of 512 units, in 5 epochs.

Source: F. Chollet, "Deep Learning with Python", section 2.1, which prints 0.9777; source document 001.

Command: fitflow run mnist-dense; to compare: fitflow reproduce mnist-dense

Result: test_accuracy 0.9791 ± 0.0016 (n = 5), 88 s on 2 cores, AMD EPYC, float32; data: original; commit 231369e.
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
    name="mnist-dense",
    dataset=DatasetConfig(name="mnist"),
    preprocessing=PreprocessingConfig(scale="unit", flatten=True),
    model=ModelConfig(name="mnist_dense"),
    training=TrainingConfig(epochs=5, batch_size=128, optimizer=OptimizerConfig(name="rmsprop")),
)
PUBLISHED = (Published(source="001", metric="test_accuracy", published="0.978", low=0.9777, high=1, seeds=5),)
