"""Prefect tasks: a library call and its policy."""
