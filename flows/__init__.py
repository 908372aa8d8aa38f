"""Prefect flows: straight lists of task calls."""

from fitflow.environment import set_defaults

set_defaults()  # before Prefect is imported: it reads its settings then
