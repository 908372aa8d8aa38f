"""Computations without training, one a file: compute, evaluate, figures; see fitflow/computing.py."""
