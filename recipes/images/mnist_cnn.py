"""MNIST with Keras's own simple convnet, in 15 epochs.

Source: keras.io/examples/vision/mnist_convnet, which prints about 0.99.

Command: fitflow run mnist-cnn; to compare: fitflow reproduce mnist-cnn

Result: test_accuracy 0.9914 (n = 1), 630 s on 2 cores, AMD EPYC, float32; data: original; commit 1524aa4.
"""

from fitflow.config import DatasetConfig, ModelConfig, PreprocessingConfig, Published, Recipe, TrainingConfig

RECIPE = Recipe(
    name="mnist-cnn",
    dataset=DatasetConfig(name="mnist"),
    preprocessing=PreprocessingConfig(scale="unit", validation_split=0.1),
    model=ModelConfig(name="small_cnn"),
    training=TrainingConfig(epochs=15, batch_size=128),
)
PUBLISHED = (
    Published(source="keras.io", metric="test_accuracy", published="0.9922", low=0.99, high=1, seeds=3, beyond=True),
)
