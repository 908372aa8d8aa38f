"""Experiments, one per file: RECIPE = Recipe(...); the docstring is its source, command and result."""
