"""Experiments, one a file: RECIPE = Recipe(...); the docstring is its source, command and result."""
