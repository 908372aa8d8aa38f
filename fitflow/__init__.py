"""fitflow: Keras's fit in a Prefect flow, every run tracked in MLflow."""

from fitflow.config import Recipe
from fitflow.recipe_io.loading import load_recipe

__version__ = "0.1.0"

__all__ = ["Recipe", "__version__", "load_recipe"]
