"""Reuse of results: cache keys of steps, the code that they depend on, and cached results."""
