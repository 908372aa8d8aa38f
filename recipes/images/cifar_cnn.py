"""CIFAR-10 with a small residual network, made to pass 88 % in under 25 minutes on two CPU cores.

Source: the learning rate, label smoothing and augmentation follow D. Page, "How to train your ResNet" (2018); the
published figure beside it is keras.io's.

Command: fitflow run cifar-cnn --data-dir DIR; to compare: fitflow reproduce cifar-cnn

Result: test_accuracy 0.8856 (n = 1), 858 s on 2 cores, Intel(R) Xeon(R) Processor, AMX bfloat16, mixed_bfloat16; data:
re-coded as JPEG; commit 4098807.

The weight decay is Keras's decoupled kind, 5e-3 being Page's 5e-4 over one minus the momentum. A run takes over five
minutes, so `make accuracy` keeps the recorded row, of one seed; `python -m benchmarks.accuracy --only cifar-cnn`
measures it again.
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
    name="cifar-cnn",
    dataset=DatasetConfig(name="cifar10"),
    preprocessing=PreprocessingConfig(scale="standardize"),
    model=ModelConfig(name="cifar_cnn"),
    training=TrainingConfig(
        epochs=24,
        batch_size=128,
        optimizer=OptimizerConfig(
            name="sgd",
            learning_rate=0.1,
            momentum=0.9,
            nesterov=True,
            weight_decay=5e-3,
            schedule=ScheduleConfig(name="linear", warmup_epochs=2),
        ),
        label_smoothing=0.1,
        augmentation=AugmentationConfig(flip=True, shift=2),
    ),
)
PUBLISHED = (Published(source="keras.io", metric="test_accuracy", published="0.9216", low=0.88, high=1, beyond=True),)
