"""Schedules as Prefect deployments: rules, whether a run starts or is skipped, backfill."""
