"""scikit-learn's digits with one hidden layer: trains in a second, for trying things.

Source: none, an example of the project's own; the data is scikit-learn's load_digits.

Command: fitflow run digits-dense

Result: test_accuracy 0.9630 ± 0.0032 (n = 3), 95 s on 2 cores, AMD EPYC, float32; data: original; commit 231369e.
"""

from fitflow.config import DatasetConfig, ModelConfig, PreprocessingConfig, Recipe, TrainingConfig

RECIPE = Recipe(
    name="digits-dense",
    dataset=DatasetConfig(name="digits"),
    preprocessing=PreprocessingConfig(scale="unit", flatten=True, validation_split=0.1),
    model=ModelConfig(name="mnist_dense", options={"units": 128}),
    training=TrainingConfig(epochs=20, batch_size=32),
)
