"""Processes: identity, signals, leases on runs, and supervised services."""
