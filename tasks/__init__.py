"""Prefect tasks: each is a library call with its retry and cache policy."""

from fitflow.system.environment import set_defaults

set_defaults()  # before Prefect is imported: it reads its settings then
