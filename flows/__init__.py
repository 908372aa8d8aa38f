"""Prefect flows: straight lists of task calls."""

from fitflow.system.environment import set_defaults

set_defaults()  # before Prefect is imported: it reads its settings then
