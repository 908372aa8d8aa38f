"""Central differences for every weight of a small network, beside Keras's gradient.

Source: source documents 004 and 000: the gradient check, "the loss falls".

Command: fitflow run numerical-gradient; to compare: fitflow reproduce numerical-gradient

Result: gradient_relative_difference 1.309e-09 ± 2.9e-10 (n = 3), 46 s on 2 cores, AMD EPYC; data: original; commit
231369e.

It takes 100 of scikit-learn's digits and goes ten steps of descent with each gradient.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, PreprocessingConfig, Published

RECIPE = Computation(
    name="numerical-gradient",
    dataset=DatasetConfig(name="digits"),
    preprocessing=PreprocessingConfig(scale="unit"),
    method=MethodConfig(name="numerical_gradient"),
)
PUBLISHED = (
    Published(source="004, 000", metric="gradient_relative_difference", published="agrees", high=1e-5),
    Published(source="004, 000", metric="losses_max_difference", published="agrees", high=1e-6),
    Published(source="004, 000", metric="loss_fell_by", published="the loss falls", low=1e-3),
)
