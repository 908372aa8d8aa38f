"""The 1-, 2-, 3- and infinity-norm and the 0.5-"norm" of vectors and distances, beside numpy's.

Source: source document 000: the definitions.

Command: fitflow run norms; to compare: fitflow reproduce norms

Result: norms_max_relative_difference 7.613e-16 ± 0 (n = 3), 15 s on 2 cores, AMD EPYC; data: generated; commit 231369e.

As weight penalties l1 and l2 are training.penalty in any recipe.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, Published

RECIPE = Computation(name="norms", dataset=DatasetConfig(name="gaussian"), method=MethodConfig(name="norms"))
PUBLISHED = (Published(source="000", metric="norms_max_relative_difference", published="the definitions", high=1e-12),)
