"""CIFAR-10 with LeNet: two convolutions, three dense layers, plain SGD with momentum.

Source: source document 000, which prints 0.1806 after its first sitting and 0.5191 after its third.

Command: fitflow run cifar-lenet --data-dir DIR; to compare: fitflow reproduce cifar-lenet

Result: test_accuracy 0.4862 (n = 1), 490 s on 2 cores, AMD EPYC, float32; data: re-coded as JPEG; commit 231369e.

A sitting is 6 epochs, and the result is that of one. The source trains in three, each going on where the one before
stopped: `fitflow reproduce` does so, or by hand `fitflow run cifar-lenet --continue-from RUN`.
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
    name="cifar-lenet",
    dataset=DatasetConfig(name="cifar10"),
    preprocessing=PreprocessingConfig(scale="symmetric"),
    model=ModelConfig(name="lenet"),
    training=TrainingConfig(
        epochs=6, batch_size=100, optimizer=OptimizerConfig(name="sgd", learning_rate=1e-3, momentum=0.9)
    ),
)
PUBLISHED = (
    Published(
        source="000", metric="test_accuracy", published="0.1806", low=0.1806, high=1, sittings=3, sitting=1, seeds=3
    ),
    Published(
        source="000", metric="test_accuracy", published="0.5191", low=0.5191, high=1, sittings=3, sitting=3, seeds=3
    ),
    Published(source="000", metric="loss", published="2.288", high=2.288, sittings=3, sitting=1, seeds=3),
    Published(source="000", metric="loss", published="1.553", high=1.553, sittings=3, sitting=3, seeds=3),
)
