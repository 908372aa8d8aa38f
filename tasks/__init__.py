"""Prefect tasks: a library call and its policy."""

from fitflow.system.environment import set_defaults

set_defaults()  # before Prefect is imported: it reads its settings then
