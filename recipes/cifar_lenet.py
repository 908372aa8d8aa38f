"""CIFAR-10 with LeNet: two convolutions, three dense layers, plain SGD with momentum. One sitting of 6 epochs.

Command: fitflow run cifar-lenet --data-dir DIR. Result: see the table in README.md.
"""

from fitflow.config import DatasetConfig, ModelConfig, OptimizerConfig, PreprocessingConfig, Recipe, TrainingConfig

RECIPE = Recipe(
    name="cifar-lenet",
    dataset=DatasetConfig(name="cifar10"),
    preprocessing=PreprocessingConfig(scale="symmetric"),
    model=ModelConfig(name="lenet"),
    training=TrainingConfig(
        epochs=6, batch_size=100, optimizer=OptimizerConfig(name="sgd", learning_rate=1e-3, momentum=0.9)
    ),
)
