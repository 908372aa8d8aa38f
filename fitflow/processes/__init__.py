"""Processes: identity, signals, leases on runs, and the services that the supervisor keeps up."""
