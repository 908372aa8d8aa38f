"""Prefect's server: starts it, calls its REST API, and checks its database."""
