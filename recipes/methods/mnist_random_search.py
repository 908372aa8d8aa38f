"""MNIST with random weights for each batch of 100, the least loss kept, untrained: chance.

Source: source document 004: three layers with relu and softmax, accuracy 0.0948.

Command: fitflow run mnist-random-search; to compare: fitflow reproduce mnist-random-search
mnist-dense

Result: test_accuracy 0.1232 ± 0.035 (n = 3), 43 s on 2 cores, AMD EPYC; data: original; commit 231369e.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, PreprocessingConfig, Published

RECIPE = Computation(
    name="mnist-random-search",
    dataset=DatasetConfig(name="mnist"),
    preprocessing=PreprocessingConfig(scale="unit"),
    method=MethodConfig(name="random_search"),
)
PUBLISHED = (Published(source="004", metric="test_accuracy", published="0.0948", low=0.05, high=0.25, seeds=3),)
