"""Exclusive or with the network of `xor-mlp` from 100 seeds: the share that gets all rows right.

Source: source document 000: the network, of which it shows one seed.

Command: fitflow run xor-mlp-seeds; to compare: fitflow reproduce xor-mlp-seeds

Result: share_solved 0.3967 ± 0.0058 (n = 3), 81 s on 2 cores, AMD EPYC; data: generated; commit 231369e.
"""

from fitflow.config import Computation, DatasetConfig, MethodConfig, Published

RECIPE = Computation(
    name="xor-mlp-seeds",
    dataset=DatasetConfig(name="xor"),
    method=MethodConfig(name="seed_study", options={"seeds": 100}),
)
PUBLISHED = (Published(source="000", metric="share_solved", published="one seed shown", low=0.01, high=1),)
