"""Computations without training, one per file, each with compute, evaluate and figures."""
