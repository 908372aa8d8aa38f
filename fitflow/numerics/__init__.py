"""Numerical methods on numpy arrays, independent of datasets, networks and runs."""
