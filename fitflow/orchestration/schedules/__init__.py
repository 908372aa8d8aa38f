"""Schedules as Prefect deployments: rules, admission of a run, backfill."""
