"""The 1-, 2-, 3- and infinity-norm and the 0.5-"norm" of vectors and distances, beside numpy's.

Source: source document 000: the definitions.

Command: fitflow run norms; beside the published figures: fitflow reproduce norms

Result: not measured yet; make accuracy measures it.

As weight penalties l1 and l2 are training.penalty in any recipe.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, Published

RECIPE = Computation(name="norms", dataset=DatasetConfig(name="gaussian"), method=MethodConfig(name="norms"))
PUBLISHED = (Published(source="000", metric="norms_max_relative_difference", published="the definitions", high=1e-12),)
