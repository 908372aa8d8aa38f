"""Load recipes from files and options, name their runs, write them as commands."""
