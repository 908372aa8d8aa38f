"""A recommender by truncated SVD of rank 2, unknown ratings taken as 0; judged on the known ones.

Source: source document 000: its example, digit by digit.

Command: fitflow run svd-recommender; to compare: fitflow reproduce svd-recommender

Result: singular_value_1 9.032 ± 0 (n = 3), 49 s on 2 cores, AMD EPYC; data: generated; commit 231369e.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, Published

RECIPE = Computation(
    name="svd-recommender",
    dataset=DatasetConfig(name="ratings"),
    method=MethodConfig(name="truncated_svd", options={"rank": 2}),
)
DIGITS = {
    "singular_value_1": "9.03171974",
    "singular_value_2": "6.22925557",
    "reconstruction_1_1": "5.13406479",
    "reconstruction_1_2": "1.90612125",
    "reconstruction_1_3": "-0.72165061",
    "reconstruction_1_4": "1.5611261",
    "test_mse": "0.7111239245689356",
}
PUBLISHED = tuple(
    Published(source="000", metric=metric, published=text, low=float(text) - 5e-9, high=float(text) + 5e-9)
    for metric, text in DIGITS.items()
)
