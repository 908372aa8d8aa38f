"""Principal components of 100 x 5 normal numbers: standardise, covariance, eigenvectors, keep 2.

Source: source document 000: the procedure, without a figure; held against scikit-learn's.

Command: fitflow run pca; to compare: fitflow reproduce pca

Result: components_max_difference 3.331e-15 ± 0 (n = 3), 29 s on 2 cores, AMD EPYC; data: generated; commit 231369e.
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
