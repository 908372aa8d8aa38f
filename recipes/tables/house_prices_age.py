"""House prices in King County from living area and age, by SGD and in closed form.

Source: source document 003: the linear model, which it leaves without data.

Command: fitflow run house-prices-age --data-dir DIR; to compare: fitflow reproduce house-prices-age

Result: test_rmse 253,974 ± 5.7 (n = 3), 67 s on 2 cores, AMD EPYC, float32; data: as given; commit 231369e.

The year it was built stands for a house's age: all were sold in 2014 and 2015, and a linear model does not care. SGD
goes by mini-batches; the closed form is computed beside it, on the same training rows.
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
