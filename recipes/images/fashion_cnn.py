"""Fashion-MNIST with a small convnet, flips and shifts, in 15 epochs.

Source: the benchmark table of Fashion-MNIST's own repository, which has 0.925 for under 100,000 parameters.

Command: fitflow run fashion-cnn; to compare: fitflow reproduce fashion-cnn

Result: test_accuracy 0.9056 (n = 1), 764 s on 2 cores, AMD EPYC, float32; data: original; commit 1524aa4.
"""

from fitflow.config import (
    AugmentationConfig,
    DatasetConfig,
    ModelConfig,
    OptimizerConfig,
    PreprocessingConfig,
    Published,
    Recipe,
    ScheduleConfig,
    TrainingConfig,
)

RECIPE = Recipe(
    name="fashion-cnn",
    dataset=DatasetConfig(name="fashion-mnist"),
    preprocessing=PreprocessingConfig(scale="standardize", validation_split=0.1),
    model=ModelConfig(name="small_cnn", options={"filters": [32, 64], "dropout": 0.3}),
    training=TrainingConfig(
        epochs=15,
        batch_size=128,
        optimizer=OptimizerConfig(
            name="adam", learning_rate=2e-3, schedule=ScheduleConfig(name="cosine", warmup_epochs=1)
        ),
        augmentation=AugmentationConfig(flip=True, shift=1),
    ),
)
PUBLISHED = (
    Published(source="its table", metric="test_accuracy", published="0.925", low=0.925, high=1, seeds=3, beyond=True),
)
