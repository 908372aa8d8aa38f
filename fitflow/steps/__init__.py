"""The steps of a recipe, one a file: `key` says what decides a step's result, `run` makes it."""
