"""Datasets, one source a file; resolve.py says where they are looked for."""
