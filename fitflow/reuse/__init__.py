"""Reuse of results: the keys of steps, the code that they depend on, and the results kept under a key."""
