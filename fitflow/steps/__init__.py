"""The steps of a recipe, one per file: `key` returns a step's cache key, `run` computes its result."""
