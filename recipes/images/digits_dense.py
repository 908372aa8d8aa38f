"""scikit-learn's digits with one hidden layer: trains in a second, for trying things.

Command: fitflow run digits-dense. Result: see the table in README.md.
"""

from fitflow.config import DatasetConfig, ModelConfig, PreprocessingConfig, Recipe, TrainingConfig

RECIPE = Recipe(
    name="digits-dense",
    dataset=DatasetConfig(name="digits"),
    preprocessing=PreprocessingConfig(scale="unit", flatten=True, validation_split=0.1),
    model=ModelConfig(name="mnist_dense", options={"units": 128}),
    training=TrainingConfig(epochs=20, batch_size=32),
)
