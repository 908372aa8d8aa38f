"""Datasets, one source per file; fitflow/data/locate.py searches for them."""
