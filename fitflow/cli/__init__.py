"""The `fitflow` command, one file for each group of verbs."""
