"""House prices in King County from bedrooms, bathrooms and living area, by SGD and in closed form.

Source: source document 002: the linear model, which it leaves without data.

Command: fitflow run house-prices --data-dir DIR; to compare: fitflow reproduce house-prices

Result: test_rmse 258,105 ± 22 (n = 3), 59 s on 2 cores, AMD EPYC, float32; data: as given; commit 231369e.

SGD goes by mini-batches; the closed form is computed beside it, on the same training rows.
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
    name="house-prices",
    dataset=DatasetConfig(
        name="csv",
        options={
            "path": "housing/kc_house_data.csv",
            "features": ["bedrooms", "bathrooms", "sqft_living"],
            "target": "price",
        },
    ),
    preprocessing=PreprocessingConfig(scale="standardize"),
    model=ModelConfig(name="linear_regression"),
    training=TrainingConfig(epochs=10, batch_size=64, optimizer=OptimizerConfig(name="sgd", learning_rate=0.003)),
)
PUBLISHED = (
    Published(source="002", metric="test_rmse_over_closed_form", published="the model only", high=1.01, seeds=3),
)
