"""Everything that uses Prefect: caching, run records, cancellation, notices, schedules, its server."""

from fitflow.system.environment import set_defaults

set_defaults()  # before Prefect is imported: it reads its settings then
