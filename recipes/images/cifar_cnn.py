"""CIFAR-10 with a small residual network, made to pass 88 % in under 25 minutes on two CPU cores.

Command: fitflow run cifar-cnn --data-dir DIR. Result: see the table in README.md. The learning rate, label smoothing
and augmentation follow D. Page, "How to train your ResNet" (2018); the weight decay is Keras's decoupled kind, 5e-3
being Page's 5e-4 over one minus the momentum.
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
