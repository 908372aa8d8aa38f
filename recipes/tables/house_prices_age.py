"""House prices in King County from living area and age, by mini-batch SGD and in closed form.

Source: the source documents' linear model (003), which they leave without data. The year it was built stands for a
house's age: all were sold in 2014 and 2015, and a linear model does not care. Command: fitflow reproduce house-
prices-age. Result: see the table in README.md.
"""

from fitflow.config import (
    DatasetConfig,
    ModelConfig,
    OptimizerConfig,
    PreprocessingConfig,
    Published,
    Recipe,
    TrainingConfig,
)

RECIPE = Recipe(
    name="house-prices-age",
    dataset=DatasetConfig(
        name="csv",
        options={
            "path": "housing/kc_house_data.csv",
            "features": ["sqft_living", "yr_built"],
            "target": "price",
        },
    ),
    preprocessing=PreprocessingConfig(scale="standardize"),
    model=ModelConfig(name="linear_regression"),
    training=TrainingConfig(epochs=10, batch_size=64, optimizer=OptimizerConfig(name="sgd", learning_rate=0.003)),
)
PUBLISHED = (
    Published(source="003", metric="test_rmse_over_closed_form", published="the model only", high=1.01, seeds=3),
)
