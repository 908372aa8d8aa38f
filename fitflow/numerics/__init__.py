"""Plain numerical methods on numpy arrays; nothing here knows datasets, networks or runs."""
