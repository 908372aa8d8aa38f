"""MNIST with a network that is not trained: random weights for each batch of 100, the least loss kept. Chance.

Source: the source documents' three layers with relu and softmax, accuracy 0.0948. Command:
fitflow reproduce mnist-random-search mnist-dense. Result: see the table in README.md.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, PreprocessingConfig, Published

RECIPE = Computation(
    name="mnist-random-search",
    dataset=DatasetConfig(name="mnist"),
    preprocessing=PreprocessingConfig(scale="unit"),
    method=MethodConfig(name="random_search"),
)
PUBLISHED = (Published(source="004", metric="test_accuracy", published="0.0948", low=0.05, high=0.25, seeds=3),)
