"""Exclusive or with the network of `xor-mlp` from 100 seeds: the share that gets all four rows right.

Source: the source documents' network; they show one seed. Command: fitflow reproduce xor-mlp-seeds. Result: see the
table in README.md.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, Published

RECIPE = Computation(
    name="xor-mlp-seeds",
    dataset=DatasetConfig(name="xor"),
    method=MethodConfig(name="seed_study", options={"seeds": 100}),
)
PUBLISHED = (Published(source="000", metric="share_solved", published="one seed shown", low=0.01, high=1),)
