"""Prefect flows: straight lists of task calls."""
