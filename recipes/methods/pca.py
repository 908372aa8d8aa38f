"""Principal components of 100 x 5 normal numbers: standardise, covariance, eigenvectors, keep 2.

Source: the source documents' procedure, without a figure; held against scikit-learn's. Command: fitflow reproduce
pca. Result: see the table in README.md.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, PreprocessingConfig, Published

RECIPE = Computation(
    name="pca",
    dataset=DatasetConfig(name="gaussian"),
    preprocessing=PreprocessingConfig(scale="standardize"),
    method=MethodConfig(name="pca", options={"components": 2}),
)
PUBLISHED = (
    Published(source="000", metric="components_max_difference", published="the procedure only", high=1e-6),
    Published(source="000", metric="coordinates_max_difference", published="the procedure only", high=1e-6),
)
